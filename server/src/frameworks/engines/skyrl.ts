import type { Engine } from '../engine.ts';
import { gpusOfNodes } from './common.ts';

/** SkyRL’s trainer: the policy’s GPUs share the prompts of a step. */
export const skyrl: Engine = {
  id: 'skyrl',
  title: 'SkyRL',
  programs: [],
  numbers: {},
  defaults: { sp: 1 },
  derived: [
    gpusOfNodes,
    { slot: 'dp', from: ['gpus', 'sp'], compute: (gpus = 0, sp = 1) => (Number.isInteger(gpus / sp) ? gpus / sp : undefined) },
  ],
  world: 'DP × SP',
  factors: ['dp', 'sp'],
  expertParallel: 'none',
  constraints: [
    {
      id: 'batch-dp',
      rule: 'train batch ≥ DP',
      needs: ['global_batch', 'dp'],
      holds: (get) => get('global_batch') >= get('dp'),
      says: 'train batch {global_batch} is less than DP {dp}: it is cut down to a multiple of it, which is nothing',
      dies: null,
      source: 'https://github.com/NovaSky-AI/SkyRL/issues/229',
      severity: 'error',
      at: ['global_batch'],
      fixes: (get) => [{ slot: 'global_batch', value: get('dp') }],
    },
  ],
};
