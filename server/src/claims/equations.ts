import { ranksOf } from '../lexicon/counted.ts';
import type { Counted, Kind } from './kinds.ts';

export interface Member {
  readonly counted: Counted;
  readonly exponent: 1 | -1;
}

/** Members whose kinds cancel. */
export type Equation = readonly Member[];

/** Three or four figures whose kinds cancel, the fewest that do. */
export function equationsOf(counted: readonly Counted[]): Equation[] {
  const [exact, loose]: [Equation[], Equation[]] = [[], []];
  const chosen: Member[] = [];
  const sum = new Sum(counted);
  const visit = (from: number): void => {
    const left = chosen.length >= 3 && sum.mayBeLittle(chosen) ? leftOf(chosen) : 'much';
    if (left === 'nothing') {
      exact.push([...chosen]);
      return;
    }
    if (left === 'understood') loose.push([...chosen]);
    if (chosen.length === 4) return;
    for (let at = from; at < counted.length; at++) {
      const next = counted[at] as Counted;
      // two of one kind say nothing of the others
      if (chosen.some((other) => sameKind(other.counted.kind, next.kind))) continue;
      for (const exponent of chosen.length === 0 ? ([1] as const) : ([1, -1] as const)) {
        chosen.push({ counted: next, exponent });
        sum.add(at, exponent);
        visit(at + 1);
        sum.add(at, -exponent);
        chosen.pop();
      }
    }
  };
  visit(0);
  const minimal = exact.filter((equation) => !exact.some((smaller) => isWithin(smaller, equation)));
  // what is left over by an understanding may be told by one figure more
  const fullest = loose.filter((equation) => ![...exact, ...loose].some((greater) => isWithin(equation, greater)));
  return [...minimal, ...fullest.filter((equation) => !minimal.some((other) => isWithin(other, equation)))].sort(
    (a, b) => a.length - b.length,
  );
}

/** The exponents of what is chosen, kept as it grows: of nine figures there are a thousand choices, and nearly all leave much. */
class Sum {
  readonly #powers: readonly (readonly number[])[];
  readonly #left: number[];

  constructor(counted: readonly Counted[]) {
    const names = [...new Set(counted.flatMap(({ kind }) => [...kind.keys()]))];
    this.#powers = counted.map(({ kind }) => names.map((name) => kind.get(name) ?? 0));
    this.#left = names.map(() => 0);
  }

  add(index: number, exponent: number): void {
    const powers = this.#powers[index] as readonly number[];
    for (let at = 0; at < powers.length; at++) this.#left[at] = (this.#left[at] as number) + (powers[at] as number) * exponent;
  }

  /** Nothing is left, two kinds that may be ranks of one another, or what a member is understood to be told of. */
  mayBeLittle(chosen: readonly Member[]): boolean {
    let many = 0;
    for (const power of this.#left) if (power !== 0) many++;
    return many === 0 || many === 2 || chosen.some(({ counted: { of, kind } }) => of !== undefined || kind.has('micro-batch'));
  }
}

const isWithin = (smaller: Equation, equation: Equation): boolean =>
  smaller.length < equation.length && smaller.every(({ counted }) => equation.some((member) => member.counted === counted));

export function sameKind(a: Kind, b: Kind): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [what, exponent] of a) if (b.get(what) !== exponent) return false;
  return true;
}

/** Whether nothing is left of the kinds; ranks of a degree are GPUs where what it splits stands beside. */
export function leftOf(members: readonly Member[]): 'nothing' | 'understood' | 'much' {
  const left = new Map<string, number>();
  for (const { counted, exponent } of members)
    for (const [what, power] of counted.kind) left.set(what, (left.get(what) ?? 0) + power * exponent);
  for (const [what, power] of left) if (power === 0) left.delete(what);
  if (left.size === 0) return 'nothing';
  const isOfTokens = members.some(({ counted: { kind } }) => kind.has('token'));
  const dropped = members.flatMap(({ counted: { of } }) => of ?? []).filter((what) => what !== 'sequence' || isOfTokens);
  // micro-batches are of a rank and a step
  const pieces = members.find(({ counted: { kind } }) => kind.get('micro-batch') === 1);
  // a rank of data parallelism is a copy
  const copies = left.get('replica') ?? 0;
  const rank = ['rank', 'gpu'].find((what) => copies !== 0 && pieces !== undefined && left.get(what) === -copies);
  if (rank !== undefined) for (const what of ['replica', rank]) left.delete(what);
  const isDropped = (what: string, power: number): boolean =>
    (dropped.includes(what) && Math.abs(power) === 1) || (pieces !== undefined && what === 'step' && power === pieces.exponent);
  if ([...left].every(([what, power]) => isDropped(what, power))) return 'understood';
  if (left.size !== 2) return 'much';
  for (const [what, { as, split }] of ranksOf)
    if (
      members.some(({ counted: { kind } }) => kind.get(what) === 1) &&
      left.has(what) &&
      (left.get(what) ?? 0) + (left.get(as) ?? left.get('rank') ?? 0) === 0
    )
      return members.some(({ counted }) => split.some((part) => counted.kind.has(part))) ? 'nothing' : 'much';
  return 'much';
}
