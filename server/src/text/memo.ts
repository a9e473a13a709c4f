/** Longer texts are seldom met twice. */
const longestKey = 2_000;

/** Characters of one entry on average beyond which fewer are kept. */
const usualKey = 64;

/** Shorter parts of a text are copies of it in every engine; longer ones may keep the whole of it alive. */
const shortest = 13;

/**
 * What was worked out of a text, kept for when the same text comes again: between two keystrokes a document stays the same but for one
 * line. Holds at most twice `limit` entries, fewer where texts are long; what was not asked for since the last `limit` new ones is given up.
 */
export class Memo<V> {
  readonly #limit: number;
  readonly #make: (text: string) => V;
  #young = new Map<string, V>();
  #old = new Map<string, V>();
  /** Length of all young keys. */
  #length = 0;

  /** @param make a function of its text alone, which returns what nobody changes */
  constructor(make: (text: string) => V, limit = 8_192) {
    this.#make = make;
    this.#limit = limit;
  }

  of(text: string): V {
    if (text.length > longestKey) return this.#make(text);
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const old = this.#old.get(text);
    if (old !== undefined) {
      this.#keep(text, old);
      return old;
    }
    const key = owned(text);
    const value = this.#make(key);
    this.#keep(key, value);
    return value;
  }

  #keep(key: string, value: V): void {
    if (this.#young.size >= this.#limit || this.#length >= this.#limit * usualKey) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#length = 0;
    }
    this.#length += key.length;
    this.#young.set(key, value);
  }
}

/** A copy that does not keep alive the document that `text` is cut from. */
export const owned = (text: string): string => (text.length < shortest ? text : ` ${text}`.slice(1));
