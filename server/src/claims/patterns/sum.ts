import { plays } from '../../lexicon/speech.ts';
import type { Interval } from '../../notation/interval.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { slice } from '../../plan/reading.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isBound } from '../figures.ts';
import type { Page } from '../page.ts';
import { sidesOfSum, termOf } from '../side.ts';
import { shown } from './ratio.ts';

/** Parts and their total in the last line of a list of one measure. */
export function sums(page: Page): Claim[] {
  return page.loudGroups.flatMap((group) => inList(page, group));
}

const aside = /\bof which\b|\bincluding\b|\bsubtotal\b|\bpeak\b|\bmax\b|\bavailable\b|\bcapacity\b|\blimit\b|\bbudget\b|其中/i;

/** Lines of one list that each give one figure of one measure; the total after the parts, or before them. */
export function inList(page: Page, group: readonly Line[]): Claim[] {
  const entries = group.map((line) => partOf(page, line));
  const at = entries.findIndex((entry) => entry?.total === true);
  const total = entries[at];
  if (!total || entries.filter((entry) => entry?.total).length !== 1 || at !== entries.length - 1) return [];
  const parts = entries.slice(0, at);
  if (parts.length < 2 || parts.some((part) => part === null || part.aside || part.atom.measure !== total.atom.measure)) return [];
  const atoms = parts.map((part) => (part as Part).atom);
  // of one GPU beside of all of them
  if (parts.some((part) => part?.scope !== total.scope)) return [];
  return [sumClaim(group[at] as Line, atoms, total.atom, 'likely')];
}

interface Part {
  readonly atom: Atom;
  readonly total: boolean;
  readonly aside: boolean;
  /** `per GPU` and the like. */
  readonly scope: string;
}

/** The one figure of a line; null where it has none, several, or one that cannot be added. */
function partOf(page: Page, line: Line): Part | null {
  const { label, body } = line.statement;
  if (!label) return null;
  const words = slice(page.document, label).toLowerCase();
  const own = line.atoms.filter(({ number }) => number.digits.start >= body.start);
  const [main] = own;
  if (
    !main ||
    main.to ||
    main.term ||
    main.measure === 'count' ||
    main.measure === '%' ||
    main.measure === 'x' ||
    main.measure.includes('time-')
  )
    return null;
  if (isBound(main)) return null;
  // an equation gives its result
  const result = own.find((atom, index) => index > 0 && /[=≈] $/.test(line.gaps[line.atoms.indexOf(atom)] ?? ''));
  if (result) return null;
  const said = `${words} ${main.noun.join(' ')}`;
  return {
    atom: main,
    total: plays('total', words) && !plays('available', words) && !plays('goal', words),
    aside: aside.test(words),
    scope: /(?:per|each|every|每) ?(\p{L}+)/u.exec(said)?.[1] ?? '',
  };
}

const sumOf = (parts: readonly Atom[]): Interval =>
  parts
    .map((part) => valueOf(part, true))
    .reduce<Interval>((all, { low, middle, high }) => ({ low: all.low + low, middle: all.middle + middle, high: all.high + high }), {
      low: 0,
      middle: 0,
      high: 0,
    });

/** Whether parts may come to a total, each as written; `counted`: whole things, which are not rounded. */
export function comesTo(parts: readonly Atom[], total: Atom, counted = false): boolean {
  const sum = sumOf(parts);
  if (counted && [...parts, total].every(({ number }) => number.decimals === 0 && number.magnitude === 1))
    return sum.middle === total.number.value;
  const stated = valueOf(total, true);
  const last = 10 ** -total.number.decimals * total.number.magnitude * (total.number.unit?.scale ?? 1);
  // GB beside MB may be binary
  const slack = parts.some((part) => part.number.unit?.text !== total.number.unit?.text) ? 0.024 * Math.abs(sum.middle) : 0;
  return stated.high + last >= sum.low - slack && stated.low - last <= sum.high + slack;
}

/** That `parts` come to `total`, and whether they do. */
export function sumClaim(line: Line, parts: readonly Atom[], total: Atom, sure: Claim['sure'], holds = comesTo(parts, total)): Claim {
  const sum = sumOf(parts);
  const unit = total.number.magnitude * (total.number.unit?.scale ?? 1);
  return {
    pattern: 'sum',
    statement: line.statement,
    span: total.number.span,
    holds,
    sure,
    says: holds
      ? `holds: the parts come to ${shown(total)}`
      : `${parts.map(shown).join(' + ')} is ${figure(sum.middle / unit)}${suffixOf(total.number)}, not ${shown(total)}`,
    figures: [...parts.map(({ number }) => number), total.number],
    correction: { number: total.number, value: sum.middle },
    sides: () =>
      sidesOfSum(
        termOf(total),
        parts.map((part) => ({ ...termOf(part), sign: 1 })),
      ),
  };
}
