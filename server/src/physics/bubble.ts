/** Idle time of a pipeline. */

export interface Bubble {
  /** Idle time over ideal compute time, `(p−1)/(v·m)`. arXiv:2104.04473 §2.2. */
  readonly ofIdeal: number;
  /** Idle time as a share of the whole, `(p−1)/(v·m + p−1)`. GPipe arXiv:1811.06965 §2.3; MaxText docs/guides/optimization/sharding.md. */
  readonly ofTotal: number;
}

/** Bubble of 1F1B or GPipe (`chunks` = 1) and of the interleaved schedule. `ofTotal = ofIdeal ÷ (1 + ofIdeal)`. */
export function pipelineBubble(stages: number, microBatches: number, chunks = 1): Bubble {
  const ofIdeal = (stages - 1) / (chunks * microBatches);
  return { ofIdeal, ofTotal: ofIdeal / (1 + ofIdeal) };
}

/** Micro-batches that bring the bubble down to `target`, by either definition; rounded up. */
export function microBatchesFor(target: number, stages: number, of: keyof Bubble, chunks = 1): number {
  const ideal = of === 'ofIdeal' ? target : target / (1 - target);
  return Math.ceil((stages - 1) / (chunks * ideal) - 1e-9);
}

/** Which definitions a stated ratio agrees with, within `tolerance` (absolute; one point by default). */
export function matchesBubble(ratio: number, stages: number, microBatches: number, chunks = 1, tolerance = 0.01): (keyof Bubble)[] {
  const bubble = pipelineBubble(stages, microBatches, chunks);
  return (['ofIdeal', 'ofTotal'] as const).filter((kind) => Math.abs(bubble[kind] - ratio) <= tolerance);
}

/** Times of one micro-batch on one stage, seconds. */
export interface StageTimes {
  readonly forward: number;
  /** The whole backward pass. */
  readonly backward: number;
  /** Of it, the gradients of the weights. */
  readonly weightGradient: number;
}

/**
 * Idle seconds per step by schedule: 1F1B `(p−1)(F + B)`, zero-bubble ZB1P `(p−1)(F + B − 2W)`, DualPipe `(p/2 − 1)(F&B + B − 3W)` with `F&B` = F + B
 * where nothing overlaps. arXiv:2412.19437 Table 2; arXiv:2401.10241. Never negative.
 */
export function bubbleSeconds(schedule: '1f1b' | 'zero-bubble' | 'dualpipe', stages: number, times: StageTimes): number {
  const { forward, backward, weightGradient } = times;
  const idle = {
    '1f1b': (stages - 1) * (forward + backward),
    'zero-bubble': (stages - 1) * (forward + backward - 2 * weightGradient),
    dualpipe: (stages / 2 - 1) * (forward + 2 * backward - 3 * weightGradient),
  };
  return Math.max(0, idle[schedule]);
}

/** Forward, input gradients and weight gradients of a layer take about the same time. arXiv:2401.10241 §2. */
const usualTimes: StageTimes = { forward: 1, backward: 2, weightGradient: 1 };

/** Bubble of a schedule at the usual times of its passes. */
export function scheduleBubble(schedule: '1f1b' | 'zero-bubble' | 'dualpipe', stages: number, microBatches: number): Bubble {
  const ofIdeal = bubbleSeconds(schedule, stages, usualTimes) / (microBatches * (usualTimes.forward + usualTimes.backward));
  return { ofIdeal, ofTotal: ofIdeal / (1 + ofIdeal) };
}
