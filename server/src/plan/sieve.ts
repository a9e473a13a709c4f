import { Slot } from '../document/kept.ts';
import type { Facts } from './model.ts';
import type { Reading } from './reading.ts';

/**
 * Lets through the readings in which something may be found: most statements are of no interest to most rules. Whether one is follows from
 * its own characters, so that each is tried once as long as it stays as it is.
 */
export class Sieve {
  readonly #slot = new Slot<boolean>();
  readonly #passes: (reading: Reading) => boolean;

  constructor(passes: (reading: Reading) => boolean) {
    this.#passes = passes;
  }

  of({ readings }: Facts): readonly Reading[] {
    return readings.filter((reading) => !reading.bare && reading.statement.own.of(this.#slot, () => this.#passes(reading)));
  }
}
