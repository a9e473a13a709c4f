import type { WrittenNumber } from '../notation/number.ts';
import { figure, percentText } from '../notation/write.ts';
import type { Relation } from '../plan/relations.ts';
import { rewritten, written } from './related.ts';
import type { Draft } from './rule.ts';
import { sidesOfRelation } from './solve.ts';

/** A stated percentage or factor against the figures that it stands beside. */
export function falseRatio(relation: Relation): Draft | null {
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
    sides: () => sidesOfRelation(relation, value),
  };
}
