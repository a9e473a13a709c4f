import { resultInterval } from '../notation/number.ts';
import { bytesText, countText } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { inputs, sides, written } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * Parameters of all attention layers against the plan's width: four h × h matrices a layer, two at the least where queries share keys and
 * values. Vaswani et al., arXiv:1706.03762 §3.2; Shazeer, arXiv:1911.02150. A doubt from a factor of two on.
 */
export function attentionSizes(plan: Plan): Draft[] {
  const layers = plan.values.get('layers');
  const hidden = plan.values.get('hidden');
  if (layers === undefined || hidden === undefined) return [];
  const heads = (plan.values.get('heads') ?? 0) * (plan.values.get('head_dim') ?? 0);
  const width = Math.max(hidden, heads);
  const [low, high] = [2 * layers * hidden * Math.min(hidden, heads || hidden), 4 * layers * hidden * width];
  const bytes = plan.values.get('bytes_per_param');
  return ofAttention.of(plan.facts).flatMap(({ statement, items }) => {
    const [item] = items;
    if (item?.kind !== 'single' || plan.facts.scenarioOf.get(statement) !== main) return [];
    const { number } = item.expression;
    const memory = number.unit?.dimension.bytes === 1 && number.unit.dimension.time === 0;
    if (!memory && !(number.unit === null && number.magnitude >= 1e6)) return [];
    const widths = memory ? (bytes === undefined ? [1, 4] : [bytes, bytes]) : [1, 1];
    const [least, most] = [low * (widths[0] ?? 1), high * (widths[1] ?? 1)];
    const shown = resultInterval(number);
    if (shown.high * slack >= least && shown.low <= most * slack) return [];
    const text = memory ? bytesText : countText;
    return [
      {
        span: number.span,
        severity: 'warning' as const,
        message: `the attention of these layers has ${text(least)} to ${text(most)}, not ${written({ number })}: four matrices of the hidden size a layer`,
        related: inputs(plan, ['layers', 'hidden', 'heads']),
        // its own width of a byte is not known
        corrections: memory && bytes === undefined ? [] : sides({ number, value: most }),
      },
    ];
  });
}

/** `Attention parameters: 2.1B`. */
const ofAttention = new Sieve(({ label }) => {
  const words = plainWords(label);
  return /\battention\b/.test(words) && /\b(?:params?|parameters|weights)\b/.test(words) && !/\bper\b/.test(words);
});

const slack = 2;
