import { compare } from '../notation/compare.ts';
import { type Expression, factorsOf, numbersOf } from '../notation/expression.ts';
import { figureLike, splitsCount } from '../notation/write.ts';
import type { Claim } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Span } from '../text/span.ts';
import { isDegree, type QuantityId } from '../vocabulary/quantities.ts';
import type { EditSet } from './edit-set.ts';

/**
 * What held has to hold afterwards: where operands of an equation change and its result does not follow, the result is computed from them.
 * Where the result is a quantity that the repair leaves as it is, the repair does not fit: those equations are returned.
 */
export function keepEquations(
  plan: Plan,
  edits: EditSet,
  moved: ReadonlyMap<QuantityId, number>,
  dropped: ReadonlySet<QuantityId>,
): Claim[] {
  const broken: Claim[] = [];
  for (const claim of plan.facts.claims) {
    if (claim.verdict !== 'holds' || claim.right.kind !== 'number' || claim.left.kind !== 'operation') continue;
    if (dropped.size > 0 && claim.target === 'gpus') {
      // the names of the factors stand in another part of the chain
      if (claim.names !== null && [...(plan.operands.get(claim)?.values() ?? [])].some((id) => dropped.has(id))) broken.push(claim);
      continue;
    }
    if (spellsOut(plan, claim, edits) === 'unlike') {
      broken.push(claim);
      continue;
    }
    const written = new Map<number, number>();
    for (const operand of [...numbersOf(claim.left), claim.right]) {
      const text = edits.at(operand.number.digits);
      if (text !== undefined)
        written.set(
          operand.number.digits.start,
          Number(text.replace(/[,{}]/g, '')) * operand.number.magnitude * (operand.number.unit?.scale ?? 1),
        );
    }
    if (written.size === 0) continue;
    const left = substitute(claim.left, written);
    const result = compare(left, substitute(claim.right, written));
    // of nothing nobody can tell how much another figure is off
    const isOff =
      result.verdict === 'fails' || result.verdict === 'scale' || (claim.right.number.value === 0 && result.expected !== undefined);
    if (!isOff) continue;
    const { number } = claim.right;
    // GPUs that the degrees of a product make are those of the plan, or it is another plan
    const made = claim.target === 'gpus' && number.value === plan.values.get('gpus') ? moved.get('gpus') : undefined;
    const given =
      (made !== undefined && result.expected !== made) ||
      (claim.target !== null &&
        plan.values.has(claim.target) &&
        !moved.has(claim.target) &&
        plan.byId.get(claim.target)?.some((mention) => mention.statement !== claim.statement));
    if (given || result.expected === undefined || splitsCount(number, result.expected * number.magnitude)) {
      broken.push(claim);
      continue;
    }
    const text = figureLike(result.expected * number.magnitude * (number.unit?.scale ?? 1), number);
    if (text === undefined) broken.push(claim);
    else if (text !== number.text) edits.write(number.digits, text);
  }
  return broken;
}

/**
 * `TP4 PP2 DP16 = 128 cards (4·2·16 = 128)` beside a cluster of another size: a product of the very degrees that its statement names is theirs,
 * and follows them factor by factor; `unlike` where their total would have to be another then.
 */
function spellsOut(plan: Plan, claim: Claim, edits: EditSet): 'unlike' | null {
  const factors = factorsOf(claim.left);
  if (plan.operands.get(claim)?.size || claim.right.kind !== 'number' || factors.length < 2 || factors.some(({ exponent }) => exponent < 0))
    return null;
  const named = plan.mentions.filter(
    ({ id, statement, number }) => isDegree(id) && statement === claim.statement && !isWithin(number.digits, claim.span),
  );
  if (named.length !== factors.length || named.some(({ value }, at) => value !== factors[at]?.operand.number.value)) return null;
  const texts = named.map(({ number }) => edits.at(number.digits));
  if (texts.every((text) => text === undefined)) return null;
  const product = named.reduce((all, { value }, at) => all * Number(texts[at] ?? value), 1);
  for (const [at, text] of texts.entries())
    if (text !== undefined) edits.write((factors[at] as (typeof factors)[number]).operand.number.digits, text);
  return product === claim.right.number.value ? null : 'unlike';
}

const isWithin = (a: Span, b: Span): boolean => b.start <= a.start && a.end <= b.end;

export function substitute(expression: Expression, values: ReadonlyMap<number, number>): Expression {
  if (expression.kind === 'number') {
    const value = values.get(expression.number.digits.start);
    if (value === undefined) return expression;
    return {
      ...expression,
      number: { ...expression.number, value, shown: value / (expression.number.magnitude * (expression.number.unit?.scale ?? 1)) },
    };
  }
  return expression.kind === 'operation'
    ? { ...expression, operands: expression.operands.map((operand) => substitute(operand, values)) }
    : expression;
}
