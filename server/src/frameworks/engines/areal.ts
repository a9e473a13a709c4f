import type { Engine } from '../engine.ts';
import { vllm } from './vllm.ts';

const checked = 'inclusionAI/AReaL@028d1f34 areal/utils/launcher.py validate_config_for_distributed_launcher';

/** AReaL's engines: each takes DP × PP × TP × CP GPUs of the cluster. */
export const areal: Engine = {
  id: 'areal',
  title: 'AReaL',
  programs: [],
  numbers: {},
  defaults: { dp: 1, tp: 1, pp: 1, cp: 1 },
  derived: [{ slot: 'gpus', from: ['nodes', 'gpus_per_node'], compute: (nodes = 0, perNode = 0) => nodes * perNode }],
  world: 'DP × PP × TP × CP of each engine; EP folds into it',
  expertParallel: 'folded',
  constraints: [
    ...vllm.constraints.filter(({ id }) => id === 'heads-tp').map((constraint) => ({ ...constraint, dies: null })),
    {
      id: 'world',
      rule: 'DP × PP × TP × CP ≤ GPUs of the cluster',
      needs: ['gpus', 'dp', 'pp', 'tp', 'cp'],
      holds: (get) => get('dp') * get('pp') * get('tp') * get('cp') <= get('gpus'),
      says: 'DP {dp} × PP {pp} × TP {tp} × CP {cp} needs {needed} GPUs; the cluster has {gpus}',
      also: (get) => ({ needed: get('dp') * get('pp') * get('tp') * get('cp') }),
      dies: null,
      source: checked,
      severity: 'error',
      at: ['dp', 'tp'],
      fixes: (get) =>
        [{ slot: 'dp' as const, value: get('gpus') / (get('pp') * get('tp') * get('cp')) }].filter(
          ({ value }) => Number.isInteger(value) && value > 0,
        ),
    },
    {
      id: 'split',
      rule: 'GPUs of generation + GPUs of training ≤ GPUs of the cluster',
      needs: ['gpus', 'generation_gpus', 'dp', 'pp', 'tp', 'cp'],
      when: (launch) =>
        (launch.value('dp') ?? 1) * (launch.value('pp') ?? 1) * (launch.value('tp') ?? 1) * (launch.value('cp') ?? 1) <=
        (launch.value('gpus') ?? 0),
      holds: (get) => get('generation_gpus') + get('dp') * get('pp') * get('tp') * get('cp') <= get('gpus'),
      says: 'DP {dp} × PP {pp} × TP {tp} × CP {cp} needs {needed} GPUs beside {generation_gpus} for generation; the cluster has {gpus}',
      also: (get) => ({
        needed: get('dp') * get('pp') * get('tp') * get('cp'),
        all: get('generation_gpus') + get('dp') * get('pp') * get('tp') * get('cp'),
      }),
      dies: '#GPUs required for allocation mode {all} is not equal to #GPUs in the config {gpus}.',
      source: checked,
      until: '4aef98d8, which reads `allocation_mode` no more',
      severity: 'error',
      at: ['dp', 'tp'],
      fixes: (get) =>
        [{ slot: 'dp' as const, value: (get('gpus') - get('generation_gpus')) / (get('pp') * get('tp') * get('cp')) }].filter(
          ({ value }) => Number.isInteger(value) && value > 0,
        ),
    },
  ],
};
