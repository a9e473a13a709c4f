import { type Constraint, divides, equals, type Get } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import { gpusOfNodes } from './common.ts';
import { megatron } from './megatron.ts';

const source = (lines: string): string => `deepspeedai/DeepSpeed@edaa7221 ${lines}`;

/** Ranks of DP that the three sizes of a batch come to. */
const ranksOf = (get: Get): number => get('global_batch') / (get('micro_batch') * get('grad_accum'));

/** The triple of batch sizes, with or without the data parallel size. */
export const batchTriple: readonly Constraint[] = [
  {
    id: 'batch',
    rule: 'batch = micro-batch × accumulation × DP',
    needs: ['global_batch', 'micro_batch', 'grad_accum', 'dp'],
    holds: (get) => get('global_batch') === get('micro_batch') * get('grad_accum') * get('dp'),
    says: 'batch {global_batch} is not micro-batch {micro_batch} × accumulation {grad_accum} × DP {dp}',
    dies: 'Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size {global_batch} != {micro_batch} * {grad_accum} * {dp}',
    source: source('deepspeed/runtime/config.py:937-940'),
    severity: 'error',
    at: ['global_batch', 'micro_batch', 'grad_accum'],
    fixes: (get) => [{ slot: 'global_batch', value: get('micro_batch') * get('grad_accum') * get('dp') }],
  },
  {
    id: 'batch-gpus',
    rule: 'batch ÷ (micro-batch × accumulation) divides the GPUs, whatever takes part in DP',
    needs: ['global_batch', 'micro_batch', 'grad_accum', 'gpus'],
    when: (launch) => launch.value('dp') === undefined && ranksOf((slot) => launch.value(slot) ?? Number.NaN) % 1 === 0,
    holds: (get) => get('gpus') % ranksOf(get) === 0,
    says: (get) =>
      `batch ${get('global_batch')} is micro-batch ${get('micro_batch')} × accumulation ${get('grad_accum')} × DP ${ranksOf(get)}, which ${get('gpus')} ${get('gpus') === 1 ? 'GPU' : 'GPUs'} cannot make`,
    dies: 'Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size',
    source: source('deepspeed/runtime/config.py:937-940'),
    severity: 'error',
    at: ['global_batch', 'micro_batch', 'grad_accum', 'gpus'],
    fixes: (get) => [{ slot: 'global_batch', value: get('micro_batch') * get('grad_accum') * get('gpus') }],
  },
  divides({
    id: 'batch',
    rule: 'batch mod (micro-batch × accumulation) = 0, whatever the number of GPUs',
    of: ['global_batch'],
    by: ['micro_batch', 'grad_accum'],
    when: (launch) => launch.value('dp') === undefined,
    says: 'batch {global_batch} is no multiple of micro-batch {micro_batch} × accumulation {grad_accum}: no number of GPUs makes them meet',
    dies: 'Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size',
    source: source('deepspeed/runtime/config.py:937-940'),
    severity: 'error',
    at: ['global_batch', 'micro_batch', 'grad_accum'],
    change: ['global_batch'],
  }),
];

/** Two of the three: the third is worked out, and has to be whole. */
const batchPair = (slot: 'micro_batch' | 'grad_accum', other: 'grad_accum' | 'micro_batch', name: string): Constraint =>
  divides({
    id: slot === 'micro_batch' ? 'batch-micro' : 'batch-steps',
    rule: `batch mod ${name} = 0, whatever the number of GPUs`,
    of: ['global_batch'],
    by: [slot],
    when: (launch) => launch.closed && launch.value('dp') === undefined && !launch.states(other),
    says: `batch {global_batch} is no multiple of ${name} {${slot}}: no number of GPUs makes them meet`,
    dies: 'Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size',
    diesOf: (launch) =>
      (launch.value('global_batch') ?? 0) < (launch.value(slot) ?? 0)
        ? `${slot === 'micro_batch' ? 'Gradient accumulation steps' : 'Micro batch size per gpu'}: 0 has to be greater than 0`
        : 'Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size',
    source: 'deepspeedai/DeepSpeed@029f12b3 deepspeed/runtime/config.py _set_batch_related_parameters',
    severity: 'error',
    at: ['global_batch', slot],
    change: ['global_batch'],
  });

const mismatch = 'Please correct the following DeepSpeed config values that mismatch TrainingArguments values';
const integration = 'huggingface/transformers@02348331 src/transformers/integrations/deepspeed.py';

/** Trainers of Hugging Face that take a DeepSpeed config: what both say has to be the same. */
export const sameAsDeepspeed: readonly Constraint[] = [
  equals({
    id: 'deepspeed-micro',
    rule: 'micro-batch = that of the DeepSpeed config',
    left: ['micro_batch'],
    right: ['engine_batch'],
    dies: mismatch,
    source: integration,
    since: 'read at transformers 5.18.0',
    severity: 'error',
    at: ['micro_batch'],
    change: ['micro_batch'],
  }),
  equals({
    id: 'deepspeed-accumulation',
    rule: 'accumulation steps = those of the DeepSpeed config',
    left: ['grad_accum'],
    right: ['engine_steps'],
    dies: mismatch,
    source: integration,
    since: 'read at transformers 5.18.0',
    severity: 'error',
    at: ['grad_accum'],
    change: ['grad_accum'],
  }),
];

