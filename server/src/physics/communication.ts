/** Volume of collectives, per GPU, as a multiple of the buffer. Ring algorithms; Thakur et al. 2005, NCCL `nccl-tests` PERFORMANCE.md. */

/** All-reduce sends `2(t−1)/t` of the buffer: halving t from 8 to 4 saves 14 %, not half. */
export const allReduceVolume = (ranks: number): number => (2 * (ranks - 1)) / ranks;

/** All-to-all sends everything but the rank's own part: `(t−1)/t`. */
export const allToAllVolume = (ranks: number): number => (ranks - 1) / ranks;

/**
 * Bytes that one GPU sends per layer and micro-batch for tensor parallelism: two all-reduces forward and two backward of a `tokens × hidden`
 * activation (arXiv:1909.08053 §3). Sequence parallelism splits each into a reduce-scatter and an all-gather of the same sum
 * (arXiv:2205.05198 §4.2.2).
 */
export function tensorParallelBytes(tokens: number, hidden: number, tp: number, elementBytes = 2): number {
  return 4 * tokens * hidden * elementBytes * allReduceVolume(tp);
}

/**
 * Bytes that one GPU sends at most per layer and micro-batch for expert parallelism: each token to its `topK` experts and back, forward and
 * backward, `(e−1)/e` of each of the four (arXiv:2006.16668 §3.2).
 */
export function expertParallelBytes(tokens: number, hidden: number, topK: number, ep: number, elementBytes = 2): number {
  return 4 * topK * tokens * hidden * elementBytes * allToAllVolume(ep);
}
