import { type Page, pageOf, type Table } from '../claims/page.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Plan } from '../plan/plan.ts';

/** The figures of a column, one a row, and which of them is asked about. */
interface Column {
  readonly values: readonly number[];
  readonly at: number;
}

const known = new WeakMap<Page, ReadonlyMap<number, Column>>();

function columnsOf(page: Page): ReadonlyMap<number, Column> {
  let found = known.get(page);
  if (!found) {
    found = new Map(page.tables.flatMap((table) => table.headers.flatMap((_, column) => columnOf(table, column))));
    known.set(page, found);
  }
  return found;
}

function columnOf({ rows }: Table, column: number): [number, Column][] {
  const figures = rows.flatMap((row) => {
    const atoms = row[column]?.atoms ?? [];
    return atoms.length === 1 && atoms[0] && !atoms[0].term ? [atoms[0].number] : [];
  });
  const values = figures.map(({ value }) => value);
  return figures.map(({ digits }, at) => [digits.start, { values, at }]);
}

/**
 * How much likelier, in bits, a value is in its column of a table than the one that is written: a column of 1, 2, 4, 8 rises, and who varies one
 * thing names each of its values once. 0 where the column has no such order, or both keep it.
 */
export function columnBits(plan: Plan, value: number, { digits, value: written }: WrittenNumber): number {
  const column = columnsOf(pageOf(plan.facts.document)).get(digits.start);
  if (!column || column.values.length < fewest) return 0;
  const [now, then] = [column.values, column.values.map((other, at) => (at === column.at ? value : other))];
  const keeps = [isOrdered(then), isOrdered(now)];
  if (keeps[0] !== keeps[1]) return (keeps[0] ? 1 : -1) * chance(now.length);
  const others = now.filter((_, at) => at !== column.at);
  if (new Set(others).size > 1) return 0;
  return (value === others[0] ? 1 : written === others[0] ? -1 : 0) * Math.min(most, others.length);
}

/** Of two rows anything is in order. */
const fewest = 4;
const most = 4;

/** Each larger than the one before, or each smaller. */
const isOrdered = (values: readonly number[]): boolean =>
  [1, -1].some((sign) => values.every((value, at) => at === 0 || sign * value > sign * (values[at - 1] as number)));

/** Bits that an order is worth in which so many figures stand but by chance in two of all ways. */
const chance = (count: number): number =>
  Math.min(most, Math.log2(Array.from({ length: count - 2 }, (_, at) => at + 3).reduce((a, b) => a * b, 1)));
