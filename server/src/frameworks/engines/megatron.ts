import { type Constraint, divides, divisorsOf, equals } from '../constraint.ts';
import { type Engine, whole } from '../engine.ts';
import type { LaunchView } from '../view.ts';
import { dataParallel, gpusOfNodes, microBatches, wholeGroups } from './common.ts';
import { slime } from './slime.ts';
import { stageLayers } from './stage-layers.ts';
import { stagesOf } from './stage-layout.ts';

const source = (lines: string): string => `NVIDIA/Megatron-LM@d98e8a64 ${lines}`;

/** Stages need not be even where the config lays them out itself. */
const evenStages = (launch: LaunchView): boolean => laidOut(launch) && !launch.states('first_stage') && !launch.states('last_stage');
const laidOut = (launch: LaunchView): boolean => launch.is('uneven') === false && launch.is('two_stacks') === false;
/** The degrees of the dense layers fit the GPUs: else that is said first. */
const fills = (launch: LaunchView): boolean =>
  (launch.value('gpus') ?? 0) % ((launch.value('tp') ?? 1) * (launch.value('pp') ?? 1) * (launch.value('cp') ?? 1)) === 0;
const interleaved = (launch: LaunchView): boolean => (launch.value('vpp') ?? 1) > 1;
/** A schedule of batch sizes, or a batch that is lowered to what fits. */
const fixedBatch = (launch: LaunchView): boolean => launch.is('schedule') !== true && launch.is('decrease') !== true;

