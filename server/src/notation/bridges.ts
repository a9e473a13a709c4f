import type { Expression } from './expression.ts';
import { type Dimension, isCount } from './unit.ts';

/**
 * What a unit that an author leaves out may multiply by. `4096 × 4096 × 48 = 1.6 GB` leaves out two bytes each, `2 × 6 B × 8,192 = 98 TFLOP`
 * nothing, `40 × 90 = 1 h` the seconds of the hour. Powers of a thousand are told apart by the prefixes themselves.
 */
const widths = [0.25, 0.5, 2, 4];
const operations = [0.25, 1 / 3, 0.5, 2, 3, 4];
const spans = [24, 60, 1000];

/**
 * Factors other than 1 that may stand between a bare figure and one of `dimension`; the first power of each is enough, since figures that are
 * further apart are never judged. Terms of a sum take the unit of the result as it stands.
 */
export function bridgesTo(dimension: Dimension, from: Expression): readonly number[] {
  if (isCount(dimension) || addsUp(from)) return [];
  if (dimension.bytes !== 0) return widths;
  return dimension.flop !== 0 ? operations : spans;
}

/** Sums and differences of numbers, none of them a product. */
export const addsUp = (expression: Expression): boolean =>
  expression.kind === 'operation' &&
  expression.operators.every((operator) => operator === '+' || operator === '-') &&
  expression.operands.every(({ kind }) => kind === 'number');
