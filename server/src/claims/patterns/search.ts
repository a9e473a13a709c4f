import { exactly } from '../../notation/interval.ts';
import { valueOf } from '../atoms.ts';
import { isBound } from '../figures.ts';
import {
  commonFactor,
  computed,
  digitsOf,
  type Formula,
  factorOf,
  plainFormula,
  rowHolds,
  scaled,
  unitChoice,
  unitStepIn,
} from './formula.ts';
import { cell, type Grid } from './grid.ts';
import { namedFormulas } from './named.ts';

/** A formula that all rows keep but one, or two of many. */
export interface Found {
  readonly formula: Formula;
  readonly off: readonly number[];
  readonly held: number;
  readonly digits: number;
}

/** The formula that explains a column but for its odd rows; null where none does, or one does altogether: what else breaks then is chance. */
export function best(grid: Grid, target: number, others: readonly number[]): Found | null {
  const formulas = [...candidates(others)].filter((formula) => sameMeasures(grid, target, formula));
  // the more formulas are tried, the more rows must agree
  const chance = (formula: Formula): number =>
    Math.log10(1 + (isRunBeside(formula, target) ? others.length : formulas.filter(({ sign }) => sign === formula.sign).length));
  const tried = (some: readonly Formula[]): Found | 'whole' | null =>
    strongest(some.map((formula) => judge(grid, target, formula, enough(formula) + chance(formula))));
  // factors beside their product may be broken even where another formula of it holds
  const beside = tried(formulas.filter((formula) => isRunBeside(formula, target)));
  if (beside && beside !== 'whole') return beside;
  const plainly = tried(formulas);
  if (plainly) return plainly === 'whole' ? null : plainly;
  const proportional = [...products(others)].filter((formula) => sameMeasures(grid, target, formula));
  const many = Math.log10(1 + proportional.length);
  const fitted = proportional.map((formula) => withFactor(grid, target, formula)).filter((formula) => formula !== null);
  const found = strongest(fitted.map((formula) => judge(grid, target, formula, enough(formula) + many)));
  return found === 'whole' ? null : found;
}

/** `data | fsdp | tensor | chips`: the factors are neighbours, and the product stands beside them; of those there are few. */
const isRunBeside = ({ sign, columns }: Formula, target: number): boolean =>
  sign === '×' && columns.every((column, at) => at === 0 || column === (columns[at - 1] as number) + 1) && columns.at(-1) === target - 1;

/** The formula of which most is shown; none where one holds altogether. */
function strongest(all: readonly (Found | 'whole' | null)[]): Found | 'whole' | null {
  let found: Found | null = null;
  for (const next of all) {
    if (next === 'whole') return 'whole';
    if (next && (!found || next.digits > found.digits)) found = next;
  }
  return found;
}

/** Decimal digits that agree by chance in no table: what the rows that hold must show together, more where more may be chosen. */
const enough = ({ sign, columns, by }: Formula): number =>
  (sign === '+' ? 5 : 3 + columns.length) + (by === 'unit' ? unitChoice : by === 'rows' ? 1 : 0);

/** Digits beyond which a second odd row is a second slip and no other way of reckoning. */
const plenty = 3;

function judge(grid: Grid, target: number, formula: Formula, needed: number): Found | 'whole' | null {
  const usable = usableRows(grid, target, formula);
  const off: number[] = [];
  for (const row of usable) {
    if (!rowHolds(grid, row, target, formula)) off.push(row);
    if (off.length > 2) return null;
  }
  const kept = usable.filter((row) => !off.includes(row));
  const held = kept.length;
  if (usable.length < 3 || held < (off.length === 2 || formula.by === 'rows' ? 3 : 2) || !telling(grid, usable, kept, formula)) return null;
  const digits = shownBy(grid, kept, target, formula);
  if (digits < needed + (off.length === 2 ? plenty : 0)) return null;
  if (off.length === 0) return 'whole';
  const by = byWhat(grid, off, target, formula);
  // a factor that stands elsewhere: another length in one row, another price in two
  if ((formula.by === 'rows' && by.some((ratio) => isNice(ratio) && !isShifted(ratio))) || alike(by)) return null;
  return { formula, off, held, digits };
}

/** By what factor each odd row departs. */
const byWhat = (grid: Grid, off: readonly number[], target: number, formula: Formula): number[] =>
  off.map((row) => cell(grid, row, target).number.shown / (computed(grid, row, formula)?.middle ?? Number.NaN));

/** Several rows that depart by one factor follow another rule. */
const alike = (by: readonly number[]): boolean => by.length > 1 && by.every((ratio) => Math.abs(ratio / (by[0] as number) - 1) < 0.01);

/** `524 ms` for 52.4: the digits are right, and the point is not. */
const isShifted = (ratio: number): boolean => {
  const power = Math.log10(ratio);
  return Math.abs(power) > 0.5 && Math.abs(power - Math.round(power)) < 0.002;
};

const isNice = (ratio: number): boolean => {
  const many = ratio < 1 ? 1 / ratio : ratio;
  return Math.round(many) > 1 && Math.abs(many / Math.round(many) - 1) < 0.005;
};

/** What rows that hold show together; a row that says what another one says shows nothing more, and one is spent on a factor from the rows. */
function shownBy(grid: Grid, rows: readonly number[], target: number, formula: Formula): number {
  const seen = new Map<string, number>();
  const stated = rows.map((row) => cell(grid, row, target).number.shown);
  const range = Math.max(...stated) - Math.min(...stated);
  for (const row of rows)
    seen.set(
      [target, ...formula.columns].map((column) => cell(grid, row, column).number.shown).join(' '),
      digitsOf(grid, row, target, formula, range),
    );
  const all = [...seen.values()];
  const sum = all.reduce((total, digits) => total + digits, 0);
  return formula.by === 'rows' ? sum - Math.max(0, ...all) : sum;
}

