import { suffixOf, writeLike } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import type { Ear, Page, Table } from '../page.ts';
import { type Side, sidesOfProduct, termOf } from '../side.ts';
import { shown } from './ratio.ts';

/**
 * Figures told twice in a list or a table, the second in brackets: `20.0 GB (25 %)`, `9 hours ($288)`. Where they stand to each other as one
 * factor says, a whole or a price that need not be stated, the one pair that departs from all others is told.
 */
export const paired = (page: Page): Claim[] => [
  ...page
    .heard(isPaired)
    .groups()
    .flatMap((lines) => departing(lines.flatMap((line) => pairIn(line) ?? []))),
  ...page.heard(isPaired).tables().flatMap(inTable),
];

interface Pair {
  readonly line: Line;
  readonly first: Atom;
  readonly second: Atom;
  /** The second by the first, in SI base units. */
  readonly low: number;
  readonly high: number;
}

/** Whether a statement tells one figure by another in brackets. */
export const isPaired: Ear = (_, line) => pairIn(line) !== null;

const opens = /^ (?:[^\s()#]+ ){0,2}\( (?:[$€¥£≈=] )*$/u;
const closes = /^ (?:[^\s()#]+ ){0,2}\)/u;

function pairIn(line: Line): Pair | null {
  for (let at = 0; at + 1 < line.atoms.length; at++) {
    const [first, second] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
    if (!opens.test(line.gaps[at + 1] ?? '') || !closes.test(line.gaps[at + 2] ?? '')) continue;
    if (!isPlain(first) || !isPlain(second) || first.measure === second.measure || first.measure === 'B' || second.measure === 'B')
      return null;
    // what is counted twice is counted by what it holds, which may be any number
    if (
      first.measure === 'x' ||
      second.measure === 'x' ||
      (first.measure === 'count' && first.number.magnitude === 1 && first.number.value < 10)
    )
      return null;
    const [a, b] = [valueOf(first, true), valueOf(second, true)];
    return a.low > 0 ? { line, first, second, low: b.low / a.high, high: b.high / a.low } : null;
  }
  return null;
}

function inTable({ rows, headers }: Table): Claim[] {
  const pairs = rows.map((row) => headers.map((_, column) => (row[column] ? pairIn(row[column]) : null)));
  const columns = headers.map((_, column) => pairs.map((row) => row[column] ?? null));
  return [...pairs, ...columns].flatMap((run) => departing(run.filter((pair) => pair !== null)));
}

/** Three that agree at the least, told finely enough, and one that does not. */
function departing(run: readonly Pair[]): Claim[] {
  const pairs = run.filter(({ first, second }) => first.measure === run[0]?.first.measure && second.measure === run[0]?.second.measure);
  if (pairs.length < 4 || pairs.length < run.length) return [];
  const found = pairs.filter((odd) => {
    const others = pairs.filter((pair) => pair !== odd);
    return isOne(others) && odd.low > highOf(others) * margin !== odd.high * margin < lowOf(others);
  });
  const [odd] = found;
  if (!odd || found.length > 1) return isOne(pairs) ? pairs.map((pair) => claimOf(pair, pairs, true)) : [];
  return [
    claimOf(
      odd,
      pairs.filter((pair) => pair !== odd),
      false,
    ),
  ];
}

/** Slips are greater; sums of rounded figures are not. */
const margin = 1.02;
const lowOf = (pairs: readonly Pair[]): number => Math.max(...pairs.map(({ low }) => low));
const highOf = (pairs: readonly Pair[]): number => Math.min(...pairs.map(({ high }) => high));

/** One factor for all of them, of figures that differ, and each told to a tenth or better. */
function isOne(pairs: readonly Pair[]): boolean {
  const values = pairs.map(({ first }) => first.number.value);
  const fine = pairs.filter(({ low, high }) => high / low < 1.1);
  return (
    lowOf(pairs) <= highOf(pairs) * 1.002 &&
    fine.length >= 3 &&
    new Set(values).size >= 3 &&
    Math.max(...values) / Math.min(...values) >= 1.2
  );
}

function claimOf({ line, first, second }: Pair, others: readonly Pair[], holds: boolean): Claim {
  const factor = (lowOf(others) + highOf(others)) / 2;
  const value = valueOf(first).middle * factor;
  const truth = `${writeLike(value, second.number)}${suffixOf(second.number)}`;
  return {
    pattern: 'row',
    statement: line.statement,
    span: second.number.digits,
    holds,
    sure: 'likely',
    says: holds
      ? `holds: as the others beside it stand to theirs`
      : `${shown(first)} is ${truth} as the ${others.length} others beside it are told, not ${shown(second)}`,
    figures: [first.number, second.number, ...others.slice(0, 3).flatMap((pair) => [pair.first.number, pair.second.number])],
    correction: null,
    sides: (): Side[] => sidesOfProduct(termOf(second), [{ ...termOf(first), exponent: 1 }], factor),
  };
}
