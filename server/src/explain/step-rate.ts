import { completeDimensions } from '../physics/dimensions.ts';
import { stepModel, stepTime } from '../physics/step-time.ts';
import { acceleratorOf, memoryInput } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { dimensionsOf } from '../plan/shape.ts';
import { machineOf } from '../repair/machine.ts';

/** Share of the forward pass that each kind of recompute runs again. */
const rerun: Readonly<Record<string, number>> = { none: 0, selective: 0.05, full: 1 };

/**
 * Tokens per second and GPU that a training step comes to on these values of the plan; null where the document does not tell enough: the
 * model, an accelerator of the catalog, the batch and the length of a sequence. A forecast: docs/physics.md says how far it may be off.
 */
export function stepRate(plan: Plan, values: Plan['values'] = plan.values): number | null {
  const practice = practiceOf(plan);
  if (practice.mode === 'inference' || practice.unmodelled) return null;
  const input = memoryInput(plan, values);
  const dims = completeDimensions(dimensionsOf(plan))?.[0]?.dimensions;
  const machine = machineOf(acceleratorOf(plan), practice.precision);
  const { globalBatch, sequenceLength, degrees, gpus } = input;
  const sequence = typeof sequenceLength === 'number' ? sequenceLength : sequenceLength?.high;
  if (!dims || !machine || !globalBatch || !sequence || !gpus || !degrees) return null;
  const of = (id: 'tp' | 'pp' | 'cp' | 'ep' | 'vpp'): number => degrees[id] ?? 1;
  const [tp, pp, cp, ep, vpp] = [of('tp'), of('pp'), of('cp'), of('ep'), of('vpp')];
  const dp = degrees.dp ?? gpus / (tp * pp * cp);
  const microBatch = input.microBatch ?? (input.microBatches ? globalBatch / (dp * input.microBatches) : 1);
  if (![dp, microBatch].every((each) => Number.isFinite(each) && each > 0)) return null;
  const layout = { tp, pp, cp, ep, dp, vpp, microBatch, recompute: rerun[String(input.recompute ?? 'none')] ?? 0 };
  const on = { ...machine, domain: values.get('gpus_per_node') ?? machine.domain };
  const { seconds } = stepTime(stepModel(dims), on, layout, globalBatch, sequence);
  return Number.isFinite(seconds) && seconds > 0 ? (globalBatch * sequence) / seconds / gpus : null;
}
