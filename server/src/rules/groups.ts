import type { Expression, Item } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import { nounWords } from '../plan/noun-words.ts';
import { degreeIn } from '../plan/context.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { shortName } from '../vocabulary/quantities.ts';
import { inputs, written } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * `TP groups: 8 groups of 4 GPUs` where TP is 8: the ranks that split a layer between them are one group, so a group has the size of the
 * degree. Said where the two figures would be right the other way round. Of tensor and expert parallel groups alone: with pipelines and
 * replicas authors also call all that is one stage or one copy a group.
 */
export function groupSizes(plan: Plan): Draft[] {
  const gpus = plan.values.get('gpus');
  return plan.facts.readings.flatMap(({ statement, items, label }) => {
    const words = plainWords(label);
    const degree = /\bgroups?$/.test(words) ? degreeIn(words) : null;
    if ((degree !== 'tp' && degree !== 'ep') || plan.facts.scenarioOf.get(statement) !== main) return [];
    const size = plan.values.get(degree);
    const pair = size === undefined ? undefined : countedGroups(items);
    if (size === undefined || !pair || gpus === undefined) return [];
    const { groups, members } = pair;
    if (members.value === size || groups.value !== size || gpus % (groups.value * members.value) !== 0) return [];
    return [{
      span: { start: groups.span.start, end: members.span.end },
      severity: 'warning' as const,
      message: `with ${shortName(degree)} ${figure(size)} a group has ${figure(size)} GPUs: ${figure(members.value)} groups of ${figure(size)}, not ${written({ number: groups })} of ${written({ number: members })}`,
      related: inputs(plan, [degree, 'gpus']),
      corrections: [{
        title: `Change to ${figure(members.value)} groups of ${figure(size)}`, preferred: true, safe: false,
        numbers: [{ number: groups, value: members.value }, { number: members, value: size }],
      }],
    }];
  });
}

/** `8 groups of 4 GPUs each`, `8 groups × 4 GPUs`. */
function countedGroups(items: readonly Item[]): { readonly groups: WrittenNumber; readonly members: WrittenNumber } | undefined {
  const [first, second] = items;
  const pair = first?.kind === 'single' && second?.kind === 'single' && items.length <= 3 ? [first.expression, second.expression] : first?.kind === 'chain' && first.sides.length === 1 ? productOf(first.sides[0]) : [];
  const [count, each] = pair;
  if (count?.kind !== 'number' || each?.kind !== 'number' || pair.length !== 2) return undefined;
  if (!/^groups?\b/.test(nounWords(count.words)) || !/^(?:gpus?|ranks?|devices?|cards?|npus?)\b/.test(nounWords(each.words))) return undefined;
  return { groups: count.number, members: each.number };
}

const productOf = (side: Expression | undefined): readonly Expression[] => (side?.kind === 'operation' && side.operators.every((operator) => operator === '*') ? side.operands : []);
