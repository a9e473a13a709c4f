import { add, divide, exactly, type Interval, multiply, subtract } from '../../notation/interval.ts';
import { figure } from '../../notation/write.ts';
import { type Atom, valueOf } from '../atoms.ts';
import { agrees } from '../ratio.ts';
import { cell, type Grid } from './grid.ts';

/** A column as a formula of others: `GPUs = TP × PP × DP`, `total = weights + activations`, `tok/s = batch ÷ ms × 1000`. */
export interface Formula {
  readonly sign: '×' | '÷' | '+' | '−';
  /** One alone is multiplied by the factor, or divides it. */
  readonly columns: readonly number[];
  /** What every row is multiplied by. */
  readonly factor: Interval;
  /** Where it comes from: there is none, it is a step between units, or it is what the rows agree on. */
  readonly by: 'nothing' | 'unit' | 'rows';
  /** What is added in the end: 1 where the last of a row less its first, and itself, are counted. */
  readonly plus: number;
  /** The headers say so. */
  readonly named: boolean;
}

export const plainFormula = (sign: Formula['sign'], columns: readonly number[]): Formula => ({
  sign,
  columns,
  factor: exactly(1),
  by: 'nothing',
  plus: 0,
  named: false,
});

/** What a row gives, in the figures as printed: units of a column are the header's affair. Undefined where a divisor may be zero. */
export function computed(grid: Grid, row: number, { sign, columns, factor, plus }: Formula): Interval | undefined {
  const [first, ...rest] = columns.map((column) => printed(cell(grid, row, column)));
  let value: Interval | undefined = first;
  if (value && rest.length === 0 && sign === '÷') value = divide(exactly(1), value);
  for (const next of rest) {
    if (!value) return undefined;
    value =
      sign === '×' ? multiply(value, next) : sign === '÷' ? divide(value, next) : sign === '+' ? add(value, next) : subtract(value, next);
  }
  if (!value) return undefined;
  if (factor.middle !== 1 || factor.low !== factor.high) value = multiply(value, factor);
  return plus === 0 ? value : add(value, exactly(plus));
}

export const unitOf = ({ number, factor }: Atom): number => number.magnitude * (number.unit?.scale ?? 1) * factor;

export function printed(atom: Atom): Interval {
  const { low, middle, high } = valueOf(atom);
  const unit = unitOf(atom);
  return { low: low / unit, middle: middle / unit, high: high / unit };
}

const asPrinted = ({ number }: Atom): Atom['number'] => ({ ...number, magnitude: 1, unit: null, value: number.shown });

/** Whether a row may state its target so. */
export function rowHolds(grid: Grid, row: number, target: number, formula: Formula): boolean {
  const value = computed(grid, row, formula);
  const stated = cell(grid, row, target);
  return value !== undefined && (agrees(value, asPrinted(stated)) || roundedFactor(grid, row, stated, formula));
}

/** `16 × 339 = 5,430`: the rate is 5,430 over 16, rounded. */
function roundedFactor(grid: Grid, row: number, stated: Atom, { sign, columns, by }: Formula): boolean {
  const [a, b] = columns.map((column) => cell(grid, row, column));
  if (sign !== '×' || columns.length !== 2 || by !== 'nothing' || !a || !b) return false;
  return [
    [a, b],
    [b, a],
  ].some(([rate, count]) => {
    if (!rate || rate.number.shown < 100) return false;
    const quotient = count && divide(printed(stated), printed(count));
    return quotient !== undefined && quotient !== null && agrees(quotient as Interval, asPrinted(rate as Atom));
  });
}

/** The figures that may stand before the factor of a row, so that it states what it does; null where it cannot be told. */
export function factorOf(grid: Grid, row: number, target: number, formula: Formula): Interval | null {
  const bare = computed(grid, row, { ...formula, factor: exactly(1) });
  const { shown, decimals } = cell(grid, row, target).number;
  if (!bare || bare.low <= 0 || shown <= 0) return null;
  const last = 10 ** -decimals;
  return { low: (shown - last) / bare.high, middle: shown / bare.middle, high: (shown + last) / bare.low };
}

