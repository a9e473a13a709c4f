import type { Section, Statement } from '../document/document.ts';
import { addTo } from '../text/group.ts';

type Placed = { readonly statement: Statement };

/** Statements of neighbouring sections are near each other up to so many statements apart. */
const farthest = 12;

/** Statements of one section, or a few apart where one's section is beside or below the other's. */
export const near = (a: Statement, b: Statement): boolean =>
  a.section === b.section ||
  (Math.abs(a.index - b.index) <= farthest &&
    (a.section?.parent === b.section?.parent || a.section?.parent === b.section || b.section?.parent === a.section));

/** Things of a document, in its order, that are looked up by what they are near to. */
export class Nearby<T extends Placed> {
  readonly #all: readonly T[];
  readonly #sections = new Map<Section | null, T[]>();

  constructor(all: readonly T[]) {
    this.#all = all;
    for (const one of all) addTo(this.#sections, one.statement.section, one);
  }

  /** Those near to a statement, in the order of the document, up to `most` of them. */
  of(statement: Statement, most: number): readonly T[] {
    const own = (this.#sections.get(statement.section) ?? []).slice(0, most);
    const around: T[] = [];
    for (let at = this.#firstFrom(statement.index - farthest); at < this.#all.length; at++) {
      const one = this.#all[at] as T;
      if (one.statement.index > statement.index + farthest) break;
      if (one.statement.section !== statement.section && near(one.statement, statement)) around.push(one);
    }
    if (around.length === 0) return own;
    return [...own, ...around].sort((a, b) => a.statement.index - b.statement.index).slice(0, most);
  }

  #firstFrom(index: number): number {
    let [low, high] = [0, this.#all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#all[middle] as T).statement.index < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
