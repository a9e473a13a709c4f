import { type Constraint, divides } from '../constraint.ts';
import { type Derivation, whole } from '../engine.ts';

/** All the GPUs of the job. */
export const gpusOfNodes: Derivation = {
  slot: 'gpus',
  from: ['nodes', 'gpus_per_node'],
  compute: (nodes = 0, perNode = 0) => nodes * perNode,
};

/** What tensor, pipeline and context parallelism leave of the GPUs. */
export const dataParallel: Derivation = {
  slot: 'dp',
  from: ['gpus', 'tp', 'pp', 'cp'],
  compute: (gpus = 0, tp = 1, pp = 1, cp = 1) => whole(gpus / (tp * pp * cp)),
};

export const microBatches: Derivation = {
  slot: 'micro_batches',
  from: ['global_batch', 'micro_batch', 'dp'],
  compute: (batch = 0, micro = 1, dp = 1) => whole(batch / (micro * dp)),
};

/** Query heads share KV heads in groups of one size, in every framework. */
export const wholeGroups: Constraint = divides({
  id: 'heads-kv',
  rule: 'attention heads mod KV heads = 0',
  of: ['heads'],
  by: ['kv_heads'],
  when: (launch) => launch.get('heads')?.source === 'written' && launch.get('kv_heads')?.source === 'written' && launch.is('mla') !== true,
  says: '{heads} attention heads are no multiple of {kv_heads} KV heads',
  dies: null,
  source: 'NVIDIA/Megatron-LM@d98e8a64 megatron/core/transformer/attention.py',
  severity: 'error',
  at: ['kv_heads', 'heads'],
  change: ['kv_heads', 'heads'],
});

/** The model's dimensions as Hugging Face and most launchers name them. */
export const dimensionNames = {
  layers: ['num_layers', 'num_hidden_layers', 'n_layers', 'n_layer'],
  hidden: ['hidden_size', 'd_model', 'n_embd', 'hidden_dim'],
  heads: ['num_attention_heads', 'n_heads', 'n_head', 'num_heads'],
  kv_heads: ['num_key_value_heads', 'n_kv_heads', 'num_kv_heads'],
  ffn: ['intermediate_size'],
  vocab: ['vocab_size'],
} as const;
