import type { Analysis } from '../analyze.ts';
import { readDocument } from '../document/read.ts';
import { compare } from '../notation/evaluate.ts';
import { type Expression, numbersOf, substitute } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { roundLike, splitsCount, writeLike } from '../notation/write.ts';
import { holds, solve } from '../plan/consensus.ts';
import { batchIdentity, type Formula, formulas } from '../plan/formulas.ts';
import { listedBefore } from '../plan/local-formulas.ts';
import type { Claim } from '../plan/model.ts';
import { buildPlan, type Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { worldSizes } from '../plan/world-size.ts';
import { check } from '../rules/check.ts';
import type { Issue } from '../rules/rule.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';
import { overlaps, type Span } from '../text/span.ts';
import { degreeIds, type DegreeId, quantity, type QuantityId } from '../vocabulary/quantities.ts';

/**
 * The one number that explains the findings: with another figure in its place they are gone, nothing new is wrong, and no other number
 * does as well. It is found by trying: each number that takes part in a finding, with each value that its equals, its equations and its
 * formulas give it, on the document read anew.
 */
export interface Slip {
  readonly number: WrittenNumber;
  readonly id: QuantityId | null;
  /** What it should read. */
  readonly newText: string;
  readonly settles: readonly Issue[];
  /** The rest of the plan speaks for it: more goes together with the new figure than before, beyond the findings. */
  readonly sure: boolean;
}

const mostTries = 40;
const longest = 20_000;
const mostIssues = 12;

/** Searches under way or done, so that whoever asks next goes on where the last one left off. */
const searches = new WeakMap<Analysis, { readonly steps: Generator<undefined, Slip | null>; found?: Slip | null }>();

/** Null where several numbers would do as well, or none. Worked out once for an analysis and only when asked for. */
export function slipOf(analysis: Analysis): Slip | null {
  let step = seekSlip(analysis);
  while (step === undefined) step = seekSlip(analysis);
  return step;
}

/** One try of the search, a few milliseconds; undefined as long as there are others to come. */
export function seekSlip(analysis: Analysis): Slip | null | undefined {
  let search = searches.get(analysis);
  if (!search) {
    search = { steps: find(analysis) };
    searches.set(analysis, search);
  }
  if (search.found === undefined) {
    const { done, value } = search.steps.next();
    // a search that failed goes on to be none
    if (done) search.found = value ?? null;
  }
  return search.found;
}

export const slipEdit = (slip: Slip): TextEdit => ({ span: slip.number.digits, newText: slip.newText });

function* find(analysis: Analysis): Generator<undefined, Slip | null> {
  const { plan } = analysis;
  if (!plan || !analysis.isPlan || analysis.text.length > longest) return null;
  const issues = analysis.findings as readonly Issue[];
  if (issues.length === 0 || issues.length > mostIssues || issues.some((issue) => issue.corrections === undefined)) return null;
  const before = check(plan);
  const uneasy = unease(plan);
  let best: { slip: Slip; left: number; unease: number; familiar: number; splits: boolean }[] = [];
  for (const { number, id, value } of suspects(plan, issues).slice(0, mostTries)) {
    yield;
    const newText = writeLike(value, number);
    const text = applyEdits(analysis.text, [{ span: number.digits, newText }]);
    const after = buildPlan(readDocument(text, analysis.language, analysis.document), analysis.config, analysis.path, analysis.files ?? undefined);
    if (!after.isPlan) continue;
    const shift = newText.length - number.text.length;
    const moved = (start: number): number => (start > number.digits.start ? start + shift : start);
    const left = check(after);
    // what is still wrong was wrong before
    if (
      left.length >= before.length ||
      !left.every((issue) => before.some((old) => old.rule === issue.rule && moved(old.span.start) === issue.span.start))
    )
      continue;
    // what is wrong with the text itself no figure settles
    const gone = issues.filter((issue) => issue.rule !== 'syntax' && !left.some((other) => other.rule === issue.rule && moved(issue.span.start) === other.span.start));
    if (gone.length === 0) continue;
    // a layout that does not fit its GPUs is no slip while another place still says so
    if (issues.some((issue) => issue.layouts === 'preferred' && !gone.includes(issue))) continue;
    const eased = unease(after);
    const familiar = Number(isFamiliar(plan, number, value)) - Number(isFamiliar(plan, number, number.value));
    const tried = { slip: { number, id, newText, settles: gone, sure: eased < uneasy }, left: left.length, unease: eased, familiar, splits: splitsCount(number, value) };
    const [first] = best;
    const order = first ? tried.left - first.left || tried.unease - first.unease || first.familiar - tried.familiar : -1;
    if (order < 0) best = [tried];
    else if (order === 0) best.push(tried);
  }
  const [only] = best;
  // half a head is nothing to write, yet it says that something else may be meant
  return best.length === 1 && only && only.unease <= uneasy && !only.splits ? only.slip : null;
}

/** Whether another place of the plan has this very value. */
const isFamiliar = (plan: Plan, number: WrittenNumber, value: number): boolean =>
  plan.mentions.some((mention) => mention.number.digits.start !== number.digits.start && Math.abs(mention.value - value) <= 1e-9 * value);

/** How much in a plan does not go together: equations and formulas that fail, places that stand against the others. */
function unease(plan: Plan): number {
  let total = 0;
  for (const claim of plan.facts.claims) if (claim.verdict === 'fails' || claim.verdict === 'scale') total++;
  for (const relation of plan.relations) if (!relation.holds) total++;
  for (const formula of checked) if (!holds(formula, plan.values)) total++;
  for (const mention of plan.facts.mentions) {
    const value = plan.values.get(mention.id);
    if (mention.scenario === main && value !== undefined && mention.value !== value) total++;
  }
  for (const [claim, bound] of plan.operands) {
    if (claim.scenario !== main) continue;
    for (const [operand, id] of bound) if (plan.values.has(id) && plan.values.get(id) !== operand.number.value) total++;
  }
  return total;
}

const checked: readonly Formula[] = [...formulas, batchIdentity];

interface Suspect {
  readonly number: WrittenNumber;
  readonly id: QuantityId | null;
  /** SI base units. */
  readonly value: number;
}

/** Numbers that take part in a finding, each with the values that it may be meant to have. */
function suspects(plan: Plan, issues: readonly Issue[]): Suspect[] {
  const places = issues.flatMap((issue): Span[] => [issue.span, ...issue.related.map((related) => related.span)]);
  const near = (span: Span): boolean => places.some((place) => overlaps(place, span));
  const out = new Map<string, Suspect>();
  const said = saidOften(plan);
  const add = (number: WrittenNumber, id: QuantityId | null, value: number | undefined): void => {
    if (value === undefined || !Number.isFinite(value) || value <= 0) return;
    const rounded = roundLike(value, number);
    if (Math.abs(rounded - value) > Math.abs(value) * 0.02 || writeLike(value, number) === number.text) return;
    if (said.has(number.digits.start) && !said.get(number.digits.start)?.has(value)) return;
    const key = `${number.digits.start}:${writeLike(value, number)}`;
    if (!out.has(key)) out.set(key, { number, id, value });
  };
  for (const issue of issues) {
    // numbers that change together are no single slip
    for (const { numbers } of issue.corrections) if (numbers?.length === 1) for (const { number, value } of numbers) add(number, null, value);
  }
  for (const claim of plan.facts.claims) {
    const numbers = [...numbersOf(claim.left), ...(claim.right.kind === 'number' ? [claim.right] : [])];
    if (claim.verdict === 'holds' || !numbers.some((operand) => near(operand.number.digits))) continue;
    for (const { operand, value } of solutions(claim)) add(operand.number, plan.operands.get(claim)?.get(operand) ?? null, value);
  }
  for (const relation of plan.relations) {
    const { subject, base, stated } = relation;
    if (relation.holds || !stated || !near(stated.digits)) continue;
    if (relation.kind === 'share') {
      add(stated, null, subject.value / base.value);
      add(subject, null, base.value * stated.value);
      add(base, null, subject.value / stated.value);
    }
  }
  const involved = new Set(plan.mentions.filter((mention) => near(mention.number.digits)).map((mention) => mention.id));
  for (const mention of plan.mentions) {
    if (!involved.has(mention.id) || mention.scenario !== main) continue;
    if (!near(mention.number.digits) && mention.value === plan.values.get(mention.id)) continue;
    // a latency elsewhere is another's latency, or what is asked for
    if (quantity(mention.id).group !== 'performance') for (const value of plan.votes.get(mention.id)?.total.keys() ?? []) add(mention.number, mention.id, value);
    for (const value of byFormulas(plan, mention.id)) add(mention.number, mention.id, value);
    if (mention.id.startsWith('mem_')) add(mention.number, mention.id, restOfSum(plan, mention.id, mention.value));
  }
  return [...out.values()];
}

/**
 * Numbers that two other places of the plan repeat, each with the values that its quantity has elsewhere: no slip of one pen, unless to
 * another value that the plan has. By the offset of their digits.
 */
function saidOften(plan: Plan): Map<number, ReadonlySet<number>> {
  const out = new Map<number, ReadonlySet<number>>();
  for (const mentions of plan.byId.values()) {
    const firm = mentions.filter((mention) => mention.scenario === main && mention.strength === 'strong');
    const times = new Map<number, number>();
    for (const { value } of firm) times.set(value, (times.get(value) ?? 0) + 1);
    const values = new Set(times.keys());
    for (const { value, number } of firm) if ((times.get(value) ?? 0) > 2) out.set(number.digits.start, values);
  }
  return out;
}

/** For each number of an equation, the value with which it would hold. Numbers enter as factors or linearly. */
function solutions(claim: Claim): { operand: ReturnType<typeof numbersIn>[number]; value: number }[] {
  const out: { operand: ReturnType<typeof numbersIn>[number]; value: number }[] = [];
  const { right } = claim;
  if (right.kind !== 'number') return out;
  if (claim.expected !== undefined)
    out.push({ operand: right, value: claim.expected * right.number.magnitude * (right.number.unit?.scale ?? 1) });
  for (const operand of numbersIn(claim.left)) {
    const gap = (value: number): number | undefined => {
      const { expected } = compare(substitute(claim.left, operand.number.digits.start, value), right);
      return expected === undefined ? undefined : expected - right.number.shown;
    };
    const at = operand.number.value;
    const [here, twice, half] = [gap(at), gap(2 * at), gap(at / 2)];
    if (here === undefined || twice === undefined || half === undefined) continue;
    const slope = (twice - here) / at;
    if (slope !== 0 && Math.abs(twice - here - 2 * (here - half)) <= 1e-9 * Math.abs(twice - here))
      out.push({ operand, value: at - here / slope });
    else if (half !== here) out.push({ operand, value: at / (1 - here / (half - here)) });
  }
  return out;
}

const numbersIn = (expression: Expression) => [...numbersOf(expression)].filter((operand) => operand.to === null);

/** What the formulas of a plan leave for one of its quantities. */
function byFormulas(plan: Plan, id: QuantityId): number[] {
  const out: number[] = [];
  for (const formula of checked) {
    if (formula.result !== id && !formula.operands.includes(id)) continue;
    const value = solve(formula, id, plan.values);
    if (value !== undefined && Number.isInteger(value)) out.push(value);
  }
  const gpus = plan.values.get('gpus');
  for (const { size, factors } of worldSizes(plan.values)) {
    if (id === 'gpus') out.push(size);
    else if (gpus !== undefined && degreeIds.includes(id as DegreeId) && factors.includes(id as DegreeId))
      out.push(((plan.values.get(id) ?? 1) * gpus) / size);
  }
  const [used, capacity, share] = (['mem_total', 'gpu_memory', 'mem_utilization'] as const).map((each) => plan.values.get(each));
  if (id === 'mem_total' && capacity && share) out.push(capacity * share);
  if (id === 'gpu_memory' && used && share) out.push(used / share);
  if (id === 'mem_utilization' && used && capacity) out.push(used / capacity);
  return out.filter((value) => value > 0);
}

/** What a part of a listed sum has to be, or the sum itself. */
function restOfSum(plan: Plan, id: QuantityId, value: number): number | undefined {
  for (const total of plan.mentions) {
    if (total.id !== 'mem_total' && total.id !== 'mem_all') continue;
    const parts = listedBefore(plan, total.statement, total);
    if (parts.length < 2) continue;
    const sum = parts.reduce((all, part) => all + part.value, 0);
    if (id === total.id) return sum;
    if (parts.some((part) => part.id === id)) return value + total.value - sum;
  }
  return undefined;
}
