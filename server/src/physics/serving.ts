/** What serving engines leave for the KV cache, and how many sequences that holds. Bytes. */
import { asRange, type Range } from './range.ts';

export type ServingEngine = 'vllm' | 'sglang' | 'tensorrt-llm';

export const servingEngineNames: Readonly<Record<ServingEngine, string>> = {
  vllm: 'vLLM',
  sglang: 'SGLang',
  'tensorrt-llm': 'TensorRT-LLM',
};

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
  /** Weights on one GPU. */
  readonly weights: number | Range;
  /** Profiled activations, logits, graphs and runtime on one GPU. */
  readonly other: number | Range;
}

export interface ServingBudget {
  /** What the engine may take in all. */
  readonly budget: Range;
  /** What is left for the KV cache; negative where the weights alone do not fit. */
  readonly kvCache: Range;
}

/**
 * KV cache on one GPU. vLLM: `capacity × fraction − weights − activations − graphs`. SGLang: `capacity × fraction − weights`, the rest
 * running outside the fraction. TensorRT-LLM: `(capacity − weights − activations) × fraction`.
 */
export function servingBudget(input: ServingBudgetInput): ServingBudget {
  const fraction = asRange(input.fraction, servingFraction[input.engine]);
  const weights = asRange(input.weights, { low: 0, high: 0 });
  const other = asRange(input.other, { low: 0, high: 0 });
  const { capacity } = input;
  const at = (f: number, w: number, o: number): { budget: number; kv: number } => {
    switch (input.engine) {
      case 'vllm':
        return { budget: capacity * f, kv: capacity * f - w - o };
      case 'sglang':
        return { budget: capacity * f, kv: Math.min(capacity * f - w, capacity - w - o) };
      case 'tensorrt-llm':
        return { budget: w + o + (capacity - w - o) * f, kv: (capacity - w - o) * f };
    }
  };
  const worst = at(fraction.low, weights.high, other.high);
  const best = at(fraction.high, weights.low, other.low);
  return {
    budget: { low: Math.min(worst.budget, best.budget), high: Math.max(worst.budget, best.budget) },
    kvCache: { low: worst.kv, high: best.kv },
  };
}

/** Whole sequences of `length` tokens that a cache holds; 0 where it holds none. */
export const concurrency = (kvCache: number, bytesPerSequence: number): number =>
  bytesPerSequence > 0 ? Math.max(0, Math.floor(kvCache / bytesPerSequence)) : 0;
