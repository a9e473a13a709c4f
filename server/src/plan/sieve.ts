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

  of({ document, readings }: Facts): readonly Reading[] {
    const found = document.own.of(this.#slot, (index) => {
      // what a dialect has read was left out
      const reading = readings[index]?.bare === false ? readings[index] : readStatement(document, document.statements[index] as Statement);
      return !reading.bare && this.#passes(reading, document);
    });
    return found.flatMap((index) => {
      const reading = readings[index];
      return reading && !reading.bare ? [reading] : [];
    });
  }
}
