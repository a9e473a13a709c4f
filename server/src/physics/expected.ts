/** The one figure to reckon with: by the defaults of what is named, and by what is usual beside. The same for an estimate and for a search. */
import type { Recompute } from './activations.ts';
import { type Default, namedDefaults, usualDefaults, withDefaults } from './defaults.ts';
import { Estimator, sum } from './estimator.ts';
import { type MemoryInput, sane } from './memory-input.ts';
import type { ModelProfile } from './profile.ts';
import type { Reading } from './readings.ts';

/** What of a plan differs from layout to layout; a micro-batch that is left out is the plan's own. */
export type Laid = Pick<MemoryInput, 'degrees' | 'microBatch' | 'microBatches'>;

export interface Expected {
  /** Of the GPU that holds most. */
  readonly bytes: number;
  /** What the figure takes to be recomputed, by statement or default. */
  readonly recompute: Recompute | null;
  /** What is usual, where neither plan nor framework says. */
  readonly usual: readonly Default[];
  /** For the parts of it. */
  readonly estimator: Estimator;
}

/** A plan with what is named and usual filled in; and the same with full recompute, where that is open. */
interface Filled {
  readonly usual: readonly Default[];
  readonly estimator: Estimator;
  readonly recompute: Recompute | null;
  readonly sparing: Estimator | null;
}

/** Prepares expected figures for many layouts of one plan. */
export class Expectation {
  private readonly input: Omit<MemoryInput, 'degrees'>;
  private readonly profile: ModelProfile;
  readonly #filled = new Map<string, Filled>();

  constructor(input: Omit<MemoryInput, 'degrees'>, profile: ModelProfile) {
    this.input = input;
    this.profile = profile;
  }

  /** Mean over all readings. Where a plan is silent on recompute and does not fit without, that it recomputes: a plan is written to run. */
  of(laid: Laid, covered: readonly Reading[]): Expected {
    const { usual, estimator, recompute, sparing } = this.filled(laid);
    const bytes = fullest(estimator, covered);
    const capacity = this.input.capacity ?? 0;
    if (sparing && bytes > capacity) {
      const spared = fullest(sparing, covered);
      if (spared <= capacity)
        return {
          bytes: spared,
          recompute: 'full',
          usual: usual.map((row) => (row.field === 'recompute' ? spares(row) : row)),
          estimator: sparing,
        };
    }
    return { bytes, recompute, usual, estimator };
  }

  /** Which defaults there are depends on no more of the degrees than whether there is TP, PP and VPP. */
  private filled(laid: Laid): Filled {
    const { degrees, microBatch, microBatches } = laid;
    const kind = Number((degrees.tp ?? 1) > 1) + 2 * Number((degrees.pp ?? 1) > 1) + 4 * Number(degrees.vpp != null);
    const key = `${kind} ${microBatch} ${microBatches}`;
    let known = this.#filled.get(key);
    if (!known) {
      known = this.fill(laid);
      this.#filled.set(key, known);
    }
    return known;
  }

  private fill({ degrees, microBatch, microBatches }: Laid): Filled {
    const own = microBatch === undefined && microBatches === undefined;
    // a micro-batch that is chosen does not follow from the replicas
    const batch = own ? {} : { microBatch, microBatches };
    const stated = sane({ ...this.input, ...batch, degrees });
    const named = withDefaults(stated, namedDefaults(stated));
    const usual = usualDefaults(named);
    const filled = withDefaults(named, usual);
    const estimator = new Estimator(filled, this.profile, true);
    const open = usual.some(({ field }) => field === 'recompute');
    return {
      usual,
      estimator,
      recompute: filled.recompute ?? null,
      sparing: open && this.input.capacity ? estimator.recomputing('full') : null,
    };
  }
}

const spares = (row: Default): Default => ({ ...row, value: 'full', text: 'full recompute, without which it does not fit' });

/** Of the stage that has most, the mean of both ends and of all readings. */
function fullest(estimator: Estimator, covered: readonly Reading[]): number {
  const [first] = covered;
  if (!first) return 0;
  let most = 0;
  for (const stage of estimator.heavyStages(first.layout)) {
    let total = 0;
    for (const { layout } of covered) total += sum(estimator.figures('low', layout, stage)) + sum(estimator.figures('high', layout, stage));
    most = Math.max(most, total / (2 * covered.length));
  }
  return most;
}
