import { figure } from '../notation/write.ts';
import type { Trainer } from '../plan/framework-names.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { frameworksUsed } from '../plan/stacks.ts';
import { inputs, statedAt } from './related.ts';
import type { Draft } from './rule.ts';

/** What is named for training but does not go together. Doubts: a fork may have joined them. */
export function composition(plan: Plan): Draft[] {
  return [...shardingUnderStages(plan), ...twoTrainers(plan)];
}

const fsdp = /\bfsdp/i;

/** What refuses ZeRO-2 and ZeRO-3 together with pipeline stages, in its own words. */
const refusals: Partial<Record<Trainer, string>> = {
  // deepspeedai/DeepSpeed@edaa7221 deepspeed/runtime/pipe/engine.py:76-77
  DeepSpeed: 'ZeRO-2 and ZeRO-3 are incompatible with pipeline parallelism',
  // hpcaitech/ColossalAI@4f9953be colossalai/booster/plugin/hybrid_parallel_plugin.py:1134-1136
  ColossalAI: 'zero stage must be 0 or 1 when using pipeline parallelism',
};

/** Gradients and weights that are sharded between micro-batches cannot be summed over them: DeepSpeed and ColossalAI stop. */
function shardingUnderStages(plan: Plan): Draft[] {
  const pp = statedAt(plan, 'pp');
  if (!pp || pp.value < 2 || pp.role === 'echo' || pp.strength === 'weak') return [];
  const { zeroStage, mode } = practiceOf(plan);
  if (zeroStage === null || zeroStage < 2 || mode === 'inference' || plan.facts.document.words.has(fsdp)) return [];
  const trainers = frameworksUsed(plan);
  const trainer = trainers.find(({ name }) => refusals[name]);
  const stage = statedAt(plan, 'zero_stage');
  // of several that nobody says the parts of, either may have the stages
  if (!trainer || trainers.some(({ name, degrees }) => name !== trainer.name && degrees.size === 0)) return [];
  return [
    {
      span: pp.number.digits,
      severity: 'warning',
      message: `ZeRO-${figure(zeroStage)} does not go with ${figure(pp.value)} pipeline stages in ${trainer.name}, which stops with: ${refusals[trainer.name]}`,
      related: inputs(plan, ['zero_stage']),
      corrections: stage
        ? [
            {
              title: 'Use ZeRO-1, which shards the optimizer alone',
              preferred: false,
              safe: false,
              numbers: [{ number: stage.number, value: 1 }],
            },
          ]
        : [],
    },
  ];
}

/** DeepSpeed is made to be put around another framework's model (Megatron-DeepSpeed, GPT-NeoX). */
const joins: ReadonlySet<Trainer> = new Set<Trainer>(['DeepSpeed']);

/**
 * `Megatron-LM for tensor parallelism, FairSeq for the experts`: each lays out its process groups and layers by itself
 * (NVIDIA/Megatron-LM megatron/core/parallel_state.py, facebookresearch/fairseq fairseq/distributed/utils.py), and knows nothing of the other's.
 */
function twoTrainers(plan: Plan): Draft[] {
  const tasks = frameworksUsed(plan).filter(({ name, degrees }) => degrees.size > 0 && !joins.has(name));
  for (const [index, second] of tasks.entries()) {
    const first = tasks
      .slice(0, index)
      .find(({ name, degrees }) => name !== second.name && ![...degrees].some((id) => second.degrees.has(id)));
    if (!first) continue;
    return [
      {
        span: second.span,
        severity: 'warning',
        message: `${second.name} and ${first.name} each build the model and its process groups themselves: the parallelism of one does not reach into the layers of the other`,
        related: [{ message: `${first.name} is named here`, span: first.span }],
      },
    ];
  }
  return [];
}
