/**
 * What frameworks do where nothing is said. Each default is an assumption with its source. Those of a named framework narrow the interval;
 * those that are only usual move the expected figure.
 */
import { knownShape } from './known-shape.ts';
import type { MemoryInput } from './memory-input.ts';
import { isQuantised } from './precision.ts';
import type { TrainerName } from './trainers.ts';

/** One field that is filled in, and why. */
export interface Default {
  readonly field: keyof MemoryInput;
  readonly value: NonNullable<MemoryInput[keyof MemoryInput]>;
  /** `flash attention, as Megatron-LM has it`. */
  readonly text: string;
  readonly source: string;
  /** The framework says so; else it is only usual. */
  readonly named: boolean;
}

type Rows = readonly (readonly [
  field: keyof MemoryInput,
  value: NonNullable<MemoryInput[keyof MemoryInput]>,
  what: string,
  source: string,
])[];

const bridge = 'NVIDIA-NeMo/Megatron-Bridge recipes @067f987df';
const megatronCore = (lines: string): string => `NVIDIA/Megatron-LM@d98e8a64 ${lines}`;

const core: Rows = [
  ['kernels', 'fused', 'fused kernels', megatronCore('megatron/core/extensions/transformer_engine.py')],
  ['flashAttention', true, 'flash attention', megatronCore('megatron/core/transformer/transformer_config.py attention_backend')],
  ['dropout', false, 'no dropout', bridge],
  ['recompute', 'none', 'no recompute', megatronCore('megatron/core/transformer/transformer_config.py:532')],
  ['logitCopies', 'one', 'logits in 4 bytes (vocabulary-parallel cross entropy)', 'arXiv:2205.05198 §4.3'],
  ['schedule', '1f1b', '1F1B schedule', 'arXiv:2104.04473 §2.2'],
];

const eagerTorch: Rows = [
  ['kernels', 'eager', 'layers in plain PyTorch', 'stas00/ml-engineering training/performance @744d01e'],
  ['flashAttention', true, 'attention by SDPA or flash attention', 'huggingface/transformers modeling_utils.py attn_implementation'],
  ['dropout', false, 'no dropout', 'config.json of current models'],
  ['logitCopies', 'several', 'logits in 16 bits, a copy in 32 and its gradient', 'stas00/ml-engineering training/performance @744d01e'],
];

