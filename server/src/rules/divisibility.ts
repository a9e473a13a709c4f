import type { Related } from '../findings.ts';
import { figure } from '../notation/write.ts';
import { computeFormula, formulas } from '../plan/formulas.ts';
import { listsStages } from '../plan/listed-stages.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { type QuantityId, quantity, shortName } from '../vocabulary/quantities.ts';
import { inputs, spelled, statedAt, written } from './related.ts';
import type { Rule } from './rule.ts';

/** Layers may be split unevenly with the right flags, sequences padded, GPUs left idle: those are doubts. Heads and experts cannot be split. */
const severity: Partial<Record<QuantityId, 'error' | 'warning'>> = {
  heads_per_rank: 'error',
  experts_per_gpu: 'error',
  layers_per_stage: 'warning',
  hidden_per_rank: 'error',
  batch_per_replica: 'warning',
  ffn_per_rank: 'error',
};

/** A division into ranks, stages or groups that is not whole. */
export const divisibility: Rule = {
  id: 'divisibility',
  severity: 'error',
  check(plan, report) {
    for (const formula of formulas) {
      const level = severity[formula.result];
      if (!formula.whole || !level) continue;
      const computed = computeFormula(formula, plan.values);
      if (computed === undefined || Number.isInteger(computed)) continue;
      const [over, by] = formula.operands as [QuantityId, QuantityId];
      const divisor = statedAt(plan, by);
      const dividend = statedAt(plan, over);
      if (!divisor || !dividend || divisor.strength === 'weak' || dividend.strength === 'weak') continue;
      if (divisor.role === 'echo' || dividend.role === 'echo') continue;
      const total = plan.values.get(over) ?? 0;
      const degree = plan.values.get(by) ?? 1;
      if (formula.result === 'layers_per_stage' && (practiceOf(plan).unevenStages || listsStages(plan, total, degree))) continue;
      const small = computed < 1 && formula.result !== 'heads_per_rank';
      if (small && formula.result !== 'layers_per_stage') continue; // more ranks than experts: TP inside experts or replicas may be meant
      report({
        span: divisor.number.digits,
        severity: level,
        message: `${spelled(plan, over)} ${quantity(over).name} cannot be divided by ${shortName(by)} ${spelled(plan, by)}: ${spelled(plan, over)} ÷ ${spelled(plan, by)} is ${figure(computed, 6)}`,
        related: [...inputs(plan, [over]), ...statedShares(plan, formula.result, degree, total)],
        // 61 stages in place of 16 are another plan
        corrections: divisors(total, degree)
          .filter((value) => level === 'error' || (value <= 2 * degree && degree <= 2 * value))
          .map((value, index) => ({
            title: `Use ${shortName(by)} ${value}`,
            preferred: index === 0,
            safe: false,
            quantities: new Map([[by, value]]),
          })),
      });
    }
  },
};

/** The places that state so many of each all the same: `each stage contains 24 layers`. */
function statedShares(plan: Plan, id: QuantityId, degree: number, total: number): Related[] {
  return (plan.byId.get(id) ?? [])
    .filter((mention) => mention.value * degree !== total)
    .slice(0, 3)
    .map((mention) => ({
      message: `${figure(degree)} × ${written(mention)} would be ${figure(mention.value * degree)}`,
      span: mention.number.span,
    }));
}

/** The divisors of `total` nearest to `near`, three at most. */
export function divisors(total: number, near: number): number[] {
  const out: number[] = [];
  for (let d = 1; d * d <= total && d < 1e6; d++) {
    if (total % d !== 0) continue;
    out.push(d);
    if (d !== total / d) out.push(total / d);
  }
  return out.sort((a, b) => Math.abs(Math.log(a / near)) - Math.abs(Math.log(b / near)) || a - b).slice(0, 3);
}

export const planOf = (plan: Plan): Plan => plan;
