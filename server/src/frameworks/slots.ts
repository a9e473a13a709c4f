import { type QuantityId, quantity } from '../vocabulary/quantities.ts';

/**
 * What a config can give a number to: the quantities of plans, and those that only frameworks tell apart (a replicated and a sharded part of
 * data parallelism, GPUs of one engine and GPUs of one pod).
 */
export type Slot = QuantityId | FrameworkSlot;

type FrameworkSlot =
  | 'dp_replicate'
  | 'dp_shard'
  | 'dp_local'
  | 'moe_tp'
  | 'moe_dp'
  | 'gpus_per_pod'
  | 'pods'
  | 'processes_per_node'
  | 'processes'
  | 'layers_per_chunk'
  | 'redundant_experts'
  | 'max_model_len'
  | 'memory_fraction'
  | 'pp_microbatch'
  | 'mini_batch'
  | 'rollout_n'
  | 'slots_per_worker'
  | 'engine_batch'
  | 'engine_steps'
  | 'generation_gpus'
  | 'ici'
  | 'dcn'
  | 'pipeline_microbatches'
  | 'rank_batch';

const names: Readonly<Record<FrameworkSlot, string>> = {
  dp_replicate: 'data parallel replicas',
  dp_shard: 'data parallel shards',
  dp_local: 'data parallel size of one node',
  moe_tp: 'expert tensor parallel size',
  moe_dp: 'expert data parallel size',
  gpus_per_pod: 'GPUs per pod',
  pods: 'pods',
  processes_per_node: 'processes per node',
  processes: 'processes',
  layers_per_chunk: 'layers per virtual stage',
  redundant_experts: 'redundant experts',
  max_model_len: 'longest sequence',
  memory_fraction: 'share of GPU memory',
  pp_microbatch: 'pipeline micro-batch size',
  mini_batch: 'mini-batch size',
  rollout_n: 'responses per prompt',
  slots_per_worker: 'slots per worker',
  generation_gpus: 'GPUs for generation',
  engine_batch: 'micro-batch size of DeepSpeed',
  engine_steps: 'accumulation steps of DeepSpeed',
  ici: 'product of the ICI axes',
  dcn: 'product of the DCN axes',
  pipeline_microbatches: 'pipeline micro-batches',
  rank_batch: 'batch of one rank',
};

const own = (slot: Slot): slot is FrameworkSlot => Object.hasOwn(names, slot);

/** Lower case, as the field says it. */
export const slotName = (slot: Slot): string => (own(slot) ? names[slot] : quantity(slot).name);

const symbols: Partial<Record<Slot, string>> = {
  dp_replicate: 'replicas',
  dp_shard: 'shards',
  dp_local: 'local DP',
  moe_tp: 'expert TP',
  moe_dp: 'expert DP',
};

/** `TP`, or the name. */
export const slotSymbol = (slot: Slot): string =>
  symbols[slot] ?? (own(slot) ? names[slot] : (quantity(slot).symbol ?? quantity(slot).name));

/** The quantity of plans that a slot is, for hover and inspect; null where it is none. */
export function quantityOf(slot: Slot): QuantityId | null {
  if (!own(slot)) return slot;
  const same: Partial<Record<FrameworkSlot, QuantityId>> = { pods: 'nodes', gpus_per_pod: 'gpus_per_node', max_model_len: 'seq_len' };
  return same[slot] ?? null;
}