/** The rows that have all figures. */
function usableRows(grid: Grid, target: number, formula: Formula): number[] {
  const isUsable = (row: number): boolean => {
    const stated = grid[row]?.[target];
    if (!stated || stated.to || stated.negative || isBound(stated)) return false;
    if (formula.columns.some((column) => !grid[row]?.[column] || grid[row]?.[column]?.to)) return false;
    return computed(grid, row, formula) !== undefined;
  };
  return [...grid.keys()].filter(isUsable);
}

/** The formula with the factor that most rows agree on. */
function withFactor(grid: Grid, target: number, formula: Formula, least = 3): Formula | null {
  const ratios = new Map(
    usableRows(grid, target, formula).flatMap((row) => {
      const ratio = factorOf(grid, row, target, formula);
      return ratio ? [[row, ratio] as const] : [];
    }),
  );
  if (ratios.size < least) return null;
  const common = commonFactor(ratios);
  // two columns that state the same figures are no formula
  if (
    !common ||
    common.rows.length < Math.min(2, least) ||
    (formula.columns.length === 1 && formula.sign === '×' && common.factor.low <= 1 && common.factor.high >= 1)
  )
    return null;
  const step = unitStepIn(common.factor);
  return step === undefined ? scaled(formula, common.factor, 'rows') : scaled(formula, exactly(step), 'unit');
}

function* candidates(columns: readonly number[]): Generator<Formula> {
  for (const size of [2, 3, 4]) for (const chosen of subsets(columns, size)) yield plainFormula('×', chosen);
  for (const sign of ['÷', '−'] as const) for (const a of columns) for (const b of columns) if (a !== b) yield plainFormula(sign, [a, b]);
  // a run of neighbours
  for (let from = 0; from < columns.length; from++)
    for (let to = from + 2; to <= columns.length; to++) yield plainFormula('+', columns.slice(from, to));
}

/** What may be so many times a column, or two. */
function* products(columns: readonly number[]): Generator<Formula> {
  for (const a of columns) {
    yield plainFormula('×', [a]);
    yield plainFormula('÷', [a]);
  }
  for (const chosen of subsets(columns, 2)) yield plainFormula('×', chosen);
  for (const a of columns) for (const b of columns) if (a !== b) yield plainFormula('÷', [a, b]);
}

function* subsets(columns: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else
    for (let at = from; at <= columns.length - size; at++)
      for (const rest of subsets(columns, size - 1, at + 1)) yield [columns[at] as number, ...rest];
}

/** Terms of a sum are of one measure; a product has no percentages. */
function sameMeasures(grid: Grid, target: number, { sign, columns }: Formula): boolean {
  const measures = (column: number): string[] => grid.flatMap((row) => row[column]?.measure ?? []);
  const ratio = (measure: string): boolean => measure === '%' || measure === 'x';
  if (sign === '+' || sign === '−') {
    const [own] = measures(target);
    return own !== undefined && !ratio(own) && columns.every((column) => measures(column)[0] === own);
  }
  return [target, ...columns].every((column) => !measures(column).some(ratio));
}

/** Factors of one, terms of nothing and columns that never change show nothing; beside a factor from the rows each column must change. */
function telling(grid: Grid, rows: readonly number[], kept: readonly number[], { sign, columns, by }: Formula): boolean {
  const idle = sign === '+' || sign === '−' ? 0 : 1;
  const values = (column: number, among: readonly number[]): number[] => among.map((row) => valueOf(cell(grid, row, column)).middle);
  if (by !== 'nothing' && columns.some((column) => new Set(values(column, kept)).size < 2)) return false;
  return (
    columns.every((column) => values(column, rows).some((value) => value !== idle)) &&
    columns.some((column) => new Set(values(column, rows)).size > 1)
  );
}

/** The formula that the headers give a column, broken by fewer rows than hold. */
export function bestNamed(headers: readonly string[], columns: readonly number[], target: number, grid: Grid): Found | null {
  const found = strongest(
    namedFormulas(headers, columns, target, grid)
      .map((formula) => (formula.by === 'unit' ? formula : withStep(grid, target, formula)))
      .filter((formula) => sameMeasures(grid, target, formula))
      .map((formula) => judgeNamed(grid, target, formula)),
  );
  return found === 'whole' ? null : found;
}

/** Digits that one row must show where the names say what to expect. */
const enoughNamed = 2.6;

/** A formula that the names give: one row that holds is enough, and as many may not. */
function judgeNamed(grid: Grid, target: number, formula: Formula): Found | 'whole' | null {
  const usable = usableRows(grid, target, formula);
  const off = usable.filter((row) => !rowHolds(grid, row, target, formula));
  const kept = usable.filter((row) => !off.includes(row));
  if (kept.length === 0 || off.length > kept.length) return null;
  const digits = shownBy(grid, kept, target, { ...formula, by: 'nothing' });
  if (digits < enoughNamed + (formula.by === 'nothing' ? 0 : 1)) return null;
  if (off.length === 0) return 'whole';
  return alike(byWhat(grid, off, target, formula)) ? null : { formula, off, held: kept.length, digits };
}

/** The formula with the step between units that most rows need. */
function withStep(grid: Grid, target: number, formula: Formula): Formula {
  if (formula.sign !== '×' && formula.sign !== '÷') return formula;
  const fitted = withFactor(grid, target, formula, 1);
  return fitted?.by === 'unit' && usableRows(grid, target, formula).every((row) => !rowHolds(grid, row, target, formula))
    ? fitted
    : formula;
}
