import type { Comparison } from '../notation/compare.ts';
import { type Chain, type Expression, type NumberExpression, numbersOf } from '../notation/expression.ts';
import { isCount, sameDimension } from '../notation/unit.ts';
import { isDegree, type QuantityId } from '../vocabulary/quantities.ts';
import { perRank } from './shares.ts';

/** Heads, layers and experts come whole: `63 ÷ 2 = 32` is no rounding. */
export function wholeResult(comparison: Comparison, left: Expression, right: Expression, target: QuantityId | null): Comparison {
  if (
    comparison.verdict !== 'holds' ||
    comparison.expected === undefined ||
    right.kind !== 'number' ||
    !target ||
    !(perRank.has(target) || isDegree(target) || target === 'gpus')
  )
    return comparison;
  if (right.number.qualifier !== 'exact' || right.number.decimals > 0 || left.kind === 'number') return comparison;
  // `128 × 5.2 s = 666 GPU-seconds`: worked for so long, and rounded
  if ([...numbersOf(left)].some(({ number }) => number.unit?.dimension.time)) return comparison;
  return Math.abs(comparison.expected - right.number.shown) > 1e-6 && !Number.isInteger(comparison.expected)
    ? { ...comparison, verdict: 'fails' }
    : comparison;
}

/** A figure times a percentage, and behind the arrow a figure in the same unit. */
export const ofShare = (left: Expression, right: NumberExpression): boolean => {
  if (left.kind !== 'operation' || left.operators.length !== 1 || left.operators[0] !== '*') return false;
  const [whole, share] = left.operands;
  const [unit, other] = [whole?.kind === 'number' ? whole.number.unit : null, right.number.unit];
  return (
    share?.kind === 'number' &&
    share.number.unit?.percent === true &&
    unit !== null &&
    other !== null &&
    sameDimension(unit.dimension, other.dimension)
  );
};

/** Operand names that an earlier side of the chain gives, one for each operand of `left`. */
export function namesFor(item: Chain, left: Expression): string[] | null {
  if (left.kind !== 'operation') return null;
  for (const side of item.sides) {
    if (side === left || side.kind !== 'operation' || side.operands.length !== left.operands.length) continue;
    const names = side.operands.map((operand) => (operand.kind === 'name' ? operand.name : operand.kind === 'number' ? operand.tag : null));
    if (names.every((name): name is string => name !== null)) return names;
  }
  return null;
}

/**
 * `7 nodes (8 × 80GB)` is no result of its parenthesis. A counted result is compared where it counts nothing in particular, where one of
 * the operands counts the same, or where the operands count nothing.
 */
export function sameCounted(left: Expression, right: NumberExpression): boolean {
  if (right.number.unit !== null) return true;
  const noun = right.words[0]?.lower.replace(/s$/, '');
  if (!noun) return true;
  const nouns: string[] = [];
  const visit = (expression: Expression): void => {
    if (expression.kind === 'number') {
      if (expression.words[0]) nouns.push(expression.words[0].lower.replace(/s$/, ''));
      if (expression.number.unit && !expression.number.unit.percent) nouns.push(expression.number.unit.text);
    } else if (expression.kind === 'operation') expression.operands.forEach(visit);
  };
  visit(left);
  return (
    nouns.length === 0 ||
    nouns.includes(noun) ||
    right.words.some((word) => nouns.includes(word.lower.replace(/s$/, ''))) ||
    nouns.every((word) => word === 'total' || word === 'tp' || word === 'pp' || word === 'ep' || word === 'dp')
  );
}

/** `80GB (16 nodes × 8)`: devices are counted, and no number of them is an amount of memory. */
export function countsDevices(left: Expression, right: NumberExpression): boolean {
  const unit = right.number.unit;
  if (
    unit === null ||
    unit.percent ||
    isCount(unit.dimension) ||
    left.kind !== 'operation' ||
    left.operators.some((operator) => operator !== '*')
  )
    return false;
  const operands = left.operands.filter((operand) => operand.kind === 'number');
  if (operands.length !== left.operands.length || operands.some(({ number }) => number.unit !== null)) return false;
  return operands.some(({ words }) =>
    words.some(({ lower }) => /^(?:nodes?|hosts?|servers?|machines?|gpus?|cards?|devices?|accelerators?|npus?|racks?)$/.test(lower)),
  );
}
