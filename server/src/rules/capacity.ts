import { figure } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Rule } from './rule.ts';
import { bytesText } from '../notation/write.ts';
import { inputs, statedAt, written } from './related.ts';

/** The list itself says that the limit is exceeded. */
function admitted(plan: Plan, used: Mention): boolean {
  return plan.facts.document.statements.some((statement) => statement.block === used.statement.block && /exceed|❌|insufficient|does not fit/i.test(plan.facts.document.text.slice(statement.span.start, statement.span.end)));
}

/** More GPUs or memory needed than the plan states it has. */
export const capacity: Rule = {
  id: 'capacity',
  severity: 'error',
  check(plan, report) {
    const available = statedAt(plan, 'gpus_available');
    const required = plan.votes.get('gpus')?.mentions.filter((mention) => available && mention.value > available.value && mention.role !== 'echo') ?? [];
    const first = required.find((mention) => mention.statement.block === available?.statement.block) ?? required[0];
    if (available && first) {
      report({
        span: first.number.digits,
        message: `${written(first)} GPUs are required, but ${written(available)} are available`,
        related: [{ message: `${figure(available.value)} GPUs available`, span: available.number.span }],
        layouts: 'preferred',
      });
    }
    const memory = statedAt(plan, 'gpu_memory');
    const used = statedAt(plan, 'mem_total');
    if (memory && used && used.value > memory.value * 1.075 && used.number.qualifier !== 'below') {
      report({
        span: used.number.span,
        message: `${bytesText(used.value)} per GPU is more than the ${bytesText(memory.value)} that a GPU has`,
        related: inputs(plan, ['gpu_memory']),
        severity: used.role !== 'definition' || admitted(plan, used) ? 'warning' : 'error',
      });
    }
  },
};