/** DeepSpeed by its JSON config. */
export const deepspeed: Engine = {
  id: 'deepspeed',
  title: 'DeepSpeed',
  // a script whose config says the rest
  programs: [/^(?!.*--per[-_]device[-_]train)(?=.*\bdeepspeed )(?=.*--num_(?:gpus|nodes)\b).*--deepspeed(?:_config)?[ =]\S+\.json\b/],
  numbers: {
    global_batch: ['train_batch_size'],
    micro_batch: ['train_micro_batch_size_per_gpu'],
    grad_accum: ['gradient_accumulation_steps'],
    zero_stage: ['zero_stage'],
  },
  derived: [gpusOfNodes],
  world: 'DP × TP × PP; with expert parallelism DP mod EP = 0',
  expertParallel: 'inside-data',
  constraints: [
    ...batchTriple,
    batchPair('micro_batch', 'grad_accum', 'micro-batch'),
    batchPair('grad_accum', 'micro_batch', 'accumulation'),
    {
      id: 'zero-pp',
      rule: 'ZeRO 2 and 3 exclude PP',
      needs: ['zero_stage', 'pp'],
      holds: (get) => get('zero_stage') < 2 || get('pp') === 1,
      says: 'ZeRO {zero_stage} does not go with PP {pp}',
      dies: 'ZeRO-2 and ZeRO-3 are incompatible with pipeline parallelism',
      source: source('deepspeed/runtime/pipe/engine.py:76-77'),
      severity: 'error',
      at: ['zero_stage', 'pp'],
      // the optimizer alone may be sharded under stages
      fixes: () => [{ slot: 'zero_stage', value: 1 }],
    },
  ],
  undecidable: [
    {
      id: 'tp-dp',
      rule: 'DP × TP = GPUs with AutoTP',
      why: 'the JSON does not tell the number of GPUs',
      source: source('deepspeed/utils/groups.py:105-107'),
    },
    {
      id: 'autoep',
      rule: 'AutoEP: experts mod EP = 0, EP × ETP divides GPUs ÷ PP, ETP is 1',
      why: 'neither the experts nor the GPUs are in the JSON',
      source: source('deepspeed/module_inject/auto_ep_config.py:276-290'),
    },
    {
      id: 'inference-heads',
      rule: 'heads mod TP = 0 with kernel injection',
      why: 'it is set in Python, and AutoTP splits unevenly instead',
      source: source('deepspeed/module_inject/containers/base.py:90-92'),
    },
    {
      id: 'ulysses',
      rule: 'heads mod SP = 0',
      why: 'model and degree stand in different files: checked where one file has both (verl)',
      source: source('deepspeed/runtime/sequence_parallel/ulysses_sp.py:146'),
    },
  ],
};

const dense = megatron.constraints.filter((constraint) =>
  ['heads-tp', 'layers-pp', 'gbs', 'world-dense', 'divide'].includes(constraint.id),
);

/** Megatron-DeepSpeed by its command line: Megatron's arguments, DeepSpeed's pipeline and experts. */
export const megatronDeepspeed: Engine = {
  ...megatron,
  id: 'megatron-deepspeed',
  title: 'Megatron-DeepSpeed',
  programs: [
    /--deepspeed(?:_config)?\b.*--(?:tensor|pipeline)-model-parallel-size|--(?:tensor|pipeline)-model-parallel-size.*--deepspeed(?:_config)?\b/,
  ],
  signature: ['--moe-expert-parallel-size'],
  numbers: { ...megatron.numbers, ep: ['moe-expert-parallel-size'], zero_stage: ['zero-stage'], kv_heads: ['num-key-value-heads'] },
  switches: { ...megatron.switches, no_pipeline: ['no-pipeline-parallel'] },
  world: 'TP × PP × DP; DP mod EP = 0',
  expertParallel: 'inside-data',
  constraints: [
    ...dense.map((constraint) =>
      constraint.id === 'world-dense'
        ? {
            ...constraint,
            id: 'pp-world',
            dies: 'num_stages ({pp}) must divide distributed world size ({gpus})',
            source: source('deepspeed/runtime/pipe/module.py:175-177'),
          }
        : constraint,
    ),
    {
      id: 'zero-pp',
      rule: 'ZeRO 2 and 3 exclude PP',
      needs: ['zero_stage', 'pp'],
      when: (launch) => launch.is('no_pipeline') === false,
      holds: (get) => get('zero_stage') < 2 || get('pp') === 1,
      says: 'ZeRO {zero_stage} does not go with PP {pp}',
      dies: 'ZeRO-2 and ZeRO-3 are incompatible with pipeline parallelism',
      source: source('deepspeed/runtime/pipe/engine.py:76-77'),
      severity: 'error',
      at: ['zero_stage', 'pp'],
      // the optimizer alone may be sharded under stages
      fixes: () => [{ slot: 'zero_stage', value: 1 }],
    },
    divides({
      id: 'moe-experts',
      rule: 'experts mod EP = 0',
      of: ['experts'],
      by: ['ep'],
      dies: 'Number of experts ({experts}) should be divisible by expert parallel size ({ep})',
      source: source('deepspeed/moe/layer.py:59'),
      severity: 'error',
      at: ['ep'],
      change: ['ep'],
    }),
    divides({
      id: 'moe-ep-dp',
      rule: 'DP mod EP = 0',
      of: ['dp'],
      by: ['ep'],
      dies: '{dp} is not divisible by {ep}',
      source: source('deepspeed/utils/groups.py:68-70'),
      severity: 'error',
      at: ['ep'],
      change: ['ep'],
    }),
  ],
  undecidable: [],
};
