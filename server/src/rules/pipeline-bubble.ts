import { percentText } from '../notation/write.ts';
import { matchesBubble, pipelineBubble, scheduleBubble } from '../physics/bubble.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { main } from '../plan/scenario.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { inputs, rewritten, written } from './related.ts';
import type { Rule } from './rule.ts';

/** A stated bubble that is neither the share of the step nor the ratio to the ideal time, with one chunk per stage or with several. */
export const pipelineBubbleRule: Rule = {
  id: 'pipeline-bubble',
  severity: 'warning',
  check(plan, report) {
    const stages = plan.values.get('pp');
    const batches = microBatches(plan);
    if (stages === undefined || stages < 2 || batches === undefined) return;
    const stated = plan.facts.mentions.filter(
      (mention) => mention.id === 'bubble' && mention.scenario === main && ['exact', 'about'].includes(mention.number.qualifier),
    );
    const first = stated[0];
    if (!first) return;
    const chunks = plan.values.get('vpp') ?? 1;
    const possible = interleaves(plan) ? [1, 2, 3, 4, 5, 6, 8] : [chunks];
    if (possible.some((v) => matchesBubble(first.value, stages, batches, v, 0.011).length > 0)) return;
    const { schedule } = practiceOf(plan);
    if (schedule === 'zero-bubble' || schedule === 'dualpipe') {
      const hidden = scheduleBubble(schedule, stages, batches);
      if ([hidden.ofIdeal, hidden.ofTotal].some((share) => Math.abs(share - first.value) <= 0.011)) return;
    }
    const bubble = pipelineBubble(stages, batches, chunks);
    report({
      span: first.number.span,
      message: `${written(first)} fits neither definition of the bubble for ${stages} stages and ${batches} micro-batches: ${percentText(bubble.ofIdeal)} of the ideal time, ${percentText(bubble.ofTotal)} of the step`,
      related: inputs(plan, ['pp', 'micro_batches', 'grad_accum']),
      corrections: [
        {
          title: `Change ${written(first)} to ${rewritten(first.number, bubble.ofTotal)} (of the step)`,
          preferred: false,
          safe: false,
          numbers: [{ number: first.number, value: bubble.ofTotal }],
        },
      ],
    });
  },
};

function microBatches(plan: Plan): number | undefined {
  const loose = (id: QuantityId): number | undefined => {
    const values = new Set(
      plan.facts.mentions.filter((mention) => mention.id === id && mention.scenario === main).map((mention) => mention.value),
    );
    return values.size === 1 ? [...values][0] : undefined;
  };
  return plan.values.get('micro_batches') ?? loose('micro_batches') ?? plan.values.get('grad_accum');
}

const interleaving = /\b(?:interleav|zero[- ]bubble|virtual (?:pipeline|stage)|dualpipe)/i;
const interleaves = (plan: Plan): boolean => plan.facts.document.words.has(interleaving);
