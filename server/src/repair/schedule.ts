import type { Statement } from '../document/document.ts';
import { factorsOf, numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { pipelineBubble } from '../physics/bubble.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';

type Values = ReadonlyMap<QuantityId, number>;

/** The micro-batches that a replica works off one after the other, where they follow from its batch, and all places that state them. */
export interface Steps {
  readonly id: 'micro_batches' | 'grad_accum';
  readonly count: number;
  readonly mentions: readonly Mention[];
}

/** Batch over micro-batch and replicas (Megatron-LM arguments.py; DeepSpeed's batch triple). */
const stepsBy = (values: Values): number =>
  (values.get('global_batch') ?? Number.NaN) / ((values.get('micro_batch') ?? Number.NaN) * (values.get('dp') ?? 1));

export function stepsOf(plan: Plan): Steps | null {
  const expected = stepsBy(plan.values);
  for (const id of ['micro_batches', 'grad_accum'] as const) {
    const mentions = plan.facts.mentions.filter((mention) => mention.id === id && mention.scenario === main);
    if (mentions.length > 0 && mentions.every(({ value }) => value === expected)) return { id, count: expected, mentions };
  }
  return null;
}

const ofSchedule: ReadonlySet<QuantityId> = new Set<QuantityId>([
  'global_batch',
  'micro_batch',
  'micro_batches',
  'grad_accum',
  'batch_per_replica',
  'dp',
]);

/** The micro-batches under other values; undefined where they do not come out whole, and so are not what changes. */
export function stepsWith(values: Values): number | undefined {
  const count = stepsBy(values);
  return Number.isSafeInteger(count) && count >= 1 ? count : undefined;
}

/**
 * The micro-batches as the document works them out, `512 ÷ 2 = 256` or `512 ÷ (2 × 1)`, under other values: what each operand becomes. The
 * division names nothing, so its parts are told by their values: the batch over the replicas, over the micro-batch, or over both at once.
 */
export function* restatedSteps(plan: Plan, steps: number, after: Values): Generator<readonly [WrittenNumber, number]> {
  const before = plan.values;
  for (const claim of plan.facts.claims) {
    const { left, right, verdict, scenario } = claim;
    if (verdict !== 'holds' || scenario !== main || right.kind !== 'number' || right.number.value !== steps) continue;
    // 32 heads ÷ 2, which are as many
    if ([...(plan.operands.get(claim)?.values() ?? [])].some((id) => !ofSchedule.has(id))) continue;
    const parts = left.kind === 'operation' ? factorsOf(left) : [];
    const by = parts.filter(({ exponent }) => exponent === -1).map(({ operand }) => operand.number);
    const [batch, ...others] = parts.filter(({ exponent }) => exponent === 1).map(({ operand }) => operand.number);
    if (!batch || others.length > 0 || batch.value !== before.get('global_batch')) continue;
    const [dp, size] = [before.get('dp') ?? 1, before.get('micro_batch') ?? 1];
    const [replicas, each] = [after.get('dp') ?? 1, after.get('micro_batch') ?? 1];
    const [first, second, ...more] = by;
    if (!first || more.length > 0) continue;
    const [one, other] = second ? (first.value === dp ? [first, second] : [second, first]) : [first, null];
    if (other ? one.value !== dp || other.value !== size : one.value !== dp * size) continue;
    yield [batch, after.get('global_batch') ?? batch.value];
    yield [one, other ? replicas : replicas * each];
    if (other) yield [other, each];
  }
}

/** The same share once more: wherever the bubble is stated, and in the sentence that works it out. */
function repetitions(plan: Plan, statement: Statement, share: WrittenNumber): WrittenNumber[] {
  const beside = plan.facts.readings
    .filter((reading) => reading.statement === statement)
    .flatMap(({ items }) => items)
    .flatMap((item) => (item.kind === 'single' ? [...numbersOf(item.expression)] : []));
  const stated = plan.facts.mentions.filter(({ id, scenario }) => id === 'bubble' && scenario === main);
  return [...beside, ...stated]
    .map(({ number }) => number)
    .filter(
      ({ value, unit, digits }) => value === share.value && unit?.percent === share.unit?.percent && digits.start !== share.digits.start,
    );
}

/**
 * The idle share of the pipeline as the document works it out from its stages and micro-batches, `3 ÷ 19 = 15.8%`, under other ones: what
 * each number of it becomes, and the share wherever else it stands.
 */
export function* restatedBubbles(
  plan: Plan,
  steps: number,
  after: { readonly stages: number; readonly steps: number },
): Generator<readonly [WrittenNumber, number]> {
  const stages = plan.values.get('pp') ?? 1;
  if (stages < 2 || after.stages < 2) return;
  for (const claim of plan.facts.claims) {
    const { left, right } = claim;
    if (claim.verdict !== 'holds' || claim.scenario !== main || left.kind !== 'operation' || right.kind !== 'number') continue;
    const [idle, all] = left.operands;
    if (left.operators[0] !== '/' || left.operands.length !== 2 || idle?.kind !== 'number' || all?.kind !== 'number') continue;
    const ofTotal = all.number.value === steps + stages - 1;
    if (idle.number.value !== stages - 1 || !(ofTotal || all.number.value === steps)) continue;
    const bubble = pipelineBubble(after.stages, after.steps, 1);
    const share = ofTotal ? bubble.ofTotal : bubble.ofIdeal;
    yield [idle.number, after.stages - 1];
    yield [all.number, ofTotal ? after.steps + after.stages - 1 : after.steps];
    yield [right.number, share];
    for (const number of repetitions(plan, claim.statement, right.number)) yield [number, share];
  }
}
