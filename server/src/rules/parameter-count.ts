import { countText, figure } from '../notation/write.ts';
import { estimatedParameters } from '../physics/memory.ts';
import { memoryInput } from '../plan/facts.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Rule } from './rule.ts';

/** A model size that its own dimensions cannot give, whatever the usual choices: two or three FFN matrices, any vocabulary from 32,000 to 128,000. */
export const parameterCount: Rule = {
  id: 'parameter-count',
  severity: 'error',
  check(plan, report) {
    const stated = statedAt(plan, 'params');
    const needed = ['layers', 'hidden', 'ffn', 'heads'] as const;
    if (!stated || stated.role === 'echo' || needed.some((id) => !plan.values.has(id))) return;
    if (!plan.values.has('experts') && /\bmoe\b|mixture|experts?\b/i.test(plan.facts.document.text)) return;
    const range = estimatedParameters({ ...memoryInput(plan), parameters: null });
    if (!range) return;
    const slack = 1.05;
    if (stated.value >= range.low / slack && stated.value <= range.high * slack) return;
    // a per-layer or per-expert width that is read wrong is off by little; a real mistake is off by much
    const off = stated.value > range.high ? stated.value / range.high : range.low / stated.value;
    report({
      span: stated.number.span,
      severity: off > 1.3 ? 'error' : 'warning',
      message: `${written(stated)} parameters cannot come from these dimensions: they give ${countText(range.low)} to ${countText(range.high)}, by activation and vocabulary (${figure(off, 2)}× ${stated.value > range.high ? 'too many' : 'too few'})`,
      related: inputs(plan, ['layers', 'hidden', 'ffn', 'heads', 'experts', 'vocab']),
    });
  },
};
