import { figure } from '../notation/write.ts';
import { computeFormula, type Formula, formulas } from '../plan/formulas.ts';
import { holds } from '../plan/consensus.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { quantity, type QuantityId, shortName } from '../vocabulary/quantities.ts';
import { batchIdentity } from './batch.ts';
import { inputs, statedAt, written } from './related.ts';
import type { Rule } from './rule.ts';

/** A stated value that does not follow from what it is derived from. */
export const derivedValue: Rule = {
  id: 'derived-value',
  severity: 'error',
  check(plan, report) {
    const batch = batchIdentity(plan);
    if (batch) report(batch);
    for (const formula of formulas) {
      if (formula.result === 'hidden') continue;
      const computed = computeFormula(formula, plan.values);
      if (computed === undefined) continue;
      for (const mention of wrongMentions(plan, formula, computed)) {
        if (derivedOtherwise(plan, formula, mention)) continue;
        // 94 layers on 4 stages: divisibility says what there is to say
        if (!Number.isInteger(computed) && Math.abs(mention.value - computed) < 1) continue;
        if (formula.operands.some((id) => !settled(plan, id))) continue;
        const operands = formula.operands.map((id) => figure(plan.values.get(id) ?? Number.NaN)).join(formula.operator === '/' ? ' ÷ ' : ' × ');
        const names = formula.operands.map(shortName).join(formula.operator === '/' ? ' ÷ ' : ' × ');
        const whole = !formula.whole || Number.isInteger(computed);
        report({
          span: mention.number.digits,
          message: `${quantity(formula.result).name} is ${names} = ${operands} = ${figure(computed)}, not ${written(mention)}`,
          related: inputs(plan, formula.operands),
          corrections: whole
            ? [{ title: `Change ${written(mention)} to ${figure(computed)}`, preferred: true, safe: false, numbers: [{ number: mention.number, value: computed }] }]
            : [],
        });
      }
    }
  },
};

/** Places that state another result than the formula's: all where the plan's own value is another, else the odd one out. */
function wrongMentions(plan: Plan, formula: Formula, computed: number): Mention[] {
  const mentions = plan.votes.get(formula.result)?.mentions ?? [];
  const consistent = holds(formula, plan.values);
  const off = mentions.filter((mention) => mention.scenario === main && Math.abs(mention.value - computed) > 1e-9 * computed && (mention.claim === null || mention.claim.verdict === 'unknown'));
  if (off.length === 0) return [];
  if (consistent) return off.filter((mention) => derivedGroup.has(formula.result) && mention.role !== 'echo' || mentions.length > 2);
  // everything else in the plan holds with the inputs as they are: then the result is wrong, at its first place
  const first = off.find((mention) => mention.role === 'definition') ?? off[0];
  return first ? [first] : [];
}

/** The document derives this very value from other figures, in an equation that holds: it means something else by the words. */
function derivedOtherwise(plan: Plan, formula: Formula, mention: Mention): boolean {
  return plan.facts.claims.some((claim) => {
    if (claim.verdict !== 'holds' || claim.right.kind !== 'number' || claim.right.number.value !== mention.value || claim.target !== formula.result) return false;
    const bound = plan.operands.get(claim);
    return !bound || !formula.operands.every((id) => [...bound.values()].includes(id));
  });
}

const derivedGroup = new Set<QuantityId>(['layers_per_stage', 'experts_per_gpu', 'heads_per_rank', 'kv_heads_per_rank', 'hidden_per_rank', 'ffn_per_rank']);

/** Stated outright and nowhere otherwise. */
function settled(plan: Plan, id: QuantityId): boolean {
  const votes = plan.votes.get(id);
  const value = plan.values.get(id);
  if (!votes || value === undefined) return false;
  const source = statedAt(plan, id);
  if (!source || source.strength === 'weak') return false;
  return source.role !== 'echo' || votes.mentions.filter((mention) => mention.value === value).length > 1;
}
