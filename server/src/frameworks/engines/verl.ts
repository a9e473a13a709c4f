import { type Constraint, divides } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';
import { megatron } from './megatron.ts';
import { tokenBudgets, wholeMicroBatches } from './verl-budgets.ts';
import { vllm } from './vllm.ts';

const source = 'verl-project/verl@10f413d3 verl/utils/config.py validate_config';

/** What the trainer with Megatron holds the batch against. */
const megatronBatch: Constraint = divides({
  id: 'train-world',
  rule: '(train batch × responses) mod (DP × micro-batch) = 0',
  of: ['global_batch', 'rollout_n'],
  by: ['dp', 'micro_batch'],
  when: (launch) => launch.is('dynamic_batch') === false,
  says: 'train batch {global_batch} × {rollout_n} responses is no multiple of DP {dp} × micro-batch {micro_batch}',
  also: (get) => ({ real: get('global_batch') * get('rollout_n'), least: get('dp') * get('micro_batch') }),
  dies: 'real_train_batch_size ({real}) must be divisible by minimal possible batch size ({least})',
  source: 'verl-project/verl@1dda039b verl/utils/config.py validate_config',
  severity: 'error',
  at: ['global_batch', 'rollout_n'],
  change: ['global_batch'],
});

/** Prompts of a step, the mini-batches they are cut into, and the ranks that share them. */
const batches: readonly Constraint[] = [
  {
    id: 'train-mini',
    rule: 'train batch ≥ mini-batch',
    needs: ['global_batch', 'mini_batch'],
    // with a batch cut by tokens this is left out
    when: (launch) => launch.is('dynamic_batch') !== true,
    doubt: (launch) => launch.is('dynamic_batch') === undefined,
    holds: (get) => get('global_batch') >= get('mini_batch'),
    says: 'train batch {global_batch} is less than the PPO mini-batch {mini_batch}',
    dies: 'train_batch_size ({global_batch}) must be >= actor.ppo_mini_batch_size ({mini_batch})',
    source: 'verl-project/verl@1dda039b verl/workers/config/actor.py',
    severity: 'error',
    at: ['mini_batch', 'global_batch'],
    fixes: (get) => [{ slot: 'mini_batch', value: get('global_batch') }],
  },
  divides({
    id: 'mini-dp',
    rule: '(mini-batch × responses) mod DP = 0',
    of: ['mini_batch', 'rollout_n'],
    by: ['dp'],
    when: (launch) => (launch.value('global_batch') ?? 0) >= (launch.value('mini_batch') ?? 0),
    says: 'mini-batch {mini_batch} × {rollout_n} responses is no multiple of DP {dp}',
    also: (get) => ({ all: get('mini_batch') * get('rollout_n') }),
    dies: 'Got mini_batch_size={all} and dp_size={dp}',
    source: 'verl-project/verl@1dda039b verl/workers/engine_workers.py train_mini_batch',
    severity: 'error',
    at: ['mini_batch', 'rollout_n'],
    change: ['mini_batch'],
  }),
  divides({
    id: 'train-world',
    rule: '(train batch × responses) mod GPUs = 0',
    of: ['global_batch', 'rollout_n'],
    by: ['gpus'],
    // with a batch cut by tokens this is left out, with Megatron the least is DP × micro-batch
    when: (launch) => launch.is('dynamic_batch') === false,
    says: 'train batch {global_batch} × {rollout_n} responses is no multiple of {gpus} GPUs',
    also: (get) => ({ real: get('global_batch') * get('rollout_n') }),
    dies: 'real_train_batch_size ({real}) must be divisible by minimal possible batch size ({gpus})',
    source,
    severity: 'error',
    at: ['global_batch', 'rollout_n'],
    change: ['global_batch'],
  }),
];

const heads = (launch: LaunchView): boolean => (launch.value('sp') ?? 1) > 1;

