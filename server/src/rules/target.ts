import type { Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import { figure } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { type Span, span } from '../text/span.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { written } from './related.ts';
import { missedRequirements } from './requirements.ts';
import type { Report, Rule } from './rule.ts';
import { verdictCorrections } from './verdicts.ts';

/** A stated requirement that the plan's own figures miss, or a comparison that is false and ticked. */
export const target: Rule = {
  id: 'target',
  severity: 'error',
  check(plan, report) {
    for (const relation of plan.relations) {
      if (relation.kind !== 'order' || relation.holds || !relation.affirmed) continue;
      report({
        span: relation.span,
        message: relation.open
          ? `${written({ number: relation.subject })} misses the ${written({ number: relation.base })} it is ticked against`
          : `${written({ number: relation.subject })} is not ${relation.order} ${written({ number: relation.base })}`,
        ...(relation.open ? { severity: 'warning' as const } : {}),
        related: [{ message: written({ number: relation.base }), span: relation.base.span }],
        corrections: verdictCorrections(plan.facts.document.plain, relation.span, [relation.subject, relation.base]),
      });
    }
    const affirmations = allMet(plan);
    missedThroughput(plan, affirmations, report);
    for (const draft of missedRequirements(
      plan,
      affirmations.filter((at) => ofAll(plan, at)),
    ))
      report(draft);
  },
};

/** `Target 8.0 RPS`, `Expected 7.0 RPS`, and then `all requirements met`. */
function missedThroughput(plan: Plan, affirmations: readonly Span[], report: Report): void {
  const stated = plan.facts.mentions.filter(
    (mention) => mention.id === 'throughput' && mention.scenario === main && mention.role === 'definition',
  );
  const goal = stated.find((mention) => isGoalLabel(plan, mention));
  const own = stated.find(
    (mention) =>
      goal &&
      !isGoalLabel(plan, mention) &&
      mention.statement.block === goal.statement.block &&
      mention.number.unit?.text === goal.number.unit?.text,
  );
  if (!goal || !own || own.value >= goal.value * 0.999 || goal.number.qualifier === 'at-most' || goal.number.qualifier === 'below') return;
  const related = [
    { message: `expected ${written(own)}`, span: own.number.span },
    { message: `target ${written(goal)}`, span: goal.number.span },
  ];
  for (const span of affirmations) {
    report({
      span,
      severity: 'warning',
      related,
      corrections: verdictCorrections(plan.facts.document.plain, span, [own.number, goal.number]),
      message: `the throughput target is missed: ${written(own)} is ${figure((1 - own.value / goal.value) * 100, 3)} % below ${written(goal)}`,
    });
  }
}

/** `Latency envelope: all targets met` speaks of a part of them. */
const ofAll = ({ facts: { document } }: Plan, at: Span): boolean =>
  document.statements.every(({ label, span: { start, end } }) => label === null || at.start < start || at.end > end);

/** Where the document says that all that is asked for is met. */
function allMet({ facts: { document } }: Plan): Span[] {
  const claimIn = ({ span: { start, end } }: Statement): Span | null =>
    end - start > 2000 ? null : claimOf(document.plain.slice(start, end));
  return statementsIn(document.own, document, claiming, (statement) => claimIn(statement) !== null).flatMap((statement) => {
    const said = claimIn(statement);
    return said ? [span(statement.span.start + said.start, statement.span.start + said.end)] : [];
  });
}

/** Where in a statement it is said. */
const claiming = new Slot<boolean>();

function claimOf(text: string): Span | null {
  const match = claimsAll.exec(text.replaceAll('\0', ' ').toLowerCase());
  return match ? span(match.index, match.index + match[0].length) : null;
}

const claimsAll =
  /\b(?<!\bnot )(?:performance requirements met|meets? all performance requirements|meeting all (?:latency and throughput|performance) requirements|all (?:performance )?(?:requirements|targets) (?:are )?met|all performance targets achieved)\b/;

const isGoalLabel = (plan: Plan, mention: Mention): boolean =>
  mention.statement.label !== null &&
  /\b(?:target|required|requirement|goal)\b/.test(plainWords(slice(plan.facts.document, mention.statement.label)));