const constraints: readonly Constraint[] = [
  divides({
    id: 'world-dense',
    rule: 'GPUs mod (TP × PP × CP) = 0; the quotient is DP',
    of: ['gpus'],
    by: ['tp', 'pp', 'cp'],
    open: true,
    dies: 'world_size ({gpus}) is not divisible by {model_size}',
    also: (get) => ({ model_size: (get('tp') || 1) * (get('pp') || 1) * (get('cp') || 1) }),
    source: source('megatron/core/parallel_state.py:822-823'),
    severity: 'error',
    at: ['tp', 'pp', 'cp'],
    change: ['tp', 'pp', 'cp'],
  }),
  divides({
    id: 'world-expert',
    rule: 'GPUs mod (ETP × EP × PP) = 0; ETP is TP where it is not given',
    of: ['gpus'],
    by: ['etp', 'ep', 'pp'],
    when: (launch) => (launch.value('ep') ?? 1) > 1 && fills(launch),
    dies: 'world_size ({gpus}) is not divisible by expert_tensor_model_pipeline_parallel size ({expert_size})',
    also: (get) => ({ expert_size: get('etp') * get('ep') * get('pp') }),
    source: source('megatron/core/parallel_state.py:868-884'),
    severity: 'error',
    at: ['ep', 'etp', 'pp'],
    change: ['ep', 'etp'],
  }),
  divides({
    id: 'heads-tp',
    rule: 'attention heads mod TP = 0',
    of: ['heads'],
    by: ['tp'],
    dies: 'num_attention_heads ({heads}) must be a multiple of tensor_model_parallel_size ({tp}).',
    source: source('megatron/core/transformer/transformer_config.py:1446-1450'),
    severity: 'error',
    at: ['tp'],
    change: ['tp'],
  }),
  {
    id: 'kv-tp',
    rule: 'query groups mod TP = 0, or TP mod query groups = 0',
    needs: ['kv_heads', 'tp'],
    holds: (get) => get('kv_heads') % get('tp') === 0 || get('tp') % get('kv_heads') === 0,
    says: '{kv_heads} query groups are neither a multiple nor a divisor of TP {tp}',
    dies: 'num_query_groups ({kv_heads}) must be a multiple or divisor of tensor_model_parallel_size ({tp}).',
    source: source('megatron/core/transformer/transformer_config.py:1461-1468'),
    severity: 'error',
    at: ['tp'],
    when: (launch) => launch.is('mla') !== true,
  },
  wholeGroups,
  divides({
    id: 'layers-pp',
    rule: 'layers mod PP = 0, unless the stages are laid out otherwise',
    of: ['layers'],
    by: ['pp'],
    when: evenStages,
    dies: 'Number of layers should be divisible by the pipeline-model-parallel size',
    diesOf: (launch) =>
      launch.states('layers_per_chunk')
        ? 'number of layers of the model must be divisible pipeline model parallel size'
        : 'Number of layers should be divisible by the pipeline-model-parallel size',
    source: source('megatron/training/arguments.py:997-998'),
    severity: 'error',
    at: ['pp'],
    change: ['pp'],
  }),
  stageLayers(source('megatron/training/arguments.py:975-1010')),
  ...slime,
  {
    ...divides({
      id: 'layers-vpp',
      rule: '(layers ÷ PP) mod VPP = 0',
      of: ['layers'],
      by: ['pp', 'vpp'],
      when: (launch) => evenStages(launch) && interleaved(launch) && (launch.value('layers') ?? 0) % (launch.value('pp') ?? 1) === 0,
      dies: 'number of layers per pipeline stage must be divisible number of layers per virtual pipeline stage',
      source: source('megatron/training/arguments.py:972-973'),
      severity: 'error',
      at: ['vpp', 'pp'],
      change: ['vpp'],
    }),
  },
  {
    id: 'layers-chunk',
    rule: '(layers ÷ PP) mod layers per virtual stage = 0',
    needs: ['layers', 'pp', 'layers_per_chunk'],
    when: (launch) => evenStages(launch) && (launch.value('layers') ?? 0) % (launch.value('pp') ?? 1) === 0,
    holds: (get) => (get('layers') / get('pp')) % get('layers_per_chunk') === 0,
    says: (get) =>
      `a stage of ${get('layers') / get('pp')} layers (${get('layers')} ÷ PP ${get('pp')}) is not cut into virtual stages of ${get('layers_per_chunk')}`,
    dies: 'number of layers per pipeline stage must be divisible number of layers per virtual pipeline stage',
    source: source('megatron/training/arguments.py:972-973'),
    severity: 'error',
    at: ['layers_per_chunk', 'pp'],
    fixes: (get) =>
      divisorsOf(get('layers') / get('pp'), get('layers_per_chunk')).map((value) => ({ slot: 'layers_per_chunk' as const, value })),
  },
  {
    id: 'vpp-pp',
    rule: 'VPP needs PP > 1',
    needs: ['vpp', 'pp'],
    when: (launch) => launch.is('no_overlap') !== true,
    holds: (get) => get('vpp') === 1 || get('pp') > 1,
    says: '{vpp} virtual stages need more than one pipeline stage',
    dies: 'When interleaved schedule is used, pipeline-model-parallel size should be greater than 1',
    source: source('megatron/training/arguments.py validate_args, megatron/core/parallel_state.py:827-831'),
    severity: 'error',
    at: ['vpp', 'layout_stages', 'pp'],
  },
  {
    id: 'vpp-overlap',
    rule: 'VPP without overlapped communication needs PP > 2',
    needs: ['vpp', 'pp'],
    when: (launch) => interleaved(launch) && launch.is('no_overlap') === true,
    holds: (get) => get('pp') > 2,
    says: 'interleaved stages whose communication is not overlapped need more than PP {pp}',
    dies: 'When interleaved schedule is used and p2p communication overlap is disabled, pipeline-model-parallel size should be greater than 2 to avoid having multiple p2p sends and recvs between same 2 ranks per communication batch',
    source: source('megatron/training/arguments.py validate_args'),
    severity: 'error',
    at: ['pp', 'vpp'],
  },
  ...(['first', 'last'] as const).map(
    (end): Constraint => ({
      id: `${end}-vpp`,
      rule: `layers of the ${end} stage mod VPP = 0`,
      needs: [`${end}_stage`, 'vpp'],
      when: (launch) => interleaved(launch) && laidOut(launch),
      holds: (get) => get(`${end}_stage`) % get('vpp') === 0,
      says: `the ${end} stage’s {${end}_stage} layers are not shared evenly by its {vpp} virtual stages`,
      dies: `number of layers at ${end} stage: {${end}_stage}must be divisible by virtual pipelineparallel degree {vpp}`,
      source: source('megatron/core/transformer/transformer_config.py'),
      severity: 'error',
      at: [`${end}_stage`, 'vpp'],
    }),
  ),
  {
    id: 'layout',
    rule: 'stages of a layout mod PP = 0',
    needs: ['layout_stages', 'pp'],
    holds: (get) => get('layout_stages') % get('pp') === 0,
    says: 'the layout lays out {layout_stages} stages, which PP {pp} ranks do not share evenly',
    dies: 'The length of pipeline_model_parallel_layout must be divisible by pipeline_model_parallel_size (num_stages={layout_stages}, args.pipeline_model_parallel_size={pp})',
    source: source('megatron/training/arguments.py validate_args'),
    severity: 'error',
    at: ['layout_stages', 'pp'],
  },
  {
    id: 'vpp-microbatches',
    rule: 'with VPP: micro-batches mod PP = 0',
    needs: ['vpp', 'micro_batches', 'pp', 'global_batch'],
    when: (launch) =>
      interleaved(launch) &&
      (launch.value('pp') ?? 1) > 1 &&
      fixedBatch(launch) &&
      launch.is('rampup') !== true &&
      launch.is('microbatch_group') === false,
    holds: (get) => get('micro_batches') % get('pp') === 0,
    says: 'interleaved stages run micro-batches in groups of PP {pp}: {micro_batches} micro-batches are no multiple of it',
    dies: 'The remainder of M (the total micro-batches) divided by N (number of contiguous micro-batches in a virtual pipeline stage) should be 0, or larger than or equal to the pipeline-parallel size',
    source: source('megatron/core/pipeline_parallel/schedules.py:1160-1180'),
    severity: 'error',
    at: ['global_batch', 'micro_batch', 'vpp'],
  },
  divides({
    id: 'experts-ep',
    rule: 'experts mod EP = 0',
    of: ['experts'],
    by: ['ep'],
    dies: 'Number of experts should be a multiple of expert model parallel_size.',
    source: source('megatron/training/arguments.py:1655-1658'),
    severity: 'error',
    at: ['ep'],
    change: ['ep'],
  }),
  {
    id: 'ep-needs-moe',
    rule: 'EP > 1 needs experts',
    needs: ['ep', 'layers', 'hidden'],
    when: (launch) => launch.closed && !launch.states('experts') && launch.get('layers')?.source === 'written',
    holds: (get, launch) => get('ep') === 1 || launch.value('experts') !== undefined,
    says: 'EP {ep} without a number of experts',
    dies: 'num_experts must be non None to use expert model parallelism',
    source: source('megatron/training/arguments.py:1656'),
    severity: 'error',
    at: ['ep'],
  },
  divides({
    id: 'gbs',
    rule: 'global batch mod (micro-batch × DP) = 0',
    of: ['global_batch'],
    by: ['micro_batch', 'dp'],
    when: fixedBatch,
    says: (get, launch) =>
      `global batch ${get('global_batch')} is not a multiple of micro-batch ${get('micro_batch')} × DP ${get('dp')}${dpText(launch)}`,
    // the ramp is deprecated and ignored: the last batch is held against the ranks, by older versions when it is reached
    dies: 'global batch size ({global_batch}) is not divisible by micro batch size ({micro_batch}) times data parallel size ({dp})',
    diesOf: (launch) =>
      launch.is('rampup') === true
        ? 'eval_global_batch_size ({global_batch}) must be divisible by eval_micro_batch_size * data_parallel_size ({micro_batch} * {dp} = {rank_batch})'
        : 'global batch size ({global_batch}) is not divisible by micro batch size ({micro_batch}) times data parallel size ({dp})',
    also: (get) => ({ rank_batch: get('micro_batch') * get('dp') }),
    source: source('megatron/core/num_microbatches_calculator.py:381-386, megatron/training/arguments.py:715'),
    severity: 'error',
    at: ['global_batch', 'micro_batch'],
    change: ['global_batch', 'micro_batch'],
  }),
  divides({
    id: 'gbs-any',
    rule: 'global batch mod micro-batch = 0, whatever the number of GPUs',
    of: ['global_batch'],
    by: ['micro_batch'],
    when: (launch) => launch.value('dp') === undefined && launch.is('schedule') !== true && launch.is('decrease') !== true,
    says: 'global batch {global_batch} is no multiple of micro-batch {micro_batch}: no number of GPUs makes them meet',
    dies: 'global batch size ({global_batch}) is not divisible by micro batch size ({micro_batch}) times data parallel size (…)',
    source: source('megatron/core/num_microbatches_calculator.py:381-386'),
    severity: 'error',
    at: ['global_batch', 'micro_batch'],
    change: ['global_batch', 'micro_batch'],
  }),
  {
    id: 'seq-cp',
    rule: 'sequence mod (2 × CP) = 0 where CP > 1',
    needs: ['seq_len', 'cp'],
    holds: (get) => get('cp') === 1 || get('seq_len') % (2 * get('cp')) === 0,
    says: 'sequence length {seq_len} is not a multiple of 2 × CP {cp}',
    dies: 'seq-length should be a multiple of 2 * context-parallel-size if context-parallel-size > 1.',
    source: source('megatron/training/arguments.py:1335-1338'),
    severity: 'error',
    at: ['cp', 'seq_len'],
    fixes: (get) => divisorsOf(Math.floor(get('seq_len') / 2), get('cp')).map((value) => ({ slot: 'cp' as const, value })),
  },
  {
    id: 'seq-tp',
    rule: 'with sequence parallelism: (sequence ÷ CP) mod TP = 0',
    needs: ['seq_len', 'tp', 'cp'],
    when: (launch) => launch.input.switches.get('sequence_parallel') === true && launch.is('variable_lengths') === false,
    holds: (get) => (get('seq_len') / get('cp')) % get('tp') === 0,
    says: 'sequence length {seq_len} is not shared out evenly over TP {tp} × CP {cp}, as sequence parallelism does',
    dies: 'First dimension of the tensor should be divisible by tensor parallel size',
    source: source('megatron/core/tensor_parallel/mappings.py _reduce_scatter_along_first_dim'),
    severity: 'error',
    at: ['seq_len', 'tp'],
  },
  {
    id: 'ep-tp-sp',
    rule: 'EP > 1 with TP > 1 needs sequence parallelism',
    needs: ['ep', 'tp'],
    when: (launch) => launch.input.switches.get('sequence_parallel') === false,
    holds: (get) => get('ep') === 1 || get('tp') === 1,
    says: 'EP {ep} with TP {tp} needs sequence parallelism in training, which is switched off',
    dies: 'When using expert parallelism and tensor parallelism for training, sequence parallelism must be used',
    source: source('megatron/core/model_parallel_config.py:560-566'),
    severity: 'warning',
    at: ['ep', 'tp'],
  },
  divides({
    id: 'divide',
    rule: 'FFN size mod TP = 0',
    of: ['ffn'],
    by: ['tp'],
    dies: '{ffn} is not divisible by {tp}',
    source: source('megatron/core/utils.py:590-592'),
    severity: 'error',
    at: ['tp', 'ffn'],
    change: ['tp'],
  }),
  equals({
    id: 'dataset-micro',
    rule: 'micro-batch of the dataset = micro-batch',
    left: ['data_micro_batch'],
    right: ['micro_batch'],
    says: 'the dataset makes micro-batches of {data_micro_batch}, training takes {micro_batch}',
    dies: null,
    source: 'https://github.com/NVIDIA-NeMo/Megatron-Bridge/issues/5386',
    severity: 'error',
    at: ['data_micro_batch', 'micro_batch'],
    change: ['data_micro_batch', 'micro_batch'],
  }),
  {
    id: 'cpu-offload-pp',
    rule: 'activations on the CPU exclude PP > 1',
    needs: ['pp'],
    when: (launch) => launch.is('cpu_offload') === true,
    holds: (get) => get('pp') === 1,
    says: 'CPU offloading does not go with PP {pp}',
    dies: 'Currently there is no support for Pipeline parallelism with CPU offloading',
    source: source('megatron/core/transformer/transformer_config.py __post_init__'),
    severity: 'error',
    at: ['pp'],
  },
];

