import { compare } from '../notation/evaluate.ts';
import { factorsOf, type NumberExpression, numbersOf, substitute } from '../notation/expression.ts';
import { roundLike } from '../notation/write.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Claim } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';

/** Which number of an equation that does not hold is the wrong one, and what it should be. */
export interface Diagnosis {
  readonly number: NumberExpression;
  /** SI base units. */
  readonly value: number;
  readonly id: QuantityId | null;
  /** What speaks for it: above 0, the rest of the plan does. */
  readonly support: number;
}

/**
 * Tries every number of the equation: with which other value would the equation hold, and does the plan state that value elsewhere?
 * An operand is blamed only where the plan speaks for it and not for the result; else the result is.
 */
export function wrongOperand(plan: Plan, claim: Claim): Diagnosis | null {
  if (claim.scenario !== main || claim.right.kind !== 'number' || claim.expected === undefined) return null;
  const bound = plan.operands.get(claim);
  const result = resultSupport(plan, claim);
  let best: Diagnosis | null = null;
  for (const { operand, exponent } of factorsOf(claim.left)) {
    const ratio = claim.right.number.shown / claim.expected;
    const needed = operand.number.value * ratio ** exponent;
    const value = roundLike(needed, operand.number);
    if (!Number.isFinite(value) || value <= 0 || Math.abs(value / needed - 1) > 0.01) continue;
    if (compare(substitute(claim.left, operand.number.digits.start, value), claim.right).verdict !== 'holds') continue;
    const id = bound?.get(operand) ?? nounSense(nounWords(operand.words))?.id ?? null;
    const support = operandSupport(plan, operand, id, value) - result;
    if (support > 0 && (!best || support > best.support)) best = { number: operand, value, id, support };
    else if (best && support === best.support) return null; // two may be meant
  }
  return best;
}

/** What speaks for the result as it is written, less what speaks for the one that would be right. */
function resultSupport(plan: Plan, claim: Claim): number {
  if (!claim.target || claim.right.kind !== 'number' || claim.expected === undefined) return 0;
  const { number } = claim.right;
  const expected = claim.expected * number.magnitude * (number.unit?.scale ?? 1);
  const mentions = (plan.byId.get(claim.target) ?? []).filter((mention) => mention.claim !== claim && mention.statement !== claim.statement);
  if (mentions.some((mention) => near(mention.value, expected))) return 3;
  return mentions.some((mention) => near(mention.value, number.value)) ? -2 : 0;
}

function operandSupport(plan: Plan, operand: NumberExpression, id: QuantityId | null, value: number): number {
  const stated = id === null ? undefined : plan.values.get(id);
  if (stated !== undefined) return near(stated, value) && !near(stated, operand.number.value) ? 3 : -3;
  if (id !== null) return -1;
  // not bound: another number of the plan has this value, and none has the one that stands here
  const values = [...plan.values.values()];
  const known = values.some((other) => near(other, value));
  const right = values.some((other) => near(other, operand.number.value));
  return known && !right ? 1 : -3;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

export const numbersIn = (claim: Claim): NumberExpression[] => [...numbersOf(claim.left)];
