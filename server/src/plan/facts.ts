import { completeDimensions } from '../physics/dimensions.ts';
import { bytes, figure as count } from '../physics/figures.ts';
import type { EpMeaning, PartialDegrees } from '../physics/layout.ts';
import { estimateMemory, type MemoryEstimate } from '../physics/memory.ts';
import type { MemoryInput } from '../physics/memory-input.ts';
import { embeddingParameters, groupTotal, layerParameters, paddedVocab } from '../physics/parameters.ts';
import type { Range } from '../physics/range.ts';
import { deepSpeedZero2Bytes, deepSpeedZero3Bytes, type ZeroStage } from '../physics/state.ts';
import { namedAccelerator, namedModel } from './named.ts';
import type { Plan } from './plan.ts';
import { practiceOf } from './practice.ts';
import { dimensionsOf } from './shape.ts';
import { degreesOf, worldSizes } from './world-size.ts';

export function sequenceRange(plan: Plan): number | Range | undefined {
  const stated = plan.values.get('seq_len');
  if (stated !== undefined) return stated;
  return plan.ranges.get('seq_len');
}

/** What EP means by the plan's own product, else by the one framework that it names; undefined where neither tells. */
export function epMeaningOf(plan: Plan): EpMeaning | undefined {
  if (plan.settings.expertParallel) return plan.settings.expertParallel;
  const gpus = plan.values.get('gpus');
  if (gpus !== undefined) {
    const fitting = worldSizes(plan.values).filter((size) => size.size === gpus);
    if (fitting.length === 1 && fitting[0]) return fitting[0].meaning;
  }
  for (const [claim, bound] of plan.operands) {
    if (claim.target !== 'gpus') continue;
    const ids = new Set(bound.values());
    if (ids.has('tp') || ids.has('pp')) return ids.has('ep') ? 'factor' : plan.values.has('ep') ? 'folded' : undefined;
  }
  return frameworkMeaning(plan);
}

/** Memory of one GPU: as stated, as set, or as the named accelerator has it. */
export function gpuMemory(plan: Plan, values: Plan['values'] = plan.values): number | undefined {
  return values.get('gpu_memory') ?? plan.settings.hardware?.gpuMemory ?? namedAccelerator(plan)?.memory;
}

/** Where nothing is said of it, what hardware since Ampere and frameworks written for it do: attention whose scores are never stored. */
const flashByDefault = (plan: Plan): boolean =>
  practiceOf(plan).flashAttention === null &&
  (practiceOf(plan).framework?.flashAttention === true || namedAccelerator(plan)?.peak.bf16 != null);

/** What was taken from the catalogs or the settings, in words. */
export function borrowedFacts(plan: Plan): string[] {
  const out: string[] = [];
  const model = namedModel(plan)?.item;
  if (model) out.push(`dimensions that the plan does not state are those of ${model.name}`);
  if (!plan.values.has('gpu_memory')) {
    const accelerator = namedAccelerator(plan);
    if (plan.settings.hardware?.gpuMemory) out.push('memory per GPU as in the settings');
    else if (accelerator) out.push(`memory per GPU as marketed for ${accelerator.name}`);
  }
  const { framework: habits, mode, recompute } = practiceOf(plan);
  if (habits?.recompute && recompute === null && mode !== 'inference')
    out.push(
      `${habits.name} recomputes ${habits.recompute === 'none' ? 'nothing' : 'selectively'} unless told otherwise: which it is here is left open`,
    );
  const vocab = dimensionsOf(plan).vocab;
  const tp = plan.values.get('tp') ?? 1;
  if (vocab && habits?.vocabMultiple && mode !== 'inference' && paddedVocab(vocab, tp, habits.vocabMultiple) > vocab) {
    out.push(`vocabulary padded to ${count(paddedVocab(vocab, tp, habits.vocabMultiple))} rows, as ${habits.name} does`);
  }
  const own = deepSpeedsOwn(plan);
  if (own) out.push(own);
  if (flashByDefault(plan)) {
    const framework = practiceOf(plan).framework;
    out.push(
      framework?.flashAttention
        ? `flash attention, as ${framework.name} has it by default`
        : `flash attention, as is usual on ${namedAccelerator(plan)?.name}`,
    );
  }
  return out;
}

