import type { Interval } from '../notation/interval.ts';
import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import type { Atom } from './atoms.ts';

/** One figure of a statement that does not hold, and the values (SI base units) with which it would, all other figures as they stand. */
export interface Side {
  readonly number: WrittenNumber;
  readonly value: Interval;
}

/** A figure of a formula: `value` as it is reckoned with, `unit` from there to SI base units of what is written. */
export interface Term {
  readonly number: WrittenNumber;
  readonly value: number;
  readonly unit: number;
}

/** In SI base units; the words of a unit (`18 min`) are no part of the number that is written. */
export const termOf = ({ number, factor }: Atom): Term => ({ number, value: number.value * factor, unit: 1 / factor });

/** What may have been written so, as a share of what is. */
function spread({ number }: Term): { readonly low: number; readonly high: number } {
  const { low, high } = resultInterval(number);
  return number.value > 0 ? { low: low / number.value, high: high / number.value } : { low: 1, high: 1 };
}

const between = (a: number, middle: number, b: number, unit: number): Interval => ({
  low: Math.min(a, b) * unit,
  middle: middle * unit,
  high: Math.max(a, b) * unit,
});

/** The sides of `stated = factor × a × b ÷ c`. */
export function sidesOfProduct(stated: Term, factors: readonly (Term & { readonly exponent: 1 | -1 })[], factor = 1): Side[] {
  const product = factors.reduce((all, { value, exponent }) => all * value ** exponent, factor);
  const { low, high } = spread(stated);
  const off = stated.value / product;
  if (!Number.isFinite(off) || off <= 0) return [];
  return [
    { number: stated.number, value: between(product, product, product, stated.unit) },
    ...factors.map(({ number, value, unit, exponent }) => ({
      number,
      value: between(value * (off * low) ** exponent, value * off ** exponent, value * (off * high) ** exponent, unit),
    })),
  ];
}

/** The sides of `stated = plus + a + b − c`. */
export function sidesOfSum(stated: Term, terms: readonly (Term & { readonly sign: 1 | -1 })[], plus = 0): Side[] {
  const sum = terms.reduce((all, { value, sign }) => all + sign * value, plus);
  const { low, high } = spread(stated);
  return [
    { number: stated.number, value: between(sum, sum, sum, stated.unit) },
    ...terms.map(({ number, value, unit, sign }) => ({
      number,
      value: between(
        value + sign * (stated.value * low - sum),
        value + sign * (stated.value - sum),
        value + sign * (stated.value * high - sum),
        unit,
      ),
    })),
  ];
}

/** `share`: stated = a ÷ b; `rest`: what a leaves of b; `change`: from a to b. `times`: told as a factor. */
export type RatioKind = 'share' | 'rest' | 'change';

/** The two compared figures of a ratio; what is stated has a side of its own. */
export function sidesOfRatio(kind: RatioKind, a: Term, b: Term, stated: WrittenNumber): Side[] {
  const { low, high } = resultInterval(stated);
  const of = (term: Term, other: number, by: (ratio: number) => number): Side => ({
    number: term.number,
    value: between(other * by(low), other * by(stated.value), other * by(high), term.unit),
  });
  if (kind === 'share' || stated.unit?.times) {
    const over: readonly ((p: number) => number)[] = [(p) => p, (p) => 1 / p];
    const ways = kind === 'share' ? over.slice(0, 1) : over;
    return ways.flatMap((way) => [of(a, b.value, way), of(b, a.value, (p) => 1 / way(p))]);
  }
  if (kind === 'rest') return [of(a, b.value, (p) => 1 - p), of(b, a.value, (p) => 1 / (1 - p))];
  // as it stands, it falls or rises; that the other way was meant is the second reading
  const [first, second] = b.value < a.value ? [-1, 1] : [1, -1];
  return [
    of(b, a.value, (p) => 1 + first * p),
    of(b, a.value, (p) => 1 + second * p),
    of(a, b.value, (p) => 1 / (1 + first * p)),
    of(a, b.value, (p) => 1 / (1 + second * p)),
  ];
}
