import { figure, percentText } from '../notation/write.ts';
import { estimateMemory } from '../physics/memory.ts';
import type { MemoryInput } from '../physics/memory-input.ts';
import { roomOf } from '../physics/memory-model.ts';
import { acceleratorOf, memoryInput } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { proseNumbers } from '../plan/prose-numbers.ts';
import { dimensionsOf } from '../plan/shape.ts';
import { type AdviceRequest, type AdvisedLayout, adviseLayouts, filled, timed } from '../repair/advise.ts';
import { machineOf } from '../repair/machine.ts';
import { degreeIds } from '../vocabulary/quantities.ts';

/** A layout that a plan without degrees is advised to take. */
export interface Advised {
  readonly layout: AdvisedLayout;
  readonly memory: { readonly low: number; readonly high: number; readonly expected: number; readonly capacity: number };
  readonly why: string;
}

export interface LayoutAdvice {
  readonly gpus: number;
  /** What some layout is expected to fit on, the stated GPUs doubled as often as that takes; null where these do, or no cluster does. */
  readonly fewest: { readonly gpus: number; readonly layout: Advised } | null;
  /** What it was worked out for. */
  readonly request: AdviceRequest;
  readonly layouts: readonly Advised[];
  /** What the plan leaves open and the ranking took for granted. */
  readonly assumptions: readonly string[];
}

/** A forecast of the rate is right within this factor in the median of published runs: docs/physics.md. */
export const rateFactor = 1.31;

const known = new WeakMap<Plan, LayoutAdvice | null>();

/** How a plan that states no degree is best laid out; null where it states some, serves, or says too little. */
export function layoutAdvice(plan: Plan): LayoutAdvice | null {
  let advice = known.get(plan);
  if (advice === undefined) {
    advice = advise(plan);
    known.set(plan, advice);
  }
  return advice;
}

function advise(plan: Plan): LayoutAdvice | null {
  if (degreeIds.some((id) => plan.values.has(id)) || plan.launches.launches.some((launch) => launch.engine.id !== 'jobs')) return null;
  if (practiceOf(plan).mode === 'inference' || practiceOf(plan).unmodelled) return null;
  const input = memoryInput(plan);
  const gpus = plan.values.get('gpus_available') ?? input.gpus ?? proseNumbers(plan).gpus;
  const accelerator = acceleratorOf(plan);
  const machine = machineOf(accelerator, practiceOf(plan).precision);
  const capacity = input.capacity ?? accelerator?.usable;
  if (!gpus || !machine || !capacity) return null;
  const sequence = typeof input.sequenceLength === 'number' ? input.sequenceLength : (input.sequenceLength?.high ?? null);
  const assumptions = [
    ...(sequence === null ? ['sequences of 4096 tokens'] : []),
    ...(input.globalBatch ? [] : [`a global batch of ${figure(4 * gpus)} sequences`]),
  ];
  const request = {
    gpus,
    model: dimensionsOf(plan),
    machine: { ...machine, domain: plan.values.get('gpus_per_node') ?? machine.domain },
    capacity,
    globalBatch: input.globalBatch ?? 4 * gpus,
    sequence: sequence ?? 4096,
    ...(input.microBatch ? { stated: { microBatch: input.microBatch } } : {}),
  };
  const layouts = weighed(input, request);
  return { gpus, request, layouts, fewest: layouts.some(fits) ? null : fewestOf(input, request), assumptions };
}

const fits = ({ memory }: Advised): boolean => memory.expected <= memory.capacity;

/** Layouts for a request, best first: by what is expected to fit, then by time and rules. */
function weighed(input: MemoryInput, request: AdviceRequest): Advised[] {
  const { gpus, machine, capacity } = request;
  const all = adviseLayouts(request).map((quick) => {
    // the ranking goes by a quick figure of memory; what is told goes by the whole one
    const { recompute, memory } = memoryOf(input, quick, request);
    const layout = timed(request, { ...quick, recompute });
    return { layout, memory, why: whyOf(layout, gpus, machine.domain) };
  });
  // what cannot fit comes last, and before that what sends an all-reduce of every layer over the network
  const room = ({ layout, memory }: Advised): number =>
    roomOf(memory.low, memory.expected, capacity) + (layout.tp > machine.domain ? 3 : 0);
  return [...all].sort((a, b) => room(a) - room(b));
}

/** Clusters are not doubled more often than this in search of room. */
const mostDoublings = 8;

