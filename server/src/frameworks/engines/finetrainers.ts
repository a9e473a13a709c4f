import { divides } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import { gpusOfNodes } from './common.ts';

/** finetrainers: degrees of a mesh on the command line. */
export const finetrainers: Engine = {
  id: 'finetrainers',
  title: 'finetrainers',
  programs: [],
  signature: ['--dp_shards', '--parallel_backend'],
  numbers: {
    tp: ['tp_degree'],
    pp: ['pp_degree'],
    cp: ['cp_degree'],
    dp_replicate: ['dp_degree'],
    dp_shard: ['dp_shards'],
    micro_batch: ['batch_size'],
  },
  defaults: { tp: 1, pp: 1, cp: 1, dp_replicate: 1, dp_shard: 1 },
  derived: [gpusOfNodes],
  world: 'replicas × shards × CP × TP × PP',
  factors: ['dp_replicate', 'dp_shard', 'cp', 'tp', 'pp'],
  expertParallel: 'none',
  constraints: [
    divides({
      id: 'world',
      rule: 'GPUs mod (replicas × shards × CP × TP × PP) = 0',
      of: ['gpus'],
      by: ['dp_replicate', 'dp_shard', 'cp', 'tp', 'pp'],
      dies: 'World size {gpus} must be divisible by the product of all parallel degrees and data parallel shards {all}.',
      also: (get) => ({ all: get('dp_replicate') * get('dp_shard') * get('cp') * get('tp') * get('pp') }),
      source: 'https://github.com/huggingface/finetrainers/issues/408',
      severity: 'error',
      at: ['dp_replicate', 'dp_shard', 'tp', 'pp', 'cp'],
      change: ['dp_replicate', 'dp_shard'],
    }),
  ],
};
