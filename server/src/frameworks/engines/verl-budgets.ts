import { type Constraint, divides } from '../constraint.ts';
import type { Slot } from '../slots.ts';
import type { LaunchView } from '../view.ts';

/** Tokens that a micro-batch of the whole sequence parallel group holds: each rank takes its share. */
const ranks = (launch: LaunchView, own?: Slot): number | undefined =>
  own && launch.states(own) ? launch.value(own) : (launch.value('sp') ?? 1) * (launch.value('cp') ?? 1);

/** Padded batches are as long as prompt and response together; those without padding as their longest sequence: a doubt. */
const budget = (id: string, slot: Slot, dynamic: string, own?: Slot): Constraint => ({
  id,
  rule: `with batches cut by tokens: ${id === 'tokens' ? '' : `${id.slice('tokens-'.length)}: `}tokens of a micro-batch × SP (Megatron: × CP) ≥ prompt + response`,
  needs: [slot, 'prompt_len', 'response_len'],
  when: (launch) => (launch.input.switches.get(dynamic) ?? launch.input.switches.get('dynamic_batch')) === true,
  holds: (get, launch) => {
    const group = ranks(launch, own);
    return group === undefined || get(slot) * group >= get('prompt_len') + get('response_len');
  },
  says: (get, launch) => {
    const group = ranks(launch, own) ?? 1;
    const held = group === 1 ? `${get(slot)} tokens` : `${get(slot)} tokens × ${group} ranks = ${get(slot) * group}`;
    return `a micro-batch of ${held} cannot hold a prompt of ${get('prompt_len')} and a response of ${get('response_len')}`;
  },
  also: (get) => ({ longest: get('prompt_len') + get('response_len') }),
  dies: 'max_token_len must be greater than the sequence length.',
  source: 'verl-project/verl@1dda039b verl/utils/seqlen_balancing.py rearrange_micro_batches',
  severity: 'warning',
  at: [slot, 'response_len', 'prompt_len'],
});

export const tokenBudgets: readonly Constraint[] = [
  budget('tokens', 'token_budget', 'dynamic_batch'),
  budget('tokens-reference', 'ref_budget', 'ref_dynamic', 'ref_sp'),
  budget('tokens-rollout', 'rollout_budget', 'rollout_dynamic'),
];

/** Older keys counted over all GPUs: what is left of them for one rank is a whole number, and nothing where it is less than one. */
const ofAll = (id: string, slot: Slot, dies: string): Constraint => ({
  id,
  rule: `${slot === 'old_micro_batch' ? 'micro-batch' : 'micro-batch of log-probabilities'} of all GPUs ≥ DP`,
  needs: [slot, 'dp'],
  when: (launch) => launch.is('dynamic_batch') !== true,
  holds: (get) => get(slot) >= get('dp'),
  says: `a micro-batch of {${slot}} for all of DP {dp} leaves nothing for one rank`,
  dies,
  source: 'https://github.com/verl-project/verl/issues/606',
  since: 'verl 0.2, read at 0123a352',
  severity: 'error',
  at: [slot],
  fixes: (get) => [{ slot, value: get('dp') }],
});

export const wholeMicroBatches: readonly Constraint[] = [
  divides({
    id: 'mini-micro',
    rule: 'mini-batch mod micro-batch of all GPUs = 0',
    of: ['mini_batch'],
    by: ['old_micro_batch'],
    when: (launch) =>
      launch.is('dynamic_batch') !== true &&
      (launch.value('global_batch') ?? Number.POSITIVE_INFINITY) >= (launch.value('mini_batch') ?? 0),
    says: 'mini-batch {mini_batch} is no multiple of the micro-batch {old_micro_batch}',
    dies: 'ppo_mini_batch_size ({mini_batch}) must be divisible by ppo_micro_batch_size ({old_micro_batch})',
    source: 'verl-project/verl@0123a352 verl/workers/config/actor.py validate',
    severity: 'error',
    at: ['old_micro_batch', 'mini_batch'],
    change: ['old_micro_batch'],
  }),
  ofAll(
    'micro-of-all',
    'old_micro_batch',
    'ppo_micro_batch_size ({old_micro_batch}) * ulysses_sequence_parallel_size ({sp}) must be >= n_gpus ({gpus})',
  ),
  ofAll('log-of-all', 'old_log_batch', 'ZeroDivisionError: integer division or modulo by zero'),
];