function fewestOf(input: MemoryInput, request: AdviceRequest): LayoutAdvice['fewest'] {
  for (let doubled = 1; doubled <= mostDoublings; doubled++) {
    const gpus = request.gpus * 2 ** doubled;
    const layout = weighed(input, { ...request, gpus, globalBatch: Math.max(request.globalBatch, gpus), limit: 4 }).find(fits);
    if (layout) return { gpus, layout };
  }
  return null;
}

/** What a GPU of an advised layout holds, all in all; of the layers as large a share is recomputed as it takes to fit. */
function memoryOf(
  input: MemoryInput,
  layout: AdvisedLayout,
  request: AdviceRequest,
): { readonly recompute: number; readonly memory: Advised['memory'] } {
  const { capacity } = request;
  const at = (recompute: number): { low: number; high: number; expected: number } => {
    const estimate = estimateMemory(advisedInput(input, { ...layout, recompute }, request), { assume: true });
    return estimate
      ? { ...estimate.total, expected: estimate.expected }
      : { low: layout.memory, high: layout.memory, expected: layout.memory };
  };
  const none = at(0);
  if (none.expected <= filled * capacity) return { recompute: 0, memory: { ...none, capacity } };
  // a straight line from the first layer that is recomputed to the last
  const [half, full] = [at(0.5), at(1)];
  const slope = 2 * (half.expected - full.expected);
  const recompute = slope > 0 ? Math.min(1, Math.max(0.01, 1 - (filled * capacity - full.expected) / slope)) : 1;
  const mixed = (end: 'low' | 'high' | 'expected'): number => full[end] + 2 * (1 - recompute) * (half[end] - full[end]);
  return { recompute, memory: { low: mixed('low'), high: mixed('high'), expected: mixed('expected'), capacity } };
}

/** The plan with an advised layout. */
export const advisedInput = (
  input: MemoryInput,
  { tp, pp, cp, ep, dp, vpp, microBatch, recompute }: AdvisedLayout,
  { globalBatch, sequence }: Pick<AdviceRequest, 'globalBatch' | 'sequence'>,
): MemoryInput => ({
  ...input,
  degrees: { tp, pp, cp, ep, dp, ...(vpp > 1 ? { vpp } : {}), ...(ep > 1 ? { etp: 1 } : {}) },
  gpus: null,
  epMeaning: 'folded',
  microBatch,
  globalBatch,
  microBatches: null,
  sequenceLength: sequence,
  zeroStage: input.zeroStage ?? 1,
  sequenceParallel: input.sequenceParallel ?? tp > 1,
  recompute: recompute === 1 ? 'full' : 'none',
  recomputeShare: recompute,
});

export const switches: Readonly<Record<AdvisedLayout['stages'], string>> = {
  even: '',
  loss: 'uneven stages: the loss counts as a layer (`account_for_loss_in_pipeline_split`)',
  'embedding and loss':
    'uneven stages: embedding and loss count as layers (`account_for_embedding_in_pipeline_split`, `account_for_loss_in_pipeline_split`)',
  list: 'uneven stages by a list of their own (`pipeline_model_parallel_layout`)',
};

function whyOf(layout: AdvisedLayout, gpus: number, domain: number): string {
  const { tp, pp, cp, ep, dp, vpp, microBatch, recompute, bubble, stages, tokensPerGpu } = layout;
  const factors = [`TP ${tp}`, `PP ${pp}`, ...(cp > 1 ? [`CP ${cp}`] : []), `DP ${dp}`];
  return [
    `${factors.join(' × ')} = ${gpus} GPUs${ep > 1 ? `, EP ${ep} folded into them` : ''}`,
    `micro-batch ${microBatch}${vpp > 1 ? `, ${vpp} chunks a stage` : ''}`,
    ...(pp > 1 && stages !== 'even' ? [switches[stages]] : []),
    ...(pp > 1 ? [`bubble ${percentText(bubble)}`] : []),
    ...(recompute > 0 ? [`${percentText(recompute)} of the layers recomputed to fit`] : []),
    ...(tp > domain ? [`TP leaves the fast link of ${domain} GPUs: all-reduces of every layer cross the network`] : []),
    ...(ep > domain ? [`EP leaves the fast link of ${domain} GPUs`] : []),
    `about ${figure(Number(tokensPerGpu.toPrecision(2)))} tokens/s on each GPU, right within a factor of ${rateFactor} in the median`,
  ].join('; ');
}
