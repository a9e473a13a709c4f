import { type Constraint, divides, equals } from '../constraint.ts';
import { type Engine, whole } from '../engine.ts';
import { stateBlocks } from '../state-blocks.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';
import { megatron } from './megatron.ts';
import { automodel } from './trainers.ts';
import { rollout } from './verl.ts';

/** Sequences are cut into 2 × CP pieces, and with sequence parallelism what CP leaves is cut by TP. */
function pieces(launch: LaunchView, both: boolean): number {
  const cp = launch.value('cp') ?? 1;
  const tp = launch.is('sequence_parallel') === true ? (launch.value('tp') ?? 1) : 1;
  const ofContext = cp > 1 ? 2 * cp : 1;
  return both ? ofContext * tp : lcm(ofContext, tp > 1 ? cp * tp : 1);
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const lcm = (a: number, b: number): number => (a / gcd(a, b)) * b;

const lengths = (id: string, both: boolean): Constraint => ({
  id,
  rule: both
    ? 'multiple of sequences mod (2 × CP × TP) = 0, in releases before the check was loosened'
    : 'multiple of sequences mod lcm(2 × CP, CP × TP with sequence parallelism) = 0',
  needs: ['length_multiple', 'tp', 'cp'],
  when: (launch) => !both || get(launch) % pieces(launch, false) === 0,
  holds: (value, launch) => value('length_multiple') % pieces(launch, both) === 0,
  says: (value, launch) =>
    `sequences are padded to a multiple of ${value('length_multiple')}; CP ${value('cp')} and TP ${value('tp')} cut them into ${pieces(launch, both)} pieces`,
  dies: both ? null : 'make_sequence_length_divisible_by ({length_multiple}) must be a positive multiple of the minimum pad factor',
  source: both
    ? 'NVIDIA-NeMo/RL@03017864 nemo_rl/models/megatron/data.py _get_pack_sequence_parameters_for_megatron'
    : 'https://github.com/NVIDIA-NeMo/RL/blob/main/nemo_rl/models/policy/utils.py',
  ...(both && { until: 'the least common multiple counts' }),
  severity: both ? 'warning' : 'error',
  at: ['length_multiple', 'cp', 'tp'],
  fixes: (_, launch) => [{ slot: 'length_multiple', value: pieces(launch, both) }],
});

const get = (launch: LaunchView): number => launch.value('length_multiple') ?? 0;

/** What the policy holds its batch and its sequences against, whichever backend trains it. */
const own: readonly Constraint[] = [
  divides({
    id: 'gbs-dp',
    rule: 'global batch mod DP = 0',
    of: ['global_batch'],
    by: ['dp'],
    dies: 'Batch size ({global_batch}) is not a multiple of shards ({dp})',
    source: 'NVIDIA-NeMo/RL@001888f6 nemo_rl/distributed/batched_data_dict.py',
    severity: 'error',
    at: ['global_batch'],
    change: ['global_batch'],
  }),
  lengths('lengths', false),
  lengths('lengths-older', true),
];

const others = (engine: Engine): readonly Constraint[] =>
  engine.constraints.filter(
    ({ id }) => !['gbs', 'gbs-any', 'seq-cp', 'seq-tp', 'dp-replicate'].includes(id) && !/^(?:megatron_fsdp|ddp)-/.test(id),
  );

export const nemoRlMegatron: Engine = {
  ...megatron,
  id: 'nemo-rl-megatron',
  title: 'NeMo-RL (Megatron)',
  programs: [],
  signature: [],
  constraints: [...others(megatron), ...own],
  undecidable: [],
};

export const nemoRlAutomodel: Engine = {
  ...automodel,
  id: 'nemo-rl-automodel',
  title: 'NeMo-RL (DTensor)',
  programs: [],
  // there is no pipeline
  derived: [gpusOfNodes, { slot: 'dp', from: ['gpus', 'tp', 'cp'], compute: (gpus = 0, tp = 1, cp = 1) => whole(gpus / (tp * cp)) }],
  constraints: [...others(automodel), ...own],
};

/** The engines that generate, on the policy's GPUs or on nodes of their own. */
export const nemoRlGeneration: Engine = {
  ...rollout,
  id: 'nemo-rl-generation',
  title: 'NeMo-RL (generation)',
  constraints: [
    ...rollout.constraints,
    stateBlocks,
    equals({
      id: 'whole-nodes',
      rule: 'engines apart on several nodes: their GPUs per node = GPUs per node of the cluster',
      left: ['gpus_per_node'],
      right: ['cluster_per_node'],
      says: 'generation takes {gpus_per_node} GPUs of a node, the nodes have {cluster_per_node}: apart from the policy it takes whole nodes',
      dies: null,
      source: 'NVIDIA-NeMo/RL@7ea279ab nemo_rl/algorithms/grpo.py:898-910',
      severity: 'error',
      at: ['gpus_per_node', 'cluster_per_node'],
      change: ['gpus_per_node'],
    }),
  ],
};
