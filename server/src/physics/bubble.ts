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

/** Times of one micro-batch on one stage, seconds: forward, backward for inputs and for weights. */
export interface StageTimes {
  readonly forward: number;
  readonly backward: number;
  readonly weightGradient: number;
}

/**
 * Idle time of schedules that hide the bubble, seconds. ZB-H1 `(p−1)(F + B − 2W)` with B the whole backward pass (arXiv:2401.10241 table 1 as
 * restated in arXiv:2412.19437 table 2); DualPipe `(p/2 − 1)(F&B + B − 3W)`, with `F&B` = F + B where nothing overlaps (ibid.). Never negative.
 */
export function hiddenBubbleSeconds(schedule: 'zero-bubble' | 'dualpipe', stages: number, times: StageTimes): number {
  const backward = times.backward + times.weightGradient;
  const idle = schedule === 'zero-bubble'
    ? (stages - 1) * (times.forward + backward - 2 * times.weightGradient)
    : (stages / 2 - 1) * (times.forward + backward + backward - 3 * times.weightGradient);
  return Math.max(0, idle);
}
