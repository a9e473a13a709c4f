/** The layouts that stated degrees may mean. */
import { type EpMeaning, epMeanings, expertTensorChoices, type NormalLayout, normaliseLayout, type PartialDegrees } from './layout.ts';
import type { Maybe } from './memory-input.ts';

/** A meaning of EP, and the layout under it. */
export interface Reading {
  readonly meaning: EpMeaning;
  readonly layout: NormalLayout;
}

/** Stages and chunks beyond which a plan is a slip of the pen. */
const mostStages = 1024;

/** Readings to cover: the stated one, else every meaning (and expert tensor degree) that can be laid out. */
export function readings(
  degrees: PartialDegrees,
  options: { gpus?: Maybe<number>; epMeaning?: Maybe<EpMeaning>; mode?: Maybe<'training' | 'inference'> },
): Reading[] {
  const ep = degrees.ep ?? 1;
  const meanings = options.epMeaning ? [options.epMeaning] : ep === 1 ? (['folded'] as const) : epMeanings;
  const found: Reading[] = [];
  if (degrees.vpp !== null && degrees.vpp !== undefined && !(Number.isSafeInteger(degrees.vpp) && degrees.vpp >= 1)) return found;
  for (const meaning of meanings) {
    // Only serving engines derive EP.
    if (!options.epMeaning && meaning === 'derived' && options.mode !== 'inference') continue;
    for (const etp of meaning === 'derived' ? [degrees.etp ?? null] : expertTensorChoices(degrees, meaning)) {
      const layout = normaliseLayout(etp === degrees.etp ? degrees : { ...degrees, etp }, meaning, options);
      if (!layout || layout.stages > mostStages || layout.chunks > mostStages) continue;
      if (options.gpus && layout.gpus !== options.gpus && !options.epMeaning) continue;
      if (
        !found.some(
          (f) =>
            f.layout.expertShards === layout.expertShards && f.layout.gpus === layout.gpus && f.layout.expertTensor === layout.expertTensor,
        )
      ) {
        found.push({ meaning, layout });
      }
    }
  }
  if (found.length === 0 && options.gpus) return readings(degrees, { ...options, gpus: null });
  return found;
}
