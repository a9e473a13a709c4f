import type { RepairTier } from '../findings.ts';
import { numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Plan } from '../plan/plan.ts';
import type { Correction } from '../rules/rule.ts';
import type { Span } from '../text/span.ts';
import { isDegree, type QuantityId } from '../vocabulary/quantities.ts';

/** What lays the model over the cluster: another value for it is another layout. */
export const isOfCluster = (id: QuantityId): boolean => isDegree(id) || id === 'gpus' || id === 'nodes' || id === 'gpus_per_node';

/** How much looking a correction needs before it is applied. */
export function tierOf(plan: Plan, { numbers, quantities, safe, supported }: Correction): RepairTier {
  if (quantities) return [...quantities.keys()].some(isOfCluster) ? 'layout' : 'check by hand';
  if (!safe || !numbers || numbers.length === 0) return 'check by hand';
  const isSafe = numbers.every(({ number, value }) =>
    refutesItself(plan, number, supported === true && isDefined(plan, value) ? 'defined' : 'open', numbers),
  );
  return isSafe ? 'safe' : 'check by hand';
}

/**
 * Whether the number stands in a statement that is false by itself, and everything else in it is stated elsewhere too, so that no other
 * number of it can be the wrong one. What defines a quantity is its author's to change. `defined`: the statement holds with the value that
 * the plan defines for this number, which speaks for the rest of it as well.
 */
export function refutesItself(
  plan: Plan,
  number: WrittenNumber,
  value: 'defined' | 'open',
  changes: readonly { readonly number: WrittenNumber }[] = [{ number }],
): boolean {
  if (placesOf(plan).definitions.has(number.digits.start)) return false;
  const others = othersOf(plan, number);
  // of two numbers that both stand elsewhere neither is the wrong one by that
  if (!others || (value === 'open' && standsElsewhere(plan, number, others))) return false;
  const unchanged = others.filter((other) => !changes.some((change) => change.number.digits.start === other.digits.start));
  return unchanged.length > 0 && (value === 'defined' || unchanged.every((other) => standsElsewhere(plan, other, others)));
}

export const isDefined = (plan: Plan, value: number, id?: QuantityId): boolean =>
  plan.mentions.some((mention) => mention.role === 'definition' && mention.value === value && (id === undefined || mention.id === id));

/** Of a plan, by where numbers begin: the false statements that they stand in, and whether they define a quantity. */
interface Places {
  readonly definitions: ReadonlySet<number>;
  /** All numbers of the first false statement that one belongs to. */
  readonly refuted: ReadonlyMap<number, readonly WrittenNumber[]>;
}

const cache = new WeakMap<Plan, Places>();

function placesOf(plan: Plan): Places {
  const known = cache.get(plan);
  if (known) return known;
  const refuted = new Map<number, readonly WrittenNumber[]>();
  const keep = (all: readonly WrittenNumber[]): void => {
    for (const { digits } of all) if (!refuted.has(digits.start)) refuted.set(digits.start, all);
  };
  for (const { verdict, left, right, repeats } of plan.facts.claims) {
    if (verdict !== 'fails' && verdict !== 'scale') continue;
    keep([...[...numbersOf(left), ...numbersOf(right)].map((each) => each.number), ...(repeats ? [repeats] : [])]);
  }
  for (const { holds, kind, subject, base, stated } of plan.relations)
    if (!holds && kind !== 'order') keep([subject, base, ...(stated ? [stated] : [])]);
  const definitions = new Set(plan.mentions.filter(({ role }) => role === 'definition').map(({ number }) => number.digits.start));
  const places = { definitions, refuted };
  cache.set(plan, places);
  return places;
}

/** The other numbers of the false statement that a number belongs to; undefined where it belongs to none. */
function othersOf(plan: Plan, { digits }: WrittenNumber): WrittenNumber[] | undefined {
  return placesOf(plan)
    .refuted.get(digits.start)
    ?.filter((other) => other.digits.start !== digits.start);
}

/** Another place of the plan, outside of the statement, has the very value in the same unit. */
function standsElsewhere(plan: Plan, number: WrittenNumber, beside: readonly WrittenNumber[]): boolean {
  const own: Span = {
    start: Math.min(number.span.start, ...beside.map(({ span }) => span.start)),
    end: Math.max(number.span.end, ...beside.map(({ span }) => span.end)),
  };
  return plan.mentions.some(
    ({ value, number: other }) =>
      value === number.value &&
      (other.unit?.text ?? null) === (number.unit?.text ?? null) &&
      (other.span.end <= own.start || other.span.start >= own.end),
  );
}
