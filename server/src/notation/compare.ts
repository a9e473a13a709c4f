import { singular } from '../text/singular.ts';
import { addsUp, bridgesTo } from './bridges.ts';
import { evaluate, type Lookup, ofNumber, unknownName, type Value } from './evaluate.ts';
import { type Expression, type NumberExpression, numbersOf, type OperationExpression } from './expression.ts';
import { type Interval, lastSignificantUnit, meets, scale } from './interval.ts';
import { readingsOfB } from './loose-billions.ts';
import { type Dimension, isCount, sameDimension } from './unit.ts';

/**
 * - `holds`: true in some sensible reading
 * - `fails`: false in every one
 * - `scale`: the digits are right and the prefix is not (`1000 GB ÷ 4 = 250 MB`)
 * - `unknown`: the sides do not speak of the same thing, or a side cannot be evaluated
 */
export type Verdict = 'holds' | 'fails' | 'scale' | 'unknown';

export interface Comparison {
  readonly verdict: Verdict;
  /** What the right side should be, in the unit it is written in; undefined where unknown. */
  readonly expected: number | undefined;
}

/** Whether `right` can be the result of `left`. */
export function compare(left: Expression, right: Expression, lookup: Lookup = unknownName): Comparison {
  if (lookup !== unknownName) return comparison(left, right, lookup);
  const known = compared.get(right);
  if (known?.left === left) return known.result;
  const result = comparison(left, right, lookup);
  compared.set(right, { left, result });
  return result;
}

/** Several readers ask the same of one equation, and of an equation that has not moved with every edit. */
const compared = new WeakMap<Expression, { readonly left: Expression; readonly result: Comparison }>();

function comparison(left: Expression, right: Expression, lookup: Lookup): Comparison {
  const plainly = compareEither(left, right, lookup);
  if (plainly.verdict !== 'fails' || left.kind !== 'operation') return plainly;
  if (compareBy(left, right, lookup, { ofWhole: true }).verdict === 'holds') return { verdict: 'holds', expected: plainly.expected };
  return countsInThousands(left, right, plainly.expected) ? { ...plainly, verdict: 'unknown' } : plainly;
}

/** `$36,208 / 36.5 B tokens = $0.99 per million`: prices are told by the thousand and the million, said or not, and in cents. */
function countsInThousands(left: Expression, right: Expression, expected: number | undefined): boolean {
  if (right.kind !== 'number' || expected === undefined || right.number.shown === 0) return false;
  const numbers = [...numbersOf(left), right];
  if (!numbers.some(({ number }) => number.unit?.noun === 'money')) return false;
  const power = Math.log10(Math.abs(expected / right.number.shown));
  const nearest = Math.round(power);
  return [-9, -6, -3, -2, 2, 3, 6, 9].includes(nearest) && Math.abs(power - nearest) < 0.01;
}

/** `30 B × 2 = 60 GB`: where a `B` apart from its number is bytes, and where it is billions; false only where it is false as all that it may be. */
function compareEither(left: Expression, right: Expression, lookup: Lookup): Comparison {
  const ways = readingsOfB(left, right);
  const readings = ways.map(([a, b]) => compareBy(a, b, lookup, { unitsStand: ways.length > 1 }));
  const [first] = readings;
  const holds = readings.find(({ verdict }) => verdict === 'holds');
  if (holds) return holds;
  const shorter = behindComma(left);
  if (shorter && compareBy(shorter, right, lookup).verdict === 'holds') return { ...unknown, expected: first?.expected };
  const possible = readings.filter(({ absurd }) => !absurd);
  const fails = possible.filter(({ verdict }) => verdict === 'fails' || verdict === 'scale');
  return (possible.length === fails.length ? fails[0] : possible.find(({ verdict }) => verdict === 'unknown')) ?? first ?? unknown;
}

/** `EP=16,256 / 16 = 16`: the comma may part two statements as well as thousands. */
function behindComma(expression: Expression): Expression | undefined {
  if (expression.kind !== 'operation') return undefined;
  const [head, ...rest] = expression.operands;
  const comma = head?.kind === 'number' ? head.number.text.indexOf(',') : -1;
  if (head?.kind !== 'number' || comma < 0) return undefined;
  const shown = Number(head.number.text.slice(comma + 1).replace(/,/g, ''));
  const value = shown * head.number.magnitude * (head.number.unit?.scale ?? 1);
  return { ...expression, operands: [{ ...head, number: { ...head.number, shown, value } }, ...rest] };
}

