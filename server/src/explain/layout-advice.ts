import { figure, percentText } from '../notation/write.ts';
import { estimateMemory } from '../physics/memory.ts';
import type { MemoryInput } from '../physics/memory-input.ts';
import { roomOf } from '../physics/memory-model.ts';
import { acceleratorOf, memoryInput } from '../plan/facts.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { proseNumbers } from '../plan/prose-numbers.ts';
import { dimensionsOf } from '../plan/shape.ts';
import { type AdvisedLayout, adviseLayouts, filled, timed } from '../repair/advise.ts';
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
  readonly layouts: readonly Advised[];
  /** What the plan leaves open and the ranking took for granted. */
  readonly assumptions: readonly string[];
}

/** A forecast of the rate is right within this factor in the median of published runs: docs/physics.md. */
export const rateFactor = 1.31;

/** How a plan that states no degree is best laid out; null where it states some, serves, or says too little. */
export function layoutAdvice(plan: Plan): LayoutAdvice | null {
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
  const weighed = adviseLayouts(request).map((quick) => {
    // the ranking goes by a quick figure of memory; what is told goes by the whole one
    const { recompute, memory } = memoryOf(input, quick, request.sequence, request.globalBatch, capacity);
    const layout = timed(request, { ...quick, recompute });
    return { layout, memory, why: whyOf(layout, gpus, request.machine.domain) };
  });
  const room = ({ memory }: Advised): number => roomOf(memory.low, memory.expected, capacity);
  return { gpus, layouts: [...weighed].sort((a, b) => room(a) - room(b)), assumptions };
}

/** What a GPU holds, and the share of the layers that has to be recomputed for that. */
function memoryOf(
  input: MemoryInput,
  layout: AdvisedLayout,
  sequence: number,
  globalBatch: number,
  capacity: number,
): { readonly recompute: number; readonly memory: Advised['memory'] } {
  const { tp, pp, cp, ep, dp, vpp, microBatch } = layout;
  const at = (kind: 'none' | 'full'): { low: number; high: number; expected: number } => {
    const estimate = estimateMemory(
      {
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
        recompute: kind,
      },
      { assume: true },
    );
    return estimate
      ? { ...estimate.total, expected: estimate.expected }
      : { low: layout.memory, high: layout.memory, expected: layout.memory };
  };
  const none = at('none');
  if (none.expected <= filled * capacity) return { recompute: 0, memory: { ...none, capacity } };
  const full = at('full');
  const recompute = Math.min(1, (none.expected - filled * capacity) / Math.max(1, none.expected - full.expected));
  const mixed = (end: 'low' | 'high' | 'expected'): number => (1 - recompute) * none[end] + recompute * full[end];
  return { recompute, memory: { low: mixed('low'), high: mixed('high'), expected: mixed('expected'), capacity } };
}

const switches: Readonly<Record<AdvisedLayout['stages'], string>> = {
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
    ...(ep > domain ? [`EP leaves the fast link of ${domain} GPUs`] : []),
    `about ${figure(Number(tokensPerGpu.toPrecision(2)))} tokens/s on each GPU, right within a factor of ${rateFactor} in the median`,
  ].join('; ');
}
