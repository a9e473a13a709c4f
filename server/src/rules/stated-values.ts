import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';

/** So far two values that are one may differ, as a share of the greater. */
const slack = 1e-9;

export const near = (a: number, b: number): boolean => Math.abs(a - b) <= slack * Math.max(Math.abs(a), Math.abs(b));

/** What a statement says of a quantity. */
type Stated = Pick<Mention, 'value' | 'statement'>;

const cache = new WeakMap<Plan, Map<QuantityId, readonly Stated[]>>();

/** Whether a statement other than `own` mentions the quantity with that value. */
export function isStatedBeside(plan: Plan, id: QuantityId, value: number, own: Stated['statement']): boolean {
  const stated = statedOf(plan, id);
  const margin = 2 * slack * Math.abs(value);
  for (let at = firstFrom(stated, value - margin); at < stated.length; at++) {
    const one = stated[at] as Stated;
    if (one.value > value + margin) return false;
    if (one.statement !== own && near(one.value, value)) return true;
  }
  return false;
}

/** One mention for each value in each statement, in the order of the values. */
function statedOf(plan: Plan, id: QuantityId): readonly Stated[] {
  const known = cache.get(plan) ?? new Map<QuantityId, readonly Stated[]>();
  cache.set(plan, known);
  const before = known.get(id);
  if (before) return before;
  const seen = new Map<Stated['statement'], Set<number>>();
  const stated: Stated[] = [];
  for (const { value, statement } of plan.byId.get(id) ?? []) {
    const values = seen.get(statement) ?? new Set();
    seen.set(statement, values);
    if (Number.isNaN(value) || values.has(value)) continue;
    values.add(value);
    stated.push({ value, statement });
  }
  stated.sort((a, b) => a.value - b.value);
  known.set(id, stated);
  return stated;
}

/** Index of the first one that is at least `least`. */
function firstFrom(stated: readonly Stated[], least: number): number {
  let [low, high] = [0, stated.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stated[middle] as Stated).value < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