/** Decimal digits in which a row cannot agree by chance: `256` is one of a few hundred figures. `range`: how far the column goes. */
export function digitsOf(grid: Grid, row: number, target: number, formula: Formula, range: number): number {
  const { number } = cell(grid, row, target);
  const value = computed(grid, row, formula);
  const last = 10 ** -number.decimals;
  // `1.25 × 9,000 = 11,250` to the last digit: nothing was rounded
  const met = value !== undefined && Math.abs(value.middle - number.shown) < 1e-6 * last;
  const spread = met || !value ? 0 : Math.min(Number.MAX_VALUE, value.high - value.low) / (formula.by === 'rows' ? 2 : 1);
  const among = formula.by === 'nothing' ? Math.abs(number.shown) : Math.min(Math.abs(number.shown), range);
  const digits = Math.log10(1 + among / (last + spread));
  // powers of two are products of one another
  return number.decimals === 0 && Number.isInteger(Math.log2(number.shown)) ? Math.min(1, digits) : digits;
}

/** `“GPUs” × “hours”`, `1,000 × “batch” ÷ “ms”`. */
export function nameOf(headers: readonly string[], { sign, columns, factor, by, plus }: Formula): string {
  return written(
    columns.map((column) => `“${headers[column]}”`),
    sign,
    by === 'nothing' ? 1 : factor.middle,
    plus,
  );
}

export function written(parts: readonly string[], sign: Formula['sign'], factor: number, plus: number): string {
  const all = parts.join(` ${sign} `);
  const more = plus === 0 ? '' : ` + ${plus}`;
  if (parts.length === 1 && sign === '÷') return `${figure(factor)} ÷ ${all}${more}`;
  if (factor === 1) return `${all}${more}`;
  return factor > 1 ? `${all} × ${figure(factor)}${more}` : `${all} ÷ ${figure(1 / factor)}${more}`;
}

/** Factors between units of one kind: thousands, bits, seconds to hours, and the binary ones. */
const unitSteps: readonly number[] = [
  ...[1e3, 1e6, 1e9, 1e12].flatMap((step) => [step, 1 / step]),
  ...[1e-6, 1e-3, 1, 1e3, 1e6].flatMap((step) => [60, 3600, 24, 86_400, 8].flatMap((many) => [step * many, step / many])),
  ...[2 ** 10, 2 ** 20, 2 ** 30].flatMap((step) => [step, 1 / step]),
];

/** The step between units that lies within the narrow bounds of a factor. */
export function unitStepIn({ low, high }: Interval): number | undefined {
  if (high > low * 1.05) return undefined;
  return unitSteps.find((step) => step >= low * (1 - 1e-9) && step <= high * (1 + 1e-9));
}

/** What choosing among the steps between units may explain by itself, in digits. */
export const unitChoice = Math.log10(unitSteps.length);

/** The factor that most rows agree on, and those rows. */
export function commonFactor(ratios: ReadonlyMap<number, Interval>): { readonly factor: Interval; readonly rows: number[] } | null {
  const edges = [...ratios.values()].flatMap(({ low, high }) => [
    { at: low, step: 1 },
    { at: high, step: -1 },
  ]);
  edges.sort((a, b) => a.at - b.at || b.step - a.step);
  let [depth, most, place] = [0, 0, Number.NaN];
  for (const { at, step } of edges) {
    depth += step;
    if (depth > most) [most, place] = [depth, at];
  }
  const rows = [...ratios].filter(([, { low, high }]) => low <= place && place <= high).map(([row]) => row);
  if (rows.length === 0) return null;
  const low = Math.max(...rows.map((row) => ratios.get(row)?.low ?? 0));
  const high = Math.min(...rows.map((row) => ratios.get(row)?.high ?? 0));
  return { factor: { low, middle: roundWithin(low, high), high }, rows };
}

/** The roundest number between two. */
function roundWithin(low: number, high: number): number {
  const middle = (low + high) / 2;
  for (let digits = 1; digits < 12; digits++) {
    const round = Number(middle.toPrecision(digits));
    if (round >= low && round <= high) return round;
  }
  return middle;
}

export const scaled = (formula: Formula, factor: Interval, by: Formula['by']): Formula => ({ ...formula, factor, by });
