import { type Constraint, divides, type Get } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import { stateFits } from '../training-state.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';
import { sameAsDeepspeed } from './deepspeed.ts';

/** Processes that train: where a comment counts the GPUs, some may be those of the engine that makes the samples. */
function processes(get: Get, launch: LaunchView): readonly number[] {
  const told = launch.get('gpus')?.source === 'comment' && launch.is('use_vllm') !== false;
  return told ? Array.from({ length: Math.min(get('gpus'), 64) }, (_, index) => index + 1) : [get('gpus')];
}

/** Samples of one step: TRL 0.15 counts the processes' batches, later versions the accumulated ones as well. */
export const groups: Constraint = {
  id: 'groups',
  rule: '(processes × batch [× steps per generation]) mod responses per prompt = 0',
  needs: ['gpus', 'micro_batch', 'generations'],
  when: (launch) => launch.closed && !launch.states('generation_batch'),
  holds: (get, launch) => {
    const steps = launch.value('generation_steps') ?? launch.value('grad_accum') ?? 1;
    return processes(get, launch).some((count) => {
      const batch = count * get('micro_batch');
      return batch % get('generations') === 0 || (batch * steps) % get('generations') === 0;
    });
  },
  says: (get) => {
    const batch = get('gpus') * get('micro_batch');
    const counts = Array.from({ length: batch - 1 }, (_, index) => index + 2).filter((count) => batch % count === 0);
    return `${get('gpus')} processes × ${get('micro_batch')} samples are no multiple of ${get('generations')} responses per prompt; ${counts.slice(0, 8).join(', ')} would do`;
  },
  also: (get) => ({
    all: get('gpus') * get('micro_batch') * (Number.isNaN(get('generation_steps')) ? get('grad_accum') || 1 : get('generation_steps')),
  }),
  // before 0.16: The global train batch size (… x …) must be evenly divisible by the number of generations per prompt (…).
  dies: 'generation_batch_size ({all}) must be divisible by num_generations ({generations}).',
  source: 'https://github.com/huggingface/open-r1/issues/236',
  since: 'TRL 0.15, run with 1.13.0',
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

/** Where the batch of a generation is stated itself, it is held against the ranks and against the groups, in the program’s order. */
const wholeGenerations: readonly Constraint[] = [
  {
    id: 'generation-both',
    rule: 'batch of a generation and steps of a generation exclude each other',
    needs: ['generation_batch', 'generation_steps'],
    holds: () => false,
    says: 'the batch of a generation ({generation_batch}) and its steps ({generation_steps}) are both set',
    dies: "'generation_batch_size' and 'steps_per_generation' can not be both configured at the same time",
    source: 'huggingface/trl@006d32c9 trl/trainer/grpo_config.py',
    since: 'TRL 0.16, run with 1.13.0',
    severity: 'error',
    at: ['generation_steps', 'generation_batch'],
  },
  divides({
    id: 'generation-batch',
    rule: 'batch of a generation mod (processes × batch) = 0',
    of: ['generation_batch'],
    by: ['gpus', 'micro_batch'],
    says: 'a generation of {generation_batch} samples is no multiple of {gpus} processes × {micro_batch} samples',
    dies: 'generation_batch_size ({generation_batch}) must be divisible by the global batch size ({step}).',
    also: (get) => ({ step: get('gpus') * get('micro_batch') }),
    source: 'huggingface/trl@006d32c9 trl/trainer/grpo_config.py',
    since: 'TRL 0.16, run with 1.13.0',
    severity: 'error',
    at: ['generation_batch', 'micro_batch'],
    change: ['generation_batch'],
  }),
  divides({
    id: 'generation-groups',
    rule: 'batch of a generation mod responses per prompt = 0',
    of: ['generation_batch'],
    by: ['generations'],
    says: 'a generation of {generation_batch} samples is no multiple of {generations} responses per prompt',
    dies: 'generation_batch_size ({generation_batch}) must be divisible by num_generations ({generations}).',
    source: 'huggingface/trl@006d32c9 trl/trainer/grpo_config.py',
    since: 'TRL 0.16, run with 1.13.0',
    severity: 'error',
    at: ['generation_batch', 'generations'],
    change: ['generation_batch', 'generations'],
  }),
];

/** The advantage of a response is what it has before the others of its group. */
const alone: Constraint = {
  id: 'generation-alone',
  rule: 'responses per prompt ≥ 2 with GRPO',
  needs: ['generations', 'micro_batch'],
  when: (launch) => /^(?:grpo)?$/.test(launch.words('method')?.text ?? ''),
  holds: (get) => get('generations') > 1,
  says: 'one response per prompt has no others to be held against',
  dies: 'GRPO requires at least 2 generations per prompt to calculate the advantages. You provided {generations}, which is less than the minimum required.',
  source: 'huggingface/trl@006d32c9 trl/trainer/grpo_config.py',
  since: 'TRL 0.16, run with 1.13.0',
  severity: 'error',
  at: ['generations'],
};

/** Hugging Face’s Trainer and TRL, by their own arguments. */
export const hfTrainer: Engine = {
  id: 'hf-trainer',
  title: 'TRL',
  programs: [/\b(?:src\/)?open_r1\/(?:grpo|sft)\.py\b/, /\btrl (?:grpo|sft|dpo|rloo)\b/, /\bswift (?:rlhf|sft|pt)\b/],
  signature: ['--per_device_train_batch_size', '--per-device-train-batch-size'],
  numbers: {
    micro_batch: ['per_device_train_batch_size'],
    grad_accum: ['gradient_accumulation_steps'],
    generations: ['num_generations'],
    generation_steps: ['steps_per_generation'],
    generation_batch: ['generation_batch_size'],
  },
  words: {
    model: ['model_name_or_path', 'model_name', 'model'],
    deepspeed: ['deepspeed'],
    method: ['rlhf_type'],
    // ms-swift 3 and 4
    tuning: ['train_type', 'tuner_type', 'finetuning_type'],
  },
  switches: { use_vllm: ['use_vllm'] },
  defaults: { grad_accum: 1 },
  derived: [gpusOfNodes],
  world: 'DP',
  factors: ['gpus'],
  expertParallel: 'none',
  constraints: [...sameAsDeepspeed, ...stateFits, groups, ...wholeGenerations, alone],
};
