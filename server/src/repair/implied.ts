import { computeFormula, formulas } from '../plan/formulas.ts';
import type { Plan } from '../plan/plan.ts';
import { isDegree, type QuantityId } from '../vocabulary/quantities.ts';

/**
 * What the rest of the plan says of its degrees and its GPUs where they are stated otherwise: 8 layers on each stage of 32 are 4 stages,
 * whatever PP says. Values on which two of the statements differ are left out.
 */
export function impliedSizes(plan: Plan): ReadonlyMap<QuantityId, number> {
  const out = new Map<QuantityId, number | null>();
  const say = (id: QuantityId, value: number | undefined): void => {
    if (value === undefined || !Number.isSafeInteger(value) || value < 1) return;
    out.set(id, out.has(id) && out.get(id) !== value ? null : value);
  };
  for (const { result, operands, operator } of formulas) {
    const [over, by] = operands;
    if (operator !== '/' || !over || !by || !isDegree(by) || !plan.values.has(by) || over === 'gpus') continue;
    const [whole, part] = [plan.values.get(over), plan.values.get(result)];
    if (whole !== undefined && part !== undefined && isStated(plan, result)) say(by, whole / part);
  }
  const cluster = formulas.find(({ result }) => result === 'gpus');
  if (cluster && plan.values.has('gpus')) say('gpus', computeFormula(cluster, plan.values));
  const off = new Map<QuantityId, number>();
  for (const [id, value] of out) if (value !== null && value !== plan.values.get(id)) off.set(id, value);
  return off;
}

const isStated = (plan: Plan, id: QuantityId): boolean => (plan.byId.get(id) ?? []).some(({ strength }) => strength === 'strong');
