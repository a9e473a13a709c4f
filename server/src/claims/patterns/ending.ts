import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { timesStated } from '../novel.ts';
import type { Ear, Page } from '../page.ts';
import { isIndex, nounBefore } from './range.ts';

interface Place {
  readonly line: Line;
  readonly range: Atom;
}

/**
 * Ranges that follow one another and are of one size but for the first or the last one: `GPUs 0-7, GPUs 8-25` where the text tells of 16 GPUs
 * and nowhere of 26.
 */
export function endings(page: Page): Claim[] {
  const runs: (readonly [string, readonly Place[]])[] = [];
  const heard = page.heard(ranges);
  for (const line of heard.lines) {
    const all = line.atoms.flatMap((range, at) => (isIndex(range) ? [{ line, range, noun: nounBefore(line.gaps[at] ?? '') }] : []));
    const [first] = all;
    if (first?.noun && all.length >= 2 && all.every(({ noun }) => noun === first.noun)) runs.push([first.noun, all]);
  }
  for (const group of heard.groups()) runs.push(...overLines(page, group));
  return runs.flatMap(([noun, run]) => ofRun(page, noun, run) ?? []);
}

/** Whether a line tells a range of numbers. */
export const ranges: Ear = (_, line) => line.atoms.some(isIndex);

function overLines(page: Page, group: readonly Line[]): (readonly [string, readonly Place[]])[] {
  const runs: { readonly noun: string; readonly form: string; readonly places: Place[] }[] = [];
  for (const line of group) {
    const at = line.atoms.findIndex(isIndex);
    const range = line.atoms[at];
    const noun = nounBefore(line.gaps[at] ?? '');
    if (!range || noun === null) {
      runs.push({ noun: '', form: '', places: [] });
      continue;
    }
    const form = page.document.plain
      .slice(line.statement.span.start, range.number.digits.start)
      .replace(/\d+/g, '#')
      .replace(/[ \0]+/g, ' ');
    const open = runs.at(-1);
    if (open?.noun === noun && open.form === form) open.places.push({ line, range });
    else runs.push({ noun, form, places: [{ line, range }] });
  }
  return runs.filter(({ places }) => places.length >= 2).map(({ noun, places }) => [noun, places]);
}

const endOf = ({ range }: Place): number => (range.to ?? range.number).value;
const sizeOf = (place: Place): number => endOf(place) - place.range.number.value + 1;

function ofRun(page: Page, noun: string, run: readonly Place[]): Claim | null {
  const [first, last] = [run[0] as Place, run.at(-1) as Place];
  if (run.some((place, at) => at > 0 && place.range.number.value !== endOf(run[at - 1] as Place) + 1)) return null;
  const total = endOf(last) - first.range.number.value + 1;
  const sizes = run.map(sizeOf);
  const isEven = (part: readonly number[]): boolean => part.every((size) => size === part[0]);
  if (isEven(sizes)) return isTold(page, total, noun) ? claimOf(last, total, noun, null) : null;
  // a total that stands anywhere may be meant
  if (timesStated(page.document, total) > 0) return null;
  const byOthers = (part: readonly number[], place: Place, correct: (size: number) => Claim['correction']): Claim | null => {
    const [size] = part as [number];
    const whole = size * run.length;
    return isEven(part) && isTold(page, whole, noun) ? claimOf(place, whole, noun, correct(size)) : null;
  };
  return (
    byOthers(sizes.slice(0, -1), last, (size) => ({
      number: last.range.to ?? last.range.number,
      value: last.range.number.value + size - 1,
    })) ?? byOthers(sizes.slice(1), first, (size) => ({ number: first.range.number, value: endOf(first) - size + 1 }))
  );
}

/** `16 GPUs`, `64 routed experts`, `layers: 80`, `80 层`. */
function isTold(page: Page, total: number, noun: string): boolean {
  const one = noun.replace(/[^\p{L}]/gu, '');
  return new RegExp(
    `(?<![\\d.,])${total}(?:[ -]?(?:[\\p{L}-]+ ){0,2}?|×? ?)${one}|${one}s?(?: count)?[*\\0 ]*[:=][*\\0 ]*${total}(?![\\d.,-])`,
    'iu',
  ).test(page.document.plain);
}

function claimOf({ line, range }: Place, total: number, noun: string, correction: Claim['correction']): Claim {
  const end = range.to ?? range.number;
  return {
    pattern: 'sequence',
    statement: line.statement,
    span: { start: range.number.digits.start, end: end.digits.end },
    holds: correction === null,
    sure: 'likely',
    says: correction
      ? `${range.number.text}-${end.text} is of another size than its neighbours; of theirs the ranges would have the ${total} that are stated (${noun})`
      : `holds: the ranges have ${total} together`,
    figures: [range.number, end],
    correction,
  };
}
