import { countText, figure } from '../notation/write.ts';
import { flopsPerTokenFromParameters } from '../physics/throughput.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/** Beside forward and backward: recomputation, attention over long sequences, projections that are counted apart. */
const leeway = 2;

/**
 * Operations for a stated number of tokens beyond what training on them takes, `6 × parameters × tokens` (arXiv:2001.08361 §2.1): `30 TFLOPs
 * for a 128-token sequence` of a model of 10B. Only upwards: of a mixture a token visits a part.
 */
export function flopsBeyondModel(plan: Plan): Draft[] {
  const params = statedAt(plan, 'params');
  if (!params || params.role === 'echo') return [];
  return plan.facts.mentions.flatMap((mention) => {
    if (mention.id !== 'model_flops' || mention.scenario !== main || mention.number.unit?.dimension.flop !== 1) return [];
    const behind = slice(plan.facts.document, {
      start: mention.number.span.end,
      end: Math.min(mention.statement.span.end, mention.number.span.end + 60),
    });
    const said = /\bper token\b/i.test(behind)
      ? ['', '1']
      : /(?:for|per) (?:an? |each |one )?([0-9][0-9,]{0,8})[- ]tokens?\b/i.exec(behind);
    const tokens = Number(said?.[1]?.replaceAll(',', ''));
    if (!(tokens >= 1) || tokens > 32_768) return [];
    const most = flopsPerTokenFromParameters(params.value) * tokens;
    if (mention.value <= most * leeway) return [];
    const scale = mention.number.unit.scale * mention.number.magnitude;
    return [
      {
        span: mention.number.span,
        severity: 'warning' as const,
        message: `${written(params)} parameters take ${figure(most / scale / 3, 2)} ${mention.number.unit.text} forward for ${tokens === 1 ? 'one token' : `${countText(tokens)} tokens`}, ${figure(most / scale, 2)} with the backward pass, not ${written(mention)}`,
        related: inputs(plan, ['params']),
      },
    ];
  });
}
