/** How far what a pattern tells may reach beyond the characters that have changed. */
const reach = 200;

/** How much of two texts is the same at either end, and by how much the end has moved. */
export interface Change {
  readonly head: number;
  /** Where the end that is the same begins, in the text as it was. */
  readonly tail: number;
  readonly by: number;
  /** Nothing has changed. */
  readonly none: boolean;
}

/**
 * Whether words stand anywhere in a text, markup included. Most do not; what stood nowhere in the version before can only stand where it has
 * changed.
 */
export class Words {
  readonly #text: string;
  readonly #known = new Map<RegExp, boolean>();
  #absent: ReadonlySet<RegExp> = new Set();
  #changed = '';

  constructor(text: string) {
    this.#text = text;
  }

  /** @param pattern a constant, without `g`, that tells of less than `reach` characters */
  has(pattern: RegExp): boolean {
    let known = this.#known.get(pattern);
    if (known === undefined) {
      // at the borders of what is cut out a pattern may find what is no word
      known = !(this.#absent.has(pattern) && !pattern.test(this.#changed)) && pattern.test(this.#text);
      this.#known.set(pattern, known);
    }
    return known;
  }

  /** Lets what is known of an earlier version be of use. */
  follow(before: Words, { head, tail, by }: Change): void {
    this.#absent = new Set([...before.#known].flatMap(([pattern, known]) => (known ? [] : [pattern])));
    this.#changed = this.#text.slice(Math.max(0, head - reach), Math.max(head, tail + by) + reach);
  }
}
