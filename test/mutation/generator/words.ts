import type { DegreeId, QuantityId } from '../../../server/src/vocabulary/quantities.ts';

/** What authors call a quantity where they state it: left of a colon or in a table's first column. */
export const labels: Readonly<Partial<Record<QuantityId, readonly string[]>>> = {
  gpus: ['Total GPUs', 'GPUs', 'GPU count', 'Number of GPUs', 'World size', 'Total GPUs required'],
  nodes: ['Nodes', 'Number of nodes', 'Node count'],
  gpus_per_node: ['GPUs per node', 'GPUs/node'],
  gpu_memory: ['GPU memory', 'Memory capacity per GPU', 'VRAM per GPU'],
  gpu_tflops: ['Peak compute per GPU', 'Compute per GPU', 'GPU compute capacity'],
  gpu_bandwidth: ['Memory bandwidth', 'HBM bandwidth'],
  params: ['Total parameters', 'Parameters', 'Model size', 'Parameter count'],
  params_active: ['Active parameters', 'Activated parameters'],
  layers: ['Layers', 'Transformer layers', 'Number of layers', 'Total layers'],
  hidden: ['Hidden size', 'Hidden dimension', 'Model dimension'],
  ffn: ['FFN hidden size', 'FFN size', 'Intermediate size'],
  heads: ['Attention heads', 'Heads', 'Query heads'],
  kv_heads: ['KV heads', 'Key/value heads'],
  head_dim: ['Head dimension', 'Head size', 'Dimension per head'],
  vocab: ['Vocabulary size', 'Vocab size', 'Vocabulary'],
  experts: ['Experts per layer', 'Routed experts', 'Number of experts', 'Experts'],
  experts_top_k: ['Top-k', 'Experts per token', 'Top-k routing'],
  seq_len: ['Sequence length', 'Seq length', 'Sequence len'],
  global_batch: ['Global batch size', 'Global batch', 'Batch size'],
  micro_batch: ['Micro-batch size', 'Micro batch size'],
  micro_batches: ['Micro-batches', 'Number of micro-batches', 'Microbatches per step'],
  batch_per_replica: ['Batch per replica', 'Sequences per replica', 'Batch per DP rank'],
  layers_per_stage: ['Layers per stage', 'Layers per pipeline stage', 'Layers/stage'],
  experts_per_gpu: ['Experts per GPU', 'Experts per rank', 'Local experts', 'Experts/GPU'],
  heads_per_rank: ['Attention heads per rank', 'Heads per GPU', 'Heads per TP rank'],
  kv_heads_per_rank: ['KV heads per rank', 'KV heads per GPU'],
  hidden_per_rank: ['Hidden dimensions per rank', 'Hidden size per GPU', 'Hidden dimension per TP rank'],
  ffn_per_rank: ['FFN size per rank', 'FFN hidden size per GPU'],
  experts_total: ['Experts in all layers', 'Expert instances'],
  mem_weights: ['Model weights', 'Weights', 'Parameters'],
  mem_gradients: ['Gradients'],
  mem_optimizer: ['Optimizer states', 'Optimizer state'],
  mem_activations: ['Activations', 'Activation memory'],
  mem_kv_cache: ['KV cache'],
  mem_overhead: ['Communication buffers', 'Framework overhead', 'Runtime overhead'],
};

/** The same in keys. */
export const keys: Readonly<Partial<Record<QuantityId, readonly string[]>>> = {
  tp: ['tensor_parallel_size', 'tensor_model_parallel_size', 'tp', 'tensor_parallelism', 'tp_size'],
  pp: ['pipeline_parallel_size', 'pipeline_model_parallel_size', 'pp', 'pipeline_parallelism', 'pp_size'],
  ep: ['expert_parallel_size', 'expert_model_parallel_size', 'ep', 'expert_parallelism', 'ep_size'],
  dp: ['data_parallel_size', 'data_parallel_size', 'dp', 'data_parallelism', 'dp_size'],
  cp: ['context_parallel_size', 'context_parallel_size', 'cp', 'context_parallelism', 'cp_size'],
  gpus: ['total_gpus', 'num_gpus', 'world_size', 'gpu_count'],
  nodes: ['nodes', 'num_nodes', 'nnodes'],
  gpus_per_node: ['gpus_per_node', 'gpus_per_node', 'nproc_per_node'],
  layers: ['num_layers', 'layers', 'num_hidden_layers'],
  hidden: ['hidden_size', 'hidden_dim'],
  ffn: ['ffn_hidden_size', 'intermediate_size'],
  heads: ['num_attention_heads', 'attention_heads'],
  kv_heads: ['num_key_value_heads', 'kv_heads'],
  head_dim: ['head_dim'],
  vocab: ['vocab_size'],
  experts: ['num_experts', 'experts_per_layer'],
  experts_top_k: ['top_k', 'num_experts_per_tok'],
  seq_len: ['seq_length', 'sequence_length'],
  global_batch: ['global_batch_size'],
  micro_batch: ['micro_batch_size'],
  micro_batches: ['num_micro_batches', 'num_microbatches'],
  layers_per_stage: ['layers_per_stage'],
  experts_per_gpu: ['experts_per_gpu', 'local_experts'],
  heads_per_rank: ['heads_per_rank', 'attention_heads_per_gpu'],
  kv_heads_per_rank: ['kv_heads_per_rank'],
  hidden_per_rank: ['hidden_per_rank', 'hidden_size_per_gpu'],
  ffn_per_rank: ['ffn_size_per_rank'],
  batch_per_replica: ['batch_per_replica'],
};

export const degrees: readonly DegreeId[] = ['tp', 'pp', 'ep', 'dp', 'cp'];

export const longDegree: Readonly<Record<DegreeId, string>> = {
  tp: 'tensor',
  pp: 'pipeline',
  ep: 'expert',
  dp: 'data',
  cp: 'context',
  sp: 'sequence',
};

/** `张量并行`: plans are written in Chinese too, with the abbreviations of all others. */
export const chineseDegree: Readonly<Record<DegreeId, string>> = {
  tp: '张量并行',
  pp: '流水线并行',
  ep: '专家并行',
  dp: '数据并行',
  cp: '上下文并行',
  sp: '序列并行',
};

export const symbol = (id: DegreeId): string => id.toUpperCase();
