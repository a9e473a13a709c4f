import { type Constraint, divides, type Get } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import type { LaunchView } from '../view.ts';

const source = (lines: string): string => `huggingface/accelerate@16cb6eb8 src/accelerate/parallelism_config.py:${lines}`;

/** The axes of Accelerate's `ParallelismConfig`: no expert axis yet. */
export const meshAxes: readonly Constraint[] = [
  {
    id: 'world',
    rule: 'replicas × shards × TP × CP × SP = processes',
    needs: ['gpus', 'dp_replicate', 'dp_shard', 'tp', 'cp', 'sp'],
    when: (launch) =>
      launch.states('tp') || launch.states('cp') || launch.states('dp_shard') || launch.states('dp_replicate') || launch.states('sp'),
    // axes that are all 1 make plain data parallelism; SP, which DeepSpeed does, is not held against the processes
    holds: (get) => get('sp') > 1 || [1, get('gpus')].includes(get('dp_replicate') * get('dp_shard') * get('tp') * get('cp') * get('sp')),
    says: 'replicas {dp_replicate} × shards {dp_shard} × TP {tp} × CP {cp} × SP {sp} is {total}, not {gpus} processes',
    also: (get) => ({ total: get('dp_replicate') * get('dp_shard') * get('tp') * get('cp') * get('sp') }),
    dies: 'ParallelismConfig total_size ({total}) does not match num_processes ({gpus}). Please adjust dp_replicate_size/ dp_shard_size/tp_size/cp_size/sp_size.',
    source: source('372-377'),
    severity: 'error',
    at: ['dp_shard', 'dp_replicate', 'tp', 'cp'],
    fixes: (get) =>
      [
        { slot: 'dp_shard' as const, value: get('gpus') / (get('dp_replicate') * get('tp') * get('cp') * get('sp')) },
        { slot: 'gpus' as const, value: get('dp_replicate') * get('dp_shard') * get('tp') * get('cp') * get('sp') },
      ].filter(({ value }) => Number.isInteger(value)),
  },
  {
    id: 'ddp-tp',
    rule: 'TP and CP exclude replicas without shards',
    needs: ['dp_replicate', 'dp_shard', 'tp', 'cp'],
    holds: (get) => !(get('tp') > 1 || get('cp') > 1) || !(get('dp_replicate') > 1 && get('dp_shard') === 1),
    says: 'TP {tp} and CP {cp} do not go with {dp_replicate} replicas that are not sharded',
    dies: 'Tensor/Context parallelism (tp/cp_size > 1) cannot be used with pure data parallelism (dp_replicate_size > 1 and dp_shard_size == 1).',
    source: source('336-341'),
    severity: 'error',
    at: ['dp_replicate', 'tp'],
  },
  {
    id: 'cp-sp',
    rule: 'CP and SP exclude each other',
    needs: ['cp', 'sp'],
    holds: (get) => get('cp') === 1 || get('sp') === 1,
    says: 'CP {cp} and SP {sp} exclude each other',
    dies: 'Context Parallelism (CP) and Sequence Parallelism (SP) are mutually exclusive.',
    source: source('329-334'),
    severity: 'error',
    at: ['cp', 'sp'],
  },
];

const stated = ['tp', 'cp', 'sp', 'dp_shard', 'dp_replicate'] as const;
/** FSDP of that version, with a mesh of axes that is its own. */
const onFsdp = (launch: LaunchView, version: number): boolean =>
  launch.words('distributed')?.text === 'FSDP' && launch.value('fsdp_version') === version && stated.some((slot) => launch.states(slot));
const later = (lines: string): string => `huggingface/accelerate@v1.15.0 src/accelerate/parallelism_config.py:${lines}`;

/** What FSDP asks of the axes. */
const fsdpAxes: readonly Constraint[] = [
  {
    id: 'fsdp-axis',
    rule: 'FSDP 2 with a mesh of axes: shards > 1 or CP > 1',
    needs: ['dp_shard', 'cp', 'tp', 'dp_replicate', 'sp'],
    when: (launch) => onFsdp(launch, 2),
    // axes that are all 1 are none
    holds: (get) => get('dp_shard') > 1 || get('cp') > 1 || get('tp') * get('dp_replicate') * get('sp') === 1,
    says: 'shards and CP are both 1: FSDP has no axis to shard over',
    dies: 'FSDP is enabled but the parallelism config has no dimension for FSDP to shard across (both `dp_shard_size` and `cp_size` are 1).',
    source: later('380-389'),
    severity: 'error',
    at: ['dp_shard', 'tp', 'dp_replicate', 'sp', 'cp'],
  },
  {
    id: 'fsdp-version',
    rule: 'a mesh of axes needs FSDP 2',
    needs: ['fsdp_version', 'dp_shard', 'cp', 'tp', 'dp_replicate', 'sp'],
    when: (launch) => onFsdp(launch, 1),
    holds: (get) => get('dp_shard') * get('cp') * get('tp') * get('dp_replicate') * get('sp') === 1,
    says: 'axes of parallelism need version 2 of FSDP, not {fsdp_version}',
    dies: 'ParallelismConfig is only compatible DistributedType.FSDP (version 2) or DistributedType.Multi{Device} or DistributedType.DEEPSPEED, but got DistributedType.FSDP.',
    source: later('391-399'),
    severity: 'error',
    at: ['fsdp_version'],
    fixes: () => [{ slot: 'fsdp_version', value: 2 }],
  },
];

/** Processes that the launcher starts on a machine: what does not go in evenly is left out in silence. */
const started = (get: Get): number => Math.floor(get('gpus') / get('nodes'));

/** Accelerate by its config file: `num_processes` counts all machines together. */
export const accelerate: Engine = {
  id: 'accelerate',
  title: 'Accelerate',
  programs: [],
  numbers: {
    gpus: ['num_processes'],
    nodes: ['num_machines'],
    tp: ['parallelism_config_tp_size'],
    cp: ['parallelism_config_cp_size'],
    sp: ['parallelism_config_sp_size'],
    dp_shard: ['parallelism_config_dp_shard_size'],
    dp_replicate: ['parallelism_config_dp_replicate_size'],
    grad_accum: ['gradient_accumulation_steps'],
    zero_stage: ['zero_stage'],
  },
  words: { distributed: ['distributed_type'] },
  defaults: { tp: 1, cp: 1, sp: 1, dp_shard: 1, dp_replicate: 1 },
  world: 'replicas × shards × TP × CP × SP',
  factors: ['dp_replicate', 'dp_shard', 'tp', 'cp', 'sp'],
  expertParallel: 'none',
  constraints: [
    ...meshAxes,
    ...fsdpAxes,
    divides({
      id: 'processes',
      rule: 'processes mod machines = 0: num_processes counts all machines together',
      of: ['gpus'],
      by: ['nodes'],
      says: '{gpus} processes are not spread evenly over {nodes} machines: num_processes counts all machines together, and {each} on each make {total}',
      also: (get) => ({ each: started(get), total: started(get) * get('nodes') }),
      dies: null,
      source: 'huggingface/accelerate@v1.15.0 src/accelerate/utils/launch.py:217',
      severity: 'error',
      at: ['gpus'],
      change: ['gpus'],
    }),
  ],
};
