import type { Kept, Slot } from '../document/kept.ts';
import type { Line } from './atoms.ts';

/** The places of the lines that claimed nothing. */
export type Quiet = readonly Kept[];

/**
 * Whether lines claim nothing of one another, found out once as long as they stay as they are: most lists and tables are in order, and an edit
 * touches one of them. `find` looks at these lines alone, or says so by `looksElsewhere`.
 */
export function areQuiet(lines: readonly Line[], slot: Slot<Quiet>, find: (looksElsewhere: () => void) => boolean): boolean {
  const [first] = lines;
  if (!first) return find(() => undefined);
  const { place } = first.statement;
  const known = place.get(slot);
  if (known?.length === lines.length && known.every((each, at) => each === lines[at]?.statement.place)) return true;
  let alone = true;
  const quiet = find(() => {
    alone = false;
  });
  if (quiet && alone)
    place.set(
      slot,
      lines.map(({ statement }) => statement.place),
    );
  return quiet;
}
