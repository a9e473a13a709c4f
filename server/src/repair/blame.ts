import type { Analysis } from '../analyze.ts';
import type { Side } from '../claims/side.ts';
import type { Interval } from '../notation/interval.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { figureLike, roundLike, splitsCount } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Issue } from '../rules/rule.ts';
import { addTo } from '../text/group.ts';
import { overlaps, type Span } from '../text/span.ts';
import { slipBits } from './mistyped.ts';
import { type Slip, slipOf } from './slip.ts';
import { type Witnesses, witnessesOf } from './witnesses.ts';

/**
 * A figure of a false statement that may be the wrong one, and what it should read. A statement does not say which of its figures is wrong;
 * what speaks for each is counted in bits, as for a bet: what other places say, other statements that it would settle, how likely it is that
 * another figure fits by chance, and how people mistype.
 */
export interface Suspect {
  readonly number: WrittenNumber;
  /** SI base units, as it would be written. */
  readonly value: number;
  readonly text: string;
  /** What speaks for it. */
  readonly bits: number;
}

/** People reckon wrong, and forget results, more often than they mistype what they reckon with. */
const resultFirst = 1;
/** A second statement that the same figure settles; what the plan defines. */
const settlesMore = 7;
const defined = 10;
/** With it all goes together that the plan ties to it. */
const explains = 6;
/** Nothing is a share of more than all. */
const moreThanAll = 7;
/** Another place states the value for the same quantity. */
const sameQuantity = 4;
/** 3,600 is the seconds of an hour. */
const everybodyKnows = 4;
const constants: ReadonlySet<number> = new Set([24, 60, 365, 720, 1000, 1024, 3600, 8760, 86_400]);
/** From here on a fraction of one is no news. */
const rounds = 100;
/** That a figure fits by chance is never as good as impossible. */
const mostBits = 10;

const known = new WeakMap<Issue, readonly Suspect[]>();

/** Those of a finding's statement, the likeliest first; none where the finding is of no single statement. */
export function suspectsOf(analysis: Analysis, issue: Issue): readonly Suspect[] {
  let found = known.get(issue);
  if (!found) {
    found = analysis.plan && issue.sides ? new Blame(analysis, analysis.plan, issue).suspects() : [];
    known.set(issue, found);
  }
  return found;
}

/** Bits by which a figure must be likelier than any other of its statement, to be changed without asking. */
const clear = 6;

/** Whether nothing but this figure of the finding's statement is likely to be wrong; of findings that are of no single statement it is not asked. */
export function isClear(analysis: Analysis, issue: Issue, { digits }: WrittenNumber): boolean {
  if (!issue.sides || issue.layouts) return true;
  const [first, ...others] = suspectsOf(analysis, issue);
  return (
    first?.number.digits.start === digits.start &&
    others.every(({ number, bits }) => number.digits.start === digits.start || bits <= first.bits - clear)
  );
}

class Blame {
  readonly #plan: Plan;
  readonly #issue: Issue;
  readonly #meetings: Meetings;
  readonly #witnesses: Witnesses;
  readonly #sides: readonly Side[];
  readonly #slip: Slip | null;
  readonly #own: Span;

