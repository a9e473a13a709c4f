import type { Item } from '../notation/expression.ts';
import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { inputs, rewritten, statedAt, written } from './related.ts';
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
      { number: micro.number, value: batch.value / (steps.value * dp) },
      { number: batch.number, value: product },
    ]
      .filter(({ value }) => Number.isInteger(value))
      .map(({ number, value }) => ({
        title: `Change ${written({ number })} to ${rewritten(number, value)}`,
        preferred: false,
        safe: false,
        numbers: [{ number, value }],
      })),
  };
}

/** The number that a statement comes to. */
function lastOf(item: Item): number | undefined {
  const last = item.kind === 'single' ? item.expression : item.kind === 'chain' ? item.sides.at(-1) : undefined;
  return last?.kind === 'number' ? last.number.value : undefined;
}

function accumulation(plan: Plan): { value: number; span: Draft['span'] } | undefined {
  for (const id of ['grad_accum', 'micro_batches'] as const satisfies readonly QuantityId[]) {
    const mentions = plan.facts.mentions.filter((mention) => mention.id === id && mention.scenario === main);
    const values = new Set(mentions.map((mention) => mention.value));
    const [first] = mentions;
    if (values.size === 1 && first) return { value: first.value, span: first.number.span };
  }
  return undefined;
}
