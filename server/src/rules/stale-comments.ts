import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { toldDegrees } from '../plan/told-degrees.ts';
import { quantity } from '../vocabulary/quantities.ts';
import { written } from './related.ts';
import type { Draft } from './rule.ts';

/** A comment that is older than the settings of its file: the doubt is at the comment. Of files that a dialect knows, `framework` tells. */
export const staleComments = (plan: Plan): Draft[] =>
  (plan.launches.dialects.size > 0 ? [] : toldDegrees(plan.facts.document, plan.facts))
    .filter(({ mention, setting }) => mention.value !== setting.value)
    .map(({ mention, setting }) => ({
      span: mention.number.digits,
      severity: 'warning' as const,
      message: `the comment tells of ${quantity(mention.id).name} ${figure(mention.value, 6)}; the setting is ${written(setting)}`,
      related: [{ message: 'the setting', span: setting.number.span }],
      corrections: [
        {
          title: `Change ${figure(mention.value, 6)} to ${figure(setting.value, 6)}`,
          preferred: true,
          safe: false,
          numbers: [{ number: mention.number, value: setting.value }],
        },
      ],
    }));