/** `16 B per parameter`, `4 GPUs per node`, `8 experts each`. */
const isOfEach = ({ words }: NumberExpression): boolean => words.slice(0, 3).some(({ lower }) => lower === 'per' || lower === 'each');

/** A verdict of one reading of the units. */
interface Reading extends Comparison {
  /** The sides cannot be the same thing: bytes squared and bytes. */
  readonly absurd?: true;
}

const unknown: Reading = { verdict: 'unknown', expected: undefined };

interface Ways {
  /** A percentage that is added or taken off is one of what it is taken from. */
  readonly ofWhole?: boolean;
  /** A reading of units is tried: the figures as printed say nothing. */
  readonly unitsStand?: boolean;
}

function compareBy(left: Expression, right: Expression, lookup: Lookup, { ofWhole = false, unitsStand = false }: Ways = {}): Reading {
  const a = left.kind === 'number' && right.kind !== 'number' ? ofNumber(left, true) : evaluate(left, lookup, ofWhole);
  const b = right.kind === 'number' ? ofNumber(right, left.kind !== 'number' || converts(left, right)) : evaluate(right, lookup);
  if (!a || !b) return unknown;
  const dimensions = sameDimension(a.dimension, b.dimension) || looselySame(a, b);
  const expectedSi = a.si.middle / printedScale(right, b);

  if (left.kind === 'number' && right.kind === 'number') {
    // 120,000 tokens/s = 120 tokens/ms is a claim; 1 node = 8 GPUs is a definition
    if (!dimensions) return unknown;
    // 16 B/param = 112 GB: what one of them takes, and what all do
    if (isOfEach(left) !== isOfEach(right)) return unknown;
    // 768M tokens/s ≈ 1M queries/s: through a figure that is not there
    const [counted, over] = [left.number.unit?.noun, right.number.unit?.noun];
    if (counted && over && singular(counted) !== singular(over)) return unknown;
    // 8 boxes with 8 cards = 64 cards: one of the factors
    if (isCount(a.dimension) && !meets(a.si, b.si)) return unknown;
  }
  if (dimensions) {
    if (left.kind === 'operation' && bitsOfBytes(left) && meets(scale(a.si, 1 / 8), b.si))
      return { verdict: 'holds', expected: expectedSi };
    if (left.kind === 'operation' && roundedOff(a, right)) return { verdict: 'holds', expected: expectedSi };
    if (meetsAsBinary(a, b)) return { verdict: 'holds', expected: expectedSi };
    if (a.percent !== b.percent && b.percent && meets(scale(a.si, 0.01), b.si)) return { verdict: 'holds', expected: expectedSi };
    if (left.kind === 'operation' && usesBits(left) && meets(scale(a.si, 8), b.si)) return { verdict: 'holds', expected: expectedSi };
    if (meets(a.printed, b.printed)) {
      // the same dimension on both sides, every unit written out: then the prefix is wrong
      if (isCount(a.dimension) || convertsTime(left) || convertsUnit(left, a.si.middle / b.si.middle))
        return { verdict: 'holds', expected: expectedSi };
      return { verdict: 'scale', expected: expectedSi };
    }
    // 400 Gb/s / 8 = 50 GB/s: the eight turned bits into bytes
    if (left.kind === 'operation' && usesBits(left) && meets(scale(a.si, 8), b.si)) return { verdict: 'holds', expected: expectedSi };
    // 32 × 91 = 2,922 kW: in the unit of the result, where the factors have none
    const asPrinted = isCount(a.dimension) && !(b.percent && !a.percent && a.printed.middle < 1);
    return { verdict: 'fails', expected: asPrinted ? nearest(right, [expectedSi, a.printed.middle]) : expectedSi };
  }
  if (isCount(a.dimension) || isCount(b.dimension)) return acrossUnits(left, right, a, b, unitsStand);
  const counted = Math.abs(a.dimension.time - b.dimension.time) === 1 ? withTimeCounted(left) : left;
  return counted === left ? { ...unknown, absurd: true } : timesOver(compareBy(counted, right, lookup), a, b);
}

/** `1.2 GB × 30 days = 36 GB`: so much a day; a verdict only where the days are the ones that were left out. */
function timesOver(counted: Reading, a: Value, b: Value): Reading {
  const ratio = a.printed.middle / b.printed.middle;
  return counted.verdict === 'holds' || (ratio > 0.2 && ratio < 5) ? counted : unknown;
}

