import type { Expression, Item } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import { degreeIn } from '../plan/context.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { type DegreeId, degreeIds, shortName } from '../vocabulary/quantities.ts';
import { inputs, written } from './related.ts';
import type { Change, Draft } from './rule.ts';
import { undisputed } from './undisputed.ts';

/** `8 groups of 4 GPUs` under a label that names a degree. */
interface Groups {
  readonly degree: DegreeId;
  /** The degree, as the plan has it. */
  readonly size: number;
  readonly gpus: number;
  readonly groups: WrittenNumber;
  readonly members: WrittenNumber;
}

const ofGroups = new Sieve(({ label }) => /\bgroups?$/.test(plainWords(label)));

/** Groups of ranks whose number and size are not what their degree makes them. */
export function groupSizes(plan: Plan): Draft[] {
  const gpus = plan.values.get('gpus');
  if (gpus === undefined) return [];
  return ofGroups.of(plan.facts).flatMap(({ statement, items, label }) => {
    const words = plainWords(label);
    const degree = degreeIn(words);
    const size = degree ? plan.values.get(degree) : undefined;
    const pair = size === undefined ? undefined : countedGroups(items);
    if (!degree || size === undefined || !pair || plan.facts.scenarioOf.get(statement) !== main) return [];
    const found = { degree, size, gpus, ...pair };
    const draft = swapped(found) ?? (undisputed(plan, degree) && undisputed(plan, 'gpus') ? impossible(plan, found) : null);
    return draft
      ? [
          {
            span: { start: pair.groups.span.start, end: pair.members.span.end },
            severity: 'warning' as const,
            related: inputs(plan, [degree, 'gpus']),
            ...draft,
          },
        ]
      : [];
  });
}

/**
 * `TP groups: 8 groups of 4 GPUs` where TP is 8: the ranks that split a layer between them are one group, so a group has the size of the
 * degree. Said where the two figures would be right the other way round. Of tensor and expert parallel groups alone: with pipelines and
 * replicas authors also call all that is one stage or one copy a group.
 */
function swapped({ degree, size, gpus, groups, members }: Groups): Omit<Draft, 'span'> | null {
  if (
    (degree !== 'tp' && degree !== 'ep') ||
    members.value === size ||
    groups.value !== size ||
    gpus % (groups.value * members.value) !== 0
  )
    return null;
  return {
    message: `with ${shortName(degree)} ${figure(size)} a group has ${figure(size)} GPUs: ${figure(members.value)} groups of ${figure(size)}, not ${written({ number: groups })} of ${written({ number: members })}`,
    corrections: [
      {
        title: `Change to ${figure(members.value)} groups of ${figure(size)}`,
        preferred: true,
        safe: false,
        numbers: [
          { number: groups, value: members.value },
          { number: members, value: size },
        ],
      },
    ],
  };
}

/**
 * Groups that no reading makes: there are as many of them as the degree, or each has as many members, and together they are the plan's GPUs
 * or a part of them. A group may span further degrees.
 */
function impossible(plan: Plan, { degree, size, gpus, groups, members }: Groups): Omit<Draft, 'span'> | null {
  const together = groups.value * members.value;
  if (size === 1 || (gpus % together === 0 && (spans(plan, degree, members.value) || spans(plan, degree, groups.value)))) return null;
  const name = `${shortName(degree)} ${figure(size)}`;
  const said = `${written({ number: groups })} groups of ${written({ number: members })}`;
  const changes: readonly Change[] = [
    ...(members.value === size || members.value * size === gpus ? [{ number: groups, value: gpus / members.value }] : []),
    ...(groups.value === size || groups.value * size === gpus ? [{ number: members, value: gpus / groups.value }] : []),
  ].filter(({ value }) => Number.isInteger(value));
  const [only] = changes;
  return {
    message:
      gpus % together === 0
        ? `${said} are not the groups of ${name}`
        : `${said} are ${figure(together)}, which ${name} on ${figure(gpus)} GPUs cannot make`,
    corrections:
      only && changes.length === 1
        ? [{ title: `Change ${only.number.text} to ${figure(only.value)}`, preferred: true, safe: false, numbers: [only] }]
        : [],
  };
}

/** Whether a number is a degree, alone or with some of the others. */
function spans(plan: Plan, degree: DegreeId, count: number): boolean {
  let products = [plan.values.get(degree) ?? 1];
  for (const id of degreeIds) {
    const other = id === degree ? 1 : (plan.values.get(id) ?? 1);
    if (other > 1) products = [...products, ...products.map((product) => product * other)];
  }
  return products.includes(count);
}

/** `8 groups of 4 GPUs each`, `8 groups × 4 GPUs`. */
function countedGroups(items: readonly Item[]): { readonly groups: WrittenNumber; readonly members: WrittenNumber } | undefined {
  const [first, second] = items;
  const pair =
    first?.kind === 'single' && second?.kind === 'single' && items.length <= 3
      ? [first.expression, second.expression]
      : first?.kind === 'chain' && first.sides.length === 1
        ? productOf(first.sides[0])
        : [];
  const [count, each] = pair;
  if (count?.kind !== 'number' || each?.kind !== 'number' || pair.length !== 2) return undefined;
  if (
    !/^groups?\b/.test(nounWords(count.words)) ||
    !/^(?:gpus?|ranks?|devices?|cards?|npus?|stages?|replicas?)\b/.test(nounWords(each.words))
  )
    return undefined;
  return { groups: count.number, members: each.number };
}

const productOf = (side: Expression | undefined): readonly Expression[] =>
  side?.kind === 'operation' && side.operators.every((operator) => operator === '*') ? side.operands : [];
