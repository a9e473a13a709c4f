import type { Interval } from '../../notation/interval.ts';
import { add, divide, multiply, subtract } from '../../notation/interval.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { type Atom, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page, Table } from '../page.ts';
import { agrees } from '../ratio.ts';
import { cell, type Grid, lineAt, rowsWith } from './grid.ts';
import { shown } from './ratio.ts';

/** A column as a formula of others: `GPUs = TP × PP × DP`, `total = weights + activations`, `$ per M = $/h ÷ M/h`. */
interface Formula {
  readonly sign: '×' | '÷' | '+' | '−';
  readonly columns: readonly number[];
}

/** `We cap the batch at 256`: the text states the figure that departs, outside of the table. */
const isTold = (page: Page, { statement, measure, number }: Atom): boolean =>
  page.lines.some(
    ({ statement: other, atoms }) =>
      other.block !== statement.block && atoms.some((atom) => atom.measure === measure && atom.number.value === number.value),
  );

/** Most columns of a table that are tried against one another. */
const widest = 10;
/** Decimal digits that agree by chance in no table: what the rows that hold must show together, more where more columns may be chosen, and where more formulas are tried. */
const enough = ({ sign, columns }: Formula): number => (sign === '+' ? 5 : 3 + columns.length);

/** The one row that breaks what all others show: no header is read, the rows alone say what a column is. */
export function formulasOf(page: Page, { headers, rows }: Table, grid: Grid): Claim[] {
  const columns = [...headers.keys()].filter((column) => rowsWith(grid, column).length >= 3).slice(0, widest);
  const told = new Map<number, { readonly claim: Claim; readonly digits: number }>();
  for (const target of columns) {
    const others = columns.filter((column) => column !== target);
    const found = best(grid, target, others);
    if (!found) continue;
    const { formula, odd, digits, held } = found;
    if (isTold(page, cell(grid, odd, target))) continue;
    if ((told.get(odd)?.digits ?? 0) >= digits) continue;
    told.set(odd, { digits, claim: claimOf(headers, lineAt(rows, odd, target).statement, grid, target, formula, odd, held) });
  }
  return [...told.values()].map(({ claim }) => claim);
}

function best(
  grid: Grid,
  target: number,
  others: readonly number[],
): { formula: Formula; odd: number; digits: number; held: number } | null {
  let found: { formula: Formula; odd: number; digits: number; held: number } | null = null;
  const formulas = [...candidates(others)];
  for (const formula of formulas) {
    if (!sameMeasures(grid, target, formula)) continue;
    const tried = tryRows(grid, target, formula);
    if (!tried || !telling(grid, tried.rows, formula)) continue;
    const { rows, off } = tried;
    const held = rows.length - off.length;
    if (rows.length < 3 || held < 2) continue;
    const digits = shownBy(
      grid,
      rows.filter((row) => !off.includes(row)),
      target,
      formula,
    );
    if (digits < enough(formula) + Math.log10(1 + formulas.filter(({ sign }) => sign === formula.sign).length)) continue;
    // the column is explained: what else breaks in one row is chance
    if (off.length === 0) return null;
    if (!found || digits > found.digits) found = { formula, odd: off[0] as number, digits, held };
  }
  return found;
}

/** What rows that hold show together; a row that says what another one says shows nothing more. */
function shownBy(grid: Grid, rows: readonly number[], target: number, { columns }: Formula): number {
  const seen = new Map<string, number>();
  for (const row of rows)
    seen.set([target, ...columns].map((column) => cell(grid, row, column).number.shown).join(' '), digitsOf(cell(grid, row, target)));
  return [...seen.values()].reduce((all, digits) => all + digits, 0);
}

/** The rows that have all figures, and those of them in which the formula fails; null as soon as it fails in two. */
function tryRows(grid: Grid, target: number, formula: Formula): { readonly rows: number[]; readonly off: number[] } | null {
  const rows: number[] = [];
  const off: number[] = [];
  for (const row of grid.keys()) {
    const stated = grid[row]?.[target];
    if (
      !stated ||
      stated.to ||
      stated.negative ||
      !exact(stated) ||
      formula.columns.some((column) => !grid[row]?.[column] || grid[row]?.[column]?.to)
    )
      continue;
    const value = computed(grid, row, formula);
    if (value === undefined) continue;
    rows.push(row);
    if (!agrees(value, asPrinted(stated)) && !roundedFactor(grid, row, stated, formula)) off.push(row);
    if (off.length > 1) return null;
  }
  return { rows, off };
}

const asPrinted = ({ number }: Atom): Atom['number'] => ({ ...number, magnitude: 1, unit: null, value: number.shown });