/** `30 days` as thirty times. */
function withTimeCounted(expression: Expression): Expression {
  if (expression.kind === 'operation') {
    const operands = expression.operands.map(withTimeCounted);
    return operands.some((operand, index) => operand !== expression.operands[index]) ? { ...expression, operands } : expression;
  }
  if (expression.kind !== 'number' || !expression.number.unit || !isTime(expression.number.unit.dimension)) return expression;
  return { ...expression, number: { ...expression.number, unit: null, value: expression.number.shown * expression.number.magnitude } };
}

const isTime = ({ bytes, flop, time }: Dimension): boolean => bytes === 0 && flop === 0 && time === 1;

/** The value that is closest to what is stated. */
function nearest(right: Expression, values: readonly [number, number]): number {
  const shown = right.kind === 'number' ? right.number.shown : values[0];
  const far = (value: number): number => Math.abs(Math.log(Math.abs(value / shown)));
  return far(values[1]) < far(values[0]) ? values[1] : values[0];
}

/** A bare figure beside one with a unit: what may have been left out of it. */
function acrossUnits(left: Expression, right: Expression, a: Value, b: Value, unitsStand: boolean): Reading {
  const [bare, united] = isCount(a.dimension) ? [a, b] : [b, a];
  const expectedSi = a.si.middle / printedScale(right, b);
  if (meetsBinary(bare.si, united.si, united.bytePower) || (!unitsStand && meets(a.printed, b.printed)))
    return { verdict: 'holds', expected: a.printed.middle };
  // 80 − 90 = 10 GB: the terms of a sum have the unit of what they come to
  if (addsUp(left) && isCount(a.dimension)) return { verdict: 'fails', expected: a.printed.middle };
  const bridges = bridgesTo(united.dimension, left);
  const near = (x: number): boolean => x > 0.2 && x < 5;
  const bridged = (x: number): boolean => bridges.some((bridge) => Math.abs(x / bridge - 1) < 0.03 || Math.abs(x * bridge - 1) < 0.03);
  // 400 × 0.6 = 250 TFLOPS: near enough to be meant, far enough to be wrong
  const si = a.si.middle / b.si.middle;
  const printed = unitsStand ? si : a.printed.middle / b.printed.middle;
  if (near(printed) || near(si)) {
    if (bridged(printed) || bridged(si)) return unknown;
    return { verdict: 'fails', expected: near(printed) ? a.printed.middle : expectedSi };
  }
  if (right.kind === 'number' && left.kind === 'operation' && !unitsStand && missesTen(right, si, printed))
    return { verdict: 'fails', expected: a.printed.middle };
  if (right.kind === 'number' && left.kind === 'operation' && missesThousand(left, right, a, b))
    return { verdict: 'scale', expected: expectedSi };
  return unitsStand ? { ...unknown, absurd: true } : unknown;
}

/** `409,600 × 3,600 s = 147.5 M`: four digits agree, and the point stands a place or two off, which no unit explains. */
function missesTen({ number }: NumberExpression, ...ratios: readonly number[]): boolean {
  const digits = number.text.replace(/[^0-9]/g, '').replace(/^0+/, '');
  return digits.length >= 4 && ratios.some((ratio) => [0.01, 0.1, 10, 100].some((factor) => Math.abs(ratio / factor - 1) < 1e-3));
}

/**
 * `8192 × 4096 × 2 = 67.11 GFLOP`: four digits agree, and the prefix is a thousand off. Only where no unit can have been left out: nobody
 * counts in thousands of operations, and a rate of operations over operations a token says all its units.
 */
function missesThousand(left: OperationExpression, right: NumberExpression, a: Value, b: Value): boolean {
  const digits = right.number.text
    .replace(/[^0-9]/g, '')
    .replace(/^0+/, '')
    .replace(right.number.decimals === 0 ? /0+$/ : /$^/, '');
  if (digits.length < 3 || right.number.qualifier !== 'exact') return false;
  const operations =
    b.dimension.flop === 1 &&
    isCount(a.dimension) &&
    left.operators.every((operator) => operator === '*') &&
    left.operands.every((operand) => operand.kind === 'number' && operand.number.unit === null) &&
    (digits.length >= 4 || left.operands.length >= 3);
  const rate =
    b.dimension.time === -1 &&
    b.dimension.bytes === 0 &&
    b.dimension.flop === 0 &&
    left.operators.length === 1 &&
    left.operators[0] === '/' &&
    left.operands.every((operand) => operand.kind === 'number' && operand.number.unit?.dimension.flop === 1);
  return (operations || rate) && [1e-3, 1e3].some((factor) => Math.abs((a.si.middle * factor) / b.si.middle - 1) < 1e-3);
}

