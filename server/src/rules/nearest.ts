import type { Mention } from '../plan/model.ts';
import { rewritten, written } from './related.ts';
import type { Correction } from './rule.ts';

/** The end of a range that a figure should lie in and does not: the one that is nearer. */
export function toNearest({ number, value }: Mention, { low, high }: { readonly low: number; readonly high: number }): Correction[] {
  const end = value < low ? low : high;
  return [
    {
      title: `Change ${written({ number })} to ${rewritten(number, end)}, the nearest that is possible`,
      preferred: false,
      safe: false,
      choice: true,
      numbers: [{ number, value: end }],
    },
  ];
}
