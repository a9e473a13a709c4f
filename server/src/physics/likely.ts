/** The one figure to reckon with, quickly and for many layouts of one plan: what `estimateMemory` calls `expected`. */
import type { Recompute } from './activations.ts';
import { type Default, namedDefaults, usualDefaults, withDefaults } from './defaults.ts';
import { Estimator, heaviest, sum } from './estimator.ts';
import type { EpMeaning, NormalLayout } from './layout.ts';
import { type MemoryInput, sane } from './memory-input.ts';
import { type ModelProfile, modelProfile } from './profile.ts';
import { readings } from './readings.ts';
import type { StageParameters } from './stages.ts';

/** What is usual beside; where a plan is silent on recompute and does not fit without, that it recomputes: a plan is written to run. */
export function fitting(input: MemoryInput, profile: ModelProfile, layout: NormalLayout, capacity: number | null): Default[] {
  const usual = usualDefaults(input);
  const open = usual.find(({ field }) => field === 'recompute');
  if (!open || capacity === null) return usual;
  const mean = (defaults: readonly Default[]): number => {
    const estimator = new Estimator(withDefaults(input, defaults), profile, undefined, true);
    return (heaviest(estimator, 'low', layout) + heaviest(estimator, 'high', layout)) / 2;
  };
  const full = usual.map((row) =>
    row === open ? { ...row, value: 'full' as const, text: 'full recompute, without which it does not fit' } : row,
  );
  return mean(usual) > capacity && mean(full) <= capacity ? full : usual;
}

/** What of a plan differs from layout to layout. */
export type Laid = Pick<MemoryInput, 'degrees' | 'microBatch' | 'microBatches'>;

export interface Likely {
  /** Of the GPU that holds most. */
  readonly bytes: number;
  /** What the figure takes to be recomputed, by statement or default. */
  readonly recompute: Recompute | null;
}

export interface LikelyModel {
  /** Null where the degrees cannot be laid out. */
  expected(laid: Laid, meaning: EpMeaning, gpus: number): Likely | null;
}

/** Null where no model size is known. */
export function likelyModel(stated: Omit<MemoryInput, 'degrees'>): LikelyModel | null {
  const profile = modelProfile(sane(stated));
  if (!profile) return null;
  const stages = new Map<number, readonly StageParameters[]>();
  return {
    expected(laid, meaning, gpus) {
      const input = sane({ ...stated, ...laid, gpus, epMeaning: meaning });
      const covered = readings(laid.degrees, input);
      const [first] = covered;
      if (!first || first.layout.stages > profile.high.dimensions.layers) return null;
      const named = withDefaults(input, namedDefaults(input));
      const filled = withDefaults(named, fitting(named, profile, first.layout, input.capacity ?? null));
      const middle = new Estimator(filled, profile, stages, true);
      let bytes = 0;
      for (let stage = 0; stage < first.layout.stages; stage++) {
        const all = covered.flatMap(({ layout }) => [
          sum(middle.figures('low', layout, stage)),
          sum(middle.figures('high', layout, stage)),
        ]);
        bytes = Math.max(bytes, all.reduce((total, each) => total + each, 0) / all.length);
      }
      return { bytes, recompute: filled.recompute ?? null };
    },
  };
}
