import { degreeIds, type QuantityId } from '../vocabulary/quantities.ts';
import type { Plan } from './plan.ts';

const cache = new WeakMap<Plan, boolean>();

/** Values of one degree from which a document is a guide to configurations and no plan of one. */
const manyHere = 3;
const manyAnywhere = 4;

/**
 * Whether a document goes through several configurations: three values of one degree in its own scenario, two values of three degrees, or
 * four of one over its scripts and tables. Two figures in it that differ are two subjects.
 */
export function surveys(plan: Plan): boolean {
  let known = cache.get(plan);
  if (known === undefined) {
    known = count(plan);
    cache.set(plan, known);
  }
  return known;
}

/** The plan itself, scripts, launches and rows of tables; not what it is compared with. */
const spoken = /^(?:plan$|code |row |launch )/;

function count(plan: Plan): boolean {
  let torn = 0;
  const anywhere = new Map<QuantityId, Set<number>>();
  for (const mention of plan.facts.mentions) {
    if (mention.strength === 'weak' || mention.claim !== null || !spoken.test(mention.scenario)) continue;
    const seen = anywhere.get(mention.id);
    if (seen) seen.add(mention.value);
    else anywhere.set(mention.id, new Set([mention.value]));
  }
  for (const id of degreeIds) {
    const here = plan.votes.get(id)?.total.size ?? 0;
    if (here >= manyHere || (anywhere.get(id)?.size ?? 0) >= manyAnywhere) return true;
    if (here === 2) torn++;
  }
  return torn >= 3;
}

/** A quantity with three values in the plan itself is a series, `batch 32, then 384, then 2048`. */
export const isSeries = (plan: Plan, id: QuantityId): boolean => (plan.votes.get(id)?.total.size ?? 0) >= manyHere;
