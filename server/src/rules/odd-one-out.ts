import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { surveys } from '../plan/survey.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { agreementOf, type OddOne } from './agreement.ts';
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
    // stages that differ are no share of all layers
    if ((id === 'layers' || id === 'layers_per_stage' || id === 'pp') && practiceOf(plan).unevenStages) return;
    // `split over 8 GPUs`: those of one replica
    if (id === 'dp' && value === 1) return;
    if (id === 'gpus' && idle(plan, odd)) {
      report({
        span: number.digits,
        severity: 'hint',
        sure: 'likely',
        message: `the plan takes ${figure(value)} of these ${written({ number })} GPUs`,
        related: agreement
          .against(number)
          .slice(0, 4)
          .map((other) => ({ message: written({ number: other }), span: other.span })),
        corrections: [
          { title: `Change ${written({ number })} to ${better(odd)}`, preferred: true, safe: false, numbers: [{ number, value }] },
        ],
      });
      return;
    }
    const { said, loose, firm } = agreement.charges(number);
    // one place that says otherwise may speak of something else, unless it is set against what agrees with the plan
    if (
      firm === 0 &&
      said + loose < 2 &&
      !(id && besideTheOther.has(id) && plan.byId.get(id)?.some((mention) => mention.number === number && mention.role === 'echo'))
    )
      return;
    report({
      span: number.digits,
      message: `${id ? `${quantity(id).name} is ` : ''}${written({ number })} here; with ${better(odd)} it would agree with all that follows from it`,
      related: agreement
        .against(number)
        .slice(0, 4)
        .map((other) => ({ message: written({ number: other }), span: other.span })),
      corrections: [
        { title: `Change ${written({ number })} to ${better(odd)}`, preferred: true, safe: false, numbers: [{ number, value }] },
      ],
    });
  },
};

const better = ({ number, value }: OddOne): string => rewritten(number, value);

/** A cluster may have more GPUs than the plan takes; nothing says what the others are for. */
const idle = (plan: Plan, { number, value }: OddOne): boolean =>
  number.value > value &&
  plan.byId.get('gpus')?.some((mention) => mention.number === number && mention.role === 'definition') === true &&
  !plan.facts.document.words.has(unused);

const unused = /\b(?:unused|spare|idle|reserved?|remaining|standby)\b/i;
