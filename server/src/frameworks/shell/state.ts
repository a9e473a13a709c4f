import type { Piece, Word } from './words.ts';

/** What a variable holds. */
export interface Held {
  /** One word, the words of a list, or the fields of a text with blanks; null where it cannot be told. */
  readonly words: readonly Word[] | null;
  /** The text with its blanks, where it is one. */
  readonly pieces?: readonly Piece[];
  /** An array, not a text. */
  readonly list: boolean;
  /** Written out, not computed from others. */
  readonly constant: boolean;
}

export const unknownValue: Held = { words: null, list: false, constant: false };
/** `unset TP`: not even what the environment gives. */
export const unset: Held = { words: [], list: false, constant: false };

/** What is known between two commands: its own changes on what was known before a branch. */
export class State {
  readonly exported: Set<string>;
  readonly integers: Set<string>;
  readonly #own = new Map<string, Held>();
  readonly #before: State | null;

  constructor(before: State | null = null) {
    this.#before = before;
    this.exported = before?.exported ?? new Set();
    this.integers = before?.integers ?? new Set();
  }

  /** A way that may be gone from here. This state is not to be changed while it is. */
  branch(): State {
    return new State(this);
  }

  get(name: string): Held | undefined {
    for (let state: State | null = this; state; state = state.#before) {
      const held = state.#own.get(name);
      if (held) return held;
    }
    return undefined;
  }

  set(name: string, held: Held): void {
    this.#own.set(name, held);
  }

  /** As if it had never been set; only where this state set it. */
  drop(name: string): void {
    this.#own.delete(name);
  }

  forget(names: Iterable<string>): void {
    for (const name of names) this.#own.set(name, unknownValue);
  }

  /** All variables, or those that were set since `base`. */
  names(base: State | null = null): Set<string> {
    const out = new Set<string>();
    for (let state: State | null = this; state && state !== base; state = state.#before)
      for (const name of state.#own.keys()) out.add(name);
    return out;
  }
}

/** Takes over into `base` in what the ways that lead on from it agree; the rest is unknown. */
export function merge(base: State, ways: readonly State[]): void {
  const names = new Set(ways.flatMap((way) => (way === base ? [] : [...way.names(base)])));
  const found = [...names].map((name) => [name, ways.map((way) => way.get(name))] as const);
  for (const [name, held] of found) {
    const [one] = held;
    const agreed = held.every((other) => other === one || (one && other && same(one, other)));
    base.set(name, agreed && one ? one : unknownValue);
  }
}

/** The same value as one that may be another: a default, or what a file that was read in may have changed. */
export const softened = (held: Held): Held => ({
  ...held,
  constant: false,
  ...(held.pieces && { pieces: held.pieces.map((piece) => ({ ...piece, soft: true })) }),
  words: held.words?.map((word) => ({ ...word, pieces: word.pieces.map((piece) => ({ ...piece, soft: true })) })) ?? null,
});

/** The same text, wherever it was assigned. */
function same(a: Held, b: Held): boolean {
  if (a.list !== b.list || a.words?.length !== b.words?.length) return false;
  return a.words?.every((word, index) => !word.unknown && word.text === b.words?.[index]?.text) ?? false;
}
