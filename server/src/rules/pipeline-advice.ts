import { figure, percentText } from '../notation/write.ts';
import { microBatchesFor, pipelineBubble } from '../physics/bubble.ts';
import { layersPerStage } from '../physics/stages.ts';
import { listsStages } from '../plan/listed-stages.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { inputs, statedAt } from './related.ts';
import type { Draft } from './rule.ts';

/** From four micro-batches a stage on the bubble is little. GPipe, arXiv:1811.06965 §2.3. */
const enough = 4;

const interleaving = /\b(?:interleav|virtual (?:pipeline|stage))/i;

/** Few micro-batches for the stages, in a plan that says nothing of its bubble. */
export function fewMicroBatches(plan: Plan): Draft[] {
  const stages = plan.values.get('pp') ?? 1;
  const at = statedAt(plan, 'micro_batches') ?? statedAt(plan, 'grad_accum');
  if (stages < 2 || !at || at.role === 'echo' || at.strength === 'weak' || at.value >= enough * stages) return [];
  const { mode, schedule } = practiceOf(plan);
  if (mode !== 'training' || (schedule !== null && schedule !== '1f1b' && schedule !== 'gpipe') || (plan.values.get('vpp') ?? 1) > 1)
    return [];
  if (plan.facts.mentions.some(({ id }) => id === 'bubble') || plan.facts.document.words.has(interleaving)) return [];
  return [
    {
      span: at.number.digits,
      message: `${figure(at.value)} micro-batches leave ${figure(stages)} stages idle for ${percentText(pipelineBubble(stages, at.value).ofTotal)} of the step; with ${figure(microBatchesFor(0.1, stages, 'ofTotal'))} it would be 10 %`,
      related: inputs(plan, ['pp']),
    },
  ];
}

/** Stages that are uneven by intent: all of them wait for the fullest. Said where that costs more than a tenth. */
export function unevenStages(plan: Plan): Draft[] {
  const pp = statedAt(plan, 'pp');
  const layers = plan.values.get('layers');
  if (
    !pp ||
    pp.value < 2 ||
    layers === undefined ||
    layers % pp.value === 0 ||
    pp.role === 'echo' ||
    pp.strength === 'weak' ||
    layers < pp.value
  )
    return [];
  if (!practiceOf(plan).unevenStages && !listsStages(plan, layers, pp.value)) return [];
  const fullest = Math.max(...layersPerStage(layers, pp.value));
  const idle = 1 - layers / (fullest * pp.value);
  if (idle <= 0.1) return [];
  return [
    {
      span: pp.number.digits,
      message: `${figure(layers)} layers on ${figure(pp.value)} stages are at least ${figure(fullest)} on the fullest, for which the others wait: ${percentText(idle)} of their time`,
      related: inputs(plan, ['layers']),
    },
  ];
}
