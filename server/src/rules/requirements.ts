import type { WrittenNumber } from '../notation/number.ts';
import { resultInterval } from '../notation/number.ts';
import { comparable } from '../plan/comparable.ts';
import type { Plan } from '../plan/plan.ts';
import { type Reading, slice } from '../plan/reading.ts';
import { isGoal, main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { written } from './related.ts';
import type { Draft } from './rule.ts';
import { verdictCorrections } from './verdicts.ts';

/** A bound under a label, and the plan's own figure under the same label. */
interface Missed {
  readonly label: string;
  readonly bound: WrittenNumber;
  readonly value: WrittenNumber;
}

/**
 * `GPU utilization: > 90%` among the requirements and `GPU utilization: 88%` later on, where the document says that all of them are met.
 * Said where it says so: the figures themselves may be what they are.
 */
export function missedRequirements(plan: Plan, affirmations: readonly Draft['span'][]): Draft[] {
  if (affirmations.length === 0) return [];
  const missed = missedBounds(plan);
  const [first] = missed;
  if (!first) return [];
  const list = missed
    .map(
      ({ label, value, bound }) =>
        `${label} is ${written({ number: value })}, ${signs[bound.qualifier] ?? ''} ${written({ number: bound })} is required`,
    )
    .join('; ');
  return affirmations.map((span) => ({
    span,
    message: `not all are met: ${list}`,
    corrections: verdictCorrections(plan.facts.document.plain, span, missed.length === 1 ? [first.value, first.bound] : []),
    related: missed.flatMap(({ value, bound }) => [
      { message: written({ number: value }), span: value.span },
      { message: `required ${written({ number: bound })}`, span: bound.span },
    ]),
  }));
}

const signs: Partial<Record<WrittenNumber['qualifier'], string>> = {
  'at-least': 'at least',
  above: 'more than',
  'at-most': 'at most',
  below: 'less than',
};

/** A figure under a label, and one that is a bound. */
const labelled = new Sieve((reading) => reading.statement.label !== null && only(reading) !== undefined);
const bounding = new Sieve((reading) => reading.statement.label !== null && (only(reading)?.qualifier ?? 'exact') in signs);

function missedBounds(plan: Plan): Missed[] {
  if (bounding.of(plan.facts).length === 0) return [];
  const bounds = new Map<string, WrittenNumber[]>();
  const values = new Map<string, WrittenNumber[]>();
  for (const reading of labelled.of(plan.facts)) {
    if (plan.facts.scenarioOf.get(reading.statement) !== main) continue;
    const number = only(reading);
    if (!number) continue;
    const label = plainWords(reading.label);
    const kind = number.qualifier in signs ? bounds : isGoal(`${label} ${titleOf(plan, reading)}`) ? null : values;
    if (kind) kind.set(label, [...(kind.get(label) ?? []), number]);
  }
  const out: Missed[] = [];
  for (const [label, [bound, ...others]] of bounds) {
    const stated = values.get(label) ?? [];
    const [value] = stated;
    if (!bound || !value || others.some((other) => other.value !== bound.value) || stated.some((other) => other.value !== value.value))
      continue;
    if (!comparable(bound, value) || meets(value, bound)) continue;
    out.push({ label, bound, value });
  }
  return out;
}

/** The one number of a statement, where it stands right behind the label. */
function only(reading: Reading): WrittenNumber | undefined {
  const [item] = reading.items;
  if (reading.items.length !== 1 || item?.kind !== 'single') return undefined;
  const leads = reading.tokens
    .slice(0, item.first)
    .every((token) => token.kind === 'relation' || token.kind === 'mark' || (token.kind === 'word' && boundWord.test(token.lower)));
  return leads ? item.expression.number : undefined;
}

const boundWord = /^(?:above|below|over|under|at|least|most|more|less|than|up|to|max|maximum|min|minimum)$/;

const titleOf = (plan: Plan, { statement }: Reading): string =>
  statement.section ? plainWords(slice(plan.facts.document, statement.section.title)) : '';

function meets(value: WrittenNumber, bound: WrittenNumber): boolean {
  const { low, high } = resultInterval(value);
  return bound.qualifier === 'at-least' || bound.qualifier === 'above' ? high >= bound.value : low <= bound.value;
}
