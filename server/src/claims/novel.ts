import type { Document } from '../document/document.ts';
import type { Element } from './tuples.ts';

const counted = new WeakMap<Document, ReadonlyMap<number, number>>();

/** How often each whole number stands in a document, digit groups as one. */
function countsOf(document: Document): ReadonlyMap<number, number> {
  let known = counted.get(document);
  if (!known) {
    const counts = new Map<number, number>();
    for (const [digits] of document.plain.matchAll(/(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)|\d+/g)) {
      const value = Number(digits.replaceAll(',', ''));
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    counted.set(document, counts);
    known = counts;
  }
  return known;
}

/** How often a whole number stands in a document. */
export const timesStated = (document: Document, value: number): number => countsOf(document).get(value) ?? 0;

/** A figure of its stands nowhere else in the document: of two places that disagree it is the slip. */
export function isNovel(document: Document, { text, product }: Element): boolean {
  const counts = countsOf(document);
  const figures = text.match(/\d{1,3}(?:,\d{3})+(?!\d)|\d+/g) ?? [];
  const isAlone = figures.some((digits) => counts.get(Number(digits.replaceAll(',', ''))) === 1);
  return isAlone && (figures.length === 1 || (counts.get(product) ?? 0) === 0);
}
