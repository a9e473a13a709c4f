import { Slot } from '../document/kept.ts';
import type { Line } from './atoms.ts';
import { type Ear, type Heard, heardOf, listened, type Page } from './page.ts';

/** By what the lines that an ear hears are kept. */
export type Ears = ReadonlyMap<Ear, Slot<boolean>>;

export const earsOf = (ears: readonly Ear[]): Ears => new Map(ears.map((ear) => [ear, new Slot<boolean>()]));

/** What each of `ears` hears. A line is listened to once, as long as it stays as it is: an edit touches one or two. */
export function hearing(page: Page, ears: Ears): Page['heard'] {
  const known = new Map<Ear, Heard>();
  return (ear) => {
    let heard = known.get(ear);
    if (!heard) {
      const slot = ears.get(ear);
      heard = slot ? kept(page, ear, slot) : listened(page, ear);
      known.set(ear, heard);
    }
    return heard;
  };
}

function kept(page: Page, ear: Ear, slot: Slot<boolean>): Heard {
  const at = page.document.place.of(slot, (index) => {
    const line = page.lineOf({ index });
    return line !== undefined && ear(page, line);
  });
  return heardOf(
    page,
    at.map((index) => page.lineOf({ index }) as Line),
    (line) => line.statement.place.of(slot, () => ear(page, line)),
  );
}
