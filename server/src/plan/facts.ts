import { Slot } from '../document/kept.ts';
import { formatOfName, keepsAttentionWide, nativeFormat } from '../physics/checkpoints.ts';
import { completeDimensions } from '../physics/dimensions.ts';
import { bytes, figure as count } from '../physics/figures.ts';
import { type Accelerator, findAccelerator } from '../physics/gpus.ts';
import type { EpMeaning, PartialDegrees } from '../physics/layout.ts';
import { estimateMemory, type MemoryEstimate } from '../physics/memory.ts';
import type { MemoryInput } from '../physics/memory-input.ts';
import type { KnownModel } from '../physics/models.ts';
import { embeddingParameters, groupTotal, layerParameters, paddedVocab } from '../physics/parameters.ts';
import type { NumberFormat } from '../physics/precision.ts';
import type { Range } from '../physics/range.ts';
import { deepSpeedZero2Bytes, deepSpeedZero3Bytes, type ZeroStage } from '../physics/state.ts';
import { modelOf } from './model-file.ts';
import { namedAccelerator, namedModel } from './named.ts';
import type { Plan } from './plan.ts';
import { type Practice, practiceOf } from './practice.ts';
import { proseNumbers } from './prose-numbers.ts';
import { slice } from './reading.ts';
import { dimensionsOf } from './shape.ts';
import { degreesOf, worldSizes } from './world-size.ts';

