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
  return (options.layers ?? dims.layers) * kvBytesPerTokenPerLayer(dims, options.elementBytes, options.tp);
}

/**
 * Bytes that `sequences` of `length` tokens keep on one GPU. Layers with a sliding window keep no more than the window (and, while a
 * prompt is read in chunks, one chunk more).
 */
export function kvCacheBytes(
  dims: ModelDimensions,
  sequences: number,
  length: number,
  options: KvCacheOptions & { readonly chunk?: number; readonly ignoreWindow?: boolean },
): number {
  const layers = options.layers ?? dims.layers;
  const perLayer = kvBytesPerTokenPerLayer(dims, options.elementBytes, options.tp);
  const window = options.ignoreWindow ? undefined : dims.slidingWindow;
  const windowed = window ? (layers / dims.layers) * window.layers : 0;
  const short = window ? Math.min(length, window.window + (options.chunk ?? 0)) : length;
  return sequences * perLayer * ((layers - windowed) * length + windowed * short);
}