/** verl’s trainer with FSDP: shards over all ranks that Ulysses leaves. */
export const verlFsdp: Engine = {
  id: 'verl-fsdp',
  title: 'verl (FSDP)',
  programs: [],
  numbers: {
    sp: ['ulysses_sequence_parallel_size'],
    micro_batch: ['ppo_micro_batch_size_per_gpu'],
    mini_batch: ['ppo_mini_batch_size'],
    token_budget: ['ppo_max_token_len_per_gpu'],
    old_micro_batch: ['ppo_micro_batch_size'],
  },
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
    ...tokenBudgets,
    ...wholeMicroBatches,
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

/** The config is judged before Megatron is, unless its batch is cut by tokens. */
const ofConfig = (world: Constraint): Constraint => ({
  ...world,
  diesOf: (launch) =>
    launch.is('dynamic_batch') === false
      ? 'n_gpus ({gpus}) must be divisible by model_parallel_size ({model}) times context_parallel_size ({cp})'
      : world.dies,
  also: (get) => ({ ...world.also?.(get), model: get('tp') * get('pp') }),
  source: 'verl-project/verl@10f413d3 verl/utils/config.py validate_config',
});

/** verl’s trainer with Megatron. */
export const verlMegatron: Engine = {
  ...megatron,
  id: 'verl-megatron',
  title: 'verl (Megatron)',
  programs: [],
  signature: [],
  numbers: {
    ...megatron.numbers,
    micro_batch: ['ppo_micro_batch_size_per_gpu'],
    mini_batch: ['ppo_mini_batch_size'],
    token_budget: ['ppo_max_token_len_per_gpu'],
    old_micro_batch: ['ppo_micro_batch_size'],
    global_batch: [],
  },
  defaults: { ...megatron.defaults, rollout_n: 1 },
  constraints: [
    ...megatron.constraints
      .filter(({ id }) => !['gbs', 'vpp-microbatches', 'seq-cp', 'seq-tp', 'ep-needs-moe'].includes(id))
      .map((constraint) => (constraint.id === 'world-dense' ? ofConfig(constraint) : constraint)),
    ...batches.filter(({ id }) => id !== 'train-world'),
    megatronBatch,
    ...tokenBudgets,
    ...wholeMicroBatches,
  ],
  undecidable: [],
};

/** Budgets of tokens that a rollout has to hold its longest sequence with. */
const budget = (id: string, when?: (launch: LaunchView) => boolean): Constraint => ({
  id,
  rule: 'tokens of a batch ≥ prompt + response',
  needs: ['max_batched_tokens', 'prompt_len', 'response_len'],
  ...(when && { when }),
  holds: (get) => get('max_batched_tokens') >= get('prompt_len') + get('response_len'),
  says: 'a batch of {max_batched_tokens} tokens cannot hold a prompt of {prompt_len} and a response of {response_len}',
  also: (get) => ({ longest: get('prompt_len') + get('response_len') }),
  dies: 'max_num_batched_tokens ({max_batched_tokens}) is smaller than max_model_len ({longest})',
  source: 'https://github.com/vllm-project/vllm/issues/33109',
  severity: 'error',
  at: ['max_batched_tokens', 'prompt_len', 'response_len'],
  fixes: (get) => [{ slot: 'max_batched_tokens', value: get('prompt_len') + get('response_len') }],
});

/** Only vLLM has the rule; a rollout may be another engine's. */
const onVllm = (constraint: Constraint): Constraint => ({
  ...constraint,
  when: (launch) => /^(?:vllm\w*)?$/.test(launch.words('rollout_engine')?.text ?? ''),
});

/** The rollout of reinforcement learning: a vLLM or SGLang engine on a share of the trainer’s GPUs. */
export const rollout: Engine = {
  ...vllm,
  abbreviates: false,
  environment: {},
  factors: ['tp', 'pp', 'dp'],
  id: 'rollout',
  title: 'The rollout engine',
  programs: [],
  numbers: {
    tp: ['tensor_model_parallel_size', 'tensor_parallel_size'],
    pp: ['pipeline_model_parallel_size', 'pipeline_parallel_size'],
    dp: ['data_parallel_size'],
    ep: ['expert_parallel_size'],
    max_batched_tokens: ['max_num_batched_tokens'],
    max_seqs: ['max_num_seqs'],
    prompt_len: ['prompt_length'],
    response_len: ['response_length'],
  },
  defaults: { tp: 1, pp: 1, dp: 1 },
  derived: [gpusOfNodes],
  world: 'the GPUs are cut into engines of TP × PP × DP',
  constraints: [
    ...vllm.constraints.filter(({ id }) => id === 'heads-tp'),
    ...vllm.constraints.filter(({ id }) => id === 'batch-seqs').map(onVllm),
    budget('token-budget', (launch) => launch.input.switches.get('chunked_prefill') === false),
    divides({
      id: 'world',
      rule: 'GPUs mod (TP × PP × DP) = 0',
      of: ['gpus'],
      by: ['tp', 'pp', 'dp'],
      open: true,
      // before engines had pipelines: … is not divisible by infer_tp: …
      dies: 'rollout world_size: {gpus} is not divisible by infer_world_size: {engine}',
      also: (get) => ({ engine: get('tp') * get('pp') * get('dp') }),
      source: 'verl-project/verl@03b0081c verl/workers/fsdp_workers.py _build_rollout',
      severity: 'error',
      at: ['tp', 'pp', 'dp'],
      change: ['tp'],
    }),
  ],
  undecidable: [],
};

/** EasyR1’s rollout: the budget is held against the lengths whether or not prompts come in chunks. */
export const easyR1Rollout: Engine = {
  ...rollout,
  id: 'easyr1-rollout',
  title: 'EasyR1',
  constraints: [
    ...rollout.constraints.filter(({ id }) => id !== 'token-budget'),
    {
      ...budget('token-budget'),
      dies: 'max_num_batched_tokens should be greater than prompt_length + response_length.',
      source: 'https://github.com/hiyouga/EasyR1/issues/3425',
    },
  ],
};
