import type { Plan } from '../plan/plan.ts';
import { isSeries } from '../plan/survey.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { statedAt } from './related.ts';

/** Stated outright and nowhere otherwise. */
export function undisputed(plan: Plan, id: QuantityId): boolean {
  const votes = plan.votes.get(id);
  const value = plan.values.get(id);
  if (!votes || value === undefined || isSeries(plan, id)) return false;
  const source = statedAt(plan, id);
  if (!source || source.strength === 'weak') return false;
  return (
    source.role !== 'echo' || source.claim?.verdict === 'holds' || votes.mentions.filter((mention) => mention.value === value).length > 1
  );
}
