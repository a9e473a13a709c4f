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

const cache = new WeakMap<Facts, ReadonlyMap<string, Figure[]>>();

const keyOf = ({ bytes, flop, time }: Dimension): string => `${bytes} ${flop} ${time}`;

/** Single numbers and sides of equations in units of one dimension, in the order of the document. Percentages and counts have none. */
export function figuresOf(facts: Facts, dimension: Dimension): readonly Figure[] {
  let known = cache.get(facts);
  if (!known) {
    known = find(facts);
    cache.set(facts, known);
  }
  return known.get(keyOf(dimension)) ?? [];
}

const measured = new Sieve(({ items }) => items.some((item) => measuredIn(item).length > 0));

function find(facts: Facts): Map<string, Figure[]> {
  const out = new Map<string, Figure[]>();
  for (const reading of measured.of(facts))
    for (const item of reading.items)
      for (const number of measuredIn(item)) if (number.unit) addTo(out, keyOf(number.unit.dimension), { reading, number });
  return out;
}

/** The numbers of an item that have a unit. */
function measuredIn(item: Item): WrittenNumber[] {
  const sides = item.kind === 'single' ? [item.expression] : item.kind === 'chain' ? item.sides : [];
  return sides.flatMap((side) => (side.kind === 'number' && side.number.unit !== null ? [side.number] : []));
}

/** Bytes per second. */
export const bandwidth: Dimension = { bytes: 1, flop: 0, time: -1 };
