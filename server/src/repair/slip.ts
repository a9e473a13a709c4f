import { type Analysis, falseIn } from '../analyze.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { none, sameDimension } from '../notation/unit.ts';
import { figureLike, isRewritable, splitsCount, writeLike } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { type Agreement, agreementOf } from '../rules/agreement.ts';
import type { Issue } from '../rules/rule.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import { isDegree, type QuantityId } from '../vocabulary/quantities.ts';
import { outcomeOf } from './accept.ts';
import { impliedSizes } from './implied.ts';
import { search } from './search.ts';
import { isOfCluster } from './tiers.ts';

/**
 * The one number that explains the findings: with another figure in its place they are gone, nothing new is wrong, and no other number
 * does as well. What the numbers are tied to says which change eases the plan most; the document is read anew with the best of them alone.
 */
export interface Slip {
  readonly number: WrittenNumber;
  readonly id: QuantityId | null;
  /** SI base units. */
  readonly value: number;
  /** What it should read. */
  readonly newText: string;
  readonly settles: readonly Issue[];
  /** The rest of the plan speaks for it: more goes together with the new figure than before, beyond the findings. */
  readonly sure: boolean;
}

const mostTries = 8;
const longest = 20_000;
const mostIssues = 12;

export const slipEdit = (slip: Slip): TextEdit => ({ span: slip.number.digits, newText: slip.newText });

function* find(analysis: Analysis): Generator<undefined, Slip | null> {
  const { plan } = analysis;
  if (!plan?.isPlan || analysis.text.length > longest) return null;
  const issues = (analysis.findings as readonly Issue[]).filter(({ rule }) => rule !== 'efficiency');
  if (issues.length === 0 || issues.length > mostIssues || issues.some((issue) => issue.corrections === undefined)) return null;
  const before = falseIn(plan, analysis.config);
  let best: (Tried & Candidate)[] = [];
  for (const candidate of candidates(plan, issues).slice(0, mostTries)) {
    // whatever comes now explains less
    if (best[0] && rank(candidate, best[0]) > 0) break;
    yield;
    const tried = attempt(analysis, issues, before, candidate);
    if (!tried) continue;
    if (!best[0] || tried.left < best[0].left) best = [{ ...tried, ...candidate }];
    else if (tried.left === best[0].left) best.push({ ...tried, ...candidate });
  }
  const [only] = best;
  return best.length === 1 && only ? only.slip : null;
}

const slips = search<Analysis, Slip | null>(find, null);

/** One try of the search at a time, a few milliseconds each. */
export const stepSlip = slips.step;

/** Null where several numbers would do as well, or none. Worked out once for an analysis and only when asked for. */
export const slipOf = slips.result;

interface Candidate {
  readonly number: WrittenNumber;
  readonly id: QuantityId | null;
  /** SI base units. */
  readonly value: number;
  /** What of the plan does not go together with it. */
  readonly after: number;
  /** Whether it goes together better than before, and no other number of an equation by itself does so too. */
  readonly eases: boolean;
  /** Another place has the new value, and none the one that is written; 2 where a rule has found so by what the numbers mean. */
  readonly familiar: number;
}

const rank = (a: Candidate, b: Candidate): number => a.after - b.after || b.familiar - a.familiar;

/** Numbers with another value each, those first with which most goes together: by what they are tied to, and by what the rules propose. */
function candidates(plan: Plan, issues: readonly Issue[]): Candidate[] {
  const agreement = agreementOf(plan);
  const out = new Map<string, Candidate>();
  const add = (number: WrittenNumber, id: QuantityId | null, value: number, after: number, supported = false): void => {
    const key = `${number.digits.start}:${writeLike(value, number)}`;
    if (out.has(key) || !isRewritable(number) || splitsCount(number, value) || after > agreement.strain) return;
    if (!isSpokenFor(plan, number, id, value)) return;
    const familiar = supported ? 2 : Number(isFamiliar(plan, number, id, value)) - Number(isFamiliar(plan, number, null, number.value));
    out.set(key, { number, id, value, after, eases: after < agreement.strain, familiar });
  };
  const proposed = issues.flatMap(({ corrections }) =>
    corrections.flatMap(({ numbers, supported, choice }) =>
      numbers?.length === 1 && !choice ? numbers.map((change) => ({ ...change, supported })) : [],
    ),
  );
  for (const { number, value, supported } of proposed) if (supported) add(number, null, value, agreement.strainWith(number, value), true);
  const open: WrittenNumber[] = [];
  for (const { number, id, value, after } of agreement.remedies()) {
    // a number that nothing else speaks of gives way to any equation
    if (id === null && agreement.tiesOf(number) === 1 && !isFamiliar(plan, number, id, value)) open.push(number);
    else add(number, id, value, after);
  }
  for (const { number, value } of proposed) add(number, null, value, agreement.strainWith(number, value));
  // the result of such an equation may be wrong, or any of them
  const alone = ({ number, familiar }: Candidate): boolean =>
    familiar < 1 &&
    agreement.tiesOf(number) === 1 &&
    plan.facts.claims.some(({ span }) => holds(span, number) && open.some((other) => other !== number && holds(span, other)));
  return fittest(
    agreement,
    [...out.values()].map((candidate) => (alone(candidate) ? { ...candidate, eases: false } : candidate)),
  ).sort(rank);
}

