import { surveys } from '../plan/survey.ts';
import { quantity, type QuantityId } from '../vocabulary/quantities.ts';
import { agreementOf } from './agreement.ts';
import { rewritten, written } from './related.ts';
import type { Rule } from './rule.ts';

/** Echoes of memory stand in pairs, used and capacity, of which the other one agrees. */
const besideTheOther: ReadonlySet<QuantityId> = new Set<QuantityId>(['mem_total', 'gpu_memory']);

/**
 * Where no other rule has anything to say: the one number that stands against all that it is tied to, in a plan in which all else agrees
 * and no other change of one number would do.
 */
export const oddOneOut: Rule = {
  id: 'contradiction',
  severity: 'warning',
  check(plan, report) {
    if (surveys(plan)) return;
    const agreement = agreementOf(plan);
    const odd = agreement.oddOne();
    if (!odd) return;
    const { number, id, value } = odd;
    const { said, loose, firm } = agreement.charges(number);
    // one place that says otherwise may speak of something else, unless it is set against what agrees with the plan
    if (firm === 0 && said + loose < 2 && !(id && besideTheOther.has(id) && plan.byId.get(id)?.some((mention) => mention.number === number && mention.role === 'echo'))) return;
    const better = rewritten(number, value);
    report({
      span: number.digits,
      message: `${id ? `${quantity(id).name} is ` : ''}${written({ number })} here; with ${better} it would agree with all that follows from it`,
      related: agreement.against(number).slice(0, 4).map((other) => ({ message: written({ number: other }), span: other.span })),
      corrections: [{ title: `Change ${written({ number })} to ${better}`, preferred: true, safe: false, numbers: [{ number, value }] }],
    });
  },
};
