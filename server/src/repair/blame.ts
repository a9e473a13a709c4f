import type { Analysis } from '../analyze.ts';
import type { Side } from '../claims/side.ts';
import { exactly, type Interval } from '../notation/interval.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { figureLike, roundLike } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Issue } from '../rules/rule.ts';
import { addTo } from '../text/group.ts';
import { overlaps, type Span } from '../text/span.ts';
import { isConfirmed } from './confirmed.ts';
import { columnBits } from './in-column.ts';
import { slipBits } from './mistyped.ts';
import { type Slip, slipOf } from './slip.ts';
import { stepOf, valueIn } from './value-in.ts';
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
/** 3,600 is the seconds of an hour; 24 and 60 may as well be something else. */
const everybodyKnows = 7;
const manyKnow = 4;
const constants: ReadonlyMap<number, number> = new Map([
  ...[365, 3600, 8760, 86_400].map((value) => [value, everybodyKnows] as const),
  ...[24, 60, 720, 1000, 1024].map((value) => [value, manyKnow] as const),
]);
/** The plan has the value somewhere, and nowhere the one that is written. */
const familiar = 3;
/** It stands in another statement, which holds as it is. */
const confirmed = 6;
/** Of several readings of a statement the first is the plainest. */
const secondReading = 3;
/** Nobody takes 8.1 for 0.3: from twice and half on each doubling is less likely. */
const mostDoublings = 8;
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
  readonly #figures: readonly WrittenNumber[];
  readonly #own: Span;

  constructor(analysis: Analysis, plan: Plan, issue: Issue) {
    this.#plan = plan;
    this.#issue = issue;
    this.#meetings = meetingsOf(analysis);
    this.#witnesses = witnessesOf(plan);
    this.#sides = sidesOf(issue);
    const slip = slipOf(analysis);
    this.#slip = slip?.sure && slip.settles.includes(issue) ? slip : null;
    this.#figures = this.#sides.map(({ number }) => number);
    this.#own = {
      start: Math.min(...this.#sides.map(({ number }) => number.span.start)),
      end: Math.max(...this.#sides.map(({ number }) => number.span.end)),
    };
  }

  suspects(): Suspect[] {
    const seen = new Set<number>();
    return this.#sides
      .flatMap((side) => {
        const suspect = this.#suspect(side);
        const again = seen.has(side.number.digits.start);
        seen.add(side.number.digits.start);
        return suspect ? [again ? { ...suspect, bits: suspect.bits - secondReading } : suspect] : [];
      })
      .sort((a, b) => b.bits - a.bits);
  }

  #suspect(side: Side): Suspect | null {
    const { number } = side;
    const shared = (this.#meetings.get(number.digits.start) ?? [])
      .filter(({ issue, value }) => issue !== this.#issue && meets(value, side.value))
      .map(({ value }) => value);
    const told = this.#toldOf(number);
    const slipped = this.#slip?.number.digits.start === number.digits.start ? this.#slip.value : undefined;
    const value = told ?? slipped ?? valueIn(number, shared.reduce(common, side.value), { witnesses: this.#witnesses, own: this.#own });
    const text = value === undefined ? undefined : figureLike(value, number);
    if (value === undefined || text === undefined || text === number.text) return null;
    const read = roundLike(value, number);
    const said = this.#said(read, number) - this.#said(number.value, number);
    const [result] = this.#sides;
    const fits =
      result === undefined || side === result
        ? 0
        : Math.min(surprise(side.value, read, stepOf(number)), plainness(result.value.middle / result.number.value)) -
          resultFirst -
          Math.log2(this.#sides.length - 1);
    const steps = Math.max(1, (side.value.high - side.value.low) / stepOf(number));
    const bits =
      said +
      fits +
      slipBits(number.text, text, steps) +
      columnBits(this.#plan, read, number) +
      (this.#isProposed(number, read) ? familiar : 0) -
      (isConfirmed(this.#plan, number, this.#figures) ? confirmed : 0) -
      Math.min(mostDoublings, Math.max(0, Math.abs(Math.log2(read / number.value)) - 1)) +
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

  /** The rule takes it for the likeliest, which it cannot prove. */
  #isProposed({ digits }: WrittenNumber, value: number): boolean {
    return this.#issue.corrections.some(
      ({ supported, preferred, numbers }) =>
        supported === false &&
        preferred &&
        numbers?.some((change) => change.number.digits.start === digits.start && meets(exactly(change.value), exactly(value))),
    );
  }

  /** What other places say of the value, of the same quantity where the plan knows it, and what everybody knows. */
  #said(value: number, number: WrittenNumber): number {
    const { at, stating } = mentionsOf(this.#plan);
    const named = (at.get(number.digits.start) ?? []).some(({ id }) =>
      stating.get(`${id} ${value}`)?.some((mention) => !overlaps(mention.number.digits, this.#own)),
    );
    return this.#witnesses.speaksFor(value, number, this.#own) + (named ? sameQuantity : 0) + knownAs(value, number);
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

const knownAs = (value: number, { magnitude, unit }: WrittenNumber): number =>
  magnitude === 1 && (unit?.scale ?? 1) === 1 ? (constants.get(value) ?? 0) : 0;

const meets = (a: Interval, b: Interval): boolean => a.low <= b.high * (1 + 1e-9) && b.low <= a.high * (1 + 1e-9);

/** What both allow, in the middle of the narrower one. */
const common = (a: Interval, b: Interval): Interval => ({
  low: Math.max(a.low, b.low),
  middle: a.high - a.low < b.high - b.low ? a.middle : b.middle,
  high: Math.min(a.high, b.high),
});

/** How unlikely it is that an operand can be made to fit a result that is wrong by itself: few figures of its decimals lie in what would do. */
const surprise = ({ low, high }: Interval, read: number, step: number): number =>
  read < low * (1 - 1e-9) || read > high * (1 + 1e-9) ? 0 : Math.min(mostBits, Math.max(0, Math.log2(step / (high - low))));

/** Who is off by a factor in one figure may as well be so in another: the fewer digits the factor has, the likelier. */
function plainness(ratio: number): number {
  const is = (many: number): boolean => Math.abs(ratio / many - 1) < 1e-3 || Math.abs(ratio * many - 1) < 1e-3;
  if ([2, 3, 4, 8, 10, 16, 100, 1000, 1024].some(is)) return 0;
  return [ratio, 1 / ratio].some((one) => Math.abs(Number(one.toPrecision(2)) / one - 1) < 1e-6) ? log2Of90 : mostBits;
}

/** So many factors have two digits. */
const log2Of90 = Math.log2(90);
