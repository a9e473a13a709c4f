import { figure } from '../notation/write.ts';
import { estimateMemory, type MemoryEstimate } from '../physics/memory.ts';
import type { TrainerName } from '../physics/trainers.ts';
import { likelyEstimate, memoryInput } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { type Advised, advisedInput, type LayoutAdvice, layoutAdvice, rateFactor } from './layout-advice.ts';

/** What people are told of a plan's memory: of its own layout, or of the one that is advised where it states none. */
export interface Told {
  readonly estimate: MemoryEstimate;
  readonly advice: LayoutAdvice | null;
}

export function toldEstimate(plan: Plan): Told | null {
  const advice = spreads(plan) ? null : layoutAdvice(plan);
  const best = advice?.layouts[0] ?? advice?.fewest?.layout;
  if (!advice || !best) {
    const estimate = likelyEstimate(plan);
    return estimate && { estimate, advice: null };
  }
  const estimate = estimateMemory(advisedInput(memoryInput(plan), best.layout, advice.request), { assume: true });
  return estimate && { estimate, advice };
}

/** Trainers that spread a model over replicas alone, unless a plan says otherwise. */
const sharding: ReadonlySet<TrainerName> = new Set<TrainerName>([
  'FSDP',
  'DeepSpeed',
  'Transformers',
  'LLaMA-Factory',
  'Axolotl',
  'torchtitan',
]);

/** Whether a plan without degrees says all the same how its model is spread: by FSDP or ZeRO, as adapters, on one GPU. */
function spreads(plan: Plan): boolean {
  const { zeroStage, adapters, offload, trainer, gpus } = memoryInput(plan);
  return (zeroStage ?? 0) >= 2 || adapters === true || Boolean(offload) || gpus === 1 || (trainer != null && sharding.has(trainer));
}

/** `no degree is stated: the first of 24 layouts is TP 8 · PP 8 · DP 16, micro-batch 1, about 220 tokens/s on each GPU (right within …)`. */
export function adviceLine({ layouts, gpus, fewest }: LayoutAdvice): string {
  const [best] = layouts;
  if (best) return `no degree is stated: the first of ${layouts.length} layouts is ${briefly(best)}`;
  return fewest
    ? `no degree is stated, and no layout fits ${figure(gpus)} GPUs; on ${figure(fewest.gpus)} the first is ${briefly(fewest.layout)}`
    : '';
}

function briefly({ layout }: Advised): string {
  const { tp, pp, cp, ep, dp, vpp, microBatch, recompute, tokensPerGpu } = layout;
  const degrees = [
    `TP ${tp}`,
    `PP ${pp}`,
    ...(vpp > 1 ? [`VPP ${vpp}`] : []),
    ...(cp > 1 ? [`CP ${cp}`] : []),
    ...(ep > 1 ? [`EP ${ep}`] : []),
    `DP ${dp}`,
  ];
  const spared = recompute > 0 ? `, ${Math.max(1, Math.round(100 * recompute))} % of the layers recomputed` : '';
  const rate = figure(Number(tokensPerGpu.toPrecision(2)));
  return `**${degrees.join(' · ')}**, micro-batch ${figure(microBatch)}${spared}: about ${rate} tokens/s on each GPU, right within a factor of ${rateFactor}`;
}
