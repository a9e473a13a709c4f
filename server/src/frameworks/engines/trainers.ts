import { divides, equals } from '../constraint.ts';
import { type Engine, whole } from '../engine.ts';
import type { LaunchView } from '../view.ts';
import { meshAxes } from './accelerate.ts';
import { dimensionNames, gpusOfNodes } from './common.ts';
import { sameAsDeepspeed } from './deepspeed.ts';

/** Axolotl: the axes of Accelerate; its expert plugin multiplies EP with the shards. */
export const axolotl: Engine = {
  id: 'axolotl',
  title: 'Axolotl',
  programs: [/\baxolotl train\b/],
  numbers: {
    tp: ['tensor_parallel_size'], cp: ['context_parallel_size'], sp: ['sequence_parallel_degree'], ep: ['expert_parallel_size'], dp_shard: ['dp_shard_size'], dp_replicate: ['dp_replicate_size'], micro_batch: ['micro_batch_size'], grad_accum: ['gradient_accumulation_steps'], seq_len: ['sequence_len'],
  },
  words: { model: ['base_model'] },
  defaults: { tp: 1, cp: 1, sp: 1, ep: 1, dp_replicate: 1 },
  derived: [gpusOfNodes, { slot: 'dp_shard', from: ['gpus', 'dp_replicate', 'tp', 'cp', 'sp'], compute: (gpus = 0, replicate = 1, tp = 1, cp = 1, sp = 1) => whole(gpus / (replicate * tp * cp * sp)) }],
  world: 'replicas × shards × TP × CP; × EP with the expert plugin',
  factors: ['dp_replicate', 'dp_shard', 'tp', 'cp', 'sp', 'ep'],
  expertParallel: 'factor',
  constraints: [
    ...meshAxes.filter(({ id }) => id !== 'world'),
    ...sameAsDeepspeed,
    divides({ id: 'heads-tp', rule: 'attention heads mod TP = 0', of: ['heads'], by: ['tp'], dies: null, source: 'https://github.com/axolotl-ai-cloud/axolotl/tree/main/examples/distributed-parallel', severity: 'error', at: ['tp'], change: ['tp'] }),
  ],
};

/** Nanotron: `parallelism` and `tokens`. */
export const nanotron: Engine = {
  id: 'nanotron',
  title: 'Nanotron',
  programs: [/\bnanotron\b.*run_train\.py|\brun_train\.py\b/],
  numbers: {
    dp: ['dp'], tp: ['tp'], pp: ['pp'], cp: ['context_parallel_size'], ep: ['expert_parallel_size'], micro_batch: ['micro_batch_size'], grad_accum: ['batch_accumulation_per_replica'], seq_len: ['sequence_length'], ...dimensionNames,
  },
  defaults: { cp: 1, ep: 1 },
  derived: [
    { slot: 'gpus', from: ['dp', 'tp', 'pp', 'cp'], compute: (dp = 1, tp = 1, pp = 1, cp = 1) => dp * tp * pp * cp },
    { slot: 'global_batch', from: ['micro_batch', 'grad_accum', 'dp'], compute: (micro = 1, steps = 1, dp = 1) => micro * steps * dp },
  ],
  world: 'DP × TP × PP × CP',
  expertParallel: 'folded',
  constraints: [
    divides({ id: 'heads-tp', rule: 'attention heads mod TP = 0', of: ['heads'], by: ['tp'], dies: 'Number of attention heads ({heads}) must be divisible by TP size ({tp}).', source: 'https://github.com/huggingface/nanotron/blob/main/src/nanotron/models/llama.py', severity: 'error', at: ['tp'], change: ['tp'] }),
    divides({ id: 'kv-tp', rule: 'KV heads mod TP = 0', of: ['kv_heads'], by: ['tp'], dies: 'Number of key/value heads ({kv_heads}) must be divisible by TP size ({tp}).', source: 'https://github.com/huggingface/nanotron/blob/main/src/nanotron/models/llama.py', severity: 'error', at: ['tp'], change: ['tp'] }),
  ],
};

