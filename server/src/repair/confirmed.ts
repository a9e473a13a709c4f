import type { PatternId } from '../claims/claim.ts';
import { claimsOf } from '../claims/find.ts';
import { numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Plan } from '../plan/plan.ts';
import { addTo } from '../text/group.ts';
import type { Span } from '../text/span.ts';

/** What refutes itself as soon as one of its figures is another: that one is below another says little of either. */
const exact: ReadonlySet<PatternId> = new Set(['share', 'change', 'rest', 'sum', 'each', 'rate', 'given', 'row']);

/** The figures of statements that hold, by where each begins: who would change one has to change the others as well. */
type Confirmed = ReadonlyMap<number, readonly (readonly WrittenNumber[])[]>;

const known = new WeakMap<Plan, Confirmed>();

function confirmedIn(plan: Plan): Confirmed {
  const found = known.get(plan);
  if (found) return found;
  const out = new Map<number, (readonly WrittenNumber[])[]>();
  const keep = (figures: readonly WrittenNumber[]): void => {
    if (figures.length > 1) for (const { digits } of figures) addTo(out, digits.start, figures);
  };
  for (const { holds, pattern, figures } of claimsOf(plan.facts.document)) if (holds && exact.has(pattern)) keep(figures);
  for (const { verdict, left, right } of plan.facts.claims)
    if (verdict === 'holds') keep([...numbersOf(left), ...numbersOf(right)].map(({ number }) => number));
  for (const { holds, kind, subject, base, stated } of plan.relations)
    if (holds && kind !== 'order' && stated) keep([subject, base, stated]);
  known.set(plan, out);
  return out;
}

/** Whether a figure stands in a statement that holds as it is, of which not all figures are within `own`. */
export const isConfirmed = (plan: Plan, { digits }: WrittenNumber, own: readonly WrittenNumber[]): boolean =>
  (confirmedIn(plan).get(digits.start) ?? []).some((figures) =>
    figures.some((figure) => !own.some((one) => isSame(one.digits, figure.digits))),
  );

const isSame = (a: Span, b: Span): boolean => a.start === b.start;
