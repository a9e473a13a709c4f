/**
 * Identities between tokens, sequences, steps and FLOPs. No hardware model: given any all-but-one of the figures the last follows.
 * Tokens, sequences, seconds, FLOP.
 */
import type { ModelDimensions } from './dimensions.ts';
import { countParameters, groupTotal, layerParameters, moeLayers } from './parameters.ts';

/** Sequences per second of a whole system: `global batch ÷ step time`. The batch counts every replica once; GPUs do not multiply it again. */
export const sequencesPerSecond = (globalBatch: number, stepSeconds: number): number => globalBatch / stepSeconds;

/** Tokens per second of a whole system: `global batch × sequence length ÷ step time`. */
export const tokensPerSecond = (globalBatch: number, sequenceLength: number, stepSeconds: number): number =>
  (globalBatch * sequenceLength) / stepSeconds;

/** Seconds per step that a rate implies. */
export const stepSeconds = (globalBatch: number, sequencesPerSecondOverall: number): number => globalBatch / sequencesPerSecondOverall;

export interface FlopsOptions {
  /** Tokens per sequence: attention costs grow with it. */
  readonly sequenceLength: number;
  /** `causal` counts each query against half of the sequence (Megatron-LM); `full` against all of it (PaLM, arXiv:2204.02311 App. B). */
  readonly attention?: 'causal' | 'full' | 'none';
  /** `train` forward and backward; `forward` alone; `frozen`: weights get no gradient (LoRA), so backward costs as much as forward. */
  readonly pass?: 'train' | 'forward' | 'frozen';
  /** Count the multi-token prediction modules (default) or leave them out. */
  readonly mtp?: boolean;
}

/**
 * Parameters that a token multiplies with: active ones without the input embedding, which is a lookup. Tied heads multiply all the same.
 */
export function multipliedParameters(dims: ModelDimensions): number {
  const table = dims.vocab * dims.hidden;
  // Learned positions are a lookup as well; norms and biases are too small to matter and stay in.
  return countParameters(dims).active.withoutEmbeddings + table - (dims.positions ?? 0) * dims.hidden;
}

/** FLOPs of attention scores and their weighted sum, forward, per token: `2 (d_q + d_v) · keys` over layers, keys by window and mask. */
function attentionFlops(dims: ModelDimensions, sequence: number, mask: 'causal' | 'full', layers: number): number {
  const perKey = dims.mla ? 2 * dims.heads * (dims.mla.nope + dims.mla.rope + dims.mla.v) : 4 * dims.heads * dims.headDim;
  const seen = mask === 'causal' ? sequence / 2 : sequence;
  const window = dims.slidingWindow;
  if (!window) return layers * perKey * seen;
  const windowed = (layers / dims.layers) * window.layers;
  return perKey * ((layers - windowed) * seen + windowed * Math.min(window.window, seen));
}

/**
 * Model FLOPs per token: `6N + 3L(d_q + d_v)s` (causal) or `6N + 6L(d_q + d_v)s` (full), N as in {@link multipliedParameters}.
 * arXiv:2104.04473 eq. 3 and arXiv:2204.02311 App. B; agrees with NVIDIA's published pairs of tokens and TFLOP per second.
 */
export function flopsPerToken(dims: ModelDimensions, options: FlopsOptions): number {
  const pass = options.pass ?? 'train';
  const times = pass === 'train' ? 3 : pass === 'frozen' ? 2 : 1;
  const modules = options.mtp === false ? 0 : (dims.mtpLayers ?? 0);
  let forward = 2 * multipliedParameters(dims);
  if (modules > 0) {
    const layer = layerParameters(dims, moeLayers(dims) > 0);
    const active = groupTotal(layer) - (dims.moe ? layer.routed * (1 - dims.moe.topK / dims.moe.experts) : 0);
    // Each module runs one layer, joins two hidden states, and predicts through the shared head.
    forward += 2 * modules * (active + 2 * dims.hidden ** 2 + dims.vocab * dims.hidden);
  }
  if (options.attention !== 'none')
    forward += attentionFlops(dims, options.sequenceLength, options.attention ?? 'causal', dims.layers + modules);
  return times * forward;
}

/** FLOPs per token where only a parameter count is known: `6N` in training, `2N` forward. 4 to 26 % low, since attention is left out. */
export const flopsPerTokenFromParameters = (activeParameters: number, pass: 'train' | 'forward' = 'train'): number =>
  (pass === 'train' ? 6 : 2) * activeParameters;

/** FLOP per second that one GPU does: `tokens/s/GPU × FLOPs/token`. */
export const achievedFlops = (tokensPerSecondPerGpu: number, perToken: number): number => tokensPerSecondPerGpu * perToken;

/** Model FLOPs utilization, 1 = peak. Above 1 the figures cannot hold together. arXiv:2204.02311 App. B. */
export const modelFlopsUtilization = (tokensPerSecondPerGpu: number, perToken: number, peak: number): number =>
  achievedFlops(tokensPerSecondPerGpu, perToken) / peak;

/**
 * Hardware FLOPs utilization also counts what recompute repeats: the whole forward pass with full recompute (four thirds of MFU); with
 * selective the attention scores, `1 + s/(3h)` in place of `1 + s/(6h)`. arXiv:2205.05198 §6 and appendix A. Selective needs the model.
 */
export function hardwareFlopsUtilization(
  mfu: number,
  recompute: 'none' | 'selective' | 'full',
  model?: { readonly dimensions: ModelDimensions; readonly sequenceLength: number },
): number {
  if (recompute === 'full') return (mfu * 4) / 3;
  if (recompute === 'none' || !model) return mfu;
  const whole = flopsPerToken(model.dimensions, { sequenceLength: model.sequenceLength, attention: 'full' });
  const scores = attentionFlops(model.dimensions, model.sequenceLength, 'full', model.dimensions.layers);
  return mfu * (1 + (3 * scores) / whole);
}

/** Tokens per second and GPU that a utilization implies. */
export const tokensPerSecondAt = (mfu: number, perToken: number, peak: number): number => (mfu * peak) / perToken;
