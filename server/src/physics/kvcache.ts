/** The key-value cache that generation keeps. Bytes. */
import type { ModelDimensions } from './dimensions.ts';

/**
 * Bytes per token and layer, on one GPU of `tp`. Keys and values of every KV head: `2 · k · d · B`; where KV heads are fewer than TP each
 * rank keeps one head, `max(1, k/t)` (vLLM `linear.py` QKVParallelLinear). MLA keeps the latent and the rotary key, `(c_kv + d_r) · B`,
 * whole on every rank (arXiv:2405.04434 §2.1.2; vLLM, SGLang).
 */
export function kvBytesPerTokenPerLayer(dims: ModelDimensions, elementBytes: number, tp = 1): number {
  if (dims.mla) return (dims.mla.kvLora + dims.mla.rope) * elementBytes;
  return 2 * Math.max(1, dims.kvHeads / tp) * dims.headDim * elementBytes;
}

export interface KvCacheOptions {
  /** Bytes per element: 2 for 16 bits, 1 for fp8. */
  readonly elementBytes: number;
  readonly tp?: number;
  /** Layers on this GPU; default all. */
  readonly layers?: number;
}

/** Bytes per token over all layers of one GPU, where every layer keeps every token. */
export function kvBytesPerToken(dims: ModelDimensions, options: KvCacheOptions): number {
  const { cache } = dims;
  if (!cache) return (options.layers ?? dims.layers) * kvBytesPerTokenPerLayer(dims, options.elementBytes, options.tp);
  const elements = ((cache.full ?? 0) + (cache.windowed ?? 0)) * options.elementBytes;
  return ((elements / ranksOf(dims, options.tp) + (cache.fixed ?? 0)) * (options.layers ?? dims.layers)) / dims.layers;
}

/** Ranks that share the keys and values: no more than there are KV heads; latent keys are whole on every rank. */
const ranksOf = (dims: ModelDimensions, tp = 1): number => (dims.mla ? 1 : Math.max(1, Math.min(tp, dims.kvHeads)));

/**
 * Bytes that `sequences` of `length` tokens keep on one GPU. Layers with a sliding window keep no more than the window (and, while a
 * prompt is read in chunks, one chunk more). States of linear attention and state space layers do not grow with the length.
 */
export function kvCacheBytes(
  dims: ModelDimensions,
  sequences: number,
  length: number,
  options: KvCacheOptions & { readonly chunk?: number; readonly ignoreWindow?: boolean },
): number {
  const layers = options.layers ?? dims.layers;
  if (dims.cache) return sequences * mixedCacheBytes(dims, length, options) * (layers / dims.layers);
  const perLayer = kvBytesPerTokenPerLayer(dims, options.elementBytes, options.tp);
  const window = options.ignoreWindow ? undefined : dims.slidingWindow;
  const windowed = window ? (layers / dims.layers) * window.layers : 0;
  const short = window ? Math.min(length, window.window + (options.chunk ?? 0)) : length;
  return sequences * perLayer * ((layers - windowed) * length + windowed * short);
}

/**
 * One sequence over all layers of a model whose layers keep different things (ai-dynamo/aiconfigurator sdk @095f58a51: qwen35.py,
 * kimi_k3.py, deepseek_v32.py, deepseek_v4.py). Heads of states are shared out over TP; entries of sparse indexers are whole on every rank.
 */
function mixedCacheBytes(
  dims: ModelDimensions,
  length: number,
  options: KvCacheOptions & { readonly chunk?: number; readonly ignoreWindow?: boolean },
): number {
  const { full = 0, windowed = 0, fixed = 0, windowFixed = 0, window = 0, state = 0 } = dims.cache ?? {};
  const ranks = ranksOf(dims, options.tp);
  const short = window > 0 && !options.ignoreWindow ? Math.min(length, window + (options.chunk ?? 0)) : length;
  return (
    (options.elementBytes * (full * length + windowed * short)) / ranks +
    fixed * length +
    windowFixed * Math.min(length, window) +
    state / Math.max(1, options.tp ?? 1)
  );
}
