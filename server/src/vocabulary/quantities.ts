/**
 * The quantities of a plan: what a number can be. One list for binding, hover, inspect, repair and report.
 */
export type QuantityId =
  | 'tp'
  | 'pp'
  | 'ep'
  | 'dp'
  | 'cp'
  | 'sp'
  | 'vpp'
  | 'etp'
  | 'gpus'
  | 'gpus_available'
  | 'nodes'
  | 'gpus_per_node'
  | 'gpus_per_stage'
  | 'gpus_per_replica'
  | 'gpu_memory'
  | 'gpu_tflops'
  | 'gpu_bandwidth'
  | 'params'
  | 'params_active'
  | 'layers'
  | 'hidden'
  | 'ffn'
  | 'heads'
  | 'kv_heads'
  | 'head_dim'
  | 'vocab'
  | 'experts'
  | 'experts_total'
  | 'experts_top_k'
  | 'shared_experts'
  | 'bytes_per_param'
  | 'seq_len'
  | 'global_batch'
  | 'micro_batch'
  | 'micro_batches'
  | 'grad_accum'
  | 'tokens_per_step'
  | 'zero_stage'
  | 'layers_per_stage'
  | 'experts_per_gpu'
  | 'heads_per_rank'
  | 'kv_heads_per_rank'
  | 'hidden_per_rank'
  | 'ffn_per_rank'
  | 'batch_per_replica'
  | 'model_weights'
  | 'mem_weights'
  | 'mem_gradients'
  | 'mem_optimizer'
  | 'mem_activations'
  | 'mem_kv_cache'
  | 'mem_overhead'
  | 'mem_total'
  | 'mem_all'
  | 'mem_utilization'
  | 'bubble'
  | 'throughput'
  | 'throughput_per_gpu'
  | 'latency'
  | 'mfu'
  | 'tflops_effective'
  | 'model_flops';

export type QuantityGroup = 'degree' | 'hardware' | 'model' | 'batch' | 'derived' | 'memory' | 'performance';

export interface Quantity {
  readonly id: QuantityId;
  /** As the field says it, lower case: `tensor parallel size`. */
  readonly name: string;
  /** `TP`; null where there is none. */
  readonly symbol: string | null;
  readonly group: QuantityGroup;
  /** Counts are whole; the others are real numbers in SI base units. */
  readonly measure: 'count' | 'bytes' | 'bytes/s' | 'flop/s' | 'flop' | 'seconds' | 'per-second' | 'ratio';
}

const define = (
  group: QuantityGroup,
  measure: Quantity['measure'],
  ...rows: readonly (readonly [QuantityId, string, string?])[]
): Quantity[] => rows.map(([id, name, symbol]) => ({ id, name, symbol: symbol ?? null, group, measure }));

export const quantities: readonly Quantity[] = [
  ...define(
    'degree',
    'count',
    ['tp', 'tensor parallel size', 'TP'],
    ['pp', 'pipeline parallel size', 'PP'],
    ['ep', 'expert parallel size', 'EP'],
    ['dp', 'data parallel size', 'DP'],
    ['cp', 'context parallel size', 'CP'],
    ['sp', 'sequence parallel size', 'SP'],
    ['vpp', 'virtual pipeline size', 'VPP'],
    ['etp', 'expert tensor parallel size', 'ETP'],
  ),
  ...define(
    'hardware',
    'count',
    ['gpus', 'GPUs'],
    ['gpus_available', 'available GPUs'],
    ['nodes', 'nodes'],
    ['gpus_per_node', 'GPUs per node'],
    ['gpus_per_stage', 'GPUs per pipeline stage'],
    ['gpus_per_replica', 'GPUs per replica'],
  ),
  ...define('hardware', 'bytes', ['gpu_memory', 'memory per GPU']),
  ...define('hardware', 'flop/s', ['gpu_tflops', 'peak compute per GPU']),
  ...define('hardware', 'bytes/s', ['gpu_bandwidth', 'memory bandwidth per GPU']),
  ...define(
    'model',
    'count',
    ['params', 'parameters'],
    ['params_active', 'active parameters'],
    ['layers', 'layers'],
    ['hidden', 'hidden size'],
    ['ffn', 'FFN hidden size'],
    ['heads', 'attention heads'],
    ['kv_heads', 'KV heads'],
    ['head_dim', 'head dimension'],
    ['vocab', 'vocabulary'],
    ['experts', 'experts per layer'],
    ['experts_total', 'experts in all layers'],
    ['experts_top_k', 'experts per token'],
    ['shared_experts', 'shared experts'],
    ['bytes_per_param', 'bytes per parameter'],
    ['seq_len', 'sequence length'],
  ),
  ...define(
    'batch',
    'count',
    ['global_batch', 'global batch size'],
    ['micro_batch', 'micro-batch size'],
    ['micro_batches', 'micro-batches'],
    ['grad_accum', 'gradient accumulation steps'],
    ['tokens_per_step', 'tokens per step'],
    ['zero_stage', 'ZeRO stage'],
  ),
  ...define(
    'derived',
    'count',
    ['layers_per_stage', 'layers per stage'],
    ['experts_per_gpu', 'experts per GPU'],
    ['heads_per_rank', 'attention heads per rank'],
    ['kv_heads_per_rank', 'KV heads per rank'],
    ['hidden_per_rank', 'hidden dimensions per rank'],
    ['ffn_per_rank', 'FFN dimensions per rank'],
    ['batch_per_replica', 'sequences per replica'],
  ),
  ...define(
    'memory',
    'bytes',
    ['model_weights', 'model weights'],
    ['mem_weights', 'weights per GPU'],
    ['mem_gradients', 'gradients per GPU'],
    ['mem_optimizer', 'optimizer states per GPU'],
    ['mem_activations', 'activations per GPU'],
    ['mem_kv_cache', 'KV cache per GPU'],
    ['mem_overhead', 'overhead per GPU'],
    ['mem_total', 'memory used per GPU'],
    ['mem_all', 'memory in all'],
  ),
  ...define('memory', 'ratio', ['mem_utilization', 'memory utilization']),
  ...define('performance', 'ratio', ['bubble', 'pipeline bubble'], ['mfu', 'MFU']),
  ...define('performance', 'per-second', ['throughput', 'throughput'], ['throughput_per_gpu', 'throughput per GPU']),
  ...define('performance', 'seconds', ['latency', 'latency']),
  ...define('performance', 'flop/s', ['tflops_effective', 'effective compute per GPU']),
  ...define('performance', 'flop', ['model_flops', 'model FLOPs']),
];

const byId = new Map(quantities.map((quantity) => [quantity.id, quantity]));

export function quantity(id: QuantityId): Quantity {
  const found = byId.get(id);
  if (!found) throw new Error(`no quantity ${id}`);
  return found;
}

/** `TP` where there is a symbol, else the name: for titles and equations. */
export const shortName = (id: QuantityId): string => quantity(id).symbol ?? quantity(id).name;

export const degreeIds = ['tp', 'pp', 'ep', 'dp', 'cp', 'sp'] as const;
export type DegreeId = (typeof degreeIds)[number];
export const isDegree = (id: QuantityId): id is DegreeId => (degreeIds as readonly string[]).includes(id);
