/** Names one thing that may be kept. A constant of the module that works it out; it holds nothing. */
export class Slot<T> {
  declare readonly of: T;
}

/** A value, and what it was made of. */
export interface Made<T, F> {
  readonly from: readonly F[];
  readonly value: T;
}

/**
 * What was worked out of one statement, handed on to the statement that it is in the next version of its document and dropped with the last
 * of them. What is put in must follow from that statement alone, tell no offsets in the document, and never change.
 */
export class Kept {
  #values: Map<Slot<unknown>, unknown> | null = null;

  /** What is kept under `slot`, made where nothing is. */
  of<T>(slot: Slot<T>, make: () => T): T {
    const known = this.#values?.get(slot);
    if (known !== undefined) return known as T;
    const value = make();
    this.set(slot, value);
    return value;
  }

  get<T>(slot: Slot<T>): T | undefined {
    return this.#values?.get(slot) as T | undefined;
  }

  /** What was made of `from`, made again where the last one was made of something else. */
  from<T, F>(slot: Slot<Made<T, F>>, from: readonly F[], make: () => T): T {
    const known = this.get(slot);
    if (known?.from.length === from.length && known.from.every((one, at) => one === from[at])) return known.value;
    const value = make();
    this.set(slot, { from, value });
    return value;
  }

  /** In place of what is kept under `slot`. */
  set<T>(slot: Slot<T>, value: T): void {
    this.#values ??= new Map();
    this.#values.set(slot, value);
  }
}
