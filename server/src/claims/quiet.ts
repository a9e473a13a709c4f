import type { Kept, Slot } from '../document/kept.ts';
import type { Line } from './atoms.ts';
import type { Claim } from './claim.ts';

/** The places of the lines that claimed nothing. */
export type Quiet = readonly (Kept | null)[];

/**
 * What lines claim of one another, looked for once as long as they claim nothing and stay as they are: most lists and tables are in order, and
 * an edit touches one of them. `find` looks at these lines alone, or says so by `looksElsewhere`.
 */
export function unlessQuiet(
  lines: readonly (Line | undefined)[],
  slot: Slot<Quiet>,
  find: (looksElsewhere: () => void) => Claim[],
): Claim[] {
  const first = lines.find((line) => line !== undefined);
  let alone = true;
  const looksElsewhere = (): void => {
    alone = false;
  };
  if (!first) return find(looksElsewhere);
  const { place } = first.statement;
  const places = lines.map((line) => line?.statement.place ?? null);
  const quiet = place.get(slot);
  if (quiet?.length === places.length && quiet.every((each, at) => each === places[at])) return [];
  const claims = find(looksElsewhere);
  if (claims.length === 0 && alone) place.set(slot, places);
  return claims;
}
