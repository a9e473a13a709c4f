import type { QuantityId } from '../../../server/src/vocabulary/quantities.ts';

/** What a model is described by. */
export const modelQuantities = [
  'params',
  'params_active',
  'layers',
  'hidden',
  'ffn',
  'heads',
  'kv_heads',
  'head_dim',
  'vocab',
  'experts',
  'experts_top_k',
] as const satisfies readonly QuantityId[];

/** What a GPU holds, in the order in which plans list it. */
export const memoryParts = [
  'mem_weights',
  'mem_gradients',
  'mem_optimizer',
  'mem_activations',
  'mem_kv_cache',
  'mem_overhead',
] as const satisfies readonly QuantityId[];
