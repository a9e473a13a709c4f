/** Quick totals for many layouts of one plan, and how a layout stands by them. */
import { Memo } from '../text/memo.ts';
import { namedDefaults, usualDefaults, withDefaults } from './defaults.ts';
import { Estimator, heaviest, type StageCache, sum } from './estimator.ts';
import type { EpMeaning, NormalLayout, PartialDegrees } from './layout.ts';
import { type MemoryInput, sane } from './memory-input.ts';
import { type ModelProfile, modelProfile } from './profile.ts';
import { between, type Range } from './range.ts';
import { readings } from './readings.ts';

/** A prepared estimate: quick totals for many layouts of one plan. */
export interface MemoryModel {
  /** Total of the most loaded stage, or null where the degrees cannot be laid out. */
  total(degrees: PartialDegrees, meaning: EpMeaning | null, gpus?: number | null): Range | null;
  /** The one figure to reckon with: by the defaults of what is named and by what is usual. Null where the degrees cannot be laid out. */
  expected(degrees: PartialDegrees, meaning: EpMeaning | null, gpus?: number | null): number | null;
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
  // stages are cut alike whatever is assumed of what they hold
  const stages: StageCache = new Map();
  const estimator = new Estimator({ ...input, degrees: {} }, profile, stages);
  const likely = new LikelyFigures(input, profile, stages);
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
    expected(degrees, meaning, gpus = null) {
      const possible = readings(degrees, { gpus, epMeaning: meaning, mode: input.mode });
      if (possible.length === 0) return null;
      return possible.reduce((total, { layout }) => total + likely.of(degrees, layout), 0) / possible.length;
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

/** Expected figures of many layouts. Which defaults there are depends on no more of the degrees than whether there is TP, PP and VPP. */
class LikelyFigures {
  private readonly input: Omit<MemoryInput, 'degrees'>;
  private readonly profile: ModelProfile;
  private readonly stages: StageCache;
  readonly #prepared = new Map<number, { readonly usual: Estimator; readonly sparing: Estimator | null }>();

  constructor(input: Omit<MemoryInput, 'degrees'>, profile: ModelProfile, stages: StageCache) {
    this.input = input;
    this.profile = profile;
    this.stages = stages;
  }

  private prepared(degrees: PartialDegrees): { readonly usual: Estimator; readonly sparing: Estimator | null } {
    const kind = Number((degrees.tp ?? 1) > 1) + 2 * Number((degrees.pp ?? 1) > 1) + 4 * Number(degrees.vpp != null);
    let known = this.#prepared.get(kind);
    if (!known) {
      const stated = { ...this.input, degrees };
      const named = withDefaults(stated, namedDefaults(stated));
      const usual = usualDefaults(named);
      const open = usual.some(({ field }) => field === 'recompute');
      const middle = new Estimator(withDefaults(named, usual), this.profile, this.stages, true);
      known = { usual: middle, sparing: open && this.input.capacity ? middle.recomputing('full') : null };
      this.#prepared.set(kind, known);
    }
    return known;
  }

  /** A plan that is silent on recompute does it where it would not fit without. */
  of(degrees: PartialDegrees, layout: NormalLayout): number {
    const { usual, sparing } = this.prepared(degrees);
    const figure = middleOf(usual, layout);
    const capacity = this.input.capacity ?? 0;
    if (!sparing || figure <= capacity) return figure;
    const spared = middleOf(sparing, layout);
    return spared <= capacity ? spared : figure;
  }
}

/** The mean of both ends on the stage that has most. */
export const middleOf = (estimator: Estimator, layout: NormalLayout): number =>
  (heaviest(estimator, 'low', layout) + heaviest(estimator, 'high', layout)) / 2;
