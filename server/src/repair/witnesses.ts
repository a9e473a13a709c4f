import { pageOf } from '../claims/page.ts';
import { type Item, numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Plan } from '../plan/plan.ts';
import type { Span } from '../text/span.ts';

/** All figures of a document: what other places say of a value. */
export class Witnesses {
  /** By their units; in the order of the document. */
  readonly #byUnit = new Map<string, WrittenNumber[]>();

  constructor(plan: Plan) {
    const all = new Map<number, WrittenNumber>();
    const lines = [...plan.facts.readings, ...pageOf(plan.facts.document).lines];
    for (const { items } of lines) for (const item of items) for (const number of numbersIn(item)) all.set(number.digits.start, number);
    for (const number of [...all.values()].sort((a, b) => a.digits.start - b.digits.start)) {
      const own = this.#byUnit.get(unitOf(number));
      if (own) own.push(number);
      else this.#byUnit.set(unitOf(number), [number]);
    }
  }

  /**
   * How little of chance, in bits, there is in the value standing elsewhere, outside of `own`, in the unit of `like`: a figure of four digits
   * says more than one of one, and one that stands near more than one that is as far away as a hundred others. 0 where it does not.
   */
  speaksFor(value: number, like: WrittenNumber, own: Span): number {
    const others = this.#outside(like, own);
    const distances = others.filter((other) => isSame(other.value, value)).map((other) => distance(other, own));
    if (distances.length === 0) return 0;
    const near = Math.min(...distances);
    const met = new Set(others.filter((other) => distance(other, own) <= near).map((other) => keyOf(other.value))).size;
    return Math.min(mostBits, Math.max(least, Math.log2(figuresLike(value, like) / met))) + Math.log2(1 + distances.length);
  }

  /** The values between two that stand elsewhere, the one nearest to `own` first. */
  within(low: number, high: number, like: WrittenNumber, own: Span): number[] {
    return this.#outside(like, own)
      .filter(({ value }) => value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12))
      .sort((a, b) => distance(a, own) - distance(b, own))
      .map(({ value }) => value);
  }

  #outside(like: WrittenNumber, own: Span): WrittenNumber[] {
    return (this.#byUnit.get(unitOf(like)) ?? []).filter(({ digits }) => digits.end <= own.start || digits.start >= own.end);
  }
}

/** No single witness says more, and none says nothing. */
const mostBits = 10;
const least = 0.3;

const distance = ({ digits }: WrittenNumber, own: Span): number =>
  digits.start < own.start ? own.start - digits.end : digits.start - own.end;

const keyOf = (value: number): number => Number(value.toPrecision(12));
const isSame = (a: number, b: number): boolean => keyOf(a) === keyOf(b);

const unitOf = ({ unit }: WrittenNumber): string => unit?.text ?? '';

/** How many figures have so many digits as this one, zeros at its end left out; powers of two are met more often. */
function figuresLike(value: number, { magnitude, unit }: WrittenNumber): number {
  const shown = Math.abs(value / (magnitude * (unit?.scale ?? 1)));
  if (Number.isInteger(Math.log2(shown))) return powersOfTwo;
  const digits = shown
    .toPrecision(12)
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length;
  return 9 * 10 ** Math.max(0, digits - 1);
}

const powersOfTwo = 14;

function* numbersIn(item: Item): Generator<WrittenNumber> {
  if (item.kind === 'range') {
    yield item.from;
    yield item.to;
  } else
    for (const side of item.kind === 'single' ? [item.expression] : item.sides)
      for (const { number, to } of numbersOf(side)) {
        yield number;
        if (to) yield to;
      }
}

const known = new WeakMap<Plan, Witnesses>();

export function witnessesOf(plan: Plan): Witnesses {
  let found = known.get(plan);
  if (!found) {
    found = new Witnesses(plan);
    known.set(plan, found);
  }
  return found;
}
