import type { Constraint } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import { gpusOfNodes } from './common.ts';
import { sameAsDeepspeed } from './deepspeed.ts';

/** Samples of one step: TRL 0.15 counts the processes' batches, later versions the accumulated ones as well. */
const groups: Constraint = {
  id: 'groups',
  rule: '(processes × batch [× steps per generation]) mod responses per prompt = 0',
  needs: ['gpus', 'micro_batch', 'generations'],
  when: (launch) => launch.closed && !launch.states('generation_batch'),
  holds: (get, launch) => {
    const batch = get('gpus') * get('micro_batch');
    const steps = launch.value('generation_steps') ?? launch.value('grad_accum') ?? 1;
    return batch % get('generations') === 0 || (batch * steps) % get('generations') === 0;
  },
  says: (get) => {
    const batch = get('gpus') * get('micro_batch');
    const counts = Array.from({ length: batch - 1 }, (_, index) => index + 2).filter((count) => batch % count === 0);
    return `${get('gpus')} processes × ${get('micro_batch')} samples are no multiple of ${get('generations')} responses per prompt; ${counts.slice(0, 8).join(', ')} would do`;
  },
  dies: 'The global train batch size ({gpus} x {micro_batch}) must be evenly divisible by the number of generations per prompt ({generations}).',
  source: 'https://github.com/huggingface/open-r1/issues/236',
  severity: 'error',
  at: ['generations', 'micro_batch', 'gpus'],
  fixes: (get) => {
    const batch = get('gpus') * get('micro_batch');
    const counts = Array.from({ length: Math.min(batch, 4096) - 1 }, (_, index) => index + 2).filter((count) => batch % count === 0);
    return counts
      .sort((a, b) => Math.abs(a - get('generations')) - Math.abs(b - get('generations')))
      .map((value) => ({ slot: 'generations', value }));
  },
};

/** Hugging Face’s Trainer and TRL, by their own arguments. */
export const hfTrainer: Engine = {
  id: 'hf-trainer',
  title: 'TRL',
  programs: [],
  signature: ['--per_device_train_batch_size', '--per-device-train-batch-size'],
  numbers: {
    micro_batch: ['per_device_train_batch_size'],
    grad_accum: ['gradient_accumulation_steps'],
    generations: ['num_generations'],
    generation_steps: ['steps_per_generation'],
    generation_batch: ['generation_batch_size'],
  },
  words: { model: ['model_name_or_path', 'model_name'] },
  defaults: { grad_accum: 1 },
  derived: [gpusOfNodes],
  world: 'DP',
  factors: ['gpus'],
  expertParallel: 'none',
  constraints: [...sameAsDeepspeed.filter(({ id }) => id === 'deepspeed-accumulation'), groups],
};
