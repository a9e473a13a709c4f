import { modelOf } from './model-file.ts';
import { namedAccelerator } from './named.ts';
import type { Plan } from './plan.ts';
import { practiceOf } from './practice.ts';
import { proseNumbers } from './prose-numbers.ts';

const cache = new WeakMap<Plan, boolean>();

/**
 * Whether a document says enough to ask what its GPUs must hold, or how its model is best spread: a plan, or a model that is trained or
 * served on GPUs, be it without a single degree. Such a page is no plan to the rules: nothing in it can be wrong by its degrees.
 */
export function isDescribed(plan: Plan): boolean {
  let known = cache.get(plan);
  if (known === undefined) {
    known = plan.isPlan || saysEnough(plan);
    cache.set(plan, known);
  }
  return known;
}

function saysEnough(plan: Plan): boolean {
  if (plan.launches.launches.some(({ model, engine }) => model !== null && engine.id !== 'jobs')) return true;
  return (modelOf(plan) !== null || plan.values.has('params')) && runsOnGpus(plan);
}

function runsOnGpus(plan: Plan): boolean {
  const { mode } = practiceOf(plan);
  const gpus = plan.values.get('gpus') ?? plan.values.get('gpus_available') ?? proseNumbers(plan).gpus;
  // a global batch is trained
  const trains = plan.values.has('global_batch') || proseNumbers(plan).globalBatch !== null;
  return (mode !== null || trains) && (gpus !== null || namedAccelerator(plan) !== null);
}

/** Whether a file that tells the model's shape would be of use: what lies beside any other page is nobody's business. */
export const wantsModel = (plan: Plan): boolean => plan.isPlan || plan.launches.launches.length > 0 || runsOnGpus(plan);
