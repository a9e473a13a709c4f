/** Quick totals for many layouts of one plan. */
import { Estimator, heaviest, sum } from './estimator.ts';
import type { EpMeaning, PartialDegrees } from './layout.ts';
import { type MemoryInput, sane } from './memory-input.ts';
import { type ModelProfile, modelProfile } from './profile.ts';
import { between, type Range } from './range.ts';
import { readings } from './readings.ts';

/** A prepared estimate: quick totals for many layouts of one plan. */
export interface MemoryModel {
  /** Total of the most loaded stage, or null where the degrees cannot be laid out. */
  total(degrees: PartialDegrees, meaning: EpMeaning | null, gpus?: number | null): Range | null;
  /** Whether even the lower end of some stage exceeds `capacity` under every reading: a quick way to rule a layout out. */
  exceeds(capacity: number, degrees: PartialDegrees, meaning: EpMeaning | null, gpus?: number | null): boolean;
}

/** Prepares quick totals for a layout search. Null where no model size is known. */
export function memoryModel(stated: Omit<MemoryInput, 'degrees'>): MemoryModel | null {
  const input = sane(stated);
  const profile = modelProfile(input);
  return profile ? quickModel(input, profile) : null;
}

export function quickModel(input: Omit<MemoryInput, 'degrees'>, profile: ModelProfile): MemoryModel {
  const estimator = new Estimator({ ...input, degrees: {} }, profile);
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
    exceeds(capacity, degrees, meaning, gpus = null) {
      const possible = readings(degrees, { gpus, epMeaning: meaning, mode: input.mode });
      return possible.every(
        ({ layout }) =>
          sum(estimator.figures('low', layout, 0)) > capacity || sum(estimator.figures('low', layout, layout.stages - 1)) > capacity,
      );
    },
  };
}
