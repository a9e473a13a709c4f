import { pageOf } from '../claims/page.ts';
import type { Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import { compare } from '../notation/compare.ts';
import { factorsOf, type NumberExpression, numbersOf, substitute } from '../notation/expression.ts';
import { roundLike } from '../notation/write.ts';
import { formulasFor } from '../plan/formulas.ts';
import type { Claim } from '../plan/model.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { isStatedBeside, near } from './stated-values.ts';

/** Which number of an equation that does not hold is the wrong one, and what it should be. */
export interface Diagnosis {
  readonly number: NumberExpression;
  /** SI base units. */
  readonly value: number;
  readonly id: QuantityId | null;
  /** What speaks for it: above 0, the rest of the plan does. */
  readonly support: number;
  /** No other place states it: it follows from what the plan states. */
  readonly follows: boolean;
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
    const id = bound?.get(operand) ?? nounSense(nounWords(operand.words))?.id ?? byPlace(claim, operand);
    const parts = id === null ? partsOfBubble(plan, claim, operand) : [];
    const value = parts.length > 0 ? parts.find((part) => fits(claim, operand, part)) : neededFor(claim, operand, exponent);
    if (value === undefined) continue;
    const follows = parts.length > 0;
    const support = (follows ? (parts.includes(operand.number.value) ? -3 : 3) : operandSupport(plan, claim, operand, id, value)) - result;
    if (support > 0 && (!best || support > best.support)) best = { number: operand, value, id, support, follows };
    else if (best && support === best.support) return null; // two may be meant
  }
  return best ?? (result < 0 ? onlyWhole(plan, claim) : null);
}

/**
 * `64 × 69 = 6144` where 6144 is stated elsewhere too: of whole numbers nothing else states, the one that can be another whole number. Null
 * where both can.
 */
function onlyWhole(plan: Plan, claim: Claim): Diagnosis | null {
  const bound = plan.operands.get(claim);
  const factors = factorsOf(claim.left);
  if (
    claim.right.kind !== 'number' ||
    claim.expected === undefined ||
    ![...factors.map(({ operand }) => operand.number), claim.right.number].every(isCount)
  )
    return null;
  const ratio = claim.right.number.shown / claim.expected;
  const open = factors.flatMap(({ operand, exponent }) => {
    const value = Math.round(operand.number.value * ratio ** exponent);
    return value >= 1 && fits(claim, operand, value) && near(value, operand.number.value * ratio ** exponent) ? [{ operand, value }] : [];
  });
  const [only] = open;
  if (!only || open.length > 1) return null;
  const id = bound?.get(only.operand) ?? null;
  return id !== null && plan.values.has(id) ? null : { number: only.operand, value: only.value, id, support: 1, follows: true };
}

const isCount = ({ unit, magnitude, value, qualifier }: NumberExpression['number']): boolean =>
  unit === null && magnitude === 1 && qualifier === 'exact' && Number.isInteger(value);

/** What an operand would have to be, written as it is, for the equation to hold. */
function neededFor(claim: Claim, operand: NumberExpression, exponent: 1 | -1): number | undefined {
  if (claim.right.kind !== 'number' || claim.expected === undefined) return undefined;
  const needed = operand.number.value * (claim.right.number.shown / claim.expected) ** exponent;
  const value = roundLike(needed, operand.number);
  return Number.isFinite(value) && value > 0 && Math.abs(value / needed - 1) <= 0.01 && fits(claim, operand, value) ? value : undefined;
}

/** Whether the equation holds with another value in an operand's place. */
const fits = ({ left, right }: Claim, operand: NumberExpression, value: number): boolean =>
  compare(substitute(left, operand.number.digits.start, value), right).verdict === 'holds';

/** Another place states the result as it is written, and none the one that would be right. */
export const resultStands = (plan: Plan, claim: Claim): boolean => claim.scenario === main && resultSupport(plan, claim) < 0;

/** What speaks for the result as it is written, less what speaks for the one that would be right. */
function resultSupport(plan: Plan, claim: Claim): number {
  if (!claim.target || claim.right.kind !== 'number' || claim.expected === undefined) return 0;
  const { number } = claim.right;
  const expected = claim.expected * number.magnitude * (number.unit?.scale ?? 1);
  if (isStatedBeside(plan, claim.target, expected, claim.statement)) return 3;
  return isStatedBeside(plan, claim.target, number.value, claim.statement) ? -2 : 0;
}

/**
 * `FFN size per rank = 2048 ÷ 4`: what is divided and by what, as the formula of the result has them. Of an equation that does not hold
 * alone: there neither number need be what the plan states, so that values do not tell.
 */
function byPlace({ target, left }: Claim, operand: NumberExpression): QuantityId | null {
  if (
    target === null ||
    left.kind !== 'operation' ||
    left.operators.length !== 1 ||
    left.operators[0] !== '/' ||
    quantity(target).group !== 'derived'
  )
    return null;
  const own = formulasFor(target);
  const [formula] = own;
  return own.length === 1 && formula?.operator === '/' ? (formula.operands[left.operands.indexOf(operand)] ?? null) : null;
}

/** `1 ÷ 65`, the idle slots over all or over the busy ones: what they are by the plan's stages and micro-batches; none elsewhere. */
function partsOfBubble(plan: Plan, { target, left }: Claim, operand: NumberExpression): readonly number[] {
  const [stages, batches] = [plan.values.get('pp'), plan.values.get('micro_batches')];
  if (
    target !== 'bubble' ||
    stages === undefined ||
    batches === undefined ||
    left.kind !== 'operation' ||
    left.operators.length !== 1 ||
    left.operators[0] !== '/'
  )
    return [];
  return left.operands[0] === operand ? [stages - 1] : [batches + stages - 1, batches];
}

function operandSupport(plan: Plan, { target }: Claim, operand: NumberExpression, id: QuantityId | null, value: number): number {
  const stated = id === null ? undefined : plan.values.get(id);
  if (stated !== undefined) return near(stated, value) && !near(stated, operand.number.value) ? 3 : -3;
  if (id !== null) return -1;
  if (isMoreThanAll(operand.number, value)) return 1;
  // not bound: another number of the plan has this value, and none has the one that stands here
  const values = [...plan.values].filter(([other]) => other !== target).map(([, stated]) => stated);
  const known = values.some((other) => near(other, value));
  const right = values.some((other) => near(other, operand.number.value)) || standsAlone(plan, operand.number);
  return known && !right ? 1 : -3;
}

/** Another place gives the figure and nothing else, whatever it is of there: `| heads | 96 |`. */
function standsAlone({ facts: { document } }: Plan, { value, digits }: NumberExpression['number']): boolean {
  const page = pageOf(document);
  const atoms = (statement: Statement) => page.lineOf(statement)?.atoms ?? [];
  const isAlone = (one: Statement): boolean => (one.label !== null || one.cell !== null) && atoms(one).length === 1;
  return statementsIn(document.place, document, alone, isAlone).some(
    (statement) =>
      near(
        statement.own.of(only, () => atoms(statement)[0]?.number.value ?? Number.NaN),
        value,
      ) &&
      (digits.start < statement.span.start || digits.start >= statement.span.end),
  );
}

const alone = new Slot<boolean>();
const only = new Slot<number>();

/** A percentage of which a whole has no more than all, where another one is meant. */
export const isMoreThanAll = (number: NumberExpression['number'], value: number): boolean =>
  number.unit?.percent === true && number.value > 1 && value <= 1;

export const numbersIn = (claim: Claim): NumberExpression[] => [...numbersOf(claim.left)];