const trainers: Readonly<Record<TrainerName, Rows>> = {
  'Megatron-LM': [...core, ['gradientPrecision', 'fp32', 'gradients in fp32', megatronCore('docs/user-guide/features/dist_optimizer.md')]],
  // what is recomputed is each recipe's own choice
  'Megatron-Bridge': [
    ...core.filter(([field]) => field !== 'recompute'),
    ['zeroStage', 1, 'distributed optimizer', bridge],
    ['sequenceParallel', true, 'sequence parallelism', bridge],
  ],
  NeMo: [
    ...core,
    ['gradientPrecision', 'fp32', 'gradients in fp32', megatronCore('docs/user-guide/features/dist_optimizer.md')],
    ['sequenceParallel', true, 'sequence parallelism', 'NVIDIA/NeMo-Framework-Launcher conf/training @26e42fa9'],
  ],
  'Megatron-DeepSpeed': [
    ['flashAttention', false, 'attention that stores its scores', 'bigscience-workshop/Megatron-DeepSpeed megatron/model/transformer.py'],
    ['kernels', 'fused', 'fused kernels', 'bigscience-workshop/Megatron-DeepSpeed megatron/fused_kernels'],
    ['dropout', true, 'dropout', 'bigscience-workshop/Megatron-DeepSpeed megatron/arguments.py'],
    ['sequenceParallel', false, 'no sequence parallelism', 'bigscience-workshop/Megatron-DeepSpeed megatron/arguments.py'],
    ['schedule', '1f1b', '1F1B schedule', 'arXiv:2104.04473 §2.2'],
    ['logitCopies', 'one', 'logits in 4 bytes (vocabulary-parallel cross entropy)', 'arXiv:2205.05198 §4.3'],
  ],
  torchtitan: [
    ['flashAttention', true, 'attention by SDPA', 'pytorch/torchtitan torchtitan/models/attention.py'],
    ['dropout', false, 'no dropout', 'pytorch/torchtitan torchtitan/models/llama3/model.py'],
    ['logitCopies', 'all', 'a loss that nothing fuses', 'pytorch/torchtitan torchtitan/components/loss.py'],
    ['recompute', 'selective', 'selective recompute', 'pytorch/torchtitan torchtitan/config/job_config.py ActivationCheckpoint.mode'],
    ['schedule', '1f1b', '1F1B schedule', 'pytorch/torchtitan torchtitan/config/job_config.py Parallelism.pipeline_parallel_schedule'],
    ['zeroStage', 3, 'FSDP', 'pytorch/torchtitan docs/fsdp.md'],
    ['fp32Shards', true, 'weights, gradients and moments as shards in fp32', 'pytorch/torchtitan docs/fsdp.md'],
    ['sequenceParallel', true, 'sequence parallelism', 'pytorch/torchtitan torchtitan/models/llama3/parallelize.py'],
  ],
  // how the layers and the loss are written FSDP does not tell
  FSDP: [
    ...eagerTorch.filter(([field]) => field === 'flashAttention' || field === 'dropout'),
    ['zeroStage', 3, 'full sharding', 'pytorch/torchtitan docs/fsdp.md'],
    ['fp32Shards', true, 'weights, gradients and moments as shards in fp32', 'pytorch/torchtitan docs/fsdp.md'],
    ['recompute', 'none', 'no recompute', 'huggingface/transformers training_args.py gradient_checkpointing'],
  ],
  DeepSpeed: [...eagerTorch, ['recompute', 'none', 'no recompute', 'huggingface/transformers training_args.py gradient_checkpointing']],
  Transformers: [...eagerTorch, ['recompute', 'none', 'no recompute', 'huggingface/transformers training_args.py gradient_checkpointing']],
  'LLaMA-Factory': [
    ...eagerTorch,
    ['recompute', 'full', 'full recompute', 'hiyouga/LLaMA-Factory src/llamafactory/hparams/model_args.py:145 @ff6d4d12e'],
  ],
  Axolotl: [...eagerTorch, ['recompute', 'full', 'full recompute', 'axolotl-ai-cloud/axolotl examples (203 of 216) @067b021c8']],
};

/** What is usual where nothing is named: attention that never stores its scores, fused kernels, one sequence at a time. */
const usual: Rows = [
  ['flashAttention', true, 'flash attention', 'arXiv:2205.14135'],
  ['kernels', 'fused', 'fused kernels', megatronCore('megatron/core/extensions/transformer_engine.py')],
  ['dropout', false, 'no dropout', 'config.json of current models'],
  ['recompute', 'none', 'no recompute', megatronCore('megatron/core/transformer/transformer_config.py:532')],
  ['sequenceParallel', true, 'sequence parallelism', 'arXiv:2205.05198 §4.2.2'],
  ['zeroStage', 1, 'optimizer sharded over the replicas', 'arXiv:1910.02054 §5'],
  ['gradientPrecision', 'fp32', 'gradients in fp32', megatronCore('docs/user-guide/features/dist_optimizer.md')],
  ['microBatch', 1, 'one sequence a micro-batch', bridge],
  ['sequenceLength', 4096, '4096 tokens a sequence', bridge],
  ['schedule', '1f1b', '1F1B schedule', 'arXiv:2104.04473 §2.2'],
];

const missing = (value: unknown): boolean => value === null || value === undefined;

/** A field that another statement of the same kind already decides. */
function decided(input: MemoryInput, field: keyof MemoryInput): boolean {
  if (!missing(input[field])) return true;
  switch (field) {
    case 'microBatch':
      return !missing(input.microBatches);
    case 'gradientSums':
    case 'gradientPrecision':
    case 'fp32Shards':
      return (
        !missing(input.gradientPrecision) ||
        input.gradientSums === true ||
        input.precision === 'fp32' ||
        (input.precision === 'fp16' && input.trainer !== 'Megatron-DeepSpeed') ||
        input.fp32Shards === true
      );
    case 'schedule':
      return !missing(input.degrees.vpp) || (input.degrees.pp ?? 1) === 1;
    case 'sequenceParallel':
      return (input.degrees.tp ?? 1) === 1;
    case 'recompute':
      return (input.recomputeModules?.length ?? 0) > 0;
    case 'flashAttention':
      // 8- and 4-bit training needs hardware whose attention kernels never store the scores
      return input.precision !== null && input.precision !== undefined && isQuantised(input.precision) && !input.adapters;
    default:
      return false;
  }
}

