import type { NumberExpression } from '../notation/expression.ts';
import { derivations } from '../plan/formulas.ts';
import type { Claim } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';

/**
 * Equations that hold and name none of their numbers, yet divide or multiply just what a quantity is derived from: `16 (32 ÷ 2 = 16)` where
 * a replica's batch is 32 and its micro-batch 2. Their operands follow the plan. Of two derivations that fit the one
 * is meant whose result the statement is about; else none is taken.
 */
export function* derivedClaims(plan: Plan): Generator<readonly [Claim, ReadonlyMap<NumberExpression, QuantityId>]> {
  for (const claim of plan.facts.claims) {
    if (claim.verdict !== 'holds' || claim.scenario !== main || claim.target !== null || plan.operands.has(claim)) continue;
    if (claim.left.kind !== 'operation' || claim.right.kind !== 'number' || plan.apart.has(claim.statement)) continue;
    const { operands, operators } = claim.left;
    const [over, by] = operands;
    if (operands.length !== 2 || operators[0] !== '/' || over?.kind !== 'number' || by?.kind !== 'number') continue;
    const fitting = derivations.filter(
      ({ over: [first, ...more], by: [second, ...others] }) =>
        first !== undefined &&
        second !== undefined &&
        more.length + others.length === 0 &&
        plan.values.get(first) === over.number.value &&
        plan.values.get(second) === by.number.value,
    );
    const label = plan.facts.readings.find(({ statement }) => statement === claim.statement)?.label.toLowerCase() ?? '';
    const meant = fitting.filter(
      ({ result }) =>
        label.includes(quantity(result).name.toLowerCase()) ||
        plan.facts.mentions.some((mention) => mention.statement === claim.statement && mention.id === result),
    );
    const [only, ...rest] = meant.length > 0 ? meant : fitting;
    const [first, second] = [only?.over[0], only?.by[0]];
    if (rest.length === 0 && first && second)
      yield [
        claim,
        new Map([
          [over, first],
          [by, second],
        ]),
      ];
  }
}