/** `(128 GPUs ÷ TP 8 × PP 2)` where DP was derived. */
export function dpText(launch: LaunchView): string {
  const dp = launch.get('dp');
  if (dp?.source !== 'derived') return '';
  const model = (['tp', 'pp', 'cp'] as const)
    .filter((slot) => (launch.value(slot) ?? 1) > 1)
    .map((slot) => `${slot.toUpperCase()} ${launch.value(slot)}`);
  return model.length > 0 ? ` (${launch.value('gpus')} GPUs ÷ ${model.join(' ÷ ')})` : ` (${launch.value('gpus')} GPUs)`;
}

/** Megatron-LM and all that is built on Megatron-Core. */
export const megatron: Engine = {
  id: 'megatron',
  title: 'Megatron-LM',
  programs: [/\bpretrain_(?:gpt|llama|mamba|t5|bert|vlm|retro|mimo)\w*\.py\b/, /\bmegatron\.training\b/],
  signature: ['--tensor-model-parallel-size', '--pipeline-model-parallel-size', '--expert-model-parallel-size'],
  numbers: {
    tp: ['tensor-model-parallel-size'],
    pp: ['pipeline-model-parallel-size'],
    cp: ['context-parallel-size'],
    ep: ['expert-model-parallel-size'],
    etp: ['expert-tensor-parallel-size', 'expert_tensor_model_parallel_size'],
    vpp: ['virtual_pipeline_model_parallel_size', 'num-virtual-stages-per-pipeline-rank'],
    layers_per_chunk: ['num-layers-per-virtual-pipeline-stage'],
    layers: ['num-layers'],
    hidden: ['hidden-size'],
    ffn: ['ffn-hidden-size'],
    heads: ['num-attention-heads'],
    kv_heads: ['num-query-groups'],
    head_dim: ['kv-channels'],
    vocab: ['vocab-size', 'padded-vocab-size', 'pad-vocab-size-to'],
    experts: ['num-experts', 'num_moe_experts'],
    first_stage: ['decoder-first-pipeline-num-layers', 'num_layers_in_first_pipeline_stage', 'first_pipeline_num_layers'],
    last_stage: ['decoder-last-pipeline-num-layers', 'num_layers_in_last_pipeline_stage', 'last_pipeline_num_layers'],
    seq_len: ['seq-length', 'encoder_seq_length'],
    micro_batch: ['micro-batch-size'],
    global_batch: ['global-batch-size'],
    // slime hands Megatron's arguments on beside its own
    nodes: ['actor-num-nodes'],
    gpus_per_node: ['actor-num-gpus-per-node'],
    rollout_node_gpus: ['num-gpus-per-node'],
    rollouts: ['num-rollout'],
    rollout_batch: ['rollout-batch-size'],
    rollout_n: ['n-samples-per-prompt'],
    rollout_steps: ['num-steps-per-rollout'],
  },
  switches: {
    sequence_parallel: ['sequence-parallel'],
    // any of these lays the stages out
    uneven: [
      'pipeline-model-parallel-layout',
      'account-for-embedding-in-pipeline-split',
      'account-for-loss-in-pipeline-split',
      'num-layer-list',
      'standalone-embedding-stage',
      'pipeline_num_transformer_layers',
      'noop-layers',
      'hybrid-override-pattern',
      'hybrid-layer-pattern',
      'target-uneven-splits',
      'target-num-layers-to-first-pp-stage',
      'hetero-pipeline-layer-split',
      'custom-pipeline-layers',
      'custom_partition',
      'mtp-num-layers',
      'enable_hetero',
      'split-spec',
      'is-hybrid-model',
      'heterogeneous-layers-config-path',
    ],
    // an encoder and a decoder share the stages in their own way
    two_stacks: [
      'encoder-num-layers',
      'decoder-num-layers',
      'pipeline_model_parallel_split_rank',
      'pipeline-model-parallel-split-rank',
      'encoder_pipeline_model_parallel_size',
      'encoder',
      'decoder',
    ],
    mla: ['multi-latent-attention'],
    variable_lengths: ['variable-seq-lengths', 'use-dynamic-batch-size', 'sft'],
    colocate: ['colocate'],
    rampup: ['rampup-batch-size', 'rampup_batch_size'],
    schedule: ['step-batch-size-schedule'],
    decrease: ['decrease-batch-size-if-needed'],
    microbatch_group: ['microbatch-group-size-per-vp-stage', 'microbatch_group_size_per_vp_stage'],
    cpu_offload: ['cpu_offloading', 'cpu-offloading'],
    no_overlap: ['no-overlap-p2p-communication'],
  },
  words: { model: ['model_name_or_path', 'hf_model_path', 'hf-model-path'] },
  counted: { pipeline_model_parallel_layout: { slot: 'layout_stages', count: stagesOf } },
  defaults: { tp: 1, pp: 1, cp: 1, ep: 1 },
  derived: [
    gpusOfNodes,
    dataParallel,
    microBatches,
    { slot: 'etp', from: ['tp'], compute: (tp) => tp },
    {
      slot: 'vpp',
      from: ['layout_stages', 'pp'],
      compute: (stages = 0, pp = 1) => whole(stages / pp),
    },
    {
      slot: 'vpp',
      from: ['layers', 'pp', 'layers_per_chunk'],
      compute: (layers = 0, pp = 1, chunk = 1) => (Number.isInteger(layers / (pp * chunk)) ? layers / (pp * chunk) : undefined),
    },
  ],
  world: 'TP × PP × CP × DP; ETP × EP × PP divides it',
  expertParallel: 'folded',
  constraints,
  undecidable: [
    {
      id: 'pp-last',
      rule: 'expert DP may differ from DP only where PP comes last in the order of ranks',
      why: 'that order is the default, and a config that changes it is not seen to do so',
      source: source('megatron/core/parallel_state.py:900-904'),
    },
    {
      id: 'sp-tp',
      rule: 'sequence parallelism needs TP > 1',
      why: 'Megatron-LM, NeMo and verl switch it off with a warning instead of stopping',
      source: source('megatron/core/model_parallel_config.py:502-504'),
    },
    {
      id: 'vocab-pad',
      rule: 'the vocabulary is padded to a multiple of 128 × TP',
      why: 'nothing breaks: it is a fact for memory estimates',
      source: source('megatron/training/vocab_utils.py:24-59'),
    },
    {
      id: 'mla-tp',
      rule: 'with multi-latent attention: q_lora_rank mod TP = 0',
      why: 'it holds on the path with sharded latents only, which the code chooses',
      source: source('megatron/core/transformer/multi_latent_attention.py:1364-1368'),
    },
  ],
};
