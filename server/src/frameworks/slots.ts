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
  | 'positions'
  | 'shared_percent'
  | 'peer_page'
  | 'peer_tp'
  | 'generation_steps'
  | 'generation_batch'
  | 'pcp'
  | 'dcp'
  | 'dense_tp'
  | 'draft_tp'
  | 'max_batched_tokens'
  | 'max_seqs'
  | 'fsdp_version'
  | 'token_budget'
  | 'ref_budget'
  | 'rollout_budget'
  | 'ref_sp'
  | 'old_micro_batch'
  | 'old_log_batch'
  | 'rollout_engines'
  | 'length_multiple'
  | 'page_size'
  | 'ds_tp'
  | 'generations'
  | 'prompt_len'
  | 'response_len'
  | 'rollouts'
  | 'rollout_batch'
  | 'rollout_steps'
  | 'layout_stages'
  | 'min_available'
  | 'cluster_per_node'
  | 'graph_batch'
  | 'engine_max_batch'
  | 'buffer_tokens'
  | 'block_tokens'
  | 'dispatch_tokens'
  | 'deepep_tokens'
  | 'prefill_chunk'
  | 'first_stage'
  | 'last_stage'
  | 'data_micro_batch'
  | 'connector_tp'
  | 'connector_dp'
  | 'rollout_node_gpus'
  | 'asked_per_node'
  | 'shown_devices'
  | 'asked_nodes'
  | 'tasks_per_node'
  | 'devices'
  | 'slice_chips'
  | 'asked_chips'
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
  positions: 'positions of the model',
  shared_percent: 'percent of the memory that others take',
  peer_page: 'page size of prefill',
  peer_tp: 'tensor parallel size of prefill',
  generation_steps: 'steps per generation',
  generation_batch: 'batch of a generation',
  pcp: 'prefill context parallel size',
  dcp: 'decode context parallel size',
  dense_tp: 'tensor parallel size of the dense layers',
  draft_tp: 'tensor parallel size of the draft model',
  max_batched_tokens: 'tokens of a batch',
  max_seqs: 'running sequences',
  fsdp_version: 'version of FSDP',
  token_budget: 'tokens of a micro-batch',
  ref_budget: 'tokens of a micro-batch of the reference',
  rollout_budget: 'tokens of a micro-batch of log-probabilities',
  ref_sp: 'sequence parallel size of the reference',
  old_micro_batch: 'micro-batch size of all GPUs',
  old_log_batch: 'micro-batch size of log-probabilities of all GPUs',
  rollout_engines: 'rollout engines',
  length_multiple: 'multiple that sequences are padded to',
  page_size: 'page size',
  ds_tp: 'tensor parallel size of DeepSpeed',
  generations: 'responses per prompt',
  prompt_len: 'longest prompt',
  response_len: 'longest response',
  rollouts: 'rollouts',
  rollout_batch: 'prompts of a rollout',
  rollout_steps: 'steps of a rollout',
  layout_stages: 'stages of the layout',
  min_available: 'pods of the gang',
  cluster_per_node: 'GPUs per node of the cluster',
  graph_batch: 'largest batch of a CUDA graph',
  engine_max_batch: 'largest batch',
  buffer_tokens: 'tokens of the transfer buffer',
  block_tokens: 'tokens of a block',
  dispatch_tokens: 'dispatch tokens per rank',
  deepep_tokens: 'dispatch tokens per rank',
  prefill_chunk: 'chunk of a prefill',
  first_stage: 'layers of the first stage',
  last_stage: 'layers of the last stage',
  data_micro_batch: 'micro-batch size of the dataset',
  connector_tp: 'tensor parallel size of the connector',
  connector_dp: 'data parallel size of the connector',
  rollout_node_gpus: 'GPUs per node of the rollout',
  asked_per_node: 'GPUs per node of the job',
  shown_devices: 'devices that the command is shown',
  asked_nodes: 'nodes of the job',
  tasks_per_node: 'tasks per node of the job',
  devices: 'devices of the trainer',
  slice_chips: 'chips of the TPU slice',
  asked_chips: 'TPU chips asked for',
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
  pcp: 'PCP',
  dcp: 'DCP',
  draft_tp: 'draft TP',
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