/** `16 × 339 = 5,430`: the rate is 5,430 over 16, rounded. */
function roundedFactor(grid: Grid, row: number, stated: Atom, { sign, columns }: Formula): boolean {
  const [a, b] = columns.map((column) => cell(grid, row, column));
  if (sign !== '×' || columns.length !== 2 || !a || !b) return false;
  return [
    [a, b],
    [b, a],
  ].some(([rate, count]) => {
    if (!rate || rate.number.shown < 100) return false;
    const quotient = count && divide(printed(stated), printed(count));
    return quotient !== undefined && quotient !== null && agrees(quotient as Interval, asPrinted(rate as Atom));
  });
}

const exact = ({ number }: Atom): boolean => number.qualifier === 'exact' || number.qualifier === 'about';

function* candidates(columns: readonly number[]): Generator<Formula> {
  for (const size of [2, 3, 4]) for (const chosen of subsets(columns, size)) yield { sign: '×', columns: chosen };
  for (const a of columns) for (const b of columns) if (a !== b) yield { sign: '÷', columns: [a, b] };
  for (const a of columns) for (const b of columns) if (a !== b) yield { sign: '−', columns: [a, b] };
  // a run of neighbours
  for (let from = 0; from < columns.length; from++)
    for (let to = from + 2; to <= columns.length; to++) yield { sign: '+', columns: columns.slice(from, to) };
}

function* subsets(columns: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else
    for (let at = from; at <= columns.length - size; at++)
      for (const rest of subsets(columns, size - 1, at + 1)) yield [columns[at] as number, ...rest];
}

/** Terms of a sum are of one measure; a product has at most one factor that is no count. */
function sameMeasures(grid: Grid, target: number, { sign, columns }: Formula): boolean {
  const measure = (column: number): string => grid.find((row) => row[column])?.[column]?.measure ?? '';
  if (sign === '+' || sign === '−')
    return columns.every((column) => measure(column) === measure(target)) && measure(target) !== '%' && measure(target) !== 'x';
  return [target, ...columns].every((column) => measure(column) !== '%' && measure(column) !== 'x');
}

/** Factors of one, terms of nothing and columns that never change show nothing. */
function telling(grid: Grid, rows: readonly number[], { sign, columns }: Formula): boolean {
  const idle = sign === '+' || sign === '−' ? 0 : 1;
  return (
    columns.every((column) => rows.some((row) => valueOf(cell(grid, row, column)).middle !== idle)) &&
    columns.some((column) => new Set(rows.map((row) => valueOf(cell(grid, row, column)).middle)).size > 1)
  );
}

/** What the row gives, in the figures as printed: units of a column are the header's affair. */
function computed(grid: Grid, row: number, { sign, columns }: Formula): Interval | undefined {
  const [first, ...rest] = columns.map((column) => printed(cell(grid, row, column)));
  let value: Interval | undefined = first;
  for (const next of rest) {
    if (!value) return undefined;
    value =
      sign === '×' ? multiply(value, next) : sign === '÷' ? divide(value, next) : sign === '+' ? add(value, next) : subtract(value, next);
  }
  return value;
}

const unitOf = ({ number, factor }: Atom): number => number.magnitude * (number.unit?.scale ?? 1) * factor;

function printed(atom: Atom): Interval {
  const { low, middle, high } = valueOf(atom);
  const unit = unitOf(atom);
  return { low: low / unit, middle: middle / unit, high: high / unit };
}

/** How much a figure tells: `256` that is met by chance is one of a few hundred. */
function digitsOf({ number }: Atom): number {
  const digits = Math.log10(1 + Math.abs(number.shown) * 10 ** number.decimals);
  // powers of two are products of one another
  return number.decimals === 0 && Number.isInteger(Math.log2(number.shown)) ? Math.min(1, digits) : digits;
}

function claimOf(
  headers: readonly string[],
  statement: Claim['statement'],
  grid: Grid,
  target: number,
  formula: Formula,
  odd: number,
  held: number,
): Claim {
  const stated = cell(grid, odd, target);
  const parts = formula.columns.map((column) => cell(grid, odd, column));
  const value = computed(grid, odd, formula)?.middle ?? Number.NaN;
  const names = formula.columns.map((column) => `“${headers[column]}”`).join(` ${formula.sign} `);
  return {
    pattern: 'row',
    statement,
    span: stated.number.span,
    holds: false,
    sure: held >= 3 ? 'certain' : 'likely',
    says: `${parts.map(shown).join(` ${formula.sign} `)} is ${figure(value)}${suffixOf(stated.number)}, not ${shown(stated)}; in the ${held} other rows “${headers[target]}” is ${names}`,
    figures: [...parts.map(({ number }) => number), stated.number],
    correction: { number: stated.number, value: value * unitOf(stated) },
  };
}
