import type { Item } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { quantity } from '../vocabulary/quantities.ts';
import { inputs, sides, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * Global batch = micro-batch × micro-batches × data-parallel size (Megatron-LM arguments.py; DeepSpeed's batch triple). A doubt, since plans
 * use the words loosely.
 */
export function batchIdentity(plan: Plan): Draft | null {
  const micro = statedAt(plan, 'micro_batch');
  const batch = statedAt(plan, 'global_batch');
  const dp = plan.values.get('dp');
  const steps = accumulation(plan);
  if (!micro || micro.role === 'echo' || !batch || batch.role === 'echo' || dp === undefined || !steps) return null;
  const product = micro.value * steps.value * dp;
  if (product === batch.value) return null;
  // folded expert parallelism shares the batch over EP as well
  const ep = plan.values.get('ep') ?? 1;
  if (product * ep === batch.value) return null;
  // an effective batch that is stated beside it
  if (plan.facts.mentions.some((mention) => mention.id === 'global_batch' && mention.value === product)) return null;
  if (plan.facts.readings.some((reading) => /\bbatch\b/i.test(reading.label) && reading.items.some((item) => lastOf(item) === product)))
    return null;
  return {
    span: micro.number.span,
    severity: 'warning',
    message: `micro-batch ${written(micro)} × ${figure(steps.value)} micro-batches × DP ${figure(dp)} is ${figure(product)}, not the batch of ${written(batch)}`,
    related: [{ message: `${figure(steps.value)} micro-batches`, span: steps.span }, ...inputs(plan, ['dp', 'global_batch'])],
    // nothing says which of the sides is meant
    corrections: [
      { id: 'micro_batch' as const, number: micro.number, value: batch.value / (steps.value * dp) },
      { id: 'global_batch' as const, number: batch.number, value: product },
      { id: steps.id, number: steps.number, value: batch.value / (micro.value * dp) },
    ]
      .filter(({ value }) => Number.isInteger(value))
      .flatMap(({ id, number, value }) => {
        const { name } = quantity(id);
        const [alone] = sides({ number, value });
        // with all that follows from it, or this place alone
        const restated = {
          title: `State a ${name} of ${figure(value)}`,
          preferred: false,
          safe: false,
          quantities: new Map([[id, value]]),
        };
        return [...(plan.values.has(id) ? [restated] : []), ...(alone ? [{ ...alone, title: `${alone.title}, the ${name}` }] : [])];
      }),
  };
}

/** The number that a statement comes to. */
function lastOf(item: Item): number | undefined {
  const last = item.kind === 'single' ? item.expression : item.kind === 'chain' ? item.sides.at(-1) : undefined;
  return last?.kind === 'number' ? last.number.value : undefined;
}

function accumulation(
  plan: Plan,
): { id: 'grad_accum' | 'micro_batches'; value: number; number: WrittenNumber; span: Draft['span'] } | undefined {
  for (const id of ['grad_accum', 'micro_batches'] as const) {
    const mentions = plan.facts.mentions.filter((mention) => mention.id === id && mention.scenario === main);
    const values = new Set(mentions.map((mention) => mention.value));
    const [first] = mentions;
    if (values.size === 1 && first) return { id, value: first.value, number: first.number, span: first.number.span };
  }
  return undefined;
}
