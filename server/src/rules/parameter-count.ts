import { countText, figure } from '../notation/write.ts';
import { estimatedParameters } from '../physics/memory.ts';
import { dimensionsFor } from '../physics/variants.ts';
import { memoryInput } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { main } from '../plan/scenario.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { attentionSizes } from './attention-size.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Rule } from './rule.ts';

/** A model size that its own dimensions cannot give, whatever the usual choices: two or three FFN matrices, any vocabulary from 32,000 to 128,000. */
export const parameterCount: Rule = {
  id: 'parameter-count',
  severity: 'error',
  check(plan, report) {
    for (const draft of attentionSizes(plan)) report(draft);
    const stated = statedAt(plan, 'params');
    if (!stated || stated.role === 'echo' || practiceOf(plan).unmodelled) return;
    const values = withLoose(plan);
    if (['layers', 'hidden', 'ffn'].some((id) => !values.has(id as QuantityId))) return;
    const loose = { ...plan, values };
    if (!values.has('experts') && /\bmoe\b|mixture|experts?\b/i.test(plan.facts.document.text)) return;
    const range = estimatedParameters({ ...memoryInput(loose), parameters: null });
    if (!range) return;
    const slack = 1.05;
    // vocabularies go up to 262,144 entries
    const vocabulary = values.has('vocab') ? 0 : 2 * 134_144 * (values.get('hidden') ?? 0);
    if (stated.value >= range.low / slack && stated.value <= (range.high + vocabulary) * slack) return;
    // a per-layer or per-expert width that is read wrong is off by little; a real mistake is off by much. Of a mixture the plan may leave out
    // more: dense layers between, shared experts, another width for each expert
    const off = stated.value > range.high ? stated.value / range.high : range.low / stated.value;
    const mixture = (values.get('experts') ?? 1) > 1;
    report({
      span: stated.number.span,
      severity: off > 1.3 && !mixture ? 'error' : 'warning',
      message: `${written(stated)} parameters cannot come from these dimensions: they give ${countText(range.low)} to ${countText(range.high)}, by activation and vocabulary (${figure(off, 2)}× ${stated.value > range.high ? 'too many' : 'too few'})${remedies(loose, stated.value)}`,
      related: inputs(plan, ['layers', 'hidden', 'ffn', 'heads', 'experts', 'vocab']),
    });
  },
};

/** Further away than this a dimension is not what was meant otherwise. */
const likely = 8;

/** Which dimension would give the stated size, all others kept: `; it would take an FFN of 9432 to 14,265 or 295 to 446 experts`. */
function remedies(plan: Plan, target: number): string {
  const ways = dimensionsFor(memoryInput(plan).model ?? {}, target).flatMap(({ dimension, low, high }) => {
    const stated = plan.values.get(dimension);
    if (stated === undefined || high > likely * stated || low * likely < stated) return [];
    const several = low === high ? figure(low, 3) : `${figure(low, 3)} to ${figure(high, 3)}`;
    return [dimension === 'ffn' ? `an FFN of ${several}` : `${several} ${dimension}`];
  });
  return ways.length > 0 ? `; it would take ${ways.length > 1 ? `${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}` : ways[0]}` : '';
}

/** Dimensions that the plan mentions in passing, where it mentions one value only: `a 16-layer transformer`. */
function withLoose(plan: Plan): Map<QuantityId, number> {
  const values = new Map(plan.values);
  for (const id of ['layers', 'heads', 'experts'] as const) {
    if (values.has(id)) continue;
    const found = new Set(
      plan.facts.mentions.filter((mention) => mention.id === id && mention.scenario === main).map((mention) => mention.value),
    );
    const [value] = found;
    if (found.size === 1 && value !== undefined) values.set(id, value);
  }
  return values;
}