/** `32,550 tokens/s = 32.5 tokens/ms`: the same figure in another unit, rounded or cut off as results are. */
const converts = (left: NumberExpression, right: NumberExpression): boolean =>
  left.number.magnitude * (left.number.unit?.scale ?? 1) !== right.number.magnitude * (right.number.unit?.scale ?? 1);

/** `1000 / 10 ms = 100 a second`: the thousand are the milliseconds of the second. */
const convertsTime = (left: Expression): boolean => {
  if (left.kind !== 'operation' || left.operators.some((operator) => operator !== '/')) return false;
  const [over, by] = left.operands;
  const scale = by?.kind === 'number' && by.number.unit?.dimension.time === 1 ? by.number.unit.scale : 1;
  return scale < 1 && over?.kind === 'number' && over.number.unit === null && Math.abs(over.number.value * scale - 1) < 1e-9;
};

/** `24 h × 60 = 1,440 min`, `4096 MB / 1024 = 4 GB`: a bare factor is the step from the one unit to the other. */
const convertsUnit = (left: Expression, off: number): boolean =>
  left.kind === 'operation' &&
  left.operands.some(
    (operand) =>
      operand.kind === 'number' &&
      operand.number.unit === null &&
      operand.number.value > 1 &&
      [off, 1 / off].some((step) => Math.abs(step / operand.number.value - 1) < 0.03),
  );

/** `400 Gb/s ÷ 8`: bits divided by a bare eight. */
function usesBits(expression: OperationExpression): boolean {
  const bits = expression.operands.some(
    (operand) =>
      operand.kind === 'number' &&
      operand.number.unit !== null &&
      /(?:b|bit|bits|bps|b\/s|bit\/s)$/.test(operand.number.unit.text) &&
      operand.number.unit.dimension.bytes === 1,
  );
  return (
    bits &&
    expression.operands.some(
      (operand, index) =>
        index > 0 &&
        expression.operators[index - 1] === '/' &&
        operand.kind === 'number' &&
        operand.number.unit === null &&
        operand.number.value === 8,
    )
  );
}

function looselySame(a: Value, b: Value): boolean {
  return (
    (a.looseTime || b.looseTime) &&
    a.dimension.flop !== 0 &&
    a.dimension.flop === b.dimension.flop &&
    a.dimension.bytes === b.dimension.bytes
  );
}

/** `406 GB × 8 / 100 Gb/s`: the eight are the bits of a byte. */
const bitsOfBytes = ({ operands, operators }: OperationExpression): boolean =>
  operands.some(
    (operand, index) =>
      index > 0 && operators[index - 1] === '*' && operand.kind === 'number' && operand.number.unit === null && operand.number.value === 8,
  ) && [...operands].some((operand) => operand.kind === 'number' && /(?:bps|b\/s|bit\/s)$/.test(operand.number.unit?.text ?? ''));

/** `56e9 / 131,072 = 427,000`: a fraction, told to three digits or more. */
function roundedOff(a: Value, right: Expression): boolean {
  if (right.kind !== 'number' || right.to || right.number.decimals > 0 || right.number.unit?.percent || Number.isInteger(a.si.middle))
    return false;
  const { number } = right;
  const unit = lastSignificantUnit(number.text);
  if (unit < 10 || number.shown / unit < 100) return false;
  const scaled = a.si.middle / (number.magnitude * (number.unit?.scale ?? 1));
  return Math.abs(scaled - number.shown) <= unit / 2;
}

/** GB may mean GiB where bytes were multiplied up, and MB among them MiB: 2.4 % for each step of prefix between the sides. */
const meetsAsBinary = (a: Value, b: Value): boolean =>
  b.dimension.bytes === 0 || a.bytePower < 0 || b.bytePower < 0
    ? meets(a.si, b.si)
    : meetsBinary(a.si, b.si, Math.abs(a.bytePower - b.bytePower));

function meetsBinary(a: Interval, b: Interval, steps: number): boolean {
  for (let step = 0; step <= Math.max(steps, 0); step++) {
    if (meets(a, scale(b, 1.024 ** step)) || meets(a, scale(b, 1.024 ** -step))) return true;
  }
  return false;
}

/** SI value of one of the right side's printed units: 1e9 for `30B`, 0.01 for a percent. */
function printedScale(right: Expression, value: Value): number {
  if (right.kind === 'number') return right.number.magnitude * (right.number.unit?.scale ?? 1);
  return value.printed.middle === 0 ? 1 : value.si.middle / value.printed.middle || 1;
}
