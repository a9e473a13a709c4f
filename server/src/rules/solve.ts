import { type Side, sidesOfRatio } from '../claims/side.ts';
import { compare } from '../notation/compare.ts';
import { type Expression, numbersOf, substitute } from '../notation/expression.ts';
import { exactly } from '../notation/interval.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { resultInterval } from '../notation/number.ts';
import type { Claim } from '../plan/model.ts';
import type { Relation } from '../plan/relations.ts';

/** A number of an equation, the result or an operand, and the values (SI base units) with which the equation would hold. */
export interface Solution extends Side {
  /** Null for the result. */
  readonly operand: ReturnType<typeof numbersIn>[number] | null;
}

const numbersIn = (expression: Expression) => [...numbersOf(expression)].filter((operand) => operand.to === null);

/** What each number of an equation would have to be. Numbers enter as factors or linearly. */
export function solutions(claim: Claim): Solution[] {
  const out: Solution[] = [];
  const { right } = claim;
  if (right.kind !== 'number') return out;
  const unit = unitOf(right.number);
  if (claim.expected !== undefined) out.push({ operand: null, number: right.number, value: exactly(claim.expected * unit) });
  const { low, high } = resultInterval(right.number);
  for (const operand of numbersIn(claim.left)) {
    const at = solver(claim, operand.number);
    const middle = at?.(right.number.shown);
    if (at === undefined || middle === undefined) continue;
    const ends = [at(low / unit) ?? middle, at(high / unit) ?? middle];
    out.push({ operand, number: operand.number, value: { low: Math.min(...ends), middle, high: Math.max(...ends) } });
  }
  return out;
}

/** What an operand has to be for the result to read so; undefined where it enters in a way that no value makes it. */
function solver({ left, right }: Claim, { value, digits }: WrittenNumber): ((shown: number) => number | undefined) | undefined {
  const result = (operand: number): number | undefined => compare(substitute(left, digits.start, operand), right).expected;
  // a little apart: further away other units would be meant
  const [here, more, less] = [result(value), result(value * (1 + little)), result(value * (1 - little))];
  if (here === undefined || more === undefined || less === undefined || more === less) return undefined;
  const alike = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-7 * Math.abs(more - less);
  if (alike(more - here, here - less)) return (shown) => value + ((shown - here) * 2 * little * value) / (more - less);
  if (alike(more * (1 + little), here)) return (shown) => (here / shown) * value;
  return (shown) => settled(result, shown, value * (1 + little), value);
}

const little = 1 / 64;

/** The root near two guesses, by secants. */
function settled(result: (operand: number) => number | undefined, shown: number, guess: number, start: number): number | undefined {
  let [a, b] = [start, guess];
  for (let step = 0; step < mostSteps; step++) {
    const [there, here] = [result(a), result(b)];
    if (there === undefined || here === undefined || !Number.isFinite(b) || b <= 0) return undefined;
    if (Math.abs(here - shown) <= 1e-9 * Math.abs(shown)) return b;
    [a, b] = [b, b - ((here - shown) * (b - a)) / (here - there)];
  }
  return undefined;
}

const mostSteps = 24;

const unitOf = ({ magnitude, unit }: WrittenNumber): number => magnitude * (unit?.scale ?? 1);

/** The same of a percentage or a factor beside the two figures that it is of. */
export function sidesOfRelation({ kind, subject, base, stated }: Relation, value: number): Side[] {
  if (!stated || kind === 'order' || kind === 'margin') return [];
  const term = (number: WrittenNumber) => ({ number, value: number.value, unit: 1 });
  const result: Side = { number: stated, value: exactly(value) };
  return kind === 'change'
    ? [result, ...sidesOfRatio('change', term(base), term(subject), stated)]
    : [result, ...sidesOfRatio('share', term(subject), term(base), stated)];
}