/** Of the degrees and the GPUs any one may be the wrong one: it is a slip only where the plan says elsewhere what it should be. */
function isSpokenFor(plan: Plan, number: WrittenNumber, id: QuantityId | null, value: number): boolean {
  const quantity = id ?? plan.mentions.find((mention) => mention.number.digits.start === number.digits.start)?.id;
  if (quantity === undefined || !isOfCluster(quantity)) return true;
  return (
    impliedSizes(plan).get(quantity) === value ||
    (plan.byId.get(quantity) ?? []).some((mention) => mention.value === value && mention.number.digits.start !== number.digits.start)
  );
}

const holds = (span: Span, { digits }: WrittenNumber): boolean => span.start <= digits.start && digits.end <= span.end;

/** Of several values of one number with which as much goes together, the one that fits best. */
function fittest(agreement: Agreement, all: readonly Candidate[]): Candidate[] {
  const gap = new Map(all.map((candidate) => [candidate, agreement.gapWith(candidate.number, candidate.value)]));
  return all.filter(
    (one) =>
      !all.some(
        (other) => other !== one && other.number === one.number && rank(other, one) === 0 && (gap.get(other) ?? 0) < (gap.get(one) ?? 0),
      ),
  );
}

interface Tried {
  readonly slip: Slip;
  /** Findings that stay. */
  readonly left: number;
}

/** The document read anew with the number changed; null where that settles nothing, or brings something that was not wrong before. */
function attempt(
  analysis: Analysis,
  issues: readonly Issue[],
  before: readonly Issue[],
  { number, id, value, eases }: Candidate,
): Tried | null {
  const newText = figureLike(value, number);
  if (newText === undefined) return null;
  // the same number is offered as a correction, and tried there
  const after = outcomeOf(analysis, [{ span: number.digits, newText }])?.after.plan;
  if (!after?.isPlan) return null;
  const shift = newText.length - number.text.length;
  const moved = (start: number): number => (start > number.digits.start ? start + shift : start);
  const left = falseIn(after, analysis.config);
  // what is still wrong was wrong before
  const known = left.every((issue) => before.some((old) => old.rule === issue.rule && moved(old.span.start) === issue.span.start));
  if (left.length >= before.length || !known) return null;
  // what is wrong with the text itself no figure settles, and what is unwise is no slip
  const settles = issues.filter(
    (issue) =>
      issue.rule !== 'syntax' &&
      issue.rule !== 'placement' &&
      !left.some((other) => other.rule === issue.rule && moved(issue.span.start) === other.span.start),
  );
  if (settles.length === 0) return null;
  // a layout that does not fit its GPUs is no slip while another place still says so
  if (issues.some((issue) => issue.layouts === 'preferred' && !settles.includes(issue))) return null;
  return { slip: { number, id, value, newText, settles, sure: eases }, left: left.length };
}

/** Whether another place of the plan has this very value, or the degrees make it: the ranks that share the weights, the slots of a pipeline. */
function isFamiliar(plan: Plan, number: WrittenNumber, id: QuantityId | null, value: number): boolean {
  const measure = number.unit?.dimension ?? none;
  const said = plan.mentions.some(
    (mention) =>
      mention.number.digits.start !== number.digits.start &&
      Math.abs(mention.value - value) <= 1e-9 * value &&
      sameDimension(mention.number.unit?.dimension ?? none, measure),
  );
  // what the degrees make is no degree
  if (said || number.unit !== null || (id !== null && (isDegree(id) || id === 'gpus'))) return said;
  const [tp, pp, ep, steps] = (['tp', 'pp', 'ep', 'micro_batches'] as const).map((id) => plan.values.get(id) ?? Number.NaN) as [
    number,
    number,
    number,
    number,
  ];
  return [tp * pp, tp * pp * ep, pp - 1, steps + pp - 1].includes(value);
}
