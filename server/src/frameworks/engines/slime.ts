import type { Constraint } from '../constraint.ts';
import type { LaunchView } from '../view.ts';

const asksFor = (launch: LaunchView): number => launch.value('rollout_node_gpus') ?? 8;

/** Rules of slime, which hands Megatron’s arguments on beside its own. */
export const slime: readonly Constraint[] = [
  {
    id: 'no-steps',
    rule: 'rollouts × prompts × responses ≥ global batch',
    needs: ['rollouts', 'rollout_batch', 'rollout_n', 'global_batch'],
    holds: (get) => get('rollouts') * get('rollout_batch') * get('rollout_n') >= get('global_batch'),
    says: '{rollouts} rollouts × {rollout_batch} prompts × {rollout_n} responses are {all} samples, less than one global batch of {global_batch}: no step is made',
    also: (get) => ({ all: get('rollouts') * get('rollout_batch') * get('rollout_n') }),
    dies: 'assert lr_decay_steps > 0',
    source: 'https://github.com/THUDM/slime/issues/2366',
    severity: 'error',
    at: ['global_batch', 'rollouts', 'rollout_batch'],
    fixes: (get) => [{ slot: 'global_batch', value: get('rollouts') * get('rollout_batch') * get('rollout_n') }],
  },
  {
    id: 'rollout-batch',
    rule: '(prompts × responses) mod global batch = 0 where a rollout makes several steps',
    needs: ['rollout_batch', 'rollout_n', 'global_batch'],
    when: (launch) => (launch.value('rollout_batch') ?? 0) * (launch.value('rollout_n') ?? 0) > (launch.value('global_batch') ?? 0),
    holds: (get) => (get('rollout_batch') * get('rollout_n')) % get('global_batch') === 0,
    says: '{rollout_batch} prompts × {rollout_n} responses of a rollout are no multiple of the global batch {global_batch}',
    dies: null,
    source: 'THUDM/slime@002fa9d6 slime/utils/arguments.py',
    severity: 'warning',
    at: ['global_batch', 'rollout_batch'],
  },
  {
    id: 'rollout-steps',
    rule: 'global batch = prompts × responses ÷ steps of a rollout',
    needs: ['rollout_batch', 'rollout_n', 'global_batch', 'rollout_steps'],
    holds: (get) => get('global_batch') === Math.floor((get('rollout_batch') * get('rollout_n')) / get('rollout_steps')),
    says: 'global batch {global_batch} is not {rollout_batch} prompts × {rollout_n} responses ÷ {rollout_steps} steps = {share}',
    also: (get) => ({ share: Math.floor((get('rollout_batch') * get('rollout_n')) / get('rollout_steps')) }),
    dies: 'global_batch_size {global_batch} is not equal to rollout_batch_size {rollout_batch} * n_samples_per_prompt {rollout_n} // num_steps_per_rollout {rollout_steps}',
    source: 'THUDM/slime@06ffdbe2 slime/utils/arguments.py:1910-1914',
    severity: 'error',
    at: ['global_batch', 'rollout_steps'],
    fixes: (get) => [{ slot: 'global_batch', value: Math.floor((get('rollout_batch') * get('rollout_n')) / get('rollout_steps')) }],
  },
  {
    id: 'colocated-nodes',
    rule: 'with colocated rollouts: --num-gpus-per-node (8) = GPUs per node',
    needs: ['nodes', 'gpus_per_node'],
    when: (launch) => launch.is('colocate') === true && (launch.value('nodes') ?? 1) > 1 && !launch.input.unknown.has('rollout_node_gpus'),
    holds: (get, launch) => asksFor(launch) === get('gpus_per_node') || (get('gpus_per_node') > 8 && !launch.states('rollout_node_gpus')),
    says: (get, launch) =>
      `rollout engines are spread over nodes of ${asksFor(launch)} GPUs${launch.states('rollout_node_gpus') ? '' : ', as --num-gpus-per-node is not given'}; the nodes have ${get('gpus_per_node')}`,
    dies: 'Cannot assign requested address',
    source: 'https://github.com/vllm-project/vime/issues/135',
    severity: 'error',
    at: ['rollout_node_gpus', 'gpus_per_node'],
    fixes: (get) => [{ slot: 'rollout_node_gpus', value: get('gpus_per_node') }],
  },
];