/** NeMo Automodel: PyTorch meshes under `distributed`. */
export const automodel: Engine = {
  id: 'automodel',
  title: 'NeMo Automodel',
  programs: [/\bautomodel (?:finetune|pretrain|benchmark)\b/],
  numbers: { dp: ['dp_size'], dp_replicate: ['dp_replicate_size'], tp: ['tp_size'], pp: ['pp_size'], cp: ['cp_size'], ep: ['ep_size'], global_batch: ['global_batch_size'], micro_batch: ['local_batch_size'], pp_microbatch: ['pp_microbatch_size'] },
  words: { model: ['pretrained_model_name_or_path'] },
  defaults: { tp: 1, pp: 1, cp: 1, ep: 1 },
  derived: [gpusOfNodes, { slot: 'dp', from: ['gpus', 'tp', 'pp', 'cp'], compute: (gpus = 0, tp = 1, pp = 1, cp = 1) => whole(gpus / (tp * pp * cp)) }],
  world: 'DP × TP × PP × CP; EP divides DP × CP × TP',
  expertParallel: 'folded',
  constraints: [
    divides({ id: 'world', rule: 'GPUs mod (TP × PP × CP) = 0', of: ['gpus'], by: ['tp', 'pp', 'cp'], dies: 'world_size must be divisible by (tp_size * cp_size * pp_size)', source: 'https://github.com/NVIDIA-NeMo/Automodel/blob/main/nemo_automodel/components/distributed/fsdp2.py', severity: 'error', at: ['tp', 'pp', 'cp'], change: ['tp', 'pp'] }),
    divides({ id: 'gbs', rule: 'global batch mod (local batch × DP) = 0', of: ['global_batch'], by: ['micro_batch', 'dp'], dies: null, source: 'https://github.com/NVIDIA-NeMo/Automodel/blob/main/nemo_automodel/components/training/step_scheduler.py', severity: 'error', at: ['global_batch', 'micro_batch'], change: ['global_batch'] }),
    divides({ id: 'ep', rule: '(DP × CP × TP) mod EP = 0', of: ['dp', 'cp', 'tp'], by: ['ep'], dies: null, source: 'https://github.com/NVIDIA-NeMo/Automodel', severity: 'error', at: ['ep'], change: ['ep'] }),
  ],
};

/** ColossalAI: the hybrid plugins, by their command line. */
export const colossalai: Engine = {
  id: 'colossalai',
  title: 'ColossalAI',
  programs: [/\bcolossalai run\b/],
  numbers: { tp: ['tp'], pp: ['pp'], ep: ['ep'], sp: ['sp'], zero_stage: ['zero_stage', 'zero'] },
  switches: { hosts: ['host', 'hostfile'] },
  words: { model: ['pretrained'] },
  defaults: { tp: 1, pp: 1, ep: 1 },
  derived: [
    { slot: 'gpus', from: ['nodes', 'gpus_per_node'], compute: (nodes = 0, perNode = 0) => nodes * perNode },
    { slot: 'dp', from: ['gpus', 'tp', 'pp'], compute: (gpus = 0, tp = 1, pp = 1) => whole(gpus / (tp * pp)) },
  ],
  world: 'TP × PP × DP; DP mod EP = 0',
  expertParallel: 'inside-data',
  constraints: [
    divides({ id: 'world', rule: 'GPUs mod (TP × PP) = 0', of: ['gpus'], by: ['tp', 'pp'], dies: 'World size {gpus} is not divisible by tp_size {tp} * pp_size {pp}', source: 'hpcaitech/ColossalAI@4f9953be colossalai/booster/plugin/hybrid_parallel_plugin.py:1052-1054', severity: 'error', at: ['tp', 'pp'], change: ['tp', 'pp'] }),
    divides({ id: 'ep', rule: 'DP mod EP = 0', of: ['dp'], by: ['ep'], dies: 'dp_size should be divisible by ep_size, self.dp_size={dp} ep_size={ep}', source: 'hpcaitech/ColossalAI@4f9953be colossalai/booster/plugin/moe_hybrid_parallel_plugin.py:268', severity: 'error', at: ['ep'], change: ['ep'] }),
    {
      id: 'zero-pp', rule: 'ZeRO 2 excludes PP', needs: ['zero_stage', 'pp'], holds: (get) => get('pp') === 1 || get('zero_stage') < 2, says: 'ZeRO {zero_stage} does not go with PP {pp}',
      dies: 'To avoid prohibitive gradient synchronization costs, zero stage must be 0 or 1 when using pipeline parallelism', source: 'hpcaitech/ColossalAI@4f9953be colossalai/booster/plugin/hybrid_parallel_plugin.py:1134-1136', severity: 'error', at: ['zero_stage', 'pp'],
    },
    divides({ id: 'heads', rule: 'attention heads mod TP = 0', of: ['heads'], by: ['tp'], dies: 'The number of attention heads must be divisible by tensor parallel size.', source: 'hpcaitech/ColossalAI@4f9953be colossalai/shardformer/policies/bert.py:95', severity: 'error', at: ['tp'], change: ['tp'] }),
  ],
};

const oneRest = (launch: LaunchView): boolean => launch.input.rest.size === 0;

