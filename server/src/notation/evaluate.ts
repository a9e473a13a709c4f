import { type Expression, type NumberExpression, numbersOf, type OperationExpression } from './expression.ts';
import { bytesOfFormat } from './formats.ts';
import { add, divide, exactly, type Interval, lastSignificantUnit, meets, multiply, scale, subtract } from './interval.ts';
import { operandInterval, resultInterval, type WrittenNumber } from './number.ts';
import { bytesOrBillions, type Dimension, isCount, none, sameDimension } from './unit.ts';

/** What an expression comes to, in SI base units and, beside it, in the figures as printed. */
export interface Value {
  readonly si: Interval;
  /** Units left out: `400 × 0.6` of TFLOPS is 240. A percent counts as its hundredth. */
  readonly printed: Interval;
  readonly dimension: Dimension;
  /** FLOPS read as FLOP or as FLOP/s. */
  readonly looseTime: boolean;
  /** Highest decimal prefix of a byte unit in it, as a power of 1000; −1 where none occurs. */
  readonly bytePower: number;
  readonly percent: boolean;
}

/** Value of a name in an expression, where the plan knows it. */
export type Lookup = (name: string) => number | undefined;

const unknownName: Lookup = () => undefined;

/**
 * Undefined where a name is not known, a divisor may be zero, or units cannot be added. `ofWhole`: a percentage that is added or taken off
 * is one of what it is taken from, `100 − 40% = 60`.
 */
export function evaluate(expression: Expression, lookup: Lookup = unknownName, ofWhole = false): Value | undefined {
  if (expression.kind === 'number') return ofNumber(expression, false);
  if (expression.kind === 'name') {
    const value = lookup(expression.name) ?? bytesOfFormat(expression.name.toLowerCase());
    return value === undefined ? undefined : plain(exactly(value));
  }
  const { operands, operators } = expression;
  const [head] = operands;
  let total = head && evaluate(head, lookup, ofWhole);
  for (let index = 1; index < operands.length; index++) {
    const value = evaluate(operands[index] as Expression, lookup, ofWhole);
    if (!total || !value) return undefined;
    const operator = operators[index - 1] ?? '*';
    const share = ofWhole && (operator === '+' || operator === '-') && value.percent && !total.percent;
    total = combine(total, share ? (combine(total, value, '*') ?? value) : value, operator);
  }
  return total;
}

const plain = (interval: Interval): Value => ({
  si: interval,
  printed: interval,
  dimension: none,
  looseTime: false,
  bytePower: -1,
  percent: false,
});

function ofNumber(expression: NumberExpression, asResult: boolean): Value {
  const interval = asResult ? resultInterval : operandInterval;
  const number = expression.number;
  let si = interval(number);
  let printed = printedInterval(number, si);
  if (expression.to) {
    const end = interval(expression.to);
    const printedEnd = printedInterval(expression.to, end);
    si = { low: si.low, middle: (si.middle + end.middle) / 2, high: end.high };
    printed = { low: printed.low, middle: (printed.middle + printedEnd.middle) / 2, high: printedEnd.high };
  }
  const unit = number.unit;
  return {
    si,
    printed,
    dimension: unit?.dimension ?? none,
    looseTime: unit?.looseTime ?? false,
    bytePower: unit && unit.dimension.bytes !== 0 ? unit.binaryPower : -1,
    percent: unit?.percent ?? false,
  };
}

function printedInterval(number: WrittenNumber, si: Interval): Interval {
  const unitScale = (number.unit?.percent ? 1 : (number.unit?.scale ?? 1)) * number.magnitude;
  return unitScale === 1 ? si : scale(si, 1 / unitScale);
}