/** What the named framework fills in. */
export function namedDefaults(input: MemoryInput): Default[] {
  if (input.mode === 'inference' || !input.trainer) return [];
  const sharded = !byDeepSpeed.has(input.trainer) ? [] : (input.zeroStage ?? 0) >= 2 ? partitioned : input.adapters ? replicated : [];
  const gradients = input.trainer === 'Megatron-DeepSpeed' ? gradientsOf(input) : [];
  return rowsFor(input, [...trainers[input.trainer], ...sharded, ...gradients], input.trainer);
}

/** Pipelines of DeepSpeed: the optimizer goes by the precision, and with it how gradients are kept. */
const gradientsOf = ({ precision }: MemoryInput): Rows =>
  precision === 'bf16'
    ? [
        [
          'gradientSums',
          true,
          'gradients in 16 bits beside their sums in fp32',
          'deepspeedai/DeepSpeed deepspeed/runtime/bf16_optimizer.py',
        ],
      ]
    : precision === 'fp16'
      ? [['gradientPrecision', 'fp16', 'gradients in fp16', 'deepspeedai/DeepSpeed deepspeed/runtime/zero/stage_1_and_2.py']]
      : [];

/** Trainers whose ZeRO is DeepSpeed's: gradients are kept as partitions in fp32. */
const byDeepSpeed: ReadonlySet<TrainerName> = new Set<TrainerName>(['DeepSpeed', 'Transformers', 'LLaMA-Factory', 'Axolotl']);
const partitioned: Rows = [
  ['gradientPrecision', 'fp32', 'gradients as partitions in fp32', 'deepspeedai/DeepSpeed deepspeed/runtime/zero/stage3.py'],
];

/** Adapters are small: without a config of ZeRO or FSDP every GPU holds all. */
const replicated: Rows = [
  ['zeroStage', 0, 'every GPU holds the whole model (DDP)', 'huggingface/peft docs/source/accelerate/deepspeed.md'],
];

/** A plan that names no model, and whose figures are the shape of a published one. */
export function shapeDefault({ model, parameters }: MemoryInput): Default[] {
  const known = model ? knownShape(model) : null;
  if (!known || (parameters && Math.abs(parameters / known.model.publishedTotal - 1) > 0.05)) return [];
  const { name, source } = known.model;
  return [
    { field: 'model', value: known.dimensions, text: `${known.filled.join(', ')}, as ${name} of that shape has it`, source, named: true },
  ];
}

/** What is usual beside: for the expected figure alone. */
export function usualDefaults(input: MemoryInput): Default[] {
  return input.mode === 'inference' ? [] : rowsFor(input, usual, null);
}

const rowsFor = (input: MemoryInput, rows: Rows, trainer: TrainerName | null): Default[] =>
  rows
    .filter(([field]) => !decided(input, field))
    .map(([field, value, what, source]) => ({
      field,
      value,
      text: trainer ? `${what}, as ${trainer} has it` : `${what}, as is usual`,
      source,
      named: trainer !== null,
    }));

/** The input with the defaults in the fields that they fill. */
export const withDefaults = (input: MemoryInput, defaults: readonly Default[]): MemoryInput => ({
  ...input,
  ...Object.fromEntries(defaults.map(({ field, value }) => [field, value])),
});

/** Megatron's selective recompute leaves out the scores of attention and nothing else; torchtitan's and PyTorch's keep inputs of matrix products. */
export const selectiveIsAttention = (trainer: TrainerName | null | undefined): boolean | null =>
  !trainer ? null : /^(?:Megatron|NeMo)/.test(trainer);