/** MaxText: `ici_*` axes within a slice or node, `dcn_*` across. */
export const maxtext: Engine = {
  id: 'maxtext',
  title: 'MaxText',
  programs: [/\bMaxText[./]\S*train\b|\bMaxText\/train\.py\b/],
  numbers: { pp: ['ici_pipeline_parallelism'], ep: ['ici_expert_parallelism'], tp: ['ici_tensor_parallelism'], pipeline_microbatches: ['num_pipeline_microbatches'], layers: ['base_num_decoder_layers'], experts: ['num_experts'], nodes: ['num_slices'], seq_len: ['max_target_length'] },
  words: { model: ['model_name'] },
  defaults: { pp: 1, ep: 1, tp: 1 },
  world: 'product of the ici axes × product of the dcn axes, EP among them',
  factors: ['ici', 'dcn'],
  expertParallel: 'factor',
  constraints: [
    {
      ...equals({ id: 'ici', rule: 'product of all axes = devices', left: ['ici', 'dcn'], right: ['gpus'], when: oneRest, dies: 'Number of devices per slice does not match the product of the ICI parallelism {ici}', source: 'AI-Hypercomputer/maxtext@e591f30c src/maxtext/utils/max_utils.py:461-484', severity: 'error', at: ['ici', 'dcn', 'gpus'] }),
      says: 'the ici axes multiply to {ici} and the dcn axes to {dcn}: {total} devices, not {gpus}', also: (get) => ({ total: get('ici') * get('dcn') }),
    },
    equals({ id: 'dcn', rule: 'product of the dcn axes = slices', left: ['dcn'], right: ['nodes'], dies: 'Number of slices {nodes} does not match the product of the DCN parallelism {dcn}', source: 'AI-Hypercomputer/maxtext@e591f30c src/maxtext/utils/max_utils.py:461-484', severity: 'error', at: ['dcn', 'nodes'] }),
    divides({ id: 'pp', rule: 'pipeline micro-batches mod stages = 0', of: ['pipeline_microbatches'], by: ['pp'], dies: 'The number of microbatches ({pipeline_microbatches}) must be divisible by the number of stages ({pp})', source: 'AI-Hypercomputer/maxtext@e591f30c src/maxtext/configs/types.py:3576-3622', severity: 'error', at: ['pipeline_microbatches', 'pp'], change: ['pipeline_microbatches'] }),
    divides({ id: 'ep', rule: 'experts mod EP = 0', of: ['experts'], by: ['ep'], dies: 'The expert dimension {experts} is not divisible by expert parallelism setting {ep}.', source: 'AI-Hypercomputer/maxtext@e591f30c src/maxtext/configs/pyconfig_deprecated.py:1187-1203', severity: 'error', at: ['ep'], change: ['ep'] }),
  ],
};

/** Trainers that shard without degrees of their own: batches over all devices. */
export const sharded: Engine = {
  id: 'sharded',
  title: 'the trainer',
  programs: [],
  numbers: { global_batch: ['global_train_batch_size', 'train_batch_size'], micro_batch: ['device_train_microbatch_size', 'per_device_parallelism'], ...dimensionNames },
  derived: [gpusOfNodes],
  world: 'DP',
  factors: ['gpus'],
  expertParallel: 'none',
  constraints: [
    divides({ id: 'gbs', rule: 'global batch mod GPUs = 0', of: ['global_batch'], by: ['gpus'], dies: null, source: 'https://github.com/mosaicml/examples/pull/41', severity: 'error', at: ['global_batch'], change: ['global_batch'] }),
  ],
};

/** LLaMA-Factory with its Megatron backend uses Megatron's names; without it there are batches only. */
export const llamaFactory: Engine = {
  id: 'llama-factory',
  title: 'LLaMA-Factory',
  programs: [/\bllamafactory-cli train\b/],
  numbers: {
    tp: ['tensor_model_parallel_size'], pp: ['pipeline_model_parallel_size'], ep: ['expert_model_parallel_size'], cp: ['context_parallel_size'], micro_batch: ['per_device_train_batch_size'], grad_accum: ['gradient_accumulation_steps'], seq_len: ['cutoff_len'],
  },
  words: { model: ['model_name_or_path'] },
  defaults: { tp: 1, pp: 1, ep: 1, cp: 1 },
  derived: [gpusOfNodes],
  world: 'TP × PP × CP × DP; EP folds into it',
  expertParallel: 'folded',
  constraints: [
    ...sameAsDeepspeed,
    divides({ id: 'heads-tp', rule: 'attention heads mod TP = 0', of: ['heads'], by: ['tp'], dies: 'num_attention_heads ({heads}) must be a multiple of tensor_model_parallel_size ({tp}).', source: 'NVIDIA/Megatron-LM@d98e8a64 megatron/core/transformer/transformer_config.py:1446-1450', severity: 'error', at: ['tp'], change: ['tp'] }),
    divides({ id: 'experts-ep', rule: 'experts mod EP = 0', of: ['experts'], by: ['ep'], dies: 'Number of experts should be a multiple of expert model parallel_size.', source: 'NVIDIA/Megatron-LM@d98e8a64 megatron/training/arguments.py:1655-1658', severity: 'error', at: ['ep'], change: ['ep'] }),
    divides({ id: 'layers-pp', rule: 'layers mod PP = 0', of: ['layers'], by: ['pp'], dies: 'Number of layers should be divisible by the pipeline-model-parallel size', source: 'NVIDIA/Megatron-LM@d98e8a64 megatron/training/arguments.py:997-998', severity: 'error', at: ['pp'], change: ['pp'] }),
  ],
};
