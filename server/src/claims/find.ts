import type { Document } from '../document/document.ts';
import type { Claim } from './claim.ts';
import { pageOf } from './page.ts';
import { blocks } from './patterns/block.ts';
import { evenlys } from './patterns/evenly.ts';
import { odds } from './patterns/odds.ts';
import { orders } from './patterns/order.ts';
import { parallels } from './patterns/parallel.ts';
import { parts } from './patterns/parts.ts';
import { counts, sequences } from './patterns/range.ts';
import { rates } from './patterns/rate.ts';
import { ratios } from './patterns/ratio.ts';
import { restated } from './patterns/restated.ts';
import { tables } from './patterns/rows.ts';
import { sames } from './patterns/same.ts';
import { sums } from './patterns/sum.ts';
import { units } from './patterns/unit.ts';

const found = new WeakMap<Document, readonly Claim[]>();

/** Everything that the figures of a document claim of one another, in its order. */
export function claimsOf(document: Document): readonly Claim[] {
  let known = found.get(document);
  if (!known) {
    const page = pageOf(document);
    const inLines = page.lines.flatMap((line) => [
      ...ratios(line),
      ...orders(page, line),
      ...counts(line),
      ...units(page, line),
      ...parts(line),
      ...odds(line),
      ...evenlys(line),
      ...rates(line),
      ...restated(line),
    ]);
    known = [...inLines, ...blocks(page), ...sequences(page), ...sums(page), ...tables(page), ...parallels(page), ...sames(page)].sort(
      (a, b) => a.span.start - b.span.start,
    );
    found.set(document, known);
  }
  return known;
}
