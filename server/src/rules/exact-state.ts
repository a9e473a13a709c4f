import { resultInterval } from '../notation/number.ts';
import { bytesText, countText } from '../notation/write.ts';
import { type ComponentId, componentNames } from '../physics/components.ts';
import { estimatedParameters, estimateMemory } from '../physics/memory.ts';
import type { MemoryInput } from '../physics/memory-input.ts';
import { bytesPerWeight, isQuantised } from '../physics/precision.ts';
import type { Range } from '../physics/range.ts';
import type { ZeroStage } from '../physics/state.ts';
import { memoryInput } from '../plan/facts.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { type Practice, practiceOf } from '../plan/practice.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { toNearest } from './nearest.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/** Bytes per parameter that recipes in use keep of each, beside the stated precision: docs/physics.md, State. */
const parts: readonly (readonly [QuantityId, ComponentId, readonly number[]])[] = [
  ['mem_weights', 'weights', [4]],
  ['mem_gradients', 'gradients', [2, 4, 6]],
  ['mem_optimizer', 'optimizer', [2, 4, 6, 8, 12, 16]],
];

/** Figures of the state are exact but for rounding and for what is counted along. */
const tolerance = 0.03;
const about = 0.1;
const binary = 1.073741824;

/**
 * Weights, gradients and optimizer states of a GPU that no way of cutting the model gives: neither what each stage holds, replicated or
 * sharded, nor the parameters over any of the degrees, in decimal or binary units. Said only where size, precision and layout are all stated.
 */
export function exactState(plan: Plan): Draft[] {
  const stated = parts.flatMap(([id, component, widths]) => {
    const mention = statedAt(plan, id);
    return mention?.role === 'definition' &&
      mention.claim === null &&
      mention.strength === 'strong' &&
      ['exact', 'about'].includes(mention.number.qualifier)
      ? [{ mention, component, widths }]
      : [];
  });
  if (stated.length === 0 || !plan.values.has('tp')) return [];
  const practice = practiceOf(plan);
  const { precision } = practice;
  if (!practice.mode || !practice.modeIsPlain || !precision || practice.adapters || practice.offload || practice.severalModels) return [];
  const input = memoryInput(plan);
  const gpus = plan.values.get('gpus');
  const whole = completeModel(input);
  if (!whole || gpus === undefined) return [];
  const parameters = { low: Math.min(whole, input.parameters ?? whole), high: Math.max(whole, input.parameters ?? whole) };
  const out: Draft[] = [];
  for (const { mention, component, widths } of stated) {
    if (component !== 'weights' && practice.mode !== 'training') continue;
    const held = holdings(input, practice, component, gpus);
    if (!held) continue;
    const bytes =
      component === 'weights'
        ? [
            bytesPerWeight(practice.mode === 'training' && isQuantised(precision) ? 'bf16' : precision),
            ...(practice.mode === 'training' ? widths : []),
          ]
        : widths;
    const shares = bytes.flatMap((width) =>
      cuts(plan).map((ranks) => ({ low: (parameters.low * width) / ranks, high: (parameters.high * width) / ranks })),
    );
    if ([...held, ...shares].some((range) => meets(mention, range))) continue;
    // what is off by more is told with the whole range that the plan leaves open
    const nearest = held.reduce((best, range) => (distance(mention.value, range) < distance(mention.value, best) ? range : best));
    if (distance(mention.value, nearest) > 2) continue;
    out.push({
      span: mention.number.span,
      message: `${written(mention)} of ${componentNames[component]} per GPU fit no way of cutting ${countText(whole)} parameters: the nearest, by this layout, is ${nearest.high > 1.005 * nearest.low ? `${bytesText(nearest.low)} to ${bytesText(nearest.high)}` : bytesText(nearest.low)}`,
      related: inputs(plan, ['params', 'tp', 'pp', 'ep', 'dp']),
      corrections: toNearest(mention, nearest),
    });
  }
  return out;
}

/** Parameters of a model that is known in every dimension, by name or as stated; null where anything of it was filled in or does not go together. */
function completeModel(input: MemoryInput): number | null {
  const range = estimatedParameters({ ...input, parameters: null });
  if (!range || range.high > 1.01 * range.low) return null;
  return input.parameters && Math.abs(input.parameters / range.low - 1) > 0.02 ? null : range.low;
}

/** What the stages hold of a component, for each way of sharding that the plan leaves open; null where anything else is open. */
function holdings(input: MemoryInput, practice: Practice, component: ComponentId, gpus: number): Range[] | null {
  const out: Range[] = [];
  const stages: readonly ZeroStage[] =
    input.zeroStage !== null && input.zeroStage !== undefined ? [input.zeroStage] : practice.mode === 'training' ? [0, 1, 3] : [0];
  for (const zeroStage of stages) {
    const estimate = estimateMemory({ ...input, zeroStage });
    if (!estimate || estimate.gpus.low !== gpus || estimate.gpus.high !== gpus) return null;
    const ends = estimate.stages.flatMap((stage) => stage.components.filter(({ id }) => id === component));
    // gradients and optimizer states follow recipes that are tried one by one
    if (component === 'weights' && ends.some(({ low, high }) => high > 1.03 * low)) return null;
    if (ends.length > 0) out.push({ low: Math.min(...ends.map(({ low }) => low)), high: Math.max(...ends.map(({ high }) => high)) });
  }
  return out.length > 0 ? out : null;
}

/** Numbers of parts that some of the degrees cut the model into. */
function cuts(plan: Plan): number[] {
  let all = [1];
  for (const id of ['tp', 'pp', 'ep', 'dp', 'cp'] as const) all = all.flatMap((ranks) => [ranks, ranks * (plan.values.get(id) ?? 1)]);
  return [...new Set([...all, plan.values.get('gpus') ?? 1])];
}

/** Whether the figure is of the range as far as its digits and units tell. */
function meets(mention: Mention, { low, high }: Range): boolean {
  const shown = resultInterval(mention.number);
  const slack = mention.number.qualifier === 'about' ? about : tolerance;
  return [1, binary].some((unit) => shown.high * unit * (1 + slack) >= low && shown.low * unit <= high * (1 + slack));
}

const distance = (value: number, { low, high }: Range): number => (value > high ? value / high : low / value);
