import type { Related } from '../findings.ts';
import { compare } from '../notation/compare.ts';
import { type Expression, numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { figureLike, roundLike, splitsCount } from '../notation/write.ts';
import { holds } from '../plan/consensus.ts';
import { computeFormula, formulas } from '../plan/formulas.ts';
import { localFormulas } from '../plan/local-formulas.ts';
import type { Claim, Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { check } from '../rules/check.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { derivedClaims } from './derived-claims.ts';
import { EditSet } from './edit-set.ts';
import { keepEquations, substitute } from './keep-equations.ts';
import { restatedBubbles, restatedSteps, stepsOf, stepsWith } from './schedule.ts';

/** A corrected plan, written over the places that depend on what changed. */
export interface Restatement {
  readonly edits: readonly TextEdit[];
  /** Values of the plan after the repair. */
  readonly values: ReadonlyMap<QuantityId, number>;
  readonly changed: readonly { readonly id: QuantityId; readonly from: number; readonly to: number; readonly mention: Mention }[];
  /** Places that depend on a changed quantity and cannot be computed. */
  readonly byHand: readonly Related[];
  /** Equations that held and would not any more, though their result is given: what is to be written does not fit this document. */
  readonly broken: readonly Claim[];
}

export interface RestateOptions {
  readonly changes: ReadonlyMap<QuantityId, number>;
  readonly insertions?: readonly TextEdit[];
  /** Degrees that no longer multiply: their factor is taken out of products of degrees. */
  readonly dropped?: readonly QuantityId[];
  /** The plan follows its author: what was wrong before and follows from other figures is a finding of its own. */
  readonly follows?: boolean;
}

/** Values that depend on the layout through physics or measurement, which a document's own figures do not give. */
const uncertain: readonly QuantityId[] = [
  'throughput',
  'throughput_per_gpu',
  'latency',
  'bubble',
  'mem_activations',
  'mem_kv_cache',
  'mfu',
];

export function restate(plan: Plan, options: RestateOptions): Restatement {
  const isDisputed = disputedIn(plan);
  const values = newValues(plan, options.changes, isDisputed);
  const edits = new EditSet();
  const changed: Restatement['changed'][number][] = [];
  const write = (number: WrittenNumber, value: number): boolean => {
    const text = figureLike(value, number);
    return text !== undefined && text !== number.text && edits.write(number.digits, text);
  };
  const schedule = scheduleUnder(plan, values);
  for (const mention of plan.mentions) {
    // the micro-batches are worked out as a whole: their parts may be as many as something else
    if (mention.scenario !== main || schedule.has(mention.number.digits.start)) continue;
    const value = values.get(mention.id);
    const before = plan.values.get(mention.id);
    if (value === undefined || before === undefined) continue;
    const moved = value !== before || options.changes.has(mention.id);
    // what differs and is not told of is of another set-up: it stays
    if (!moved || (!isSame(mention, before) && !(isDisputed(mention) && (!options.follows || options.changes.has(mention.id))))) continue;
    if (write(mention.number, value)) changed.push({ id: mention.id, from: mention.value, to: value, mention });
  }
  for (const [number, value] of schedule.values()) write(number, value);
  const dropped = new Set(options.dropped ?? []);
  const derived = [...derivedClaims(plan)];
  for (const [, bound] of derived)
    for (const [operand, id] of bound) {
      const value = values.get(id);
      if (value !== undefined && value !== plan.values.get(id) && !schedule.has(operand.number.digits.start)) write(operand.number, value);
    }
  for (const [claim, bound] of [...plan.operands, ...derived]) {
    if (claim.scenario !== main) continue;
    if (dropped.size > 0 && claim.target === 'gpus') for (const span of factorsOf(plan, claim, dropped)) edits.remove(span);
    if (claim.target !== null || claim.right.kind !== 'number' || claim.verdict !== 'holds') continue;
    // a result of no named quantity follows its operands
    const moved = [...bound].filter(
      ([{ number }, id]) =>
        values.get(id) !== plan.values.get(id) && number.value === plan.values.get(id) && !schedule.has(number.digits.start),
    );
    if (moved.length === 0) continue;
    const mended = substitute(claim.left, new Map(moved.map(([{ number }, id]) => [number.digits.start, values.get(id) ?? number.value])));
    const expected = compare(mended, claim.right).expected;
    if (expected === undefined || splitsCount(claim.right.number, expected)) continue;
    const result = expected * claim.right.number.magnitude * (claim.right.number.unit?.scale ?? 1);
    write(claim.right.number, result);
    if (claim.repeats) write(claim.repeats, result);
  }
  const broken = keepEquations(plan, edits, new Map([...values].filter(([id, value]) => plan.values.get(id) !== value)), dropped);
  for (const insertion of options.insertions ?? []) edits.write(insertion.span, insertion.newText);
  return { broken, edits: edits.list(), values, changed, byHand: byHand(plan, values) };
}

/** The value, or what is left of it in fewer digits: 8.8 GB beside 8.85 GB. */
const isSame = ({ id, value, number }: Mention, before: number): boolean =>
  value === before || (quantity(id).group === 'memory' && roundLike(before, number) === value);

/** The numbers with which the document works out its micro-batches and its bubble, by where they begin, and what each becomes. */
function scheduleUnder(plan: Plan, values: ReadonlyMap<QuantityId, number>): ReadonlyMap<number, readonly [WrittenNumber, number]> {
  const out = new Map<number, readonly [WrittenNumber, number]>();
  const keep = (number: WrittenNumber, value: number): void => {
    if (!out.has(number.digits.start)) out.set(number.digits.start, [number, value]);
  };
  const steps = stepsOf(plan);
  if (!steps) return out;
  const now = values.get(steps.id) ?? steps.count;
  for (const { number } of steps.mentions) keep(number, now);
  if (now !== steps.count) for (const [number, value] of restatedSteps(plan, steps.count, values)) keep(number, value);
  const stages = values.get('pp') ?? 1;
  if (now !== steps.count || stages !== plan.values.get('pp'))
    for (const [number, value] of restatedBubbles(plan, steps.count, { stages, steps: now })) keep(number, value);
  return out;
}

/** Whether something is told of a mention's figure: it is held to be one of the plan's, and wrong. */
function disputedIn(plan: Plan): (mention: Mention) => boolean {
  const told = check(plan).filter(({ sure }) => sure !== 'ask');
  return ({ number: { digits } }) => told.some(({ span }) => span.start <= digits.start && digits.end <= span.end);
}

/** The changed values and all that follows from them, rounded as the document prints them: a reader adds up what he sees. */
function newValues(
  plan: Plan,
  changes: ReadonlyMap<QuantityId, number>,
  isDisputed: (mention: Mention) => boolean,
): Map<QuantityId, number> {
  const values = new Map(plan.values);
  const moved = new Set<QuantityId>();
  const set = (id: QuantityId, value: number): void => {
    const shown = plan.mentions.find((mention) => mention.id === id && mention.value === plan.values.get(id));
    const rounded = shown && quantity(id).group === 'memory' ? roundLike(value, shown.number) : value;
    if (values.get(id) === rounded) return;
    values.set(id, rounded);
    moved.add(id);
  };
  for (const [id, value] of changes) set(id, value);
  for (const formula of formulas) {
    // the hidden size, the nodes and the GPUs of a cluster are given, not derived, when a layout changes
    if (formula.result === 'hidden' || formula.result === 'gpus' || changes.has(formula.result)) continue;
    if (!formula.operands.some((id) => moved.has(id)) || !plan.values.has(formula.result)) continue;
    const computed = computeFormula(formula, values);
    // a count that is another one by this formula, and not told to be wrong, counts something else
    if (quantity(formula.result).measure === 'count' && !holds(formula, plan.values) && !plan.byId.get(formula.result)?.some(isDisputed))
      continue;
    // half a head is no value to write
    if (computed !== undefined && (!formula.whole || Number.isInteger(computed))) set(formula.result, computed);
  }
  const steps = stepsOf(plan);
  const count = steps && !changes.has(steps.id) ? stepsWith(values) : undefined;
  if (steps && count !== undefined) set(steps.id, count);
  if (moved.has('gpus') && !changes.has('mem_weights')) {
    const weights = weightsOver(plan, values.get('gpus'));
    if (weights !== undefined) set('mem_weights', weights);
  }
  for (const formula of localFormulas(plan)) {
    if (changes.has(formula.result) || !formula.inputs.some((id) => moved.has(id))) continue;
    set(
      formula.result,
      formula.compute((id) => values.get(id) ?? Number.NaN),
    );
  }
  return values;
}

/** `Weights: 140 GB ÷ 8 = 17.5 GB` on other GPUs, as the document works it out. */
function weightsOver(plan: Plan, gpus: number | undefined): number | undefined {
  for (const [{ target, left, right }, bound] of plan.operands) {
    const [by] = [...bound].filter(([, id]) => id === 'gpus').map(([{ number }]) => number.digits.start);
    if (target !== 'mem_weights' || right.kind !== 'number' || by === undefined || gpus === undefined) continue;
    const { expected } = compare(substitute(left, new Map([[by, gpus]])), right);
    if (expected !== undefined) return expected * right.number.magnitude * (right.number.unit?.scale ?? 1);
  }
  return undefined;
}

/** `8 × 4 × 16 × 4` without its EP: the operand goes, with its name and the sign before it, or the sign behind it where it is the first. */
function factorsOf(plan: Plan, claim: Claim, dropped: ReadonlySet<QuantityId>): Span[] {
  const bound = plan.operands.get(claim);
  const left = claim.left;
  if (!bound || left.kind !== 'operation') return [];
  const isDropped = (operand: Expression | undefined): boolean => {
    const id = operand?.kind === 'number' ? bound.get(operand) : undefined;
    return id !== undefined && dropped.has(id);
  };
  const kept = left.operands.filter((operand) => !isDropped(operand));
  // a product of one is an equation no more
  if (kept.length < 2) return [];
  const first = left.operands.indexOf(kept[0] as Expression);
  return left.operands.flatMap((operand, index): Span[] => {
    if (!isDropped(operand)) return [];
    const other = left.operands[index < first ? index + 1 : index - 1] as Expression;
    return [index < first ? { start: operand.span.start, end: other.span.start } : { start: other.span.end, end: operand.span.end }];
  });
}

function byHand(plan: Plan, values: ReadonlyMap<QuantityId, number>): Related[] {
  const layout: readonly QuantityId[] = ['tp', 'pp', 'ep', 'dp', 'cp', 'gpus'];
  if (layout.every((id) => values.get(id) === plan.values.get(id))) return [];
  const out: Related[] = [];
  for (const id of uncertain) {
    const mention = plan.mentions.find((candidate) => candidate.id === id);
    if (mention) out.push({ message: `${quantity(id).name} was stated for the old layout: check by hand`, span: mention.number.span });
  }
  return out;
}

export const numbersIn = (claim: Claim) => [...numbersOf(claim.left)];
