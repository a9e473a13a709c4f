import { Slot } from '../document/kept.ts';
import type { Item } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Dimension } from '../notation/unit.ts';
import { addTo } from '../text/group.ts';
import type { Facts } from './model.ts';
import type { Reading } from './reading.ts';
import { Sieve } from './sieve.ts';

/** A number with a unit, and where it is written. */
export interface Figure {
  readonly reading: Reading;
  readonly number: WrittenNumber;
}

const cache = new WeakMap<Facts, ReadonlyMap<string, readonly Reading[]>>();

const keyOf = ({ bytes, flop, time }: Dimension): string => `${bytes} ${flop} ${time}`;

/** Single numbers and sides of equations in units of one dimension, in the order of the document. Percentages and counts have none. */
export function figuresOf(facts: Facts, dimension: Dimension): readonly Figure[] {
  let known = cache.get(facts);
  if (!known) {
    known = find(facts);
    cache.set(facts, known);
  }
  const key = keyOf(dimension);
  return (known.get(key) ?? []).flatMap((reading) =>
    reading.items
      .flatMap(measuredIn)
      .flatMap((number) => (number.unit && keyOf(number.unit.dimension) === key ? [{ reading, number }] : [])),
  );
}

const measured = new Sieve(({ items }) => items.some((item) => measuredIn(item).length > 0));
const dimensions = new Slot<readonly string[]>();

/** Where there are numbers of each dimension. */
function find(facts: Facts): Map<string, Reading[]> {
  const out = new Map<string, Reading[]>();
  for (const reading of measured.of(facts)) {
    const keys = reading.statement.own.of(dimensions, () => [
      ...new Set(reading.items.flatMap(measuredIn).flatMap(({ unit }) => (unit ? [keyOf(unit.dimension)] : []))),
    ]);
    for (const key of keys) addTo(out, key, reading);
  }
  return out;
}

/** The numbers of an item that have a unit. */
function measuredIn(item: Item): WrittenNumber[] {
  const sides = item.kind === 'single' ? [item.expression] : item.kind === 'chain' ? item.sides : [];
  return sides.flatMap((side) => (side.kind === 'number' && side.number.unit !== null ? [side.number] : []));
}

/** Bytes per second. */
export const bandwidth: Dimension = { bytes: 1, flop: 0, time: -1 };