export function sequenceRange(plan: Plan): number | Range | undefined {
  const stated = plan.values.get('seq_len');
  if (stated !== undefined) return stated;
  return plan.ranges.get('seq_len') ?? practiceOf(plan).sequenceLength ?? proseNumbers(plan).sequenceLength ?? undefined;
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

/** Memory of one GPU as it is sold: as stated, as set, or as the named accelerator has it. */
export function gpuMemory(plan: Plan, values: Plan['values'] = plan.values): number | undefined {
  const stated = values.get('gpu_memory');
  return stated === undefined ? (plan.settings.hardware?.gpuMemory ?? acceleratorOf(plan)?.memory) : ofOneGpu(plan, values, stated);
}

/** What the GPUs of a node have together, for one of them. */
function shareOfNode(plan: Plan, values: Plan['values']): number | undefined {
  const { nodeMemory, gpusPerNode } = proseNumbers(plan);
  const each = values.get('gpus_per_node') ?? gpusPerNode;
  return nodeMemory && each ? nodeMemory / each : undefined;
}

const perNode = /\b(?:per|each|every|a)[ -](?:node|server|host|machine)\b|\/ ?(?:node|server|host)\b/i;

/** `640 GB per node` with eight GPUs in each: what one of them has. */
function ofOneGpu(plan: Plan, values: Plan['values'], stated: number): number {
  const each = values.get('gpus_per_node') ?? plan.settings.hardware?.gpusPerNode ?? proseNumbers(plan).gpusPerNode;
  if (!each || each < 2) return stated;
  const mentions = (plan.byId.get('gpu_memory') ?? []).filter(({ value }) => value === stated);
  const isOfAll = (text: string): boolean => perNode.test(text) && !/\b(?:per|each) (?:gpu|card|device)\b/i.test(text);
  const told = mentions.length > 0 && mentions.every(({ statement }) => isOfAll(slice(plan.facts.document, statement.span).slice(0, 200)));
  return told ? stated / each : stated;
}

/** The accelerator of the plan, also where only a sentence beside a command names it. */
export function acceleratorOf(plan: Plan): Accelerator | null {
  return namedAccelerator(plan);
}

/**
 * What a framework may use of one GPU. Vendors' gigabytes are gibibytes on most boards: an H100 of 80 GB shows 79.2 GiB, 85.0 GB. Where the
 * plan's figure is the catalog's, the driver's counts.
 */
export function gpuCapacity(plan: Plan, values: Plan['values'] = plan.values): number | undefined {
  const sold = gpuMemory(plan, values) ?? proseNumbers(plan).gpuMemory ?? shareOfNode(plan, values);
  const accelerator = acceleratorOf(plan) ?? ofWholeNode(plan, sold);
  if (accelerator === null) return sold;
  if (sold === undefined || Math.abs(sold / accelerator.memory - 1) <= 0.08) return accelerator.usable;
  return isOfNode(sold, accelerator) ? accelerator.usable : sold;
}

/** `GPU memory: 640 GB per node`: the memory of eight cards of 80. */
const isOfNode = (stated: number, { memory }: Accelerator): boolean =>
  [2, 4, 8, 16].some((cards) => Math.abs(stated / (cards * memory) - 1) < 0.05);

/** The accelerator whose memory, taken for all cards of a node, is what the plan states. */
function ofWholeNode(plan: Plan, sold: number | undefined): Accelerator | null {
  if (sold === undefined) return null;
  for (const mention of plan.byId.get('gpus') ?? []) {
    const found = mention.statement.own.of(named, () => findAccelerator(slice(plan.facts.document, mention.statement.span).slice(0, 120)));
    if (found && isOfNode(sold, found)) return found;
  }
  return null;
}

const named = new Slot<Accelerator | null>();

/** The format of the weights: as stated, as the model's name says, as the model is published. What trains is in 16 bits unless told. */
export function weightFormat(practice: Practice, name: string | null, model: KnownModel | null): NumberFormat | null {
  if (practice.precision) return practice.precision;
  if (practice.mode !== 'inference' && !practice.adapters) return null;
  const named = name === null ? null : (formatOfName(name) ?? nativeFormat(name));
  return practice.mode === 'inference' ? (named ?? model?.native ?? null) : named;
}

/** The words by which the plan names its model. */
export function modelName(plan: Plan): string | null {
  const named = namedModel(plan);
  if (!named) return null;
  // a suffix behind the known part belongs to the name: `Qwen3-235B-A22B-FP8`
  const { plain } = plan.facts.document;
  let end = named.span.end;
  while (end < plain.length && /[\w.-]/.test(plain[end] ?? '') && end - named.span.end < 40) end++;
  return plain.slice(named.span.start, end).replaceAll('\0', '');
}

/** Where nothing is said of it, what hardware since Ampere and frameworks written for it do: attention whose scores are never stored. */
const flashByDefault = (plan: Plan): boolean =>
  practiceOf(plan).flashAttention === null &&
  (practiceOf(plan).framework?.flashAttention === true || namedAccelerator(plan)?.peak.bf16 != null);

/** What was taken from the catalogs or the settings, in words. */
export function borrowedFacts(plan: Plan): string[] {
  const out: string[] = [];
  const model = modelOf(plan);
  if (model) {
    const source = model === namedModel(plan)?.item ? '' : `, by ${model.source}`;
    out.push(`dimensions that the plan does not state are those of ${model.name}${source}`);
  }
  const accelerator = acceleratorOf(plan);
  const stated = plan.values.get('gpu_memory');
  if (stated === undefined && plan.settings.hardware?.gpuMemory) out.push('memory per GPU as in the settings');
  // whoever wrote 80 GB wants to know why 85 are reckoned with
  else if (accelerator && gpuCapacity(plan) === accelerator.usable && Math.abs((stated ?? 0) / accelerator.usable - 1) > 0.01)
    out.push(capacityText(accelerator));
  const batches = memoryInput(plan);
  if (batches.microBatchFollows && batches.globalBatch && (batches.microBatches ?? 1) > 1) {
    const ofReplica = batches.globalBatch / (plan.values.get('dp') ?? 1);
    const each = count(Number((ofReplica / (batches.microBatches ?? 1)).toFixed(2)));
    out.push(`the ${count(ofReplica)} sequences are a replica's batch, worked off in ${batches.microBatches} micro-batches of ${each}`);
  }
  const { framework: habits, mode } = practiceOf(plan);
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

/** `H100-SXM: 85 GB to use (79.2 GiB), sold as 80 GB`. */
export const capacityText = ({ name, usable, memory, shared, announced }: Accelerator): string =>
  `${name}: ${bytes(usable)} to use (${count(Number((usable / 2 ** 30).toFixed(1)))} GiB), sold as ${bytes(memory)}${shared ? ', shared with the system' : ''}${announced ? ', as announced' : ''}`;

/** What DeepSpeed's own estimators print for the plan, which people hold ours against: pure data parallelism alone. Null where they do not apply. */
function deepSpeedsOwn(plan: Plan): string | null {
  const { framework, zeroStage, mode, offload, adapters } = practiceOf(plan);
  const parameters = plan.values.get('params') ?? modelOf(plan)?.publishedTotal;
  const gpus = plan.values.get('gpus');
  if (framework?.name !== 'DeepSpeed' || mode === 'inference' || adapters || !parameters || !gpus || (zeroStage !== 2 && zeroStage !== 3))
    return null;
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
  const prose = proseNumbers(plan);
  const vpp = degrees.vpp ?? ((degrees.pp ?? 1) > 1 ? (prose.chunks ?? undefined) : undefined);
  const expertTensor = prose.expertTensor ?? practiceOf(plan).framework?.expertTensor ?? null;
  if (degrees.etp !== undefined || expertTensor === null || (degrees.ep ?? 1) === 1) return { ...degrees, vpp };
  const etp = expertTensor === 'tp' ? (degrees.tp ?? 1) : expertTensor;
  // a default under which the experts cannot be laid out is not what the plan has
  const gpus = values.get('gpus') ?? prose.gpus ?? Number.NaN;
  const stage = degrees.dp == null ? gpus / (degrees.pp ?? 1) : (degrees.tp ?? 1) * (degrees.cp ?? 1) * degrees.dp;
  return { ...degrees, vpp, etp: prose.expertTensor === null && stage % (etp * (degrees.ep ?? 1)) > 0 ? undefined : etp };
}

/** What the plan calls its micro-batch is all of a replica's batch, and so follows from the replicas. */
export function isReplicaBatch(plan: Plan): boolean {
  const size = plan.values.get('micro_batch');
  return size !== undefined && plan.values.get('global_batch') === size * (plan.values.get('dp') ?? 1);
}

/** All that a memory estimate can use. `values` may be those of a repair. */
export function memoryInput(plan: Plan, values: Plan['values'] = plan.values): MemoryInput {
  const known = values === plan.values ? inputs.get(plan) : undefined;
  if (known) return known;
  const input = gatherInput(plan, values);
  if (values === plan.values) inputs.set(plan, input);
  return input;
}

const inputs = new WeakMap<Plan, MemoryInput>();

function gatherInput(plan: Plan, values: Plan['values']): MemoryInput {
  const practice = practiceOf(plan);
  const stage = values.get('zero_stage');
  const limit = practice.sequenceLimit;
  const prose = proseNumbers(plan);
  const follows = isReplicaBatch(plan) && values.get('micro_batch') === plan.values.get('micro_batch');
  const known = modelOf(plan);
  const degrees = layoutDegrees(plan, values);
  const gpus = values.get('gpus') ?? plan.settings.hardware?.gpus ?? (practice.mode === 'inference' ? undefined : prose.gpus);
  const inside = attentionInside(practice, degrees, gpus ?? prose.gpus);
  return {
    ...practiceInput(practice),
    mode: practice.mode ?? 'training',
    model: dimensionsOf(plan),
    parameters: values.get('params') ?? known?.publishedTotal,
    activeParameters: values.get('params_active'),
    degrees: inside ? { ...degrees, dp: 1 } : degrees,
    attentionReplicas: inside,
    gpus,
    epMeaning: epMeaningOf(plan),
    precision: weightFormat(practice, modelName(plan), known),
    mixedAttention: keepsAttentionWide(modelName(plan) ?? ''),
    gradientPrecision:
      practice.gradientPrecision ??
      (practice.precision === 'fp16' || practice.precision === 'fp32' || practice.zeroStage === 3
        ? undefined
        : practice.framework?.gradients),
    zeroStage: practice.zeroStage ?? (stage !== undefined && stage >= 0 && stage <= 3 ? (stage as ZeroStage) : undefined),
    flashAttention: practice.flashAttention ?? (flashByDefault(plan) ? true : undefined),
    globalBatch: values.get('global_batch') ?? prose.globalBatch,
    // on one GPU there is but one batch
    microBatch: values.get('micro_batch') ?? prose.microBatch ?? (gpus === 1 && practice.mode !== 'inference' ? prose.batch : undefined),
    microBatchFollows: follows,
    microBatches: values.get('micro_batches') ?? values.get('grad_accum') ?? (follows ? prose.microBatches : undefined),
    sequenceLength: sequenceRange(plan),
    capacity: gpuCapacity(plan, values),
    accelerator: acceleratorOf(plan)?.name,
    sequences: practice.concurrency ?? (limit === null ? undefined : { low: 1, high: limit }),
    vocabMultiple: practice.mode === 'inference' ? null : practice.framework?.vocabMultiple,
  };
}

/** Replicas of attention that share the ranks of TP, where those are all GPUs there are (SGLang `--enable-dp-attention`). */
function attentionInside(practice: Practice, degrees: PartialDegrees, gpus: number | null | undefined): number | undefined {
  const tp = degrees.tp ?? 1;
  if (practice.mode !== 'inference' || !practice.dpAttention || tp === 1 || gpus !== tp * (degrees.pp ?? 1)) return undefined;
  const dp = degrees.dp ?? tp;
  return dp > 1 && tp % dp === 0 ? dp : undefined;
}

/** What is said of how the plan trains or serves, as an estimate takes it. */
export function practiceInput(practice: Practice): Partial<MemoryInput> {
  return {
    precision: practice.precision,
    gradientPrecision: practice.gradientPrecision,
    optimizer: practice.optimizer,
    masterWeights: practice.masterWeights,
    zeroStage: practice.zeroStage,
    shardGroup: practice.shardGroup,
    offload: practice.offload,
    adapters: practice.adapters,
    adapterRank: practice.adapterRank,
    recompute: practice.recompute,
    recomputeModules: practice.recomputeModules,
    dropout: practice.dropout,
    fp32Shards: practice.fp32Shards,
    logitCopies: practice.logitCopies,
    sequenceParallel: practice.sequenceParallel,
    flashAttention: practice.flashAttention,
    kernels: practice.kernels,
    schedule: practice.schedule,
    chunkedLoss: practice.chunkedLoss,
    batchedTokens: practice.batchedTokens,
    sequenceLimit: practice.sequenceLimit,
    engineVersion: practice.engineVersion,
    decodeContext: practice.decodeContext,
    keepsWholeSequences: practice.keepsWholeSequences,
    drafts: practice.drafts,
    draftModel: practice.draftModel,
    draftTensor: practice.draftTensor,
    kvPrecision: practice.kvPrecision,
    servingEngine: practice.servingEngine,
    servingFraction: practice.servingFraction,
    // adapters are PEFT's, and that trains with Transformers, where nothing else is named
    trainer:
      practice.mode === 'inference' ? null : (practice.trainer ?? (practice.adapters && !practice.framework ? 'Transformers' : null)),
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

/** The same by the defaults of what is named: what people are told, while findings rest on what is stated alone. */
export function likelyEstimate(plan: Plan, values: Plan['values'] = plan.values): MemoryEstimate | null {
  return practiceOf(plan).unmodelled ? null : estimateMemory(memoryInput(plan, values), { assume: true });
}