function combine(a: Value, b: Value, operator: string): Value | undefined {
  const bytePower = Math.max(a.bytePower, b.bytePower);
  const looseTime = a.looseTime || b.looseTime;
  if (operator === '*' || operator === '/') {
    const sign = operator === '*' ? 1 : -1;
    const si = operator === '*' ? multiply(a.si, b.si) : divide(a.si, b.si);
    const printed = operator === '*' ? multiply(a.printed, b.printed) : divide(a.printed, b.printed);
    if (!si || !printed) return undefined;
    const dimension = {
      bytes: a.dimension.bytes + sign * b.dimension.bytes,
      flop: a.dimension.flop + sign * b.dimension.flop,
      time: a.dimension.time + sign * b.dimension.time,
    };
    return {
      si,
      printed,
      dimension,
      looseTime: looseTime && !isCount(dimension),
      bytePower: dimension.bytes === 0 ? -1 : bytePower,
      percent: a.percent && b.percent,
    };
  }
  if (operator === '^') {
    if (b.si.middle < 0 || b.si.middle > 64 || !isCount(b.dimension)) return undefined;
    const power = (x: Interval): Interval => ({ low: x.low ** b.si.middle, middle: x.middle ** b.si.middle, high: x.high ** b.si.middle });
    return isCount(a.dimension) ? { ...a, si: power(a.si), printed: power(a.printed) } : undefined;
  }
  // sums: the same dimension, or figures without a unit among figures that have one
  const step = operator === '+' ? add : subtract;
  if (!sameDimension(a.dimension, b.dimension)) {
    if (!isCount(a.dimension) && !isCount(b.dimension)) return undefined;
    const united = isCount(a.dimension) ? b : a;
    const factor = united.si.middle / united.printed.middle;
    const printed = step(a.printed, b.printed);
    return { ...united, printed, si: scale(printed, Number.isFinite(factor) ? factor : 1) };
  }
  return {
    si: step(a.si, b.si),
    printed: step(a.printed, b.printed),
    dimension: a.dimension,
    looseTime,
    bytePower,
    percent: a.percent && b.percent,
  };
}

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
  if (compareBy(left, right, lookup, true).verdict === 'holds') return { verdict: 'holds', expected: plainly.expected };
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

