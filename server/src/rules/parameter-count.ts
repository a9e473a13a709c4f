import { countText, figure } from '../notation/write.ts';
import { estimatedParameters } from '../physics/memory.ts';
import { dimensionsFor } from '../physics/variants.ts';
import { memoryInput } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { main } from '../plan/scenario.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { attentionSizes } from './attention-size.ts';
import { attentionWidths } from './attention-width.ts';
import { inputs, sides, statedAt, written } from './related.ts';
import type { Correction, Rule } from './rule.ts';

/** A model size that its own dimensions cannot give, whatever the usual choices: two or three FFN matrices, any vocabulary from 32,000 to 128,000. */
export const parameterCount: Rule = {
  id: 'parameter-count',
  severity: 'error',
  check(plan, report) {
    for (const draft of [...attentionSizes(plan), ...attentionWidths(plan)]) report(draft);
    const stated = statedAt(plan, 'params');
    if (!stated || stated.role === 'echo' || practiceOf(plan).unmodelled) return;
    const values = withLoose(plan);
    if (['layers', 'hidden', 'ffn'].some((id) => !values.has(id as QuantityId))) return;
    const loose = values === plan.values ? plan : { ...plan, values };
    if (!values.has('experts') && plan.facts.document.words.has(ofExperts)) return;
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
    const found = ways(loose, stated.value);
    report({
      span: stated.number.span,
      severity: off > 1.3 && !mixture ? 'error' : 'warning',
      message: `${written(stated)} parameters cannot come from these dimensions: they give ${countText(range.low)} to ${countText(range.high)}, by activation and vocabulary (${figure(off, 2)}× ${stated.value > range.high ? 'too many' : 'too few'})${remedies(found)}`,
      related: inputs(plan, ['layers', 'hidden', 'ffn', 'heads', 'experts', 'vocab']),
      corrections: [
        ...sides({ number: stated.number, value: range.low }, { number: stated.number, value: range.high }),
        ...otherDimensions(found),
      ],
    });
  },
};

const ofExperts = /\bmoe\b|mixture|experts?\b/i;

/** One dimension as it would have to be, the roundest that does: with all that follows from it. */
function otherDimensions(found: ReturnType<typeof ways>): Correction[] {
  return found.map(({ dimension, low, high }) => {
    const value = roundest(low, high);
    return {
      title: `Use ${dimension === 'ffn' ? `an FFN of ${figure(value)}` : `${figure(value)} ${dimension}`}`,
      preferred: false,
      safe: false,
      quantities: new Map([[dimension, value]]),
    };
  });
}

/** The whole number of a range that is a multiple of the highest power of two. */
function roundest(low: number, high: number): number {
  for (let step = 2 ** Math.floor(Math.log2(high)); step > 1; step /= 2) {
    const value = Math.ceil(low / step) * step;
    if (value <= high) return value;
  }
  return Math.ceil(low);
}

/** Further away than this a dimension is not what was meant otherwise. */
const likely = 8;

/** Which dimension would give the stated size, all others kept: `; it would take an FFN of 9432 to 14,265 or 295 to 446 experts`. */
function remedies(found: ReturnType<typeof ways>): string {
  const named = found.map(({ dimension, low, high }) => {
    const several = low === high ? figure(low, 3) : `${figure(low, 3)} to ${figure(high, 3)}`;
    return dimension === 'ffn' ? `an FFN of ${several}` : `${several} ${dimension}`;
  });
  return named.length > 0 ? `; it would take ${named.length > 1 ? `${named.slice(0, -1).join(', ')} or ${named.at(-1)}` : named[0]}` : '';
}

const ways = (plan: Plan, target: number) =>
  dimensionsFor(memoryInput(plan).model ?? {}, target).filter(({ dimension, low, high }) => {
    const stated = plan.values.get(dimension);
    return stated !== undefined && high <= likely * stated && low * likely >= stated;
  });

/** Dimensions that the plan mentions in passing, where it mentions one value only: `a 16-layer transformer`. */
function withLoose(plan: Plan): Plan['values'] {
  let values = plan.values;
  for (const id of ['layers', 'heads', 'experts'] as const) {
    if (values.has(id)) continue;
    const found = new Set(
      plan.facts.mentions.filter((mention) => mention.id === id && mention.scenario === main).map((mention) => mention.value),
    );
    const [value] = found;
    if (found.size === 1 && value !== undefined) values = new Map([...values, [id, value]]);
  }
  return values;
}
