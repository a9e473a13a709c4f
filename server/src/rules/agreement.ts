import { compare } from '../notation/compare.ts';
import { numbersOf, substitute } from '../notation/expression.ts';
import { operandInterval, resultInterval, type WrittenNumber } from '../notation/number.ts';
import { roundLike, splitsCount, writeLike } from '../notation/write.ts';
import { holds, solve } from '../plan/consensus.ts';
import { epMeaningOf } from '../plan/facts.ts';
import { batchIdentity, type Formula, formulas } from '../plan/formulas.ts';
import { listedBefore } from '../plan/local-formulas.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { wholeResult } from '../plan/results.ts';
import { main } from '../plan/scenario.ts';
import { accepts, worldSizes } from '../plan/world-size.ts';
import { type DegreeId, degreeIds, type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { solutions } from './solve.ts';
import { falseSums } from './sums.ts';

/** One number that stands against all others: with `value` in its place, everything that it is tied to goes together. */
export interface OddOne {
  readonly number: WrittenNumber;
  readonly id: QuantityId | null;
  /** SI base units. */
  readonly value: number;
  /** What does not go together as the plan is, and with the number changed. */
  readonly before: number;
  readonly after: number;
}

/** Another value in the place of one number; null for the plan as it is. */
interface Trial {
  readonly start: number;
  readonly value: number;
}

/**
 * `said`: places that state one quantity; `loose`: what plans may mean in another way (batches, the product of the degrees); `firm`: arithmetic
 * and what follows from definitions.
 */
type TieKind = 'said' | 'loose' | 'firm';

/** What holds between some numbers of a plan. */
interface Tie {
  readonly kind: TieKind;
  readonly numbers: readonly WrittenNumber[];
  /** How much of it is not so: 0 where it holds. */
  readonly strain: (trial: Trial | null) => number;
  /** How far apart the sides are though they agree, in units of the last printed place. */
  readonly gap?: (trial: Trial | null) => number;
  /** Values that single numbers would have to have for it to hold. */
  readonly wanted: () => Iterable<readonly [WrittenNumber, QuantityId | null, number]>;
}

const cache = new WeakMap<Plan, Agreement>();

export function agreementOf(plan: Plan): Agreement {
  let known = cache.get(plan);
  if (!known) {
    known = new Agreement(plan);
    cache.set(plan, known);
  }
  return known;
}

/**
 * How the numbers of a plan hang together: equations and shares, sums, places that state one quantity, and what follows from what. The number
 * whose single change makes all of it true is the wrong one; it is found by trying, on the ties alone, without reading the document again.
 */
export class Agreement {
  readonly #plan: Plan;
  readonly #ties: readonly Tie[];
  readonly #byStart = new Map<number, Tie[]>();
  /** The strain of each tie in the plan as it is. */
  readonly #now = new Map<Tie, number>();
  readonly strain: number;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#ties = [...claimTies(plan), ...shareTies(plan), ...sumTies(plan), ...quantityTies(plan)];
    for (const tie of this.#ties) {
      for (const start of new Set(tie.numbers.map((number) => number.digits.start))) {
        const known = this.#byStart.get(start);
        if (known) known.push(tie);
        else this.#byStart.set(start, [tie]);
      }
    }
    for (const tie of this.#ties) this.#now.set(tie, tie.strain(null));
    this.strain = this.#ties.reduce((total, tie) => total + this.#strainOf(tie), 0);
  }

  #strainOf(tie: Tie): number {
    return this.#now.get(tie) ?? 0;
  }

  /** What does not go together with another value in the place of one number. */
  strainWith(number: WrittenNumber, value: number): number {
    const trial = { start: number.digits.start, value };
    let after = this.strain;
    for (const tie of this.#byStart.get(trial.start) ?? []) after += tie.strain(trial) - this.#strainOf(tie);
    return after;
  }

  /** How many of the ties a number takes part in. */
  tiesOf(number: WrittenNumber): number {
    return this.#byStart.get(number.digits.start)?.length ?? 0;
  }

  /** How well the number would fit, among those with which as much goes together: the smaller the better. */
  gapWith(number: WrittenNumber, value: number): number {
    const trial = { start: number.digits.start, value };
    return (this.#byStart.get(trial.start) ?? []).reduce((total, tie) => total + (tie.gap?.(trial) ?? 0), 0);
  }

  /** The changes of one number that ease the plan, the best first. */
  remedies(): OddOne[] {
    if (this.strain === 0) return [];
    const out = new Map<string, OddOne>();
    for (const tie of this.#ties) {
      if (this.#strainOf(tie) === 0) continue;
      for (const [number, id, value] of tie.wanted()) {
        if (!Number.isFinite(value) || value <= 0 || !/^\d/.test(number.text)) continue;
        // a count that follows from a rounded figure is near a whole number
        const meant = splitsCount(number, value) ? Math.round(value) : (this.#statedNear(number, value) ?? value);
        const text = writeLike(meant, number);
        const rounded = roundLike(meant, number);
        const key = `${number.digits.start}:${text}`;
        if (rounded <= 0 || text === number.text || out.has(key)) continue;
        const after = this.strainWith(number, rounded);
        if (after < this.strain) out.set(key, { number, id, value: rounded, before: this.strain, after });
        if (out.size >= most) break;
      }
    }
    return [...out.values()].sort((a, b) => a.after - b.after);
  }

  /** How much of each kind of tie speaks against the number as it is written. */
  charges(number: WrittenNumber): Record<TieKind, number> {
    const out = { said: 0, loose: 0, firm: 0 };
    for (const tie of this.#byStart.get(number.digits.start) ?? []) out[tie.kind] += this.#strainOf(tie);
    return out;
  }

  /** What follows from rounded figures is, to their rounding, what another place states in the same unit. */
  #statedNear(number: WrittenNumber, value: number): number | undefined {
    if (number.unit === null && number.magnitude === 1) return undefined;
    const near = this.#plan.mentions.find(
      (mention) =>
        mention.number.digits.start !== number.digits.start &&
        mention.number.unit?.text === number.unit?.text &&
        mention.number.magnitude === number.magnitude &&
        mention.number.decimals === number.decimals &&
        Math.abs(mention.value / value - 1) < 0.01,
    );
    return near?.value;
  }

  /** Numbers that `number` does not go together with. */
  against(number: WrittenNumber): WrittenNumber[] {
    const failing = (this.#byStart.get(number.digits.start) ?? []).filter((tie) => this.#strainOf(tie) > 0);
    return [
      ...new Map(
        failing
          .flatMap((tie) => tie.numbers)
          .filter((other) => other.digits.start !== number.digits.start)
          .map((other) => [other.digits.start, other]),
      ).values(),
    ];
  }

  /** The one number that settles everything; null where there is none, or where another would do as well. */
  oddOne(): OddOne | null {
    const [best, ...others] = this.remedies();
    if (!best || best.after > 0) return null;
    return others.some((other) => other.after <= best.after) ? null : best;
  }
}

/** Far more than one slip can have. */
const most = 200;

const at = (number: WrittenNumber, trial: Trial | null): number =>
  trial && trial.start === number.digits.start ? trial.value : number.value;

const changed = (number: WrittenNumber, trial: Trial | null): WrittenNumber =>
  trial && trial.start === number.digits.start
    ? { ...number, value: trial.value, shown: trial.value / (number.magnitude * (number.unit?.scale ?? 1)) }
    : number;

function claimTies(plan: Plan): Tie[] {
  const out: Tie[] = [];
  for (const claim of plan.facts.claims) {
    if (claim.verdict === 'unknown' || plan.apart.has(claim.statement)) continue;
    const { left, right } = claim;
    const operands = [...numbersOf(left), ...numbersOf(right)];
    const verdict = (trial: Trial | null): number => {
      const a = trial ? substitute(left, trial.start, trial.value) : left;
      const b = trial ? substitute(right, trial.start, trial.value) : right;
      if (a.kind === 'number' && b.kind === 'number') return a.number.value === b.number.value || compare(a, b).verdict === 'holds' ? 0 : 1;
      const result = wholeResult(compare(a, b), a, b, claim.target).verdict;
      return result === 'fails' || result === 'scale' ? 1 : 0;
    };
    const bound = plan.operands.get(claim);
    const gap = (trial: Trial | null): number => {
      if (right.kind !== 'number' || left.kind === 'number') return 0;
      const b = changed(right.number, trial);
      const { expected } = compare(trial ? substitute(left, trial.start, trial.value) : left, { ...right, number: b });
      return expected === undefined ? 0 : Math.abs(expected - b.shown) * 10 ** b.decimals;
    };
    out.push({
      gap,
      kind: 'firm',
      numbers: operands.map(({ number }) => number),
      strain: verdict,
      wanted: () =>
        solutions(claim).map(
          ({ operand, number, value }) => [number, operand === null ? claim.target : (bound?.get(operand) ?? null), value.middle] as const,
        ),
    });
  }
  return out;
}

function shareTies(plan: Plan): Tie[] {
  return plan.relations.flatMap(({ kind, subject, base, stated, holds: asWritten }): Tie[] => {
    if (kind === 'order') {
      return [
        {
          kind: 'loose',
          numbers: [subject, base],
          strain: (trial) =>
            trial === null
              ? asWritten
                ? 0
                : 1
              : asWritten && at(subject, trial) > at(base, trial) === subject.value > base.value
                ? 0
                : asWritten
                  ? 1
                  : 0,
          wanted: () => [],
        },
      ];
    }
    if (kind !== 'share' || !stated) return [];
    return [
      {
        kind: 'firm',
        numbers: [subject, base, stated],
        gap: (trial) => Math.abs(at(subject, trial) / at(base, trial) - at(stated, trial)) / ulp(stated),
        strain: (trial) =>
          trial === null ? (asWritten ? 0 : 1) : isShare(changed(subject, trial), changed(base, trial), changed(stated, trial)) ? 0 : 1,
        wanted: () => [
          [stated, 'mem_utilization', subject.value / base.value],
          [subject, null, base.value * stated.value],
          [base, null, subject.value / stated.value],
        ],
      },
    ];
  });
}

/** A share as printed, rounded or cut off. */
function isShare(part: WrittenNumber, whole: WrittenNumber, stated: WrittenNumber): boolean {
  const [a, b, said] = [operandInterval(part), operandInterval(whole), resultInterval(stated)];
  const last = (10 ** -stated.decimals * (stated.unit?.scale ?? 1)) / 2;
  return a.low / b.high <= said.high && a.high / b.low >= said.low - last;
}

function sumTies(plan: Plan): Tie[] {
  const out: Tie[] = [];
  const falseTotals = new Set(falseSums(plan).map(({ span }) => span.start));
  for (const total of plan.mentions) {
    if ((total.id !== 'mem_total' && total.id !== 'mem_all') || total.role === 'echo' || total.scenario !== main) continue;
    const parts = listedBefore(plan, total.statement, total);
    if (parts.length < 2) continue;
    const sum = (trial: Trial | null): number => parts.reduce((all, part) => all + at(part.number, trial), 0);
    const slack = (number: WrittenNumber): number =>
      10 ** -number.decimals * number.magnitude * (number.unit?.scale ?? 1) * (number.qualifier === 'about' ? 1 : 0.5);
    const room = [...parts, total].reduce((all, { number }) => all + slack(number), 0);
    const fits = (trial: Trial | null): boolean =>
      Math.abs(sum(trial) - at(total.number, trial)) <= Math.max(room, 0.02 * at(total.number, trial));
    if (!fits(null) && !falseTotals.has(total.number.span.start)) continue;
    out.push({
      kind: 'firm',
      numbers: [...parts, total].map(({ number }) => number),
      gap: (trial) => Math.abs(sum(trial) - at(total.number, trial)) / ulp(total.number),
      strain: (trial) => (fits(trial) ? 0 : 1),
      wanted: () => [
        [total.number, total.id, sum(null)],
        ...parts.map((part) => [part.number, part.id, part.value + total.value - sum(null)] as const),
      ],
    });
  }
  return out;
}

/** Places of one quantity, and what follows from quantities. */
function quantityTies(plan: Plan): Tie[] {
  const places = new Map<QuantityId, Mention[]>();
  for (const [id, { mentions }] of plan.votes) {
    const seen = new Set<number>();
    const own = mentions.filter((mention) => {
      const { start } = mention.number.digits;
      if (mention.scenario !== main || seen.has(start)) return false;
      seen.add(start);
      return true;
    });
    // of what is told hundreds of times no single place is the odd one
    if (own.length > 0 && own.length <= mostPlaces) places.set(id, own);
  }
  const starts = new Map([...places].map(([id, own]) => [id, new Set(own.map(({ number }) => number.digits.start))]));
  // the ties of one number are asked about one trial after the other
  const last = new Map<QuantityId, { readonly trial: Trial; readonly value: number }>();
  const valueOf = (id: QuantityId, trial: Trial | null): number | undefined => {
    const own = places.get(id);
    if (!own) return undefined;
    if (trial === null || !starts.get(id)?.has(trial.start)) return plan.values.get(id);
    let known = last.get(id);
    if (known?.trial !== trial) {
      known = { trial, value: mostSaid(own, trial) };
      last.set(id, known);
    }
    return known.value;
  };
  const out: Tie[] = [];
  for (const [id, own] of places) {
    if (own.length < 2) continue;
    const strain = (trial: Trial | null): number => {
      const value = valueOf(id, trial);
      if (value === undefined) return 0;
      const as = winner(own, trial, value);
      return own.filter((mention) => !same(id, changed(mention.number, trial), value, as)).length;
    };
    out.push({
      kind: 'said',
      numbers: own.map(({ number }) => number),
      strain,
      wanted: () =>
        own.flatMap((mention) => [...new Set(own.map(({ value }) => value))].map((value) => [mention.number, id, value] as const)),
    });
  }
  const values = (ids: readonly QuantityId[], trial: Trial | null): Map<QuantityId, number> => {
    const known = new Map<QuantityId, number>();
    for (const id of ids) {
      const value = valueOf(id, trial);
      if (value !== undefined) known.set(id, value);
    }
    return known;
  };
  const numbersOfAll = (ids: readonly QuantityId[]): WrittenNumber[] =>
    ids.flatMap((id) => (places.get(id) ?? []).map(({ number }) => number));
  const placesOf = (id: QuantityId, value: number | undefined): (readonly [WrittenNumber, QuantityId, number])[] =>
    value === undefined ? [] : (places.get(id) ?? []).map((mention) => [mention.number, id, value] as const);
  for (const formula of related) {
    const ids = [formula.result, ...formula.operands];
    if (!formula.operands.every((id) => places.has(id))) continue;
    if (places.has(formula.result)) {
      out.push({
        kind: formula.result === 'global_batch' || formula.result === 'batch_per_replica' ? 'loose' : 'firm',
        numbers: numbersOfAll(ids),
        strain: (trial) => (holds(formula, values(ids, trial)) ? 0 : 1),
        wanted: () => ids.flatMap((id) => placesOf(id, solve(formula, id, values(ids, null)))),
      });
    } else if (formula.whole) {
      // the share is not stated, yet it has to be whole
      const [over, by] = formula.operands as [QuantityId, QuantityId];
      out.push({
        kind: 'loose',
        numbers: numbersOfAll(formula.operands),
        strain: (trial) => (Number.isInteger((valueOf(over, trial) ?? 0) / (valueOf(by, trial) ?? 1)) ? 0 : 1),
        wanted: () => [],
      });
    }
  }
  const world = ['gpus', ...degreeIds] as const;
  const ep = epMeaningOf(plan) ?? 'factor';
  if (places.has('gpus') && degreeIds.filter((id) => places.has(id)).length >= 2) {
    out.push({
      kind: 'loose',
      numbers: numbersOfAll(world),
      // the reading of EP that the document has, or that most plans have
      gap: (trial) => {
        const known = values(world, trial);
        return worldSizes(known).some(({ size, meaning }) => meaning === ep && size === known.get('gpus')) ? 0 : 1;
      },
      strain: (trial) => {
        const known = values(world, trial);
        return accepts(known, known.get('gpus') ?? 0) ? 0 : 1;
      },
      wanted: () => {
        const known = values(world, null);
        const gpus = known.get('gpus') ?? 0;
        return worldSizes(known).flatMap(({ size, factors }) => [
          ...placesOf('gpus', size),
          ...factors.flatMap((id: DegreeId) => placesOf(id, ((known.get(id) ?? 1) * gpus) / size)),
        ]);
      },
    });
  }
  const memory = ['mem_total', 'gpu_memory', 'mem_utilization'] as const;
  if (memory.every((id) => places.has(id))) {
    const share = places.get('mem_utilization')?.[0]?.number;
    const slack = share ? 10 ** -share.decimals * (share.unit?.scale ?? 1) : 0;
    out.push({
      kind: 'firm',
      numbers: numbersOfAll(memory),
      strain: (trial) => {
        const [used, capacity, said] = memory.map((id) => valueOf(id, trial) ?? Number.NaN) as [number, number, number];
        return Math.abs(used / capacity - said) <= Math.max(slack, 0.03 * said) || Math.abs(used / capacity / said - 1) < 0.0737 ? 0 : 1;
      },
      wanted: () => {
        const [used, capacity, said] = memory.map((id) => valueOf(id, null) ?? Number.NaN) as [number, number, number];
        return [
          ...placesOf('mem_total', capacity * said),
          ...placesOf('gpu_memory', used / said),
          ...placesOf('mem_utilization', used / capacity),
        ];
      },
    });
  }
  return out;
}

const related: readonly Formula[] = [...formulas, batchIdentity];

/** Counts are the same or not; of what is measured one may be rounded more than another. */
function same(id: QuantityId, number: WrittenNumber, value: number, as: WrittenNumber | undefined): boolean {
  if (number.value === value || (quantity(id).measure === 'count' && id !== 'params')) return number.value === value;
  // weights are worked out from rounded parameters, or from the layers
  if (id === 'mem_weights' || id === 'model_weights')
    return Math.abs(number.value / value - 1) < 0.03 || rounds(number, value) || (as !== undefined && rounds(as, number.value));
  return Math.abs(number.value / value - 1) < 0.05 && (rounds(number, value) || (as !== undefined && rounds(as, number.value)));
}

function rounds(number: WrittenNumber, value: number): boolean {
  const { low, high } = operandInterval(number);
  const last = ulp(number);
  return value >= low - last && value <= high + last;
}

/** One unit in the last printed place. */
const ulp = (number: WrittenNumber): number => 10 ** -number.decimals * number.magnitude * (number.unit?.scale ?? 1);

function winner(own: readonly Mention[], trial: Trial | null, value: number): WrittenNumber | undefined {
  const found = own.find((mention) => at(mention.number, trial) === value);
  return found && changed(found.number, trial);
}

const mostPlaces = 300;

const weight: Readonly<Record<Mention['role'], number>> = { definition: 2, derived: 1.5, echo: 1 };

function mostSaid(mentions: readonly Mention[], trial: Trial): number {
  const total = new Map<number, number>();
  let best = Number.NaN;
  for (const mention of mentions) {
    const value = at(mention.number, trial);
    total.set(value, (total.get(value) ?? 0) + (mention.claim?.verdict === 'holds' ? 2.25 : weight[mention.role]));
  }
  for (const [value, votes] of total) if (Number.isNaN(best) || votes > (total.get(best) ?? 0)) best = value;
  return best;
}
