import { pageOf } from '../claims/page.ts';
import { type Item, numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Plan } from '../plan/plan.ts';
import { addTo } from '../text/group.ts';
import type { Span } from '../text/span.ts';

/** A figure of the document, wherever it stands. */
type Figure = Pick<WrittenNumber, 'digits' | 'value'>;

/** The figures of one unit: in the order of the document, and where each value stands among them. */
interface Figures {
  readonly all: Figure[];
  readonly at: Map<number, number[]>;
}

/** All figures of a document: what other places say of a value. */
export class Witnesses {
  readonly #byUnit = new Map<string, Figures>();
  /** Whatever they are of: a table has the units of its columns in the text around it. */
  readonly #ofAnyUnit: Figures = { all: [], at: new Map() };

  constructor(plan: Plan) {
    const all = new Map<number, WrittenNumber>();
    const lines = [...plan.facts.readings, ...pageOf(plan.facts.document).lines];
    for (const { items } of lines) for (const item of items) for (const number of numbersIn(item)) all.set(number.digits.start, number);
    const figures: (Figure & { readonly unit: string; readonly shown: number })[] = [
      ...[...all.values()].map((number) => ({ digits: number.digits, value: number.value, unit: unitOf(number), shown: number.shown })),
      ...ordinalsIn(plan.facts.document.plain),
    ];
    for (const { digits, value, unit, shown } of figures.sort((a, b) => a.digits.start - b.digits.start)) {
      const own = this.#byUnit.get(unit) ?? { all: [], at: new Map<number, number[]>() };
      this.#byUnit.set(unit, own);
      add(own, { digits, value });
      add(this.#ofAnyUnit, { digits, value: shown });
    }
  }

  /**
   * How little of chance, in bits, there is in the value standing elsewhere, outside of `own`, in the unit of `like`: a figure of four digits
   * says more than one of one, and one that stands near more than one that is as far away as a hundred others. 0 where it does not.
   */
  speaksFor(value: number, like: WrittenNumber, own: Span): number {
    const said = spoken(this.#byUnit.get(unitOf(like)), value, like, own);
    if (said > 0) return said;
    // 99.9 % kept is 0.1 % lost
    if (like.unit?.percent && value < 1) return Math.max(0, spoken(this.#byUnit.get(unitOf(like)), 1 - value, like, own) - loosely);
    const shown = value / (like.magnitude * (like.unit?.scale ?? 1));
    return figuresLike(value, like) >= telling ? Math.max(0, spoken(this.#ofAnyUnit, shown, like, own) - loosely) : 0;
  }
  /** The values between two that stand elsewhere, the one nearest to `own` first. */
  within(low: number, high: number, like: WrittenNumber, own: Span): number[] {
    const figures = this.#byUnit.get(unitOf(like));
    return figures
      ? [...outward(figures.all, own)]
          .map(({ value }) => value)
          .filter((value) => value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12))
      : [];
  }
}

/** Figures of so many digits are the same by chance but seldom, and so bits less are they worth that are not of the very unit. */
const telling = 900;
const loosely = 2;

function spoken(figures: Figures | undefined, value: number, like: WrittenNumber, own: Span): number {
  const places = figures?.at.get(keyOf(value)) ?? [];
  const at = (place: number): Figure => figures?.all[place] as Figure;
  // those before it, and those behind it; few stand in the statement itself
  const behind = firstFrom(places, (place) => at(place).digits.start >= own.end);
  let before = behind - 1;
  while (before >= 0 && at(places[before] as number).digits.end > own.start) before--;
  const count = before + 1 + places.length - behind;
  if (!figures || count === 0) return 0;
  const nearest = [places[before], places[behind]].filter((place) => place !== undefined).map((place) => distance(at(place), own));
  const near = Math.min(...nearest);
  const met = new Set<number>();
  for (const other of outward(figures.all, own)) {
    if (distance(other, own) > near) break;
    met.add(keyOf(other.value));
  }
  return Math.min(mostBits, Math.max(least, Math.log2(figuresLike(value, like) / Math.max(1, met.size)))) + Math.log2(1 + count);
}

function add({ all, at }: Figures, figure: Figure): void {
  addTo(at, keyOf(figure.value), all.length);
  all.push(figure);
}

/** `every 3rd block` tells of 3. */
function ordinalsIn(text: string): (Figure & { readonly unit: string; readonly shown: number })[] {
  return [...text.matchAll(/(?<![\w.,])(\d{1,6})(?:st|nd|rd|th)(?![\w])/g)].map(({ 1: digits = '', index }) => ({
    digits: { start: index, end: index + digits.length },
    value: Number(digits),
    shown: Number(digits),
    unit: '',
  }));
}

/** What stands farther away than so many other figures says nothing any more. */
const mostMet = 400;

/** Figures outside of `own`, the nearest first. */
function* outward(all: readonly Figure[], own: Span): Generator<Figure> {
  let behind = firstFrom(all, ({ digits }) => digits.start >= own.end);
  let before = behind - 1;
  while (before >= 0 && (all[before] as Figure).digits.end > own.start) before--;
  for (let met = 0; met < mostMet; met++) {
    const [left, right] = [all[before], all[behind]];
    if (!left && !right) return;
    if (left && (!right || distance(left, own) <= distance(right, own))) {
      before--;
      yield left;
    } else if (right) {
      behind++;
      yield right;
    }
  }
}

/** Index of the first for which `test` holds; those for which it does not come before all others. */
function firstFrom<T>(list: readonly T[], test: (one: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** No single witness says more, and none says nothing. */
const mostBits = 10;
const least = 0.3;

const distance = ({ digits }: Figure, own: Span): number => (digits.start < own.start ? own.start - digits.end : digits.start - own.end);

const keyOf = (value: number): number => Number(value.toPrecision(12));

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
