import type { Slot } from './kept.ts';

/**
 * Which statements of a document something is true of. What is true of a statement stays so as long as the statement does, so that after an
 * edit only those are asked that are new: a list takes time in proportion to what is on it, not to the document.
 */
export class Lists {
  readonly #size: number;
  readonly #known = new Map<Slot<boolean>, readonly number[]>();
  /** Lists of the version before, without the new statements. */
  #moved: ReadonlyMap<Slot<boolean>, readonly number[]> = new Map();
  #fresh: readonly number[] = [];

  /** @param size how many statements there are */
  constructor(size: number) {
    this.#size = size;
  }

  /** The numbers of the statements for which `isOn` is true, in order. Under one slot always the same is asked. */
  of(slot: Slot<boolean>, isOn: (index: number) => boolean): readonly number[] {
    let known = this.#known.get(slot);
    if (!known) {
      const moved = this.#moved.get(slot);
      known = moved ? merged(moved, this.#fresh.filter(isOn)) : Array.from({ length: this.#size }, (_, index) => index).filter(isOn);
      this.#known.set(slot, known);
    }
    return known;
  }

  /** Takes over the lists of an earlier version. @param now where each of its statements stands; −1 of those that are gone @param fresh new ones */
  follow(before: Lists, now: readonly number[], fresh: readonly number[]): void {
    this.#fresh = fresh;
    const moved = new Map<Slot<boolean>, readonly number[]>();
    for (const [slot, indices] of before.#known) {
      const there = indices.flatMap((index) => ((now[index] ?? -1) < 0 ? [] : [now[index] as number]));
      moved.set(slot, there.every((index, at) => at === 0 || (there[at - 1] as number) < index) ? there : there.sort((a, b) => a - b));
    }
    this.#moved = moved;
  }
}

/** The statements of a document that are on a list. */
export const statementsIn = <S>(
  lists: Lists,
  { statements }: { readonly statements: readonly S[] },
  slot: Slot<boolean>,
  isOn: (statement: S) => boolean,
): S[] => lists.of(slot, (index) => isOn(statements[index] as S)).map((index) => statements[index] as S);

/** Two lists in order as one. */
function merged(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0) return a;
  const out: number[] = [];
  let at = 0;
  for (const index of a) {
    while (at < b.length && (b[at] as number) < index) out.push(b[at++] as number);
    out.push(index);
  }
  return [...out, ...b.slice(at)];
}