/** `30 B × 2 = 60 GB`: where a `B` apart from its number is bytes, and where it is billions; false only where it is false as both. */
function compareEither(left: Expression, right: Expression, lookup: Lookup): Comparison {
  const asBytes = compareBy(left, right, lookup, false);
  const shorter = asBytes.verdict === 'fails' ? behindComma(left) : undefined;
  if (shorter && compareBy(shorter, right, lookup, false).verdict === 'holds') return { ...asBytes, verdict: 'unknown' };
  if (asBytes.verdict === 'holds' || !(hasLooseB(left) || hasLooseB(right))) return asBytes;
  const asBillions = compareBy(inBillions(left), inBillions(right), lookup, false);
  if (asBillions.verdict === 'holds') return asBillions;
  const mixed = hasLooseB(left) && hasLooseB(right) ? compareBy(left, inBillions(right), lookup, false) : asBillions;
  return mixed.verdict === 'holds' || asBytes.verdict !== 'fails' || asBillions.verdict !== 'fails'
    ? { ...mixed, verdict: mixed.verdict === 'holds' ? 'holds' : 'unknown' }
    : asBytes;
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

const hasLooseB = (expression: Expression): boolean =>
  expression.kind === 'number'
    ? expression.number.unit === bytesOrBillions
    : expression.kind === 'operation' && expression.operands.some(hasLooseB);

function inBillions(expression: Expression): Expression {
  if (expression.kind === 'operation') return { ...expression, operands: expression.operands.map(inBillions) };
  if (expression.kind !== 'number' || expression.number.unit !== bytesOrBillions) return expression;
  return { ...expression, number: { ...expression.number, unit: null, magnitude: 1e9, value: expression.number.shown * 1e9 } };
}

/** `16 B per parameter`, `4 GPUs per node`, `8 experts each`. */
const isOfEach = ({ words }: NumberExpression): boolean => words.slice(0, 3).some(({ lower }) => lower === 'per' || lower === 'each');

function compareBy(left: Expression, right: Expression, lookup: Lookup, ofWhole: boolean): Comparison {
  const a = left.kind === 'number' && right.kind !== 'number' ? ofNumber(left, true) : evaluate(left, lookup, ofWhole);
  const b = right.kind === 'number' ? ofNumber(right, left.kind !== 'number' || converts(left, right)) : evaluate(right, lookup);
  if (!a || !b) return { verdict: 'unknown', expected: undefined };
  const dimensions = sameDimension(a.dimension, b.dimension) || looselySame(a, b);
  const expectedSi = a.si.middle / printedScale(right, b);

  if (left.kind === 'number' && right.kind === 'number') {
    // 120,000 tokens/s = 120 tokens/ms is a claim; 1 node = 8 GPUs is a definition
    if (!dimensions) return { verdict: 'unknown', expected: undefined };
    // 16 B/param = 112 GB: what one of them takes, and what all do
    if (isOfEach(left) !== isOfEach(right)) return { verdict: 'unknown', expected: undefined };
    // 768M tokens/s ≈ 1M queries/s: through a figure that is not there
    const [counted, over] = [left.number.unit?.noun, right.number.unit?.noun];
    if (counted && over && singular(counted) !== singular(over)) return { verdict: 'unknown', expected: undefined };
    // 8 boxes with 8 cards = 64 cards: one of the factors
    if (isCount(a.dimension) && !meets(a.si, b.si)) return { verdict: 'unknown', expected: undefined };
  }
  if (dimensions) {
    if (left.kind === 'operation' && bitsOfBytes(left) && meets(scale(a.si, 1 / 8), b.si))
      return { verdict: 'holds', expected: expectedSi };
    if (left.kind === 'operation' && roundedOff(a, right)) return { verdict: 'holds', expected: expectedSi };
    if (meets(a.si, withinBinary(a, b))) return { verdict: 'holds', expected: expectedSi };
    if (a.percent !== b.percent && b.percent && meets(scale(a.si, 0.01), b.si)) return { verdict: 'holds', expected: expectedSi };
    if (left.kind === 'operation' && usesBits(left) && meets(scale(a.si, 8), b.si)) return { verdict: 'holds', expected: expectedSi };
    if (meets(a.printed, b.printed)) {
      // the same dimension on both sides, every unit written out: then the prefix is wrong
      if (isCount(a.dimension) || convertsTime(left)) return { verdict: 'holds', expected: expectedSi };
      return { verdict: 'scale', expected: expectedSi };
    }
    // 400 Gb/s / 8 = 50 GB/s: the eight turned bits into bytes
    if (left.kind === 'operation' && usesBits(left) && meets(scale(a.si, 8), b.si)) return { verdict: 'holds', expected: expectedSi };
    return { verdict: 'fails', expected: expectedSi };
  }
  const bytesOfCount =
    b.bytePower > 0 && isCount(a.dimension)
      ? widen(b.si, 1.024 ** b.bytePower)
      : a.bytePower > 0 && isCount(b.dimension)
        ? widen(b.si, 1.024 ** a.bytePower)
        : b.si;
  if (meets(a.si, bytesOfCount) || meets(a.printed, b.printed)) return { verdict: 'holds', expected: a.printed.middle };
  if (isCount(a.dimension) || isCount(b.dimension)) {
    // 400 × 0.6 = 250 TFLOPS: near enough to be meant, far enough to be wrong
    const ratio = a.printed.middle / b.printed.middle;
    if (ratio > 0.5 && ratio < 2) return { verdict: 'fails', expected: a.printed.middle };
    const si = a.si.middle / b.si.middle;
    if (si > 0.5 && si < 2) return { verdict: 'fails', expected: expectedSi };
    if (right.kind === 'number' && left.kind === 'operation' && missesThousand(left, right, a, b))
      return { verdict: 'scale', expected: expectedSi };
  }
  return { verdict: 'unknown', expected: undefined };
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
  if (digits.length < 4 || right.number.qualifier !== 'exact') return false;
  const operations =
    b.dimension.flop === 1 &&
    isCount(a.dimension) &&
    left.operators.every((operator) => operator === '*') &&
    left.operands.every((operand) => operand.kind === 'number' && operand.number.unit === null && operand.number.magnitude === 1);
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

const singular = (noun: string): string => (/^tok(?:ens?)?$/.test(noun) ? 'token' : noun === 'queries' ? 'query' : noun.replace(/s$/, ''));

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

/** Widens a byte figure by 2.4 % for each prefix step between the sides: GB may mean GiB where bytes were multiplied up. */
function withinBinary(a: Value, b: Value): Interval {
  if (b.dimension.bytes === 0 || a.bytePower < 0 || b.bytePower < 0 || a.bytePower === b.bytePower) return b.si;
  return widen(b.si, 1.024 ** Math.abs(a.bytePower - b.bytePower));
}

const widen = (interval: Interval, slack: number): Interval => ({
  low: interval.low / slack,
  middle: interval.middle,
  high: interval.high * slack,
});

/** SI value of one of the right side's printed units: 1e9 for `30B`, 0.01 for a percent. */
function printedScale(right: Expression, value: Value): number {
  if (right.kind === 'number') return right.number.magnitude * (right.number.unit?.scale ?? 1);
  return value.printed.middle === 0 ? 1 : value.si.middle / value.printed.middle || 1;
}
