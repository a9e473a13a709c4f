import { figure } from '../notation/write.ts';
import { type Expression, numbersOf } from '../notation/expression.ts';
import { compare } from '../notation/evaluate.ts';
import type { Claim } from '../plan/model.ts';
import { isDegreeProduct } from '../plan/operands.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { quantity, shortName } from '../vocabulary/quantities.ts';
import { expressionText } from './expression-text.ts';
import { inputs, rewritten, written } from './related.ts';
import { falseRatio } from './relations.ts';
import { falseSums } from './sums.ts';
import type { Correction, Draft, Rule } from './rule.ts';

/** A written equation that does not hold in any reading of its units. */
export const arithmetic: Rule = {
  id: 'arithmetic',
  severity: 'error',
  check(plan, report) {
    for (const claim of plan.facts.claims) {
      if (claim.verdict !== 'fails') continue;
      if (isDegreeProduct(claim) || claim.target === 'throughput') continue; // gpu-count and throughput say more
      report(falseEquation(plan, claim));
    }
    for (const relation of plan.relations) {
      if (relation.holds || relation.kind === 'order') continue;
      const ratio = falseRatio(plan, relation);
      if (ratio) report(ratio);
    }
    for (const sum of falseSums(plan)) report(sum);
  },
};

/**
 * What to say of an equation that does not hold. Where one operand is not what the rest of the plan says it is, and the equation holds with
 * the plan's value, that operand is at fault; else the result.
 */
export function falseEquation(plan: Plan, claim: Claim): Draft {
  const operand = wrongOperand(plan, claim);
  if (operand) return operand;
  const left = expressionText(plan, claim.left);
  const right = claim.right;
  if (right.kind !== 'number' || claim.expected === undefined) {
    return { span: claim.span, message: `${left} is not ${expressionText(plan, claim.right)}`, severity: 'error' };
  }
  const off = claim.expected / right.number.shown;
  const partial = claim.kind === 'parenthesis' && (off > 10 || off < 0.1);
  const unit = right.number.unit ? (right.number.unit.percent ? ' %' : ` ${right.number.unit.text}`) : '';
  const scale = right.number.magnitude;
  const size = scale === 1e9 ? 'B' : scale === 1e6 ? 'M' : scale === 1e3 ? 'K' : scale === 1e12 ? 'T' : '';
  const expected = `${figure(claim.expected)}${size}${unit}`;
  const value = claim.expected * scale * (right.number.unit?.scale ?? 1);
  const corrections: Correction[] = [{
    title: `Change ${written({ number: right.number })} to ${rewritten(right.number, value)}`, preferred: true, safe: claim.target === null,
    numbers: [{ number: right.number, value }],
  }];
  // a derivation that is off by far may only be one factor of the figure before it
  return { span: claim.span, message: `${left} is ${expected}, not ${written({ number: right.number })}`, corrections: partial ? [] : corrections, related: related(plan, claim), ...(partial ? { severity: 'warning' as const } : {}) };
}

/** Where the operands are stated. */
export function related(plan: Plan, claim: Claim): Draft['related'] & object {
  const bound = plan.operands.get(claim);
  return bound ? inputs(plan, [...new Set(bound.values())]).filter((place) => place.span.start < claim.span.start || place.span.start > claim.span.end) : [];
}

function wrongOperand(plan: Plan, claim: Claim): Draft | undefined {
  const bound = plan.operands.get(claim);
  if (!bound || claim.scenario !== main) return undefined;
  const off = [...bound].filter(([operand, id]) => plan.values.get(id) !== undefined && plan.values.get(id) !== operand.number.value);
  if (off.length !== 1 || !off[0]) return undefined;
  const [operand, id] = off[0];
  const value = plan.values.get(id) as number;
  const mended = substitute(claim.left, operand.number.digits.start, value);
  if (compare(mended, claim.right).verdict !== 'holds') return undefined;
  const name = shortName(id);
  const text = expressionText(plan, claim.left);
  return {
    span: operand.number.digits,
    message: `${name} is ${figure(value)}, not ${written({ number: operand.number })}: ${text} is ${figure(compare(claim.left, claim.right).expected ?? Number.NaN)}, not ${expressionText(plan, claim.right)}`,
    related: inputs(plan, [id]),
    corrections: [{ title: `Change ${written({ number: operand.number })} to ${figure(value)}, the ${quantity(id).name}`, preferred: true, safe: true, numbers: [{ number: operand.number, value }] }],
  };
}

function substitute(expression: Expression, at: number, value: number): Expression {
  if (expression.kind === 'number' && expression.number.digits.start === at) {
    return { ...expression, number: { ...expression.number, value, shown: value / (expression.number.magnitude * (expression.number.unit?.scale ?? 1)) } };
  }
  if (expression.kind === 'operation') return { ...expression, operands: expression.operands.map((operand) => substitute(operand, at, value)) };
  return expression;
}

export const operandsOf = (claim: Claim) => [...numbersOf(claim.left)];
