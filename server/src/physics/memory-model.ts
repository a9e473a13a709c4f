/** Quick totals for many layouts of one plan, and how a layout stands by them. */
import { Memo } from '../text/memo.ts';
import { Estimator, heaviest, sum } from './estimator.ts';
import { Expectation, type Expected, type Laid } from './expected.ts';
import type { EpMeaning, PartialDegrees } from './layout.ts';
import { type MemoryInput, sane } from './memory-input.ts';
import { type ModelProfile, modelProfile } from './profile.ts';
import { between, type Range } from './range.ts';
import { readings } from './readings.ts';

/** A prepared estimate: quick totals for many layouts of one plan. */
export interface MemoryModel {
  /** Total of the most loaded stage, or null where the degrees cannot be laid out. */
  total(degrees: PartialDegrees, meaning: EpMeaning | null, gpus?: number | null): Range | null;
  /** The one figure to reckon with. Null where the degrees cannot be laid out. */
  expected(laid: Laid, meaning: EpMeaning | null, gpus?: number | null): Expected | null;
  /** Whether even the lower end of some stage exceeds `capacity` under every reading: a quick way to rule a layout out. */
  exceeds(capacity: number, degrees: PartialDegrees, meaning: EpMeaning | null, gpus?: number | null): boolean;
}

/** By what is known 0 fits, 1 is expected not to, 2 cannot. */
export type Room = 0 | 1 | 2;

/**
 * How a layout or a change stands by its memory, for every ranking: none is put before another that stands better. What is not known speaks
 * against nothing.
 */
export function roomOf(low: number | null, expected: number | null, capacity: number | null): Room {
  if (capacity === null) return 0;
  if (low !== null && low > capacity) return 2;
  return expected !== null && expected > capacity ? 1 : 0;
}

/** Prepares quick totals for a layout search. Null where no model size is known. */
export const memoryModel = (stated: Omit<MemoryInput, 'degrees'>): MemoryModel | null => prepared.of(JSON.stringify(sane(stated)));

/** A plan that is edited is searched anew each time, and seldom has another model. */
const prepared = new Memo((text): MemoryModel | null => {
  const input = JSON.parse(text) as Omit<MemoryInput, 'degrees'>;
  const profile = modelProfile(input);
  return profile ? quickModel(input, profile) : null;
}, 8);

export function quickModel(input: Omit<MemoryInput, 'degrees'>, profile: ModelProfile): MemoryModel {
  const estimator = new Estimator({ ...input, degrees: {} }, profile);
  const likely = new Expectation(input, profile);
  return {
    total(degrees, meaning, gpus = null) {
      let low = Number.POSITIVE_INFINITY;
      let high = 0;
      for (const { layout } of readings(degrees, { gpus, epMeaning: meaning, mode: input.mode })) {
        low = Math.min(low, heaviest(estimator, 'low', layout));
        high = Math.max(high, heaviest(estimator, 'high', layout));
      }
      return high === 0 ? null : between(low, high);
    },
    expected(laid, meaning, gpus = null) {
      const covered = readings(laid.degrees, { gpus, epMeaning: meaning, mode: input.mode });
      const [first] = covered;
      return first && first.layout.stages <= profile.high.dimensions.layers ? likely.of(laid, covered) : null;
    },
    exceeds(capacity, degrees, meaning, gpus = null) {
      const possible = readings(degrees, { gpus, epMeaning: meaning, mode: input.mode });
      return possible.every(({ layout }) =>
        estimator.heavyStages(layout).some((stage) => sum(estimator.figures('low', layout, stage)) > capacity),
      );
    },
  };
}
