import type { WrittenNumber } from '../notation/number.ts';
import { figure, percentText, roundLike } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import type { Relation } from '../plan/relations.ts';
import { rewritten, sides, written } from './related.ts';
import type { Change, Draft } from './rule.ts';

/** A stated percentage or factor against the figures that it stands beside. */
export function falseRatio(plan: Plan, relation: Relation): Draft | null {
  const found = resultAtFault(relation);
  const operand = found && operandAtFault(plan, relation);
  if (!found || !operand) return found;
  const [result, ...more] = found.corrections ?? [];
  return {
    ...found,
    corrections: [
      ...sides(operand).map((correction) => ({ ...correction, preferred: true })),
      ...(result ? [{ ...result, preferred: false, safe: false }] : []),
      ...more,
    ],
  };
}

/**
 * The compared figure with which the ratio would be what is stated, where the document says it elsewhere and says neither the one that is
 * written nor the ratio that would be right; or where it is a share of more than all, which nothing has.
 */
function operandAtFault(plan: Plan, { kind, subject, base, stated }: Relation): Change | null {
  if (!stated || (kind !== 'share' && kind !== 'change')) return null;
  const grows = kind === 'share' ? [stated.value] : [1 + stated.value, 1 - stated.value];
  const candidates = grows.flatMap((ratio): Change[] => [
    { number: subject, value: roundLike(base.value * ratio, subject) },
    { number: base, value: roundLike(subject.value / ratio, base) },
  ]);
  const holds = ({ number, value }: Change): boolean => {
    const [a, b] = number === subject ? [value, base.value] : [subject.value, value];
    const now = kind === 'share' ? a / b : Math.abs(a / b - 1);
    return value > 0 && value !== number.value && roundLike(now, stated) === stated.value;
  };
  const fitting = candidates.filter(holds);
  const shared = fitting.filter(({ number, value }) => number.unit?.percent && number.value > 1 && value <= 1);
  if (shared.length === 1) return shared[0] ?? null;
  const known = fitting.filter(({ number, value }) => saysElsewhere(plan, number, value) && !saysElsewhere(plan, number, number.value));
  const right = kind === 'share' ? subject.value / base.value : Math.abs(subject.value / base.value - 1);
  return known.length === 1 && !saysElsewhere(plan, stated, right) ? (known[0] ?? null) : null;
}

/** Another line has the value, in the same unit. */
const saysElsewhere = (plan: Plan, number: WrittenNumber, value: number): boolean =>
  plan.mentions.some(
    ({ number: other }) =>
      Math.abs(other.value - roundLike(value, number)) <= 1e-9 * Math.abs(value) &&
      (other.unit?.text ?? null) === (number.unit?.text ?? null) &&
      Math.abs(other.span.start - number.span.start) > nearby,
  );

/** What stands so few characters away is part of the same statement. */
const nearby = 120;

function resultAtFault(relation: Relation): Draft | null {
  const { subject, base, stated } = relation;
  if (!stated) return null;
  const times = stated.unit?.times === true;
  const ratio = subject.value / base.value;
  const show = (value: number): string => (times ? `${figure(value, 3)}×` : percentText(value));
  const a = written({ number: subject });
  const b = written({ number: base });
  if (relation.kind === 'margin') {
    const gap = Math.abs(subject.value - base.value);
    const value = stated.unit?.percent && !subject.unit?.percent ? gap / base.value : gap;
    return draft(
      relation,
      `the distance between ${a} and ${b} is ${rewritten(stated, value)}, not ${written({ number: stated })}`,
      value,
      stated,
    );
  }
  if (relation.kind === 'share') {
    const rest = Math.abs(1 - ratio);
    const aside = Math.abs(rest - stated.value) < 0.006 ? ` (it is ${percentText(rest)} ${ratio < 1 ? 'below' : 'above'} it)` : '';
    return draft(relation, `${a} is ${show(ratio)} of ${b}, not ${written({ number: stated })}${aside}`, ratio, stated);
  }
  if (relation.kind === 'excess') {
    return draft(relation, `${a} is ${show(ratio)} of ${b}, not ${written({ number: stated })}`, ratio, stated);
  }
  const change = times ? Math.max(ratio, 1 / ratio) : Math.abs(ratio - 1);
  const word = ratio < 1 ? 'less' : 'more';
  return draft(
    relation,
    `from ${b} to ${a} is ${times ? `a factor of ${figure(change, 3)}` : `${percentText(change)} ${word}`}, not ${written({ number: stated })}`,
    change,
    stated,
  );
}

function draft(relation: Relation, message: string, value: number, stated: WrittenNumber): Draft {
  const result = {
    title: `Change ${written({ number: stated })} to ${rewritten(stated, value)}`,
    preferred: true,
    safe: true,
    numbers: [{ number: stated, value }],
  };
  return {
    span: relation.span,
    message,
    related: [
      { message: written({ number: relation.subject }), span: relation.subject.span },
      { message: written({ number: relation.base }), span: relation.base.span },
    ],
    corrections: [result],
  };
}
