import { divides, divisorsOf, type Get } from '../constraint.ts';
import { type Engine, whole } from '../engine.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';
import { schedules } from './torch-schedules.ts';

const source = (lines: string): string => `pytorch/torchtitan@b5bcd76c ${lines}`;

const stated = (launch: LaunchView, slot: 'dp_shard'): boolean => launch.get(slot)?.source === 'written';

/** The GPUs are counted, not worked out from the degrees. */
const fromHardware = (launch: LaunchView): boolean => !launch.get('gpus')?.inputs.includes('dp_shard');

/** What the experts may do with TP: another size is refused by itself. */
const fitsTensors = (get: Get): boolean => get('etp') === 1 || get('etp') === get('tp');

/** torchtitan: TOML by section, and the same keys on the command line. */
export const torchtitan: Engine = {
  id: 'torchtitan',
  title: 'torchtitan',
  programs: [/\btorchtitan[./]\S*train\b/],
  numbers: {
    dp_replicate: ['data_parallel_replicate_degree'],
    dp_shard: ['data_parallel_shard_degree'],
    tp: ['tensor_parallel_degree'],
    pp: ['pipeline_parallel_degree'],
    cp: ['context_parallel_degree'],
    ep: ['expert_parallel_degree'],
    etp: ['expert_tensor_parallel_degree'],
    micro_batch: ['local_batch_size'],
    global_batch: ['global_batch_size'],
    seq_len: ['seq_len'],
    pp_microbatch: ['pipeline_parallel_microbatch_size'],
    layers_per_chunk: ['pipeline_parallel_layers_per_stage'],
  },
  words: { pipeline: ['pipeline_parallel_schedule'] },
  defaults: { dp_replicate: 1, tp: 1, pp: 1, cp: 1, ep: 1, etp: 1, pp_microbatch: 1 },
  derived: [
    gpusOfNodes,
    {
      slot: 'dp_shard',
      from: ['gpus', 'dp_replicate', 'tp', 'pp', 'cp'],
      compute: (gpus = 0, replicate = 1, tp = 1, pp = 1, cp = 1) => whole(gpus / (replicate * tp * pp * cp)),
    },
    { slot: 'dp', from: ['dp_replicate', 'dp_shard'], compute: (replicate = 1, shard = 1) => replicate * shard },
    {
      slot: 'gpus',
      from: ['dp_replicate', 'dp_shard', 'tp', 'pp', 'cp'],
      compute: (replicate = 1, shard = 1, tp = 1, pp = 1, cp = 1) => replicate * shard * tp * pp * cp,
    },
  ],
  world: 'replicate × shard × CP × TP × PP; EP divides shard × CP × TP',
  factors: ['dp_replicate', 'dp_shard', 'cp', 'tp', 'pp'],
  expertParallel: 'folded',
  constraints: [
    {
      id: 'world',
      rule: 'replicate × shard × CP × TP × PP = GPUs',
      needs: ['gpus', 'dp_replicate', 'dp_shard', 'tp', 'pp', 'cp'],
      when: (launch) => stated(launch, 'dp_shard') && fromHardware(launch),
      holds: (get) => get('dp_replicate') * get('dp_shard') * get('cp') * get('tp') * get('pp') === get('gpus'),
      says: 'replicate {dp_replicate} × shard {dp_shard} × CP {cp} × TP {tp} × PP {pp} is not {gpus} GPUs',
      dies: 'Invalid parallel dims: dp_replicate({dp_replicate}) * dp_shard({dp_shard}) * cp({cp}) * tp({tp}) * pp({pp}) != WORLD_SIZE({gpus})',
      source: source('torchtitan/distributed/parallel_dims.py:182-185'),
      severity: 'error',
      at: ['dp_shard', 'tp', 'pp'],
      fixes: (get) =>
        [{ slot: 'dp_shard', value: get('gpus') / (get('dp_replicate') * get('cp') * get('tp') * get('pp')) }].filter(({ value }) =>
          Number.isInteger(value),
        ) as { slot: 'dp_shard'; value: number }[],
    },
    divides({
      id: 'world',
      rule: 'GPUs mod (replicate × CP × TP × PP) = 0 where the shards are the rest',
      of: ['gpus'],
      by: ['dp_replicate', 'cp', 'tp', 'pp'],
      when: (launch) => !stated(launch, 'dp_shard') && fromHardware(launch),
      dies: 'Invalid parallel dims: dp_replicate({dp_replicate}) * dp_shard({rest}) * cp({cp}) * tp({tp}) * pp({pp}) != WORLD_SIZE({gpus})',
      also: (get) => ({ rest: Math.floor(get('gpus') / (get('dp_replicate') * get('cp') * get('tp') * get('pp'))) }),
      source: source('torchtitan/distributed/parallel_dims.py:182-185'),
      severity: 'error',
      at: ['tp', 'pp', 'cp'],
      change: ['tp', 'pp', 'cp'],
    }),
    divides({
      id: 'world',
      rule: 'GPUs mod (what is known of replicate × shard × CP × TP × PP) = 0 where a config gives the rest',
      of: ['gpus'],
      by: ['dp_replicate', 'dp_shard', 'cp', 'tp', 'pp'],
      open: true,
      when: (launch) => !launch.closed && fromHardware(launch),
      dies: null,
      source: source('torchtitan/distributed/parallel_dims.py:182-185'),
      severity: 'error',
      at: ['tp', 'pp', 'cp'],
      change: ['tp', 'pp', 'cp'],
    }),
    {
      id: 'etp',
      rule: 'with EP: the expert TP is 1 or TP',
      needs: ['ep', 'tp', 'etp'],
      holds: (get) => get('ep') === 1 || fitsTensors(get),
      says: 'the experts’ TP {etp} is neither 1 nor TP {tp}',
      dies: 'Currently we only support ETP=TP or ETP=1',
      source: 'pytorch/torchtitan@0119de15 torchtitan/distributed/parallel_dims.py _validate',
      until: 'the releases that read TOML',
      severity: 'error',
      at: ['etp', 'tp'],
      fixes: (get) => [1, get('tp')].map((value) => ({ slot: 'etp' as const, value })),
    },
    {
      id: 'ep',
      rule: '(shard × CP × TP) mod EP = 0; with an expert TP of TP: (shard × CP) mod EP = 0',
      needs: ['dp_shard', 'cp', 'tp', 'ep', 'etp'],
      holds: (get) =>
        get('ep') === 1 || !fitsTensors(get) || (get('dp_shard') * get('cp') * (get('etp') === 1 ? get('tp') : 1)) % get('ep') === 0,
      says: (get) =>
        `EP ${get('ep')} does not divide shard ${get('dp_shard')} × CP ${get('cp')}${get('etp') === 1 ? ` × TP ${get('tp')}` : ''}`,
      dies: null,
      source: source('torchtitan/distributed/parallel_dims.py:187-192'),
      severity: 'error',
      at: ['ep'],
      fixes: (get) =>
        divisorsOf(get('dp_shard') * get('cp') * (get('etp') === 1 ? get('tp') : 1), get('ep')).map((value) => ({
          slot: 'ep' as const,
          value,
        })),
    },
    {
      id: 'ep-borrows',
      rule: 'EP mod (CP × TP) = 0; with an expert TP of TP: EP mod CP = 0',
      needs: ['cp', 'tp', 'ep', 'etp'],
      holds: (get) => get('ep') === 1 || !fitsTensors(get) || get('ep') % (get('cp') * (get('etp') === 1 ? get('tp') : 1)) === 0,
      says: (get) =>
        `EP ${get('ep')} is no multiple of ${get('etp') === 1 ? `CP ${get('cp')} × TP ${get('tp')}, all of whose ranks` : `CP ${get('cp')}, all of whose ranks`} the experts borrow; torchtitan stops with: AssertionError`,
      dies: null,
      source: 'pytorch/torchtitan@0119de15 torchtitan/distributed/parallel_dims.py _validate',
      until: 'the releases that read TOML',
      severity: 'error',
      at: ['ep', 'tp', 'cp'],
    },
    divides({
      id: 'experts-ep',
      rule: 'experts mod EP = 0',
      of: ['experts'],
      by: ['ep'],
      dies: 'num_experts ({experts}) must be divisible by expert_parallel_degree ({ep}).',
      source: source('torchtitan/models/common/decoder.py:203-208'),
      severity: 'error',
      at: ['ep'],
      change: ['ep'],
    }),
    divides({
      id: 'heads-tp',
      rule: 'heads mod TP = 0',
      of: ['heads'],
      by: ['tp'],
      dies: 'tensor_parallel_degree ({tp}) must divide n_heads ({heads}).',
      source: source('torchtitan/models/common/decoder.py:188-199'),
      severity: 'error',
      at: ['tp'],
      change: ['tp'],
    }),
    divides({
      id: 'heads-tp',
      rule: 'KV heads mod TP = 0: they are not replicated',
      of: ['kv_heads'],
      by: ['tp'],
      dies: 'tensor_parallel_degree ({tp}) must divide n_kv_heads ({kv_heads}).',
      source: source('torchtitan/models/common/decoder.py:188-199'),
      severity: 'error',
      at: ['tp'],
      change: ['tp'],
    }),
    {
      id: 'seq',
      rule: 'tokens per micro-batch mod (TP × 2 CP) = 0',
      needs: ['micro_batch', 'seq_len', 'tp', 'cp'],
      holds: (get) => (get('micro_batch') * get('seq_len')) % (get('tp') * (get('cp') > 1 ? 2 * get('cp') : 1)) === 0,
      says: '{micro_batch} × {seq_len} tokens are no multiple of TP {tp} × 2 CP {cp}',
      dies: 'The number of tokens per pipeline microbatch must be divisible by … for the configured sequence/context parallelism.',
      source: source('torchtitan/trainer.py:299-309'),
      severity: 'error',
      at: ['seq_len', 'tp', 'cp'],
    },
    divides({
      id: 'gbs',
      rule: 'global batch mod (local batch × DP) = 0',
      of: ['global_batch'],
      by: ['micro_batch', 'dp'],
      dies: 'global batch size must be multiple of local batch size times data-parallel degree ({global_batch} % ({micro_batch} * {dp}) != 0)',
      source: 'pytorch/torchtitan@000204a4 torchtitan/train.py',
      severity: 'error',
      at: ['global_batch', 'micro_batch'],
      change: ['global_batch'],
    }),
    ...schedules,
  ],
  undecidable: [
    {
      id: 'pp-stages',
      rule: 'virtual stages mod PP = 0',
      why: 'the number of virtual stages follows from the model’s modules and the schedule',
      source: source('torchtitan/distributed/pipeline_parallel.py:232-240'),
    },
  ],
};
