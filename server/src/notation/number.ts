import type { Span } from '../text/span.ts';
import { exactly, type Interval, lastSignificantUnit, unitInLastPlace } from './interval.ts';
import type { Unit } from './unit.ts';

/** `~ ≈ about` widen a number; `≤ at most` and the like make it a bound. */
export type Qualifier = 'exact' | 'about' | 'at-least' | 'at-most' | 'above' | 'below';

/** A number as an author wrote it, with all that is needed to read it and to write another in its place. */
export interface WrittenNumber {
  /** The digits alone: `58.6` of `~58.6MB`. What an edit replaces. */
  readonly digits: Span;
  /** Digits, magnitude and unit: `58.6MB`. */
  readonly span: Span;
  readonly text: string;
  /** The digits' value: 58.6. */
  readonly shown: number;
  readonly decimals: number;
  /** 1e9 for `30B`, `70 billion`; 1 otherwise. */
  readonly magnitude: number;
  readonly unit: Unit | null;
  /** Value in SI base units: bytes, FLOP, seconds, or a count. */
  readonly value: number;
  readonly qualifier: Qualifier;
  /** Too small to show it, in a document that separates thousands: `512` beside `4,096`. */
  readonly grouped?: boolean;
  /** Written with an exponent, `1.5e12`: the digits are the mantissa's, the magnitude is the power. */
  readonly scientific?: boolean;
}

/**
 * What a number may stand for, in SI base units.
 * - as an operand: the values that round to its digits; whole numbers without suffix are exact;
 * - `K` counts may be binary (`128K` tokens are 131,072);
 * - `~` widens to one unit of the last digit that is not zero (~2000 is 1000 to 3000 in the extreme, ~1.2 is 1.1 to 1.3).
 */
export function operandInterval(number: WrittenNumber): Interval {
  const factor = number.magnitude * (number.unit?.scale ?? 1);
  if (number.qualifier === 'about') return aboutInterval(number, factor);
  if (number.decimals === 0 && number.scientific) return exactly(number.value);
  if (
    number.decimals === 0 &&
    number.magnitude === 1 &&
    (number.unit === null || number.shown < 100 || (number.unit.binaryPower === 0 && !number.unit.percent))
  ) {
    return exactly(number.value);
  }
  // what rounds up at exactly half is written as the next figure
  const half = (unitInLastPlace(number.decimals) / 2) * (1 - 1e-6);
  const low = (number.shown - half) * factor;
  const high = (number.shown + half) * factor * (number.magnitude === 1e3 ? 1.024 : 1);
  return { low: Math.max(low, 0), middle: number.value, high };
}

/**
 * The true values for which an author may have printed this number as a result: rounded (half a unit in the last place either way)
 * or cut off (up to one unit above).
 */
export function resultInterval(number: WrittenNumber): Interval {
  const factor = number.magnitude * (number.unit?.scale ?? 1);
  if (number.qualifier === 'about') return aboutInterval(number, factor);
  const last = unitInLastPlace(number.decimals);
  const high = (number.shown + last * (1 - 1e-4)) * factor * (number.magnitude === 1e3 ? 1.024 : 1);
  return { low: (number.shown - last / 2) * factor, middle: number.value, high };
}

function aboutInterval(number: WrittenNumber, factor: number): Interval {
  const unit = Math.min(lastSignificantUnit(number.text), number.shown / 2);
  const slack = Math.max(unit, number.shown * 0.02);
  return { low: (number.shown - slack) * factor, middle: number.value, high: (number.shown + slack) * factor };
}
