import type { Expression, NumberExpression } from './expression.ts';
import { bytesOfFormat } from './formats.ts';
import { add, divide, exactly, type Interval, multiply, scale, subtract } from './interval.ts';
import { operandInterval, resultInterval, type WrittenNumber } from './number.ts';
import { type Dimension, isCount, none, sameDimension } from './unit.ts';

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

export const unknownName: Lookup = () => undefined;

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

export function ofNumber(expression: NumberExpression, asResult: boolean): Value {
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
