import { figure } from '../notation/write.ts';
import { namedModel } from '../plan/named.ts';
import type { Plan } from '../plan/plan.ts';
import { inputs, sides, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * Heads times the width of each, against the hidden size: the same in multi-head attention as it was published (Vaswani et al.,
 * arXiv:1706.03762 §3.2.2: d_k = d_v = d_model / h). A doubt, and none where the document names a published model, shares keys and values or
 * projects them down: such models choose the width of a head freely.
 */
export function attentionWidths(plan: Plan): Draft[] {
  const [heads, each, hidden] = (['heads', 'head_dim', 'hidden'] as const).map((id) => statedAt(plan, id));
  if (!heads || !each || !hidden || [heads, each, hidden].some(({ strength }) => strength === 'weak')) return [];
  if (plan.values.has('kv_heads') || plan.facts.document.words.has(otherwise) || namedModel(plan)) return [];
  const width = heads.value * each.value;
  if (width === hidden.value) return [];
  return [
    {
      span: each.number.digits,
      severity: 'warning',
      message: `${figure(heads.value)} heads of ${written(each)} make ${figure(width)}, and the hidden size is ${written(hidden)}`,
      related: inputs(plan, ['heads', 'hidden']),
      corrections: sides(
        ...(Number.isInteger(hidden.value / heads.value) ? [{ number: each.number, value: hidden.value / heads.value }] : []),
        ...(Number.isInteger(hidden.value / each.value) ? [{ number: heads.number, value: hidden.value / each.value }] : []),
        { number: hidden.number, value: width },
      ),
    },
  ];
}

const otherwise =
  /\b(?:gqa|mqa|mla|grouped[- ]query|multi[- ]query|latent attention|kv heads?|key[- ]value heads?|linear attention|mamba|per (?:gpu|device|rank)|gemma|qwen|glm|minimax)\b/i;
