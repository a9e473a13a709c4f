import { figure } from '../notation/write.ts';
import { type ComponentId, componentNames } from '../physics/components.ts';
import { byteRange } from '../physics/figures.ts';
import { estimateOf } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { degreeIds, type QuantityId } from '../vocabulary/quantities.ts';
import { toNearest } from './nearest.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

const parts: readonly (readonly [QuantityId, ComponentId])[] = [
  ['mem_weights', 'weights'],
  ['mem_gradients', 'gradients'],
  ['mem_optimizer', 'optimizer'],
  ['mem_activations', 'activations'],
];

/** As far as a way of counting may lie beside every usual one. */
const leeway = 2;

/**
 * What a plan states that a GPU holds, against what its model, layout and recipe give at their widest: a doubt where it is less than half or
 * more than twice of all that the plan leaves open. Only where the model is known, by name or by dimensions that give its stated size, and
 * the layout fills the GPUs.
 */
export function besideEstimate(plan: Plan): Draft[] {
  const practice = practiceOf(plan);
  if (practice.mode !== 'training' || !practice.modeIsPlain || practice.adapters || practice.offload || practice.severalModels) return [];
  if (!degreeIds.some((id) => plan.values.has(id))) return [];
  const estimate = estimateOf(plan);
  const gpus = plan.values.get('gpus');
  if (!estimate?.parameters.fromDimensions || gpus === undefined || estimate.gpus.low !== gpus || estimate.gpus.high !== gpus) return [];
  const { stated, fromDimensions } = estimate.parameters;
  if (stated !== null && (fromDimensions.low > 1.06 * stated || fromDimensions.high < stated / 1.06)) return [];
  const out: Draft[] = [];
  for (const [id, component] of parts) {
    const mention = statedAt(plan, id);
    if (
      !mention ||
      mention.role === 'echo' ||
      mention.strength === 'weak' ||
      (mention.number.qualifier !== 'exact' && mention.number.qualifier !== 'about')
    )
      continue;
    // any stage may be meant
    const ends = estimate.stages.flatMap((stage) => stage.components.filter((part) => part.id === component));
    if (ends.length === 0) continue;
    const low = Math.min(...ends.map((part) => part.low));
    const high = Math.max(...ends.map((part) => part.high));
    if (mention.value >= low / leeway && mention.value <= high * leeway) continue;
    const [off, way] = mention.value > high ? [mention.value / high, 'more'] : [low / mention.value, 'less'];
    out.push({
      span: mention.number.span,
      message: `${written(mention)} of ${componentNames[component]} per GPU are ${figure(off, 2)} times ${way} than this model and layout give: ${byteRange(low, high)}`,
      related: inputs(plan, ['params', 'tp', 'pp', 'ep', 'dp']),
      corrections: toNearest(mention, { low, high }),
    });
  }
  return out;
}
