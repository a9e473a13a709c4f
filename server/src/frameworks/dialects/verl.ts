import type { Dialect, Role } from '../dialect.ts';
import { rollout, verlFsdp, verlMegatron } from '../engines/verl.ts';

const hardware = { nodes: ['/trainer.nnodes'], gpus_per_node: ['/trainer.n_gpus_per_node'] } as const;
const batch = { global_batch: ['/data.train_batch_size'], rollout_n: ['/actor_rollout_ref.rollout.n'] } as const;
/** verl/trainer/config/ppo_trainer.yaml */
const defaults = { nodes: 1, gpus_per_node: 8, global_batch: 1024, mini_batch: 256, rollout_n: 1 } as const;
/** Budgets of tokens of the steps that share the actor's ranks. */
const budgets = {
  prompt_len: ['/data.max_prompt_length'],
  response_len: ['/data.max_response_length'],
  ref_budget: ['/actor_rollout_ref.ref.log_prob_max_token_len_per_gpu'],
  ref_sp: ['/actor_rollout_ref.ref.ulysses_sequence_parallel_size', '/actor_rollout_ref.ref.megatron.context_parallel_size'],
  rollout_budget: ['/actor_rollout_ref.rollout.log_prob_max_token_len_per_gpu'],
  old_log_batch: ['/actor_rollout_ref.rollout.log_prob_micro_batch_size', '/actor_rollout_ref.ref.log_prob_micro_batch_size'],
} as const;
const switches = {
  dynamic_batch: ['use_dynamic_bsz'],
  ref_dynamic: ['/actor_rollout_ref.ref.log_prob_use_dynamic_bsz'],
  rollout_dynamic: ['/actor_rollout_ref.rollout.log_prob_use_dynamic_bsz'],
} as const;
const model = { model: ['/actor_rollout_ref.model.path'] } as const;

const trained: readonly Role[] = [
  {
    at: 'actor_rollout_ref.actor',
    name: 'actor',
    engine: verlMegatron,
    arguments: ['', 'megatron'],
    when: '/actor_rollout_ref.actor.megatron',
    numbers: { ...hardware, ...batch, ...budgets },
    switches,
    words: model,
    defaults,
  },
  {
    at: 'actor_rollout_ref.actor',
    name: 'actor',
    engine: verlFsdp,
    arguments: [''],
    unless: 'megatron',
    numbers: { ...hardware, ...batch, ...budgets },
    switches,
    words: model,
    defaults,
  },
];

/** verl: Hydra YAML, mostly as overrides on the command line. */
export const verl: Dialect = {
  id: 'verl',
  order: 130,
  title: 'verl',
  summary: 'verl’s Hydra config, or the same keys as overrides of `python -m verl.trainer.main_ppo`.',
  recognise: [{ keys: ['actor_rollout_ref'] }],
  includes: [{ key: 'defaults', kind: 'parents' }],
  roles: [
    ...trained,
    {
      at: 'actor_rollout_ref.rollout',
      name: 'rollout',
      engine: rollout,
      arguments: [''],
      numbers: {
        nodes: ['nnodes', '/rollout.nnodes', '/trainer.nnodes'],
        gpus_per_node: ['n_gpus_per_node', '/rollout.n_gpus_per_node', '/trainer.n_gpus_per_node'],
        prompt_len: ['/data.max_prompt_length'],
        response_len: ['/data.max_response_length'],
      },
      words: { ...model, rollout_engine: ['name'] },
      defaults: { nodes: 1, gpus_per_node: 8, tp: 2, max_batched_tokens: 8192, max_seqs: 1024 },
    },
    {
      at: 'critic',
      name: 'critic',
      engine: verlMegatron,
      arguments: ['', 'megatron'],
      when: '/critic.megatron',
      numbers: hardware,
      words: { model: ['model.path'] },
    },
  ],
  commandDefaults: true,
  commands: [/\bverl\.(?:trainer|experimental|recipe)[.\w]*main\w*|\brecipe\.\w+\.main\w*/],
  twice: 'found duplicate key {key}',
  hardware: '`trainer.nnodes` × `trainer.n_gpus_per_node`; `rollout.nnodes` × `rollout.n_gpus_per_node` where the rollout has its own',
  silent:
    '`reward_model.nnodes: 0` shares the pool and is not multiplied; `???` and unknown `${oc.select:…}` silence what depends on them.',
};
