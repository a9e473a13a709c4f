import { type Constraint, divides } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';
import { megatron } from './megatron.ts';
import { vllm } from './vllm.ts';

const source = 'https://github.com/verl-project/verl/blob/main/verl/utils/config.py';

/** Prompts of a step, the mini-batches they are cut into, and the ranks that share them. */
const batches: readonly Constraint[] = [
  divides({
    id: 'train-mini',
    rule: 'train batch mod mini-batch = 0',
    of: ['global_batch'],
    by: ['mini_batch'],
    says: 'train batch {global_batch} is no multiple of the PPO mini-batch {mini_batch}',
    dies: '{global_batch} % {mini_batch} != 0',
    source: 'https://github.com/verl-project/verl/pull/559',
    severity: 'error',
    at: ['mini_batch', 'global_batch'],
    change: ['mini_batch'],
  }),
  divides({
    id: 'train-world',
    rule: '(train batch × responses) mod GPUs = 0',
    of: ['global_batch', 'rollout_n'],
    by: ['gpus'],
    when: (launch) => (launch.value('tp') ?? 1) === 1 && (launch.value('pp') ?? 1) === 1,
    says: 'train batch {global_batch} × {rollout_n} responses is no multiple of {gpus} GPUs',
    dies: 'real_train_batch_size must be divisible by minimal possible batch size ({gpus})',
    source,
    severity: 'error',
    at: ['global_batch', 'rollout_n'],
    change: ['global_batch'],
  }),
  {
    id: 'mini-micro',
    rule: '(mini-batch × responses ÷ DP) mod micro-batch = 0',
    needs: ['mini_batch', 'rollout_n', 'dp', 'micro_batch'],
    when: (launch) => launch.is('dynamic_batch') === false,
    holds: (get) => Math.floor((get('mini_batch') * get('rollout_n')) / get('dp')) % get('micro_batch') === 0,
    says: 'mini-batch {mini_batch} × {rollout_n} responses ÷ DP {dp} is no multiple of micro-batch {micro_batch}',
    dies: 'normalized ppo_mini_batch_size should be divisible by ppo_micro_batch_size_per_gpu {micro_batch}',
    source: 'https://github.com/verl-project/verl/issues/1524',
    severity: 'error',
    at: ['micro_batch', 'mini_batch'],
  },
];

const heads = (launch: LaunchView): boolean => (launch.value('sp') ?? 1) > 1;

/** verl’s trainer with FSDP: shards over all ranks that Ulysses leaves. */
export const verlFsdp: Engine = {
  id: 'verl-fsdp',
  title: 'verl (FSDP)',
  programs: [],
  numbers: { sp: ['ulysses_sequence_parallel_size'], micro_batch: ['ppo_micro_batch_size_per_gpu'], mini_batch: ['ppo_mini_batch_size'] },
  words: {},
  defaults: { sp: 1, rollout_n: 1 },
  derived: [
    gpusOfNodes,
    { slot: 'dp', from: ['gpus', 'sp'], compute: (gpus = 0, sp = 1) => (Number.isInteger(gpus / sp) ? gpus / sp : undefined) },
  ],
  world: 'DP × SP',
  factors: ['dp', 'sp'],
  expertParallel: 'none',
  constraints: [
    ...batches,
    divides({
      id: 'ulysses',
      rule: 'attention heads mod SP = 0',
      of: ['heads'],
      by: ['sp'],
      when: heads,
      dies: 'Attention head count {heads} is not divisible by SP size {sp}',
      source: 'deepspeedai/DeepSpeed@edaa7221 deepspeed/runtime/sequence_parallel/ulysses_sp.py:146',
      severity: 'error',
      at: ['sp'],
      change: ['sp'],
    }),
    divides({
      id: 'world',
      rule: 'GPUs mod SP = 0',
      of: ['gpus'],
      by: ['sp'],
      dies: null,
      source,
      severity: 'error',
      at: ['sp'],
      change: ['sp'],
    }),
  ],
};

/** verl’s trainer with Megatron. */
export const verlMegatron: Engine = {
  ...megatron,
  id: 'verl-megatron',
  title: 'verl (Megatron)',
  programs: [],
  signature: [],
  numbers: { ...megatron.numbers, micro_batch: ['ppo_micro_batch_size_per_gpu'], mini_batch: ['ppo_mini_batch_size'], global_batch: [] },
  defaults: { ...megatron.defaults, rollout_n: 1 },
  constraints: [
    ...megatron.constraints.filter(({ id }) => !['gbs', 'vpp-microbatches', 'seq-cp', 'ep-needs-moe'].includes(id)),
    ...batches,
  ],
  undecidable: [],
};

/** The rollout of reinforcement learning: a vLLM or SGLang engine on a share of the trainer’s GPUs. */
export const rollout: Engine = {
  ...vllm,
  id: 'rollout',
  title: 'The rollout engine',
  programs: [],
  numbers: {
    tp: ['tensor_model_parallel_size', 'tensor_parallel_size'],
    pp: ['pipeline_model_parallel_size', 'pipeline_parallel_size'],
    dp: ['data_parallel_size'],
    ep: ['expert_parallel_size'],
  },
  defaults: { tp: 1, pp: 1, dp: 1 },
  derived: [gpusOfNodes],
  world: 'the GPUs are cut into engines of TP × PP × DP',
  factors: ['tp', 'pp', 'dp'],
  constraints: [
    ...vllm.constraints.filter(({ id }) => id === 'heads-tp'),
    divides({
      id: 'world',
      rule: 'GPUs mod (TP × PP × DP) = 0',
      of: ['gpus'],
      by: ['tp', 'pp', 'dp'],
      dies: 'rollout world_size: {gpus} is not divisible by infer_tp: {tp}',
      source: 'https://github.com/verl-project/verl/blob/main/verl/workers/fsdp_workers.py',
      severity: 'error',
      at: ['tp', 'pp', 'dp'],
      change: ['tp'],
    }),
  ],
  undecidable: [],
};
