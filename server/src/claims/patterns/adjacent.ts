import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Ear, Page } from '../page.ts';
import { isStretch } from './count.ts';
import { isIndex, nounBefore } from './range.ts';

/** A range told of what is numbered: `Stage 1 (layers 1-8)`. */
interface Labelled {
  readonly line: Line;
  readonly label: Atom;
  readonly range: Atom;
  /** The word before the number, and the one before the range. */
  readonly name: string;
  readonly noun: string | null;
}

/** Two that are numbered one after the other and leave a gap, or overlap: `Stage 1 (layers 1-8), Stage 2 (layers 10-16)`. */
export function adjacent(page: Page): Claim[] {
  const heard = page.heard(labels);
  const inLines = heard.lines.flatMap((line) => pairsOf(labelledIn(line)));
  return [...inLines, ...heard.groups().flatMap((group) => overLines(page, group))];
}

/** Whether a line tells a range of what is numbered. */
export const labels: Ear = (_, line) => labelledIn(line).length > 0;

/** Neighbours of one form up to their range, two of them: of three or more the others tell which one is wrong. */
function overLines(page: Page, group: readonly Line[]): Claim[] {
  const heads = group.map((line) => {
    const all = labelledIn(line);
    const [first] = all;
    return first && all.length === 1 ? { first, form: headOf(page, first) } : null;
  });
  const isLike = (at: number, form: string): boolean => heads[at]?.form === form;
  return heads.flatMap((head, at) => {
    const next = heads[at + 1];
    if (!head || !next || !isLike(at + 1, head.form) || isLike(at - 1, head.form) || isLike(at + 2, head.form)) return [];
    return pairsOf([head.first, next.first]);
  });
}

/** A line up to the end of its range, figures and runs of blanks left out. */
function headOf(page: Page, { line, range }: Labelled): string {
  const { start } = line.statement.span;
  return page.document.plain
    .slice(start, (range.to ?? range.number).digits.end)
    .replace(/\d+/g, '#')
    .replace(/[ \0]+/g, ' ');
}

function labelledIn(line: Line): Labelled[] {
  if (line.atoms.length < 2 || line.atoms.length > 12) return [];
  return line.atoms.flatMap((range, at): Labelled[] => {
    const label = line.atoms[at - 1];
    const between = line.gaps[at] ?? '';
    if (!label || !isIndex(range) || label.to || label.measure !== 'count' || label.term || !/^ (?:[^\s#.;]+ ){0,3}$/u.test(between))
      return [];
    const name = /(?:^| )(\p{L}+) $/u.exec(line.gaps[at - 1] ?? '')?.[1];
    return name && isLabelled.test(between) ? [{ line, label, range, name, noun: nounBefore(between) }] : [];
  });
}

/** What stands between a number that is a name and its range. */
const isLabelled = /^ (?:\(|:|=|→|\[|holds|has|takes|gets|负责|为)/u;

function pairsOf(all: readonly Labelled[]): Claim[] {
  const isThree = all.length >= 3 && all.every(({ noun }) => noun !== null && noun === all[0]?.noun);
  return isThree ? [] : all.slice(1).flatMap((next, at) => claimOf(all[at] as Labelled, next) ?? []);
}

function claimOf(previous: Labelled, next: Labelled): Claim | null {
  if (previous.name !== next.name || previous.noun !== next.noun || next.label.number.value !== previous.label.number.value + 1)
    return null;
  if (previous.noun !== null && isStretch(previous.noun)) return null;
  const [low, high] = [previous.range, next.range];
  const [end, start] = [high0(low), high.number.value];
  const step = start - end;
  const sizes = [end - low.number.value + 1, high0(high) - start + 1] as const;
  const holds = step === 1 || step === 0;
  if (!holds && (start <= low.number.value || isMeant(step, sizes))) return null;
  const value = end + 1;
  return {
    pattern: 'sequence',
    statement: next.line.statement,
    span: { start: high.number.digits.start, end: (high.to ?? high.number).digits.end },
    holds,
    sure: 'likely',
    says: holds
      ? 'holds: follows the one before it'
      : step < 0
        ? `${textOf(high)} overlaps ${textOf(low)} of ${previous.name} ${previous.label.number.text}`
        : `${textOf(high)} leaves a gap to ${textOf(low)} of ${previous.name} ${previous.label.number.text}`,
    figures: [low.number, ...(low.to ? [low.to] : []), high.number, ...(high.to ? [high.to] : [])],
    correction: high0(high) - value === end - low.number.value ? { number: high.number, value } : null,
  };
}

const high0 = ({ number, to }: Atom): number => (to ?? number).value;
const textOf = ({ number, to }: Atom): string => `${number.text}-${to?.text ?? ''}`;

/** Windows of one size that overlap, turns that others take in between, and ranges far apart. */
const isMeant = (step: number, [a, b]: readonly [number, number]): boolean =>
  step < 0 ? a === b : (step - 1) % a === 0 || (step - 1) % b === 0 || step - 1 > a + b;
