/**
 * A written number stands for every value that would be written so. `low` ≤ value ≤ `high`; `middle` is the number as written.
 */
export interface Interval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

export const exactly = (value: number): Interval => ({ low: value, middle: value, high: value });

const ordered = (middle: number, ...values: number[]): Interval => ({ low: Math.min(...values), middle, high: Math.max(...values) });

export const add = (a: Interval, b: Interval): Interval => ({ low: a.low + b.low, middle: a.middle + b.middle, high: a.high + b.high });

export const subtract = (a: Interval, b: Interval): Interval => ({
  low: a.low - b.high,
  middle: a.middle - b.middle,
  high: a.high - b.low,
});

export const multiply = (a: Interval, b: Interval): Interval =>
  ordered(a.middle * b.middle, a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high);

/** Undefined where the divisor may be zero. */
export function divide(a: Interval, b: Interval): Interval | undefined {
  if (b.low <= 0 && b.high >= 0) return undefined;
  return ordered(a.middle / b.middle, a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high);
}

export const scale = (a: Interval, factor: number): Interval => ordered(a.middle * factor, a.low * factor, a.high * factor);

/** Whether the two can be the same number; a hair of slack for floating point. */
export function meets(a: Interval, b: Interval): boolean {
  const slack = 1e-12 * Math.max(Math.abs(a.middle), Math.abs(b.middle));
  return a.low <= b.high + slack && b.low <= a.high + slack;
}

/** One unit in the last place of a number as written: 0.1 for `58.6`, 1 for `512`. */
export const unitInLastPlace = (decimals: number): number => 10 ** -decimals;

/** One unit in the last digit that is not zero: 1000 for `8000`, 0.1 for `1.20`; never above the number's own first digit. */
export function lastSignificantUnit(text: string): number {
  const digits = text.replace(/[,_{}\s]/g, '');
  const point = digits.indexOf('.');
  const decimals = point < 0 ? 0 : digits.length - point - 1;
  const bare = digits.replace('.', '');
  let zeros = 0;
  while (zeros < bare.length - 1 && bare[bare.length - 1 - zeros] === '0') zeros++;
  return 10 ** (zeros - decimals);
}