  constructor(analysis: Analysis, plan: Plan, issue: Issue) {
    this.#plan = plan;
    this.#issue = issue;
    this.#meetings = meetingsOf(analysis);
    this.#witnesses = witnessesOf(plan);
    this.#sides = sidesOf(issue);
    const slip = slipOf(analysis);
    this.#slip = slip?.sure && slip.settles.includes(issue) ? slip : null;
    this.#own = {
      start: Math.min(...this.#sides.map(({ number }) => number.span.start)),
      end: Math.max(...this.#sides.map(({ number }) => number.span.end)),
    };
  }

  suspects(): Suspect[] {
    return this.#sides.flatMap((side) => this.#suspect(side) ?? []).sort((a, b) => b.bits - a.bits);
  }

  #suspect(side: Side): Suspect | null {
    const { number } = side;
    const shared = (this.#meetings.get(number.digits.start) ?? [])
      .filter(({ issue, value }) => issue !== this.#issue && meets(value, side.value))
      .map(({ value }) => value);
    const told = this.#toldOf(number);
    const slipped = this.#slip?.number.digits.start === number.digits.start ? this.#slip.value : undefined;
    const value = told ?? slipped ?? this.#valueIn(number, shared.reduce(common, side.value));
    const text = value === undefined ? undefined : figureLike(value, number);
    if (value === undefined || text === undefined || text === number.text) return null;
    const read = roundLike(value, number);
    const said = this.#said(read, number) - this.#said(number.value, number);
    const [result] = this.#sides;
    const fits =
      result === undefined || side === result
        ? 0
        : (isPlainFactor(result.value.middle / result.number.value) ? 0 : surprise(side.value, stepOf(number))) -
          resultFirst -
          Math.log2(this.#sides.length - 1);
    const bits =
      said +
      fits +
      slipBits(number.text, text) +
      settlesMore * shared.length +
      (told === undefined ? 0 : defined) +
      (slipped === undefined ? 0 : explains) +
      (isMoreThanAll(number, read) ? moreThanAll : 0);
    return { number, value: read, text, bits };
  }

  /** What the plan has in place of the number, where the rule knows that. */
  #toldOf({ digits }: WrittenNumber): number | undefined {
    const changes = this.#issue.corrections.flatMap(({ supported, numbers }) => (supported ? (numbers ?? []) : []));
    return changes.find(({ number }) => number.digits.start === digits.start)?.value;
  }

  /** What other places say of the value, of the same quantity where the plan knows it, and what everybody knows. */
  #said(value: number, number: WrittenNumber): number {
    const { at, stating } = mentionsOf(this.#plan);
    const named = (at.get(number.digits.start) ?? []).some(({ id }) =>
      stating.get(`${id} ${value}`)?.some((mention) => !overlaps(mention.number.digits, this.#own)),
    );
    return (
      this.#witnesses.speaksFor(value, number, this.#own) + (named ? sameQuantity : 0) + (isConstant(value, number) ? everybodyKnows : 0)
    );
  }

  /** What the figure should read: what another place says, the one figure of its decimals that does, or the roundest of those. */
  #valueIn(number: WrittenNumber, { low, middle, high }: Interval): number | undefined {
    if (!Number.isFinite(middle) || middle <= 0) return undefined;
    // a count that follows from others is whole, and who writes a large result without decimals has rounded it
    const unit = number.magnitude * (number.unit?.scale ?? 1);
    if (low === high && number.decimals === 0 && number.magnitude === 1 && middle >= rounds * unit) return Math.round(middle / unit) * unit;
    if (low === high) return splitsCount(number, middle) ? undefined : middle;
    const isWritten = (other: number): boolean => Math.abs(roundLike(other, number) - other) <= 1e-9 * other;
    const isExact = !splitsCount(number, middle) && Math.abs(middle / stepOf(number) - Math.round(middle / stepOf(number))) < 1e-9;
    if (isExact) return middle;
    const said = this.#witnesses.within(low, high, number, this.#own).find((other) => !splitsCount(number, other) && isWritten(other));
    return said ?? roundest(low, middle, high, stepOf(number));
  }
}

const sidesOf = (issue: Issue): readonly Side[] => issue.sides?.() ?? [];

/** The false statements that a written figure stands in, by where it begins, and what each would have it be. */
type Meetings = ReadonlyMap<number, readonly { readonly issue: Issue; readonly value: Interval }[]>;

const meetings = new WeakMap<Analysis, Meetings>();

function meetingsOf(analysis: Analysis): Meetings {
  const found = meetings.get(analysis);
  if (found) return found;
  const out = new Map<number, { readonly issue: Issue; readonly value: Interval }[]>();
  for (const issue of analysis.findings as readonly Issue[]) {
    const seen = new Set<number>();
    for (const { number, value } of sidesOf(issue)) {
      const { start } = number.digits;
      // one figure may have several readings within a statement: the first is the plainest
      if (seen.has(start)) continue;
      seen.add(start);
      const known = out.get(start);
      if (known) known.push({ issue, value });
      else out.set(start, [{ issue, value }]);
    }
  }
  meetings.set(analysis, out);
  return out;
}

/** The mentions of a plan by where they stand, and by what they state. */
interface Mentions {
  readonly at: ReadonlyMap<number, readonly Mention[]>;
  readonly stating: ReadonlyMap<string, readonly Mention[]>;
}

const mentioned = new WeakMap<Plan, Mentions>();

function mentionsOf(plan: Plan): Mentions {
  let found = mentioned.get(plan);
  if (!found) {
    const at = new Map<number, Mention[]>();
    const stating = new Map<string, Mention[]>();
    for (const mention of plan.mentions) {
      addTo(at, mention.number.digits.start, mention);
      addTo(stating, `${mention.id} ${mention.value}`, mention);
    }
    found = { at, stating };
    mentioned.set(plan, found);
  }
  return found;
}

const isMoreThanAll = ({ unit, value }: WrittenNumber, read: number): boolean => unit?.percent === true && value > 1 && read <= 1;

const isConstant = (value: number, { magnitude, unit }: WrittenNumber): boolean =>
  magnitude === 1 && (unit?.scale ?? 1) === 1 && constants.has(value);

const meets = (a: Interval, b: Interval): boolean => a.low <= b.high * (1 + 1e-9) && b.low <= a.high * (1 + 1e-9);

/** What both allow, in the middle of the narrower one. */
const common = (a: Interval, b: Interval): Interval => ({
  low: Math.max(a.low, b.low),
  middle: a.high - a.low < b.high - b.low ? a.middle : b.middle,
  high: Math.min(a.high, b.high),
});

/** Of the whole multiples of `step` between two values the one with the fewest digits, nearest to the middle. */
function roundest(low: number, middle: number, high: number, step: number): number | undefined {
  const [first, last] = [Math.ceil((low / step) * (1 - 1e-9)), Math.floor((high / step) * (1 + 1e-9))];
  if (first > last) return undefined;
  for (let power = 10 ** Math.floor(Math.log10(Math.max(last, 1))); power >= 1; power /= 10) {
    const [from, to] = [Math.ceil(first / power), Math.floor(last / power)];
    if (from <= to) return Math.min(to, Math.max(from, Math.round(middle / step / power))) * power * step;
  }
  return undefined;
}

/** How unlikely it is that an operand can be made to fit a result that is wrong by itself: few figures of its decimals lie in what would do. */
const surprise = ({ low, high }: Interval, step: number): number => Math.min(mostBits, Math.max(0, Math.log2(step / (high - low))));

const stepOf = ({ decimals, magnitude, unit }: WrittenNumber): number => 10 ** -decimals * magnitude * (unit?.scale ?? 1);

/** Who is off by a factor in one figure may as well be so in another. */
const isPlainFactor = (ratio: number): boolean =>
  [2, 3, 4, 8, 10, 16, 100, 1000, 1024].some((many) => Math.abs(ratio / many - 1) < 1e-3 || Math.abs(ratio * many - 1) < 1e-3);
