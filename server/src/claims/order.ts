import { type Atom, valueOf } from './atoms.ts';

export type Order = 'below' | 'above';

/** Whether `a` can be below (above) `b`, or equal to it where `strict` is not asked; both as written, rounded. */
export function ordered(a: Atom, b: Atom, order: Order, strict = false): boolean {
  const [x, y] = [valueOf(a), valueOf(b)];
  const slack = 1e-9 * Math.abs(y.middle);
  if (strict && x.low === x.high && y.low === y.high && x.middle === y.middle) return false;
  return order === 'below' ? x.low <= y.high + slack : x.high >= y.low - slack;
}

/** What the sign of a goal asks for: `≤ 100 ms` is below. */
export function orderOfGoal({ number }: Atom): Order | null {
  if (number.qualifier === 'below' || number.qualifier === 'at-most') return 'below';
  return number.qualifier === 'above' || number.qualifier === 'at-least' ? 'above' : null;
}

/** A duration is to be short, a rate to be high. */
export function orderOfMeasure({ measure }: Atom): Order | null {
  if (measure === 'time1') return 'below';
  return measure === 'time-1' ? 'above' : null;
}
