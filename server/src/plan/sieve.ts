import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Facts } from './model.ts';
import { type Reading, readStatement } from './reading.ts';

/**
 * Lets through the readings in which something may be found: most statements are of no interest to most rules. Whether one is follows from
 * its own characters, so that each is tried once as long as it stays as it is.
 */
export class Sieve {
  readonly #slot = new Slot<boolean>();
  readonly #passes: (reading: Reading, document: Document) => boolean;

  constructor(passes: (reading: Reading, document: Document) => boolean) {
    this.#passes = passes;
  }

  of(facts: Facts): readonly Reading[] {
    const { document, readings } = facts;
    const read = readIn(facts);
    const passes = (reading: Reading): boolean => !reading.bare && this.#passes(reading, document);
    // a list is for what is read; of a config that its dialect reads that is little or nothing
    if (read.length < readings.length / few) return read.filter((reading) => reading.statement.own.of(this.#slot, () => passes(reading)));
    const found = document.own.of(this.#slot, (index) => {
      // what a dialect has read was left out
      const reading = readings[index]?.bare === false ? readings[index] : readStatement(document, document.statements[index] as Statement);
      return passes(reading);
    });
    return found.flatMap((index) => {
      const reading = readings[index];
      return reading && !reading.bare ? [reading] : [];
    });
  }
}

/** One in so many statements. */
const few = 4;

/** What is not left out, and holds figures. */
function readIn({ readings }: Facts): readonly Reading[] {
  let known = reads.get(readings);
  if (!known) {
    known = readings.filter(({ bare }) => !bare);
    reads.set(readings, known);
  }
  return known;
}

const reads = new WeakMap<Facts['readings'], readonly Reading[]>();
