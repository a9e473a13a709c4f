import { compare } from '../notation/compare.ts';
import type { Expression } from '../notation/expression.ts';
import { figure, suffixOf } from '../notation/write.ts';
import type { Claim } from '../plan/model.ts';
import { isDegreeProduct } from '../plan/operands.ts';
import type { Plan } from '../plan/plan.ts';
import { readPart, slice } from '../plan/reading.ts';
import { quantity, shortName } from '../vocabulary/quantities.ts';
import { isMoreThanAll, resultStands, wrongOperand } from './diagnose.ts';
import { expressionText } from './expression-text.ts';
import { inputs, rewritten, written } from './related.ts';
import { falseRatio } from './relations.ts';
import type { Correction, Draft, Rule } from './rule.ts';
import { totalsBelowTheirSections } from './sections-of-memory.ts';
import { solutions } from './solve.ts';
import { falseSums } from './sums.ts';

/** A written equation that does not hold in any reading of its units. */
export const arithmetic: Rule = {
  id: 'arithmetic',
  severity: 'error',
  check(plan, report) {
    for (const claim of plan.facts.claims) {
      if (claim.verdict !== 'fails') continue;
      if (isDegreeProduct(claim)) continue; // gpu-count says more
      if (isTwo(plan, claim)) continue;
      report(falseEquation(plan, claim));
    }
    for (const relation of plan.relations) {
      if (relation.holds || relation.kind === 'order') continue;
      const ratio = falseRatio(relation);
      if (ratio) report(ratio);
    }
    for (const sum of [...falseSums(plan), ...totalsBelowTheirSections(plan)]) report(sum);
  },
};

/** `280 / 40 = 7.0 · 40 / 5 = 8`: the point sets two equations apart, and is no sign of one; what stands behind it holds by itself. */
function isTwo(plan: Plan, { statement, left, right }: Claim): boolean {
  const { document } = plan.facts;
  const at = slice(document, left.span).lastIndexOf(' · ');
  if (at < 0) return false;
  const { items } = readPart(document, statement, { start: left.span.start + at + 3, end: right.span.end });
  const [item] = items;
  return (
    item?.kind === 'chain' &&
    item.sides.length === 2 &&
    compare(item.sides[0] as Expression, item.sides[1] as Expression).verdict === 'holds'
  );
}

/**
 * What to say of an equation that does not hold. Where one operand is not what the rest of the plan says it is, and the equation holds with
 * the plan's value, that operand is at fault; else the result.
 */
export function falseEquation(plan: Plan, claim: Claim): Draft {
  const known = told.get(plan) ?? new Map<Claim, Draft>();
  told.set(plan, known);
  const draft = known.get(claim) ?? draftOf(plan, claim);
  known.set(claim, draft);
  return draft;
}

/** Several rules ask about one equation. */
const told = new WeakMap<Plan, Map<Claim, Draft>>();

function draftOf(plan: Plan, claim: Claim): Draft {
  const operand = operandDraft(plan, claim);
  if (operand) return operand;
  const left = expressionText(plan, claim.left);
  const right = claim.right;
  if (right.kind !== 'number' || claim.expected === undefined) {
    return { span: claim.span, message: `${left} is not ${expressionText(plan, claim.right)}`, severity: 'error' };
  }
  const off = claim.expected / right.number.shown;
  // a percentage is worked out in full
  const isFar = !right.number.unit?.percent && (off > 10 || off < 0.1);
  const partial = claim.kind === 'below' || (claim.kind === 'parenthesis' && isFar);
  const expected = `${figure(claim.expected)}${suffixOf(right.number)}`;
  const value = claim.expected * right.number.magnitude * (right.number.unit?.scale ?? 1);
  const corrections: Correction[] = [
    {
      title: `Change ${written({ number: right.number })} to ${rewritten(right.number, value)}`,
      preferred: !resultStands(plan, claim),
      safe: claim.target === null,
      numbers: [{ number: right.number, value }, ...(claim.repeats ? [{ number: claim.repeats, value }] : [])],
    },
  ];
  // a derivation in an item of its own, or one that is off by far, may only be one factor of the figure before it
  return {
    span: claim.span,
    message: `${left} is ${expected}, not ${written({ number: right.number })}`,
    corrections: partial ? [] : corrections,
    related: related(plan, claim),
    ...(partial ? {} : { sides: () => solutions(claim) }),
    ...(partial ? { severity: 'warning' as const } : {}),
  };
}

/** Whether a single number is at fault, and not the equation as a whole. */
export const blamesOperand = ({ span }: Draft, claim: Claim): boolean => span.start !== claim.span.start || span.end !== claim.span.end;

/** Where the operands are stated. */
export function related(plan: Plan, claim: Claim): Draft['related'] & object {
  const bound = plan.operands.get(claim);
  return bound
    ? inputs(plan, [...new Set(bound.values())]).filter((place) => place.span.start < claim.span.start || place.span.start > claim.span.end)
    : [];
}

function operandDraft(plan: Plan, claim: Claim): Draft | undefined {
  const wrong = wrongOperand(plan, claim);
  if (!wrong) return undefined;
  const { number } = wrong.number;
  const value = rewritten(number, wrong.value);
  const text = expressionText(plan, claim.left);
  const named = wrong.id ? quantity(wrong.id).name : null;
  // that some number of the plan has this value may be chance
  const known = wrong.id !== null || wrong.follows;
  return {
    span: number.digits,
    message: isMoreThanAll(number, wrong.value)
      ? `${written({ number })} is more than all of it: ${text} is ${figure(claim.expected ?? Number.NaN)}, not ${expressionText(plan, claim.right)}; ${value} makes that`
      : `${wrong.id ? shortName(wrong.id) : 'this'} is ${value}${wrong.id ? '' : wrong.follows ? ' by the rest of the plan' : ' elsewhere'}, not ${written({ number })}: ${text} is ${figure(claim.expected ?? Number.NaN)}, not ${expressionText(plan, claim.right)}`,
    related: wrong.id ? inputs(plan, [wrong.id]) : [],
    corrections: [
      {
        title: `Change ${written({ number })} to ${value}${named ? `, the ${named}` : ''}`,
        preferred: true,
        safe: known,
        supported: known,
        numbers: [{ number, value: wrong.value }],
      },
    ],
    sides: () => solutions(claim),
  };
}