/** What DeepSpeed's own estimators print for the plan, which people hold ours against: pure data parallelism alone. Null where they do not apply. */
function deepSpeedsOwn(plan: Plan): string | null {
  const { framework, zeroStage, mode, offload } = practiceOf(plan);
  const parameters = plan.values.get('params') ?? namedModel(plan)?.item.publishedTotal;
  const gpus = plan.values.get('gpus');
  if (framework?.name !== 'DeepSpeed' || mode === 'inference' || !parameters || !gpus || (zeroStage !== 2 && zeroStage !== 3)) return null;
  if ((['tp', 'pp', 'ep'] as const).some((id) => (plan.values.get(id) ?? 1) > 1)) return null;
  const offloaded = { offloadOptimizer: offload !== null, offloadParameters: offload === 'parameters' };
  const [shape] = completeDimensions(dimensionsOf(plan)) ?? [];
  if (zeroStage === 3 && !shape) return null;
  const layer = shape
    ? Math.max(
        groupTotal(layerParameters(shape.dimensions, shape.dimensions.moe !== undefined)),
        groupTotal(embeddingParameters(shape.dimensions)),
      )
    : 0;
  const own = zeroStage === 2 ? deepSpeedZero2Bytes(parameters, gpus, offloaded) : deepSpeedZero3Bytes(parameters, layer, gpus, offloaded);
  return `DeepSpeed's own estimator of ZeRO-${zeroStage} gives ${bytes(own)} of state, ${zeroStage === 2 ? '2P + 18P ÷ N' : '4 B of the largest layer + 18P ÷ N'}`;
}

/** The named framework's reading of EP, where the plan's figures do not speak against it. */
function frameworkMeaning(plan: Plan): EpMeaning | undefined {
  const meaning = practiceOf(plan).framework?.epMeaning;
  const gpus = plan.values.get('gpus');
  if (!meaning || !plan.values.has('ep')) return undefined;
  const sizes = worldSizes(plan.values);
  const own = sizes.find((size) => (size.meaning === 'factor') === (meaning === 'factor'));
  if (gpus === undefined || !own) return meaning;
  return own.size === gpus || (!plan.values.has('dp') && gpus % own.size === 0) ? meaning : undefined;
}

/** The degrees, with the expert tensor parallel size that the named framework takes where none is stated. */
function layoutDegrees(plan: Plan, values: Plan['values']): PartialDegrees {
  const degrees = degreesOf(values);
  const expertTensor = practiceOf(plan).framework?.expertTensor ?? null;
  if (degrees.etp !== undefined || expertTensor === null || (degrees.ep ?? 1) === 1) return degrees;
  return { ...degrees, etp: expertTensor === 'tp' ? degrees.tp : expertTensor };
}

/** All that a memory estimate can use. `values` may be those of a repair. */
export function memoryInput(plan: Plan, values: Plan['values'] = plan.values): MemoryInput {
  const practice = practiceOf(plan);
  const stage = values.get('zero_stage');
  const limit = practice.sequenceLimit;
  return {
    mode: practice.mode ?? 'training',
    model: dimensionsOf(plan),
    parameters: values.get('params') ?? namedModel(plan)?.item.publishedTotal,
    activeParameters: values.get('params_active'),
    degrees: layoutDegrees(plan, values),
    gpus: values.get('gpus') ?? plan.settings.hardware?.gpus,
    epMeaning: epMeaningOf(plan),
    precision: practice.precision,
    gradientPrecision:
      practice.gradientPrecision ??
      (practice.precision === 'fp16' || practice.precision === 'fp32' ? undefined : practice.framework?.gradients),
    optimizer: practice.optimizer,
    masterWeights: practice.masterWeights,
    zeroStage: practice.zeroStage ?? (stage !== undefined && stage >= 0 && stage <= 3 ? (stage as ZeroStage) : undefined),
    shardGroup: practice.shardGroup,
    offload: practice.offload,
    adapters: practice.adapters,
    recompute: practice.recompute,
    sequenceParallel: practice.sequenceParallel,
    flashAttention: practice.flashAttention ?? (flashByDefault(plan) ? true : undefined),
    kernels: practice.kernels,
    schedule: practice.schedule,
    chunkedLoss: practice.chunkedLoss,
    globalBatch: values.get('global_batch'),
    microBatch: values.get('micro_batch'),
    microBatches: values.get('micro_batches') ?? values.get('grad_accum'),
    sequenceLength: sequenceRange(plan),
    capacity: gpuMemory(plan, values),
    sequences: practice.concurrency ?? (limit === null ? undefined : { low: 1, high: limit }),
    batchedTokens: practice.batchedTokens,
    kvPrecision: practice.kvPrecision,
    servingEngine: practice.servingEngine,
    servingFraction: practice.servingFraction,
    vocabMultiple: practice.mode === 'inference' ? null : practice.framework?.vocabMultiple,
  };
}

/** What one GPU must hold, by the plan or with the values of a repair; null where too little is known, or where the formulas do not describe the model. */
export function estimateOf(plan: Plan, values: Plan['values'] = plan.values): MemoryEstimate | null {
  const known = values === plan.values ? estimates.get(plan) : undefined;
  if (known !== undefined) return known;
  const estimate = practiceOf(plan).unmodelled ? null : estimateMemory(memoryInput(plan, values));
  if (values === plan.values) estimates.set(plan, estimate);
  return estimate;
}

const estimates = new WeakMap<Plan, MemoryEstimate | null>();
