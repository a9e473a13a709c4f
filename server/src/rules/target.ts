import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { slice } from '../plan/reading.ts';
import type { Mention } from '../plan/model.ts';
import { main } from '../plan/scenario.ts';
import { written } from './related.ts';
import type { Report, Rule } from './rule.ts';

/** A stated requirement that the plan's own figures miss, or a comparison that is false and ticked. */
export const target: Rule = {
  id: 'target',
  severity: 'error',
  check(plan, report) {
    for (const relation of plan.relations) {
      if (relation.kind !== 'order' || relation.holds || !relation.affirmed) continue;
      report({
        span: relation.span,
        message: `${written({ number: relation.subject })} is not ${relation.order} ${written({ number: relation.base })}`,
        related: [{ message: written({ number: relation.base }), span: relation.base.span }],
      });
    }
    missedThroughput(plan, report);
  },
};

/** `Target 8.0 RPS`, `Expected 7.0 RPS`, and then `all requirements met`. */
function missedThroughput(plan: Plan, report: Report): void {
  const stated = plan.facts.mentions.filter((mention) => mention.id === 'throughput' && mention.scenario === main && mention.role === 'definition');
  const goal = stated.find((mention) => isGoalLabel(plan, mention));
  const own = stated.find((mention) => goal && !isGoalLabel(plan, mention) && mention.statement.block === goal.statement.block && mention.number.unit?.text === goal.number.unit?.text);
  if (!goal || !own || own.value >= goal.value * 0.999 || goal.number.qualifier === 'at-most' || goal.number.qualifier === 'below') return;
  const related = [{ message: `expected ${written(own)}`, span: own.number.span }, { message: `target ${written(goal)}`, span: goal.number.span }];
  const { document } = plan.facts;
  for (const statement of document.statements) {
    if (statement.span.end - statement.span.start > 2000) continue;
    const said = document.plain.slice(statement.span.start, statement.span.end).replaceAll('\0', ' ').toLowerCase();
    const match = claimsAll.exec(said);
    if (!match) continue;
    const start = statement.span.start + match.index;
    report({
      span: { start, end: start + match[0].length }, severity: 'warning', related,
      message: `the throughput target is missed: ${written(own)} is ${figure((1 - own.value / goal.value) * 100, 3)} % below ${written(goal)}`,
    });
  }
}

const claimsAll = /\b(?:performance requirements met|meets? all performance requirements|meeting all (?:latency and throughput|performance) requirements|all (?:performance )?(?:requirements|targets) (?:are )?met|all performance targets achieved)\b/;

const isGoalLabel = (plan: Plan, mention: Mention): boolean => mention.statement.label !== null && /\b(?:target|required|requirement|goal)\b/.test(plainWords(slice(plan.facts.document, mention.statement.label)));
