/** What serving engines leave for the KV cache, and how many sequences that holds. Bytes. */
import { asRange, exactly, type Range } from './range.ts';

export type ServingEngine = 'vllm' | 'sglang' | 'tensorrt-llm';

export const servingEngineNames: Readonly<Record<ServingEngine, string>> = {
  vllm: 'vLLM',
  sglang: 'SGLang',
  'tensorrt-llm': 'TensorRT-LLM',
};

/** What decides an engine's defaults. */
interface Setting {
  readonly servingEngine?: ServingEngine | null | undefined;
  readonly engineVersion?: string | null | undefined;
  readonly capacity?: number | null | undefined;
  readonly accelerator?: string | null | undefined;
  readonly batchedTokens?: number | null | undefined;
  readonly degrees?: { readonly tp?: number | null | undefined; readonly pp?: number | null | undefined };
}

const GiB = 2 ** 30;

/**
 * Tokens of a forward pass and sequences at once where none are stated. vLLM's server: 8192 tokens and 1024 sequences on GPUs of 70 GiB and
 * more but the A100, else 2048 and 256 (vllm-project/vllm vllm/engine/arg_utils.py `get_batch_defaults`). SGLang: chunks of 2048 to 16384 tokens by
 * memory (ai-dynamo/aiconfigurator sglang_backend.py @095f58a51). TensorRT-LLM: `max_num_tokens` 8192.
 */
export function engineDefaults(setting: Setting): { readonly batchedTokens: Range; readonly sequences: Range } {
  const { servingEngine: engine, capacity, accelerator } = setting;
  const known = typeof capacity === 'number';
  if (engine === 'sglang') {
    const chunk = known ? sglangChunk(capacity) : null;
    return { batchedTokens: asRange(chunk, { low: 2048, high: 16_384 }), sequences: { low: 64, high: 512 } };
  }
  if (engine === 'tensorrt-llm') return { batchedTokens: { low: 8192, high: 8192 }, sequences: { low: 256, high: 2048 } };
  if (engine === 'vllm' && known) {
    const large = capacity >= 70 * GiB && !/A100|A800/i.test(accelerator ?? '');
    return large
      ? { batchedTokens: { low: 8192, high: 8192 }, sequences: { low: 1024, high: 1024 } }
      : { batchedTokens: { low: 2048, high: 2048 }, sequences: { low: 256, high: 256 } };
  }
  return { batchedTokens: { low: 2048, high: engine === 'vllm' ? 8192 : 16_384 }, sequences: { low: 256, high: 256 } };
}

const sglangChunk = (capacity: number): number =>
  capacity < 35 * GiB ? 2048 : capacity < 60 * GiB ? 4096 : capacity < 160 * GiB ? 8192 : 16_384;

/** Whether a release is that one or a later one: `0.22.1` of `0.22`. */
function atLeast(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number));
  for (let i = 0; i < (b?.length ?? 0); i++) {
    const [x, y] = [a?.[i] ?? 0, b?.[i] ?? 0];
    if (x !== y) return x > y;
  }
  return true;
}

/** The fraction that an engine takes where none is stated. */
export function defaultFraction(setting: Setting): Range {
  const { servingEngine: engine, capacity, degrees } = setting;
  if (engine === 'vllm') {
    if (setting.engineVersion) return exactly(atLeast(setting.engineVersion, '0.22') ? 0.92 : 0.9);
    return exactly(0.9);
  }
  if (engine === 'sglang' && typeof capacity === 'number') {
    const chunk = setting.batchedTokens ?? sglangChunk(capacity);
    const reserved = (graphs: number): number => {
      const sum = 0.5 * GiB + 1.5 * 2 ** 20 * chunk + ((degrees?.tp ?? 1) * (degrees?.pp ?? 1) * GiB) / 8 + 2 * 2 ** 20 * graphs;
      return capacity > 60 * GiB ? Math.max(10 * GiB, sum) : sum;
    };
    return { low: 1 - reserved(512) / capacity, high: 1 - reserved(24) / capacity };
  }
  return servingFraction[engine ?? 'vllm'];
}

/**
 * Default fraction. vLLM `gpu_memory_utilization` 0.92 (0.90 in earlier releases; `vllm/config/cache.py`); SGLang `mem_fraction_static`
 * 0.8 to 0.9 by size (leave 5–8 GB); TensorRT-LLM `free_gpu_memory_fraction` 0.9 of what is free after weights and activations.
 */
export const servingFraction: Readonly<Record<ServingEngine, Range>> = {
  vllm: { low: 0.9, high: 0.92 },
  sglang: { low: 0.8, high: 0.9 },
  'tensorrt-llm': { low: 0.9, high: 0.9 },
};

export interface ServingBudgetInput {
  readonly engine: ServingEngine;
  /** Memory of one GPU. */
  readonly capacity: number;
  /** The engine's fraction where stated. */
  readonly fraction?: number | null | undefined;
  /** What the engine takes where none is stated; default that of the engine. */
  readonly usual?: Range;
  /** Weights on one GPU. */
  readonly weights: number | Range;
  /** Profiled activations, logits, graphs and runtime on one GPU. */
  readonly other: number | Range;
  /** What the driver and collectives hold before the engine measures what is free (SGLang). */
  readonly before?: Range;
}

export interface ServingBudget {
  /** What the engine may take in all. */
  readonly budget: Range;
  /** What is left for the KV cache; negative where the weights alone do not fit. */
  readonly kvCache: Range;
}

/**
 * KV cache on one GPU. vLLM: `capacity × fraction − weights − activations − graphs`. SGLang: `capacity × fraction − weights − what was
 * held before`, the rest running outside the fraction. TensorRT-LLM: `(capacity − weights − activations) × fraction`.
 */
export function servingBudget(input: ServingBudgetInput): ServingBudget {
  const fraction = asRange(input.fraction, input.usual ?? servingFraction[input.engine]);
  const weights = asRange(input.weights, { low: 0, high: 0 });
  const other = asRange(input.other, { low: 0, high: 0 });
  const { capacity, before = { low: 0, high: 0 } } = input;
  const at = (f: number, w: number, o: number, b: number): { budget: number; kv: number } => {
    switch (input.engine) {
      case 'vllm':
        return { budget: capacity * f, kv: capacity * f - w - o };
      case 'sglang':
        return { budget: capacity * f, kv: Math.min(capacity * f - w - b, capacity - w - o) };
      case 'tensorrt-llm':
        return { budget: w + o + (capacity - w - o) * f, kv: (capacity - w - o) * f };
    }
  };
  const worst = at(fraction.low, weights.high, other.high, before.high);
  const best = at(fraction.high, weights.low, other.low, before.low);
  return {
    budget: { low: Math.min(worst.budget, best.budget), high: Math.max(worst.budget, best.budget) },
    kvCache: { low: worst.kv, high: best.kv },
  };
}

/** Whole sequences of `length` tokens that a cache holds; 0 where it holds none. */
export const concurrency = (kvCache: number, bytesPerSequence: number): number =>
  bytesPerSequence > 0 ? Math.max(0, Math.floor(kvCache / bytesPerSequence)) : 0;
