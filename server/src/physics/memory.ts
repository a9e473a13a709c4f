/**
 * What one GPU must hold: weights, gradients, optimizer, activations, KV cache, logits, overhead, per pipeline stage, as intervals.
 *
 * Whatever a document leaves open widens the interval; nothing is made up. Everything in bytes.
 */
import {
  chunkedLogits,
  type Kernels,
  logitBytes,
  microBatchesInFlight,
  type Recompute,
  type Schedule,
  stageActivation,
} from './activations.ts';
import type { PartialDimensions } from './dimensions.ts';
import { billions, byteRange, bytes, figure } from './figures.ts';
import { kvCacheBytes } from './kvcache.ts';
import {
  type Degrees,
  type EpMeaning,
  epMeanings,
  expertTensorChoices,
  type NormalLayout,
  normaliseLayout,
  type PartialDegrees,
} from './layout.ts';
import { bytesPerElement, isQuantised, type NumberFormat } from './precision.ts';
import { type ModelProfile, modelProfile, profileStages, profileTotal } from './profile.ts';
import { asRange, between, exactly, type Range, sizeable, sizeableRange } from './range.ts';
import { concurrency, type ServingBudget, type ServingEngine, servingBudget } from './serving.ts';
import { type RankParameters, rankParameters, type StageParameters } from './stages.ts';
import { type Optimizer, type RecipeRange, servedWeightBytes, stateBytes, trainingRecipe, type ZeroStage } from './state.ts';

type Maybe<T> = T | null | undefined;

/** What is known of a plan. Every field may be missing; `null` and `undefined` mean "not stated". */
export interface MemoryInput {
  /** Default `training`. */
  readonly mode?: Maybe<'training' | 'inference'>;
  readonly model?: Maybe<PartialDimensions>;
  /** Stated total, in parameters (30e9). */
  readonly parameters?: Maybe<number>;
  /** Stated parameters per token, for mixtures of experts. */
  readonly activeParameters?: Maybe<number>;
  readonly degrees: PartialDegrees;
  /** GPUs in all; gives DP where that is not stated. */
  readonly gpus?: Maybe<number>;
  /** What the EP degree means; where unknown, every reading that makes `gpus` is considered. */
  readonly epMeaning?: Maybe<EpMeaning>;
  /** Precision of the weights. Training in 8 or 4 bits keeps 16-bit weights. */
  readonly precision?: Maybe<NumberFormat>;
  readonly gradientPrecision?: Maybe<NumberFormat>;
  readonly optimizer?: Maybe<Optimizer>;
  readonly masterWeights?: Maybe<boolean>;
  /** 0–3; FSDP full shard = 3, distributed optimizer = 1. */
  readonly zeroStage?: Maybe<ZeroStage>;
  /** State that host memory keeps: the optimizer's (with the gradients that it reads), or the weights as well. */
  readonly offload?: Maybe<'optimizer' | 'parameters'>;
  /** Adapters are trained (LoRA), the weights are frozen and may be quantised. */
  readonly adapters?: Maybe<boolean>;
  /** HSDP: GPUs in one shard group. */
  readonly shardGroup?: Maybe<number>;
  readonly recompute?: Maybe<Recompute>;
  readonly sequenceParallel?: Maybe<boolean>;
  readonly flashAttention?: Maybe<boolean>;
  readonly kernels?: Maybe<Kernels>;
  readonly schedule?: Maybe<Schedule>;
  /** Cross entropy over parts of the sequence or vocabulary. */
  readonly chunkedLoss?: Maybe<boolean>;
  /** Sequences per step over all replicas. */
  readonly globalBatch?: Maybe<number>;
  /** Sequences per step of one data parallel replica; default `globalBatch ÷ DP`. */
  readonly replicaBatch?: Maybe<number>;
  /** Sequences per micro-batch of one replica. */
  readonly microBatch?: Maybe<number>;
  /** Micro-batches per step of one replica. */
  readonly microBatches?: Maybe<number>;
  /** Tokens per sequence; in inference the context length. */
  readonly sequenceLength?: Maybe<number | Range>;
  /** Layers on each stage, where the plan distributes them unevenly. */
  readonly layersPerStage?: Maybe<readonly number[]>;
  /** Inference: sequences in the cache of one replica at once. */
  readonly sequences?: Maybe<number | Range>;
  /** Inference: tokens per forward pass (vLLM `max_num_batched_tokens`). */
  readonly batchedTokens?: Maybe<number>;
  readonly kvPrecision?: Maybe<NumberFormat>;
  /** Inference: the engine, which takes a fixed share of the GPU and gives the KV cache what is left. */
  readonly servingEngine?: Maybe<ServingEngine>;
  readonly servingFraction?: Maybe<number>;
  /** Memory of one GPU. */
  readonly capacity?: Maybe<number>;
}

export type ComponentId = 'weights' | 'gradients' | 'optimizer' | 'activations' | 'kvCache' | 'logits' | 'overhead';

export const componentIds: readonly ComponentId[] = ['weights', 'gradients', 'optimizer', 'activations', 'kvCache', 'logits', 'overhead'];

export interface MemoryComponent extends Range {
  readonly id: ComponentId;
  /** The formula with its figures filled in. */
  readonly formula: string;
  /** Where the formula comes from. */
  readonly source: string;
}

export interface StageMemory {
  readonly stage: number;
  readonly layers: number;
  /** Parameters that one GPU of this stage holds (before ZeRO). */
  readonly parameters: Range;
  readonly components: readonly MemoryComponent[];
  readonly total: Range;
  /** Share of the capacity, 1 = full; null where the capacity is not known. */
  readonly utilization: Range | null;
}

/** Whether the most loaded stage fits: surely, perhaps (the interval straddles the capacity), or not even at its lowest. */
export type Fit = 'yes' | 'maybe' | 'no';

export interface MemoryEstimate {
  readonly degrees: Degrees;
  /** Readings of EP that the figures cover. */
  readonly epMeanings: readonly EpMeaning[];
  readonly gpus: Range;
  readonly stages: readonly StageMemory[];
  /** Index of the stage with the highest upper bound. */
  readonly mostLoaded: number;
  /** Of the most loaded stage. */
  readonly total: Range;
  readonly capacity: number | null;
  readonly utilization: Range | null;
  readonly fits: Fit | null;
  readonly parameters: { readonly stated: number | null; readonly fromDimensions: Range | null };
  /** What the named serving engine leaves for the KV cache; null in training and where engine or capacity are not known. */
  readonly serving: ServingRoom | null;
  /** Of what is assumed, the one thing that moves the total most; null where nothing does. */
  readonly decisive: string | null;
  /** What was assumed; the one that matters most comes first. */
  readonly assumptions: readonly string[];
  /** Changes that would make it fit, where it does not surely fit. */
  readonly advice: readonly Advice[];
}

/** Room for sequences on the fullest GPU. */
export interface ServingRoom extends ServingBudget {
  readonly engine: ServingEngine;
  /** Bytes of one sequence of the stated length; null where no length is stated. */
  readonly perSequence: Range | null;
  /** Whole sequences of that length at once. */
  readonly sequences: Range | null;
}

const GiB = 2 ** 30;

/** Share of the parameters that adapters add and train: rank 8 on two matrices a layer to rank 128 on all. arXiv:2106.09685 §4.2. */
const adapterShare: Range = { low: 0.0005, high: 0.02 };

/** Tokens per sequence where none are stated. */
const unstatedSequence: Range = { low: 1024, high: 8192 };
/** Sequences per micro-batch where no batch is stated. */
const unstatedMicroBatch: Range = { low: 1, high: 4 };
/** Tokens of one forward pass when serving: vLLM's `max_num_batched_tokens` by version and hardware. */
const unstatedBatchedTokens: Range = { low: 2048, high: 16_384 };

/**
 * Runtime beside tensors. Context 0.47 GiB (kernels loaded lazily) to 0.92 GiB, collectives 0.33 to 2 GiB (stas00/ml-engineering
 * training/performance; ai-dynamo/aiconfigurator `systems/h100_sxm.yaml`), serving engines up to 3.5 GiB more (ibid. `other_mem`).
 * Fragmentation and workspaces: runs with a published peak took 1.05 to 1.25 times their tensors (docs/physics.md, table of measured runs).
 */
export const overheadConstants = {
  context: { low: 0.47 * GiB, high: 0.92 * GiB },
  collectives: { low: 0.33 * GiB, high: 2 * GiB },
  serving: 3.5 * GiB,
  fragmentation: { low: 0.05, high: 0.25 },
} as const;

type Unknown =
  | 'recompute'
  | 'flash'
  | 'sequenceParallel'
  | 'kernels'
  | 'zero'
  | 'gradients'
  | 'microBatch'
  | 'sequence'
  | 'loss'
  | 'dropout'
  | 'schedule'
  | 'sequences'
  | 'batchedTokens'
  | 'model';

/** Which end of the interval to take for each unknown; `low` and `high` runs differ in nothing else. */
type End = 'low' | 'high';
type Pins = { readonly [K in Unknown]?: End };

/** Figures of one GPU of one stage at one end. */
type Figures = { [K in ComponentId]: number } & { parameters: number };

/**
 * Prepares an estimate for one plan, to be evaluated for many layouts: parameters per stage and bytes per layer are computed once.
 */
class Estimator {
  readonly profile: ModelProfile;
  private readonly input: MemoryInput;
  private readonly recipe: RecipeRange;
  private readonly stageCache = new Map<number, readonly StageParameters[]>();

  constructor(input: MemoryInput, profile: ModelProfile) {
    this.input = input;
    this.profile = profile;
    this.recipe = trainingRecipe({
      precision: input.precision ?? null,
      gradients: input.gradientPrecision,
      optimizer: input.optimizer,
      masterWeights: input.masterWeights,
    });
  }

  stages(end: End, pp: number, chunks: number): readonly StageParameters[] {
    const key = (pp * 4096 + chunks) * 2 + (end === 'low' ? 0 : 1);
    let stages = this.stageCache.get(key);
    if (!stages) {
      stages = profileStages(this.profile[end], pp, chunks, this.input.layersPerStage);
      this.stageCache.set(key, stages);
    }
    return stages;
  }

  sequence(end: End): number {
    return asRange(this.input.sequenceLength, unstatedSequence)[end];
  }

  sequenceParallel(end: End): boolean {
    return this.input.sequenceParallel ?? end === 'low';
  }

  recompute(end: End): Recompute {
    return this.input.recompute ?? (end === 'low' ? 'full' : 'none');
  }

  zero(end: End): ZeroStage {
    return this.input.zeroStage ?? (end === 'low' ? 3 : 0);
  }

  /** Micro-batch size and count of one replica. */
  batch(end: End, layout: NormalLayout): { size: number; count: number } {
    const { input } = this;
    const replicas = end === 'low' ? layout.widestData : layout.dataParallel;
    const replicaBatch = input.replicaBatch ?? (input.globalBatch ? Math.max(1, input.globalBatch / replicas) : null);
    if (input.microBatch) {
      return {
        size: input.microBatch,
        count: input.microBatches ?? (replicaBatch ? Math.max(1, replicaBatch / input.microBatch) : Number.POSITIVE_INFINITY),
      };
    }
    if (replicaBatch) {
      if (input.microBatches) return { size: Math.max(1, replicaBatch / input.microBatches), count: input.microBatches };
      const size = end === 'low' ? 1 : Math.max(1, replicaBatch / layout.stages);
      return { size, count: Math.max(1, replicaBatch / size) };
    }
    return { size: unstatedMicroBatch[end], count: input.microBatches ?? Number.POSITIVE_INFINITY };
  }

  activation(end: End, pins: Pins, counts: StageParameters, layout: NormalLayout): { kept: number; working: number } {
    const tp = layout.denseShards;
    const sequence = this.sequence(pins.sequence ?? end);
    const options = {
      tp,
      expertTensor: layout.expertTensor,
      sequenceParallel: tp > 1 && this.sequenceParallel(pins.sequenceParallel ?? end),
      // 8- and 4-bit training needs hardware whose attention kernels never store the scores.
      flashAttention: this.input.flashAttention ?? ((pins.flash ?? end) === 'low' || isQuantised(this.input.precision ?? 'bf16')),
      kernels: this.input.kernels ?? ((pins.kernels ?? end) === 'low' ? 'fused' : 'eager'),
      recompute: this.recompute(pins.recompute ?? end),
      dropout: (pins.dropout ?? end) === 'high',
      fp8: end === 'low' && this.input.precision !== null && this.input.precision !== undefined && isQuantised(this.input.precision),
      sequence,
    } as const;
    return stageActivation(this.profile[pins.model ?? end].dimensions, counts, options);
  }

  /** Figures of one stage at one end. */
  figures(end: End, layout: NormalLayout, stage: number, pins: Pins = {}): Figures {
    const modelEnd = pins.model ?? end;
    const stages = this.stages(modelEnd, layout.stages, layout.chunks);
    const part = stages[stage];
    if (!part) throw new RangeError(`no stage ${stage}`);
    return this.input.mode === 'inference' ? this.serving(end, layout, stage, part, pins) : this.training(end, layout, stage, part, pins);
  }

  private training(end: End, layout: NormalLayout, stage: number, part: StageParameters, pins: Pins): Figures {
    const { input } = this;
    const dims = this.profile[pins.model ?? end].dimensions;
    const rank = this.held(pins.model ?? end, layout, stage, part);
    const zeroStage = this.zero(pins.zero ?? end);
    const trained = input.adapters ? adapterShare[end] : 1;
    const sharded = stateBytes(
      rank,
      {
        weights: input.adapters ? servedWeightBytes(input.precision ?? 'bf16').layers + 4 * trained : this.recipe.weights[end],
        gradients: trained * this.recipe.gradients[pins.gradients ?? end],
        optimizer: trained * this.recipe.optimizer[pins.gradients ?? end],
      },
      { zeroStage, denseReplicas: layout.denseReplicas, expertReplicas: layout.expertReplicas, shardGroup: input.shardGroup },
    );
    const state = {
      weights: input.offload === 'parameters' ? 0 : sharded.weights,
      gradients: input.offload && (end === 'low' || zeroStage >= 2) ? 0 : sharded.gradients,
      // Both copies of a stage's parameters share the sharded optimizer.
      optimizer: input.offload ? 0 : input.schedule === 'dualpipe' && zeroStage >= 1 ? sharded.optimizer / 2 : sharded.optimizer,
    };
    const batch = this.batch(pins.microBatch ?? end, layout);
    const tokens = (batch.size * this.sequence(pins.sequence ?? end)) / layout.contextShards;
    const inFlight = this.inFlight(pins.schedule ?? end, stage, layout, batch.count);
    const { kept, working } = this.activation(end, pins, part, layout);
    const activations = tokens * (kept * inFlight + working);
    const last = stage === layout.stages - 1;
    const logits = last ? tokens * (dims.vocab / layout.denseShards) * this.lossBytes(pins.loss ?? end) : 0;
    const gathered = zeroStage === 3 ? this.gathered(end, layout, part, rank.dense + rank.expert) : 0;
    const rest = state.weights + state.gradients + state.optimizer + activations + logits + gathered;
    return {
      weights: state.weights,
      gradients: state.gradients,
      optimizer: state.optimizer,
      activations,
      kvCache: 0,
      logits,
      overhead: gathered + this.runtime(end, layout, rest),
      parameters: rank.dense + rank.expert,
    };
  }

  /** Parameters on one GPU. DualPipe feeds the pipeline from both ends: every GPU holds a stage and its mirror image. arXiv:2412.19437 §3.2.1. */
  private held(end: End, layout: NormalLayout, stage: number, part: StageParameters): RankParameters {
    const own = rankParameters(part, layout);
    const mirror = this.input.schedule === 'dualpipe' ? this.stages(end, layout.stages, layout.chunks)[layout.stages - 1 - stage] : undefined;
    if (!mirror || layout.stages === 1) return own;
    const other = rankParameters(mirror, layout);
    return { dense: own.dense + other.dense, expert: own.expert + other.expert };
  }

  /** Micro-batches in flight. An unstated schedule may be interleaved, two chunks a stage at the least. */
  inFlight(end: End, stage: number, layout: NormalLayout, microBatches: number): number {
    const { schedule } = this.input;
    if (!schedule && !layout.chunksStated && layout.stages > 1 && end === 'high')
      return microBatchesInFlight('interleaved', stage, layout.stages, microBatches, 2);
    return microBatchesInFlight(
      schedule ?? (layout.chunks > 1 ? 'interleaved' : '1f1b'),
      stage,
      layout.stages,
      microBatches,
      layout.chunks,
    );
  }

  private lossBytes(end: End): number {
    if (this.input.chunkedLoss === true) return logitBytes[end] * chunkedLogits;
    return logitBytes[end];
  }

  /**
   * Weights that ZeRO-3 or FSDP gathers for the layer at hand: one layer in 16 bits, or two with their gradients. Under pipelining the
   * whole stage stays gathered between micro-batches, with its gradients summed in fp32 (torchtitan `reshard_after_forward: default`).
   */
  private gathered(end: End, layout: NormalLayout, part: StageParameters, rank: number): number {
    if (layout.denseReplicas === 1) return 0;
    if (end === 'high' && layout.stages > 1) return rank * 6;
    const layers = Math.max(1, part.layers);
    return end === 'low' ? (rank / layers) * 2 : (rank / layers) * 2 * 4;
  }

  private runtime(end: End, layout: NormalLayout, rest: number): number {
    const { context, collectives, fragmentation } = overheadConstants;
    return context[end] + (layout.gpus > 1 ? collectives[end] : 0) + fragmentation[end] * rest;
  }

  private serving(end: End, layout: NormalLayout, stage: number, part: StageParameters, pins: Pins): Figures {
    const { input } = this;
    const dims = this.profile[pins.model ?? end].dimensions;
    const format = input.precision ?? 'bf16';
    const stored = servedWeightBytes(format);
    const tp = layout.denseShards;
    const expert = part.routed / layout.expertShards;
    const table = part.embedding / tp;
    let dense = part.sharded / tp + part.replicated - table;
    if (!dims.mla && dims.kvHeads < tp) {
      // Ranks beyond the KV heads hold copies of their projections.
      dense += part.layers * 2 * dims.hidden * dims.headDim * (1 - dims.kvHeads / tp);
    }
    // 4-bit mixtures often quantise their experts only (gpt-oss).
    const denseBytes = end === 'high' && part.routed > 0 && isQuantised(format) ? 2 : stored.layers;
    const weights = dense * denseBytes + expert * stored.layers + table * (end === 'low' ? stored.layers : stored.embedding);
    const element = bytesPerElement(input.kvPrecision ?? 'bf16');
    const sequences = this.sequences(pins.sequences ?? end, layout);
    const length = this.sequence(pins.sequence ?? end);
    const cached = input.sequenceLength === null || input.sequenceLength === undefined ? 0 : 1;
    const kvCache =
      (cached *
        kvCacheBytes(dims, sequences, length, {
          elementBytes: element,
          tp,
          layers: part.layers,
          ignoreWindow: end === 'high',
        })) /
      layout.contextShards;
    const tokens = input.batchedTokens ?? unstatedBatchedTokens[pins.batchedTokens ?? end];
    const widest = dims.moe ? Math.max(dims.moe.topK * dims.moe.ffn + (dims.moe.sharedFfn ?? 0), dims.ffn) : dims.ffn;
    const activations = tokens * 2 * (end === 'low' ? 2 * dims.hidden + (2 * widest) / tp : 6 * dims.hidden + (4 * widest) / tp);
    const last = stage === layout.stages - 1;
    const logits = last ? Math.max(1, sequences) * dims.vocab * 4 : 0;
    const runtime =
      overheadConstants.context[end] +
      (layout.gpus > 1 ? overheadConstants.collectives[end] : 0) +
      (end === 'high' ? overheadConstants.serving : 0);
    return {
      weights,
      gradients: 0,
      optimizer: 0,
      activations,
      kvCache,
      logits,
      overhead: runtime,
      parameters: rankParameters(part, layout).dense + expert,
    };
  }

  /** Sequences in the cache of one replica. */
  sequences(end: End, layout: NormalLayout): number {
    const { input } = this;
    if (input.sequences !== null && input.sequences !== undefined) return asRange(input.sequences, exactly(1))[end];
    const batch = input.replicaBatch ?? (input.globalBatch ? Math.max(1, input.globalBatch / layout.dataParallel) : null);
    return batch ?? 1;
  }
}

/** Stages and chunks beyond which a plan is a slip of the pen. */
const mostStages = 1024;

/** The input without figures that are no figures: documents hold zeros, negatives and worse. */
function sane<T extends Omit<MemoryInput, 'degrees'>>(input: T): T {
  const perStage = input.layersPerStage;
  return {
    ...input,
    parameters: sizeable(input.parameters),
    activeParameters: sizeable(input.activeParameters),
    gpus: sizeable(input.gpus),
    globalBatch: sizeable(input.globalBatch),
    replicaBatch: sizeable(input.replicaBatch),
    microBatch: sizeable(input.microBatch),
    microBatches: sizeable(input.microBatches),
    sequenceLength: sizeableRange(input.sequenceLength),
    sequences: sizeableRange(input.sequences),
    batchedTokens: sizeable(input.batchedTokens),
    shardGroup: sizeable(input.shardGroup),
    servingFraction: input.servingFraction && input.servingFraction > 0 && input.servingFraction <= 1 ? input.servingFraction : null,
    capacity: sizeable(input.capacity),
    layersPerStage: perStage?.every((n) => Number.isSafeInteger(n) && n >= 0 && n <= 10_000) ? perStage : null,
  };
}

/** Readings to cover: the stated one, else every meaning (and expert tensor degree) that can be laid out. */
export function readings(
  degrees: PartialDegrees,
  options: { gpus?: Maybe<number>; epMeaning?: Maybe<EpMeaning>; mode?: Maybe<'training' | 'inference'> },
): {
  readonly meaning: EpMeaning;
  readonly layout: NormalLayout;
}[] {
  const ep = degrees.ep ?? 1;
  const meanings = options.epMeaning ? [options.epMeaning] : ep === 1 ? (['folded'] as const) : epMeanings;
  const found: { meaning: EpMeaning; layout: NormalLayout }[] = [];
  if (degrees.vpp !== null && degrees.vpp !== undefined && !(Number.isSafeInteger(degrees.vpp) && degrees.vpp >= 1)) return found;
  for (const meaning of meanings) {
    // Only serving engines derive EP.
    if (!options.epMeaning && meaning === 'derived' && options.mode !== 'inference') continue;
    for (const etp of meaning === 'derived' ? [degrees.etp ?? null] : expertTensorChoices(degrees, meaning)) {
      const layout = normaliseLayout(etp === degrees.etp ? degrees : { ...degrees, etp }, meaning, options);
      if (!layout || layout.stages > mostStages || layout.chunks > mostStages) continue;
      if (options.gpus && layout.gpus !== options.gpus && !options.epMeaning) continue;
      if (
        !found.some(
          (f) =>
            f.layout.expertShards === layout.expertShards && f.layout.gpus === layout.gpus && f.layout.expertTensor === layout.expertTensor,
        )
      ) {
        found.push({ meaning, layout });
      }
    }
  }
  if (found.length === 0 && options.gpus) return readings(degrees, { ...options, gpus: null });
  return found;
}

const sum = (f: Figures): number => f.weights + f.gradients + f.optimizer + f.activations + f.kvCache + f.logits + f.overhead;

/** A prepared estimate: quick totals for many layouts of one plan. */
export interface MemoryModel {
  /** Total of the most loaded stage, or null where the degrees cannot be laid out. */
  total(degrees: PartialDegrees, meaning: EpMeaning | null, gpus?: number | null): Range | null;
  /** Whether even the lower end of some stage exceeds `capacity` under every reading: a quick way to rule a layout out. */
  exceeds(capacity: number, degrees: PartialDegrees, meaning: EpMeaning | null, gpus?: number | null): boolean;
}

/** Total of the most loaded stage. Looks at the stages that can be it: all of few, of many those that hold most or keep most in flight. */
function heaviest(estimator: Estimator, end: End, layout: NormalLayout): number {
  const last = layout.stages - 1;
  const parts = estimator.stages(end, layout.stages, layout.chunks);
  let layers = 0;
  let routed = 0;
  for (let i = 1; i <= last; i++) {
    if ((parts[i]?.layers ?? 0) > (parts[layers]?.layers ?? 0)) layers = i;
    if ((parts[i]?.routed ?? 0) > (parts[routed]?.routed ?? 0)) routed = i;
  }
  let most = 0;
  for (let i = 0; i <= last; i++) {
    if (i < 4 || i === last || i === layers || i === routed) most = Math.max(most, sum(estimator.figures(end, layout, i)));
  }
  return most;
}

/** Prepares quick totals for a layout search. Null where no model size is known. */
export function memoryModel(stated: Omit<MemoryInput, 'degrees'>): MemoryModel | null {
  const input = sane(stated);
  const profile = modelProfile(input);
  return profile ? quickModel(input, profile) : null;
}

function quickModel(input: Omit<MemoryInput, 'degrees'>, profile: ModelProfile): MemoryModel {
  const estimator = new Estimator({ ...input, degrees: {} }, profile);
  return {
    total(degrees, meaning, gpus = null) {
      let low = Number.POSITIVE_INFINITY;
      let high = 0;
      for (const { layout } of readings(degrees, { gpus, epMeaning: meaning, mode: input.mode })) {
        low = Math.min(low, heaviest(estimator, 'low', layout));
        high = Math.max(high, heaviest(estimator, 'high', layout));
      }
      return high === 0 ? null : between(low, high);
    },
    exceeds(capacity, degrees, meaning, gpus = null) {
      const possible = readings(degrees, { gpus, epMeaning: meaning, mode: input.mode });
      return possible.every(
        ({ layout }) =>
          sum(estimator.figures('low', layout, 0)) > capacity || sum(estimator.figures('low', layout, layout.stages - 1)) > capacity,
      );
    },
  };
}

/**
 * What one GPU of every stage must hold. Null where neither a parameter total nor layers and hidden size are known, or where the degrees
 * cannot be laid out in any way.
 */
export function estimateMemory(stated: MemoryInput): MemoryEstimate | null {
  const input = sane(stated);
  const profile = modelProfile(input);
  if (!profile) return null;
  const covered = readings(input.degrees, input);
  const first = covered[0];
  // Every stage needs a layer.
  if (!first || first.layout.stages > profile.high.dimensions.layers) return null;
  const estimator = new Estimator(input, profile);
  const capacity = input.capacity ?? null;

  const stages: StageMemory[] = [];
  for (let stage = 0; stage < first.layout.stages; stage++) stages.push(stageMemory(estimator, input, covered, stage, capacity));
  let mostLoaded = 0;
  stages.forEach((s, i) => {
    if (s.total.high > (stages[mostLoaded]?.total.high ?? 0)) mostLoaded = i;
  });
  const worst = stages[mostLoaded];
  if (!worst) return null;
  // The lower bound of the layout is that of its most loaded stage too, which need not be the same stage.
  const total = { low: Math.max(...stages.map((s) => s.total.low)), high: worst.total.high };
  const serving = servingRoom(estimator, input, first.layout, worst, capacity);
  const fits: Fit | null = serving ? roomFit(serving) : capacity === null ? null : total.high <= capacity ? 'yes' : total.low <= capacity ? 'maybe' : 'no';
  const layout = first.layout;
  const taken = assumptions(estimator, input, covered, mostLoaded);
  return {
    degrees: {
      tp: layout.denseShards,
      pp: layout.stages,
      dp: layout.dataParallel,
      cp: layout.contextShards,
      ep: input.degrees.ep ?? 1,
      vpp: layout.chunks,
      etp: input.degrees.etp ?? 1,
    },
    epMeanings: [...new Set(covered.map((c) => c.meaning))],
    gpus: { low: Math.min(...covered.map((c) => c.layout.gpus)), high: Math.max(...covered.map((c) => c.layout.gpus)) },
    stages,
    mostLoaded,
    total,
    capacity,
    utilization: capacity ? { low: total.low / capacity, high: total.high / capacity } : null,
    fits,
    parameters: { stated: profile.stated, fromDimensions: profile.fromDimensions },
    serving,
    decisive: taken[0] && taken[0].weight > 0.01 * total.high ? taken[0].text : null,
    assumptions: taken.map(({ text }) => text),
    advice: fits === 'yes' || fits === null ? [] : advice(input, profile, capacity ?? 0),
  };
}

/** What the engine leaves for the KV cache on the fullest GPU, and how many sequences that holds. */
function servingRoom(estimator: Estimator, input: MemoryInput, layout: NormalLayout, stage: StageMemory, capacity: number | null): ServingRoom | null {
  const engine = input.servingEngine ?? (input.servingFraction ? 'vllm' : null);
  if (input.mode !== 'inference' || !engine || capacity === null) return null;
  const part = (id: ComponentId): Range => stage.components.find((c) => c.id === id) ?? exactly(0);
  const other = { low: 0, high: 0 };
  for (const id of ['activations', 'logits', 'overhead'] as const) {
    other.low += part(id).low;
    other.high += part(id).high;
  }
  const budget = servingBudget({ engine, capacity, fraction: input.servingFraction, weights: part('weights'), other });
  if (input.sequenceLength === null || input.sequenceLength === undefined) return { engine, ...budget, perSequence: null, sequences: null };
  const length = asRange(input.sequenceLength, exactly(0)).high;
  const one = (end: End): number =>
    kvCacheBytes(estimator.profile[end].dimensions, 1, length, {
      elementBytes: bytesPerElement(input.kvPrecision ?? 'bf16'),
      tp: layout.denseShards,
      layers: stage.layers,
      ignoreWindow: end === 'high',
    }) / layout.contextShards;
  const perSequence = between(one('low'), one('high'));
  const sequences = { low: concurrency(budget.kvCache.low, perSequence.high), high: concurrency(budget.kvCache.high, perSequence.low) };
  return { engine, ...budget, perSequence, sequences };
}

/** An engine that pages its cache runs as long as one sequence fits. */
function roomFit({ kvCache, perSequence }: ServingRoom): Fit {
  const least = perSequence ?? exactly(0);
  return kvCache.low >= least.high ? 'yes' : kvCache.high >= least.low ? 'maybe' : 'no';
}

function stageMemory(
  estimator: Estimator,
  input: MemoryInput,
  covered: readonly { meaning: EpMeaning; layout: NormalLayout }[],
  stage: number,
  capacity: number | null,
): StageMemory {
  // Ends are ends of the whole, not of every part: a small vocabulary leaves more for the layers. So both ends count for each part.
  const ends = covered.flatMap((c) => [estimator.figures('low', c.layout, stage), estimator.figures('high', c.layout, stage)]);
  const range = (id: keyof Figures): Range => ({ low: Math.min(...ends.map((f) => f[id])), high: Math.max(...ends.map((f) => f[id])) });
  const components: MemoryComponent[] = [];
  for (const id of componentIds) {
    const value = range(id);
    if (value.high === 0) continue;
    components.push({ id, ...value, ...explain(estimator, input, covered, stage, id) });
  }
  const total = { low: components.reduce((s, c) => s + c.low, 0), high: components.reduce((s, c) => s + c.high, 0) };
  const pp = covered[0]?.layout.stages ?? 1;
  const chunks = covered[0]?.layout.chunks ?? 1;
  return {
    stage,
    layers: estimator.stages('high', pp, chunks)[stage]?.layers ?? 0,
    parameters: range('parameters'),
    components,
    total,
    utilization: capacity ? { low: total.low / capacity, high: total.high / capacity } : null,
  };
}

/** The formula of one component with its figures, and its source. */
function explain(
  estimator: Estimator,
  input: MemoryInput,
  covered: readonly { meaning: EpMeaning; layout: NormalLayout }[],
  stage: number,
  id: ComponentId,
): { formula: string; source: string } {
  const { layout, meaning } = covered[covered.length - 1] as { meaning: EpMeaning; layout: NormalLayout };
  const part = estimator.stages('high', layout.stages, layout.chunks)[stage] as StageParameters;
  const dims = estimator.profile.high.dimensions;
  const t = layout.denseShards;
  const tpText = t > 1 ? ` ÷ TP ${t}` : '';
  const dense = part.sharded + part.replicated;
  const expertText =
    layout.expertParallel === 1
      ? `TP ${layout.expertTensor}`
      : layout.expertTensor > 1
      ? `(${meaning === 'factor' ? 'TP' : 'ETP'} ${layout.expertTensor} × EP ${layout.expertParallel})`
      : `EP ${layout.expertParallel}`;
  const held =
    part.routed > 0
      ? `(${billions(dense)}${tpText} + ${billions(part.routed)} in experts${layout.expertShards > 1 ? ` ÷ ${expertText}` : ''})`
      : `${billions(dense)} params${tpText}`;
  const ofStage = layout.stages > 1 ? ` of stage ${stage}${input.schedule === 'dualpipe' ? ` and of stage ${layout.stages - 1 - stage}` : ''}` : '';
  const adapted = input.adapters ? ` × ${figure(adapterShare.low * 100)}–${figure(adapterShare.high * 100)} % in adapters` : '';
  const recipe = trainingRecipe({
    precision: input.precision,
    gradients: input.gradientPrecision,
    optimizer: input.optimizer,
    masterWeights: input.masterWeights,
  });
  const zero = input.zeroStage ?? null;
  const per = (r: Range): string => (r.low === r.high ? `${figure(r.low)} B` : `${figure(r.low)}–${figure(r.high)} B`);
  const divided = (from: ZeroStage): string => {
    if (layout.denseReplicas === 1) return '';
    const replicas =
      part.routed > 0 ? `${layout.denseReplicas} dense and ${layout.expertReplicas} expert replicas` : `${layout.denseReplicas} replicas`;
    if (zero === null) return `, ÷ up to ${replicas} where ZeRO or FSDP shards it`;
    return zero >= from ? ` ÷ ${replicas} (ZeRO-${zero})` : '';
  };
  const batchHigh = estimator.batch('high', layout);
  const batchLow = estimator.batch('low', layout);
  const seqLow = estimator.sequence('low');
  const seqHigh = estimator.sequence('high');
  const several = (a: number, b: number): string => (a === b ? figure(a) : `${figure(a)}–${figure(b)}`);
  const tokens = `${several(batchLow.size, batchHigh.size)} × ${several(seqLow, seqHigh)} tokens${layout.contextShards > 1 ? ` ÷ CP ${layout.contextShards}` : ''}`;
  switch (id) {
    case 'weights':
      return input.mode === 'inference'
        ? {
            formula: `${held}${ofStage} × ${figure(servedWeightBytes(input.precision ?? 'bf16').layers)} B`,
            source: 'parameters × bytes per weight',
          }
        : input.adapters
          ? { formula: `${held}${ofStage} × ${figure(servedWeightBytes(input.precision ?? 'bf16').layers)} B frozen${divided(3)}`, source: 'arXiv:2106.09685 §4.2' }
          : { formula: `${held}${ofStage} × ${per(recipe.weights)}${divided(3)}`, source: 'arXiv:1910.02054 §3.1, §5' };
    case 'gradients':
      return {
        formula: `${held}${ofStage}${adapted} × ${per(recipe.gradients)}${divided(2)}`,
        source: 'arXiv:1910.02054 §3.1; Megatron-LM dist_optimizer.md',
      };
    case 'optimizer':
      return {
        formula: `${held}${ofStage}${adapted} × ${per(recipe.optimizer)}${divided(1)}`,
        source: 'arXiv:1910.02054 §3.1; Megatron-LM dist_optimizer.md',
      };
    case 'activations': {
      if (input.mode === 'inference') {
        return {
          formula: `${several(input.batchedTokens ?? unstatedBatchedTokens.low, input.batchedTokens ?? unstatedBatchedTokens.high)} tokens × one layer`,
          source: 'one layer at a time',
        };
      }
      const flightLow = estimator.inFlight('low', stage, layout, batchLow.count);
      const flightHigh = estimator.inFlight('high', stage, layout, batchHigh.count);
      const low = estimator.activation('low', {}, part, layout).kept / Math.max(1, part.layers);
      const high = estimator.activation('high', {}, part, layout).kept / Math.max(1, part.layers);
      return {
        formula: `${tokens} × ${several(Math.round(low), Math.round(high))} B per layer × ${part.layers} layers × ${several(flightLow, flightHigh)} in flight`,
        source: 'arXiv:2205.05198 Table 2',
      };
    }
    case 'kvCache': {
      const element = bytesPerElement(input.kvPrecision ?? 'bf16');
      const sequences = `${several(estimator.sequences('low', layout), estimator.sequences('high', layout))} × ${several(seqLow, seqHigh)} tokens`;
      return dims.mla
        ? {
            formula: `${sequences} × ${part.layers} layers × (${dims.mla.kvLora} + ${dims.mla.rope}) × ${figure(element)} B`,
            source: 'arXiv:2405.04434 §2.1.2',
          }
        : {
            formula: `${sequences} × ${part.layers} layers × 2 × ${figure(Math.max(1, dims.kvHeads / t))} KV heads × ${figure(dims.headDim)} × ${figure(element)} B`,
            source: '2 · layers · KV heads · head dim · bytes',
          };
    }
    case 'logits':
      return input.mode === 'inference'
        ? { formula: `sequences × vocabulary ${figure(dims.vocab)} × 4 B`, source: 'fp32 logits of the sampled tokens' }
        : {
            formula: `${tokens} × vocabulary ${several(estimator.profile.low.dimensions.vocab, dims.vocab)}${tpText} × ${logitBytes.low}–${logitBytes.high} B${input.chunkedLoss ? ' × 1/8 chunked' : ''}`,
            source: 'arXiv:2205.05198 §4.3; stas00/ml-engineering training/performance',
          };
    case 'overhead': {
      const { context, collectives, fragmentation } = overheadConstants;
      return {
        formula: `context ${byteRange(context.low, context.high)}${layout.gpus > 1 ? ` + collectives ${byteRange(collectives.low, collectives.high)}` : ''}${
          input.mode === 'inference'
            ? ` + engine up to ${bytes(overheadConstants.serving)}`
            : ` + up to ${fragmentation.high * 100} % fragmentation${(input.zeroStage ?? 3) === 3 && layout.denseReplicas > 1 ? ' + gathered layers' : ''}`
        }`,
        source: 'stas00/ml-engineering training/performance; ai-dynamo/aiconfigurator systems/h100_sxm.yaml',
      };
    }
  }
}

/** Everything that widened the interval, by how much. */
function assumptions(
  estimator: Estimator,
  input: MemoryInput,
  covered: readonly { meaning: EpMeaning; layout: NormalLayout }[],
  stage: number,
): { readonly text: string; readonly weight: number }[] {
  const layout = covered[covered.length - 1]?.layout;
  if (!layout) return [];
  const list: { text: string; weight: number }[] = [];
  const at = (pins: Pins): Figures => estimator.figures('high', layout, stage, pins);
  const base = at({});
  const unset = (value: unknown): boolean => value === null || value === undefined;
  const consider = (missing: boolean, pins: Pins, id: ComponentId | 'total', name: string): void => {
    if (!missing) return;
    const pinned = at(pins);
    const low = id === 'total' ? sum(pinned) : pinned[id];
    const high = id === 'total' ? sum(base) : base[id];
    if (high - low < 0.01 * sum(base)) return;
    list.push({
      text: `${name} not stated: ${id === 'total' ? 'total' : componentNames[id]} ${byteRange(low, high)}`,
      weight: sum(base) - sum(pinned),
    });
  };
  if (input.mode !== 'inference') {
    consider(unset(input.recompute), { recompute: 'low' }, 'activations', 'recompute');
    consider(unset(input.flashAttention), { flash: 'low' }, 'activations', 'flash attention');
    consider(unset(input.sequenceParallel) && layout.denseShards > 1, { sequenceParallel: 'low' }, 'activations', 'sequence parallelism');
    consider(unset(input.kernels), { kernels: 'low', dropout: 'low' }, 'activations', 'fused kernels');
    consider(
      unset(input.zeroStage) && layout.denseReplicas > 1,
      { zero: 'low' },
      'total',
      'sharding of state over data parallel ranks (ZeRO, FSDP)',
    );
    consider(unset(input.gradientPrecision), { gradients: 'low' }, 'total', 'precision of gradients and their copies');
    consider(unset(input.microBatch) && unset(input.microBatches), { microBatch: 'low' }, 'total', 'micro-batch');
    consider(
      unset(input.schedule) && unset(input.degrees.vpp) && layout.stages > 1,
      { schedule: 'low' },
      'activations',
      'pipeline schedule',
    );
    consider(unset(input.chunkedLoss), { loss: 'low' }, 'logits', 'how the loss keeps its logits');
  }
  consider(unset(input.sequenceLength), { sequence: 'low' }, 'total', 'sequence length');
  if (typeof input.sequenceLength === 'object' && input.sequenceLength && input.sequenceLength.low !== input.sequenceLength.high) {
    const short = at({ sequence: 'low' });
    list.push({
      text: `sequence length ${figure(input.sequenceLength.low)} to ${figure(input.sequenceLength.high)}: total ${byteRange(sum(short), sum(base))}`,
      weight: sum(base) - sum(short),
    });
  }
  const modelLow = at({ model: 'low' });
  for (const text of estimator.profile.assumptions) list.push({ text, weight: Math.abs(sum(base) - sum(modelLow)) });
  if (covered.length > 1) {
    const totals = covered.map((c) => sum(estimator.figures('high', c.layout, stage)));
    const names = [...new Set(covered.map((c) => c.meaning))];
    const spread = Math.max(...totals) - Math.min(...totals);
    const text =
      names.length > 1
        ? `meaning of EP not stated (${names.join(', ')}): total ${byteRange(Math.min(...totals), Math.max(...totals))}`
        : `expert tensor parallel size not stated (${covered.map((c) => c.layout.expertTensor).join(' or ')}): total ${byteRange(Math.min(...totals), Math.max(...totals))}`;
    if (spread > 0) list.push({ text, weight: spread });
  }
  if (input.mode !== 'inference' && input.adapters) list.push({ text: `adapters of ${figure(adapterShare.low * 100)} to ${figure(adapterShare.high * 100)} % of the parameters, the rest frozen`, weight: 0 });
  if (input.mode !== 'inference' && input.offload) list.push({ text: `${input.offload === 'parameters' ? 'weights and optimizer states are' : 'optimizer states are'} in host memory`, weight: 0 });
  if (input.mode === 'inference') {
    if (unset(input.sequences) && unset(input.globalBatch) && unset(input.replicaBatch))
      list.push({ text: 'concurrent sequences not stated: KV cache of one', weight: base.kvCache });
    const range = sizeableRange(input.sequences);
    if (range && range.low !== range.high) {
      const few = at({ sequences: 'low' });
      list.push({ text: `${figure(range.low)} to ${figure(range.high)} sequences at once: KV cache ${byteRange(few.kvCache, base.kvCache)}`, weight: base.kvCache - few.kvCache });
    }
    consider(unset(input.batchedTokens), { batchedTokens: 'low' }, 'activations', 'tokens per forward pass');
    if (unset(input.kvPrecision)) list.push({ text: 'KV cache in 16 bits', weight: base.kvCache / 2 });
    if (unset(input.precision)) list.push({ text: 'weights in 16 bits', weight: base.weights / 2 });
  } else if (unset(input.precision)) {
    list.push({ text: 'precision not stated: mixed 16-bit training with fp32 master weights', weight: 0 });
  }
  if (input.mode !== 'inference' && unset(input.optimizer)) list.push({ text: 'optimizer not stated: Adam', weight: 0 });
  return list.sort((a, b) => b.weight - a.weight);
}

/** As people say it. */
export const componentNames: Readonly<Record<ComponentId, string>> = {
  weights: 'weights',
  gradients: 'gradients',
  optimizer: 'optimizer states',
  activations: 'activations',
  kvCache: 'KV cache',
  logits: 'logits',
  overhead: 'runtime and fragmentation',
};

/** A change of the plan, and what the fullest GPU would hold then. */
export interface Advice {
  readonly change: string;
  readonly total: Range;
  /** Whether it surely fits then. */
  readonly certain: boolean;
}

/** `full recompute: 23 to 61 GB`. */
export const adviceText = ({ change, total, certain }: Advice): string =>
  `${change}: ${byteRange(total.low, total.high)}${certain ? '' : ', may fit'}`;

/** At most this many changes are worth reading. */
const adviceShown = 4;

/**
 * Changes that make the plan fit: those after which it surely fits; failing that those that help most, so far as they make the difference
 * between "cannot" and "may", or bring the upper end down by a tenth. What needs no more GPUs comes first.
 */
function advice(input: MemoryInput, profile: ModelProfile, capacity: number): Advice[] {
  const tries = input.mode === 'inference' ? servingChanges(input) : trainingChanges(input);
  const totalOf = (change: Partial<MemoryInput>): Range | null => {
    const changed = { ...input, ...change };
    // More GPUs than stated: the count follows from the degrees.
    return quickModel(changed, profile).total(changed.degrees, input.epMeaning ?? null, change.degrees ? null : (input.gpus ?? null));
  };
  const before = totalOf({});
  const weighed = tries.flatMap(({ text, change }) => {
    const total = totalOf(change);
    return total ? [{ change: text, total, certain: total.high <= capacity, grows: change.degrees !== undefined }] : [];
  });
  const sure = weighed.filter(({ certain }) => certain);
  const possible = weighed.filter(
    ({ total }) => total.low <= capacity && before && (before.low > capacity || total.high < 0.9 * before.high),
  );
  possible.sort((x, y) => Number(x.grows) - Number(y.grows) || x.total.high - y.total.high);
  return (sure.length > 0 ? sure : possible).slice(0, adviceShown).map(({ grows: _grows, ...rest }) => rest);
}

interface Change {
  readonly text: string;
  readonly change: Partial<MemoryInput>;
}

/** The plan with one degree doubled, and the GPUs with it. */
const onMoreGpus = (degrees: PartialDegrees): Change[] =>
  (['tp', 'pp'] as const).map((name) => {
    const doubled = (degrees[name] ?? 1) * 2;
    return { text: `${name.toUpperCase()} ${doubled} on twice the GPUs`, change: { degrees: { ...degrees, [name]: doubled } } };
  });

function servingChanges(input: MemoryInput): Change[] {
  const changes: Change[] = [];
  if (!input.kvPrecision || !isQuantised(input.kvPrecision)) changes.push({ text: 'KV cache in fp8', change: { kvPrecision: 'fp8' } });
  if (!input.precision || !isQuantised(input.precision)) changes.push({ text: 'weights in fp8', change: { precision: 'fp8' } });
  const sequences = sizeableRange(input.sequences)?.high ?? 1;
  const fewer = Math.floor(sequences / 2);
  if (fewer >= 1) changes.push({ text: `${figure(fewer)} concurrent sequences`, change: { sequences: fewer } });
  return [...changes, ...onMoreGpus(input.degrees)];
}

function trainingChanges(input: MemoryInput): Change[] {
  const { degrees } = input;
  const changes: Change[] = [];
  const zero = input.zeroStage ?? null;
  const tensor = (degrees.tp ?? 1) > 1;
  const all: { -readonly [K in keyof MemoryInput]?: MemoryInput[K] } = {};
  const names: string[] = [];
  const and = (missing: boolean, name: string, change: Partial<MemoryInput>): void => {
    if (!missing) return;
    names.push(name);
    Object.assign(all, change);
  };
  and(input.flashAttention !== true, 'flash attention', { flashAttention: true });
  and(input.recompute !== 'full', 'full recompute', { recompute: 'full' });
  and(tensor && input.sequenceParallel !== true, 'sequence parallelism', { sequenceParallel: true });
  and(zero === null || zero < 1, 'ZeRO-1', { zeroStage: 1 });
  and(input.chunkedLoss !== true, 'a chunked loss', { chunkedLoss: true });
  if (tensor && input.sequenceParallel !== true) changes.push({ text: 'sequence parallelism', change: { sequenceParallel: true } });
  if (input.flashAttention !== true) changes.push({ text: 'flash attention', change: { flashAttention: true } });
  if (input.chunkedLoss !== true) changes.push({ text: 'a chunked or fused loss', change: { chunkedLoss: true } });
  if (zero === null || zero < 1) changes.push({ text: 'a distributed optimizer (ZeRO-1)', change: { zeroStage: 1 } });
  if ((zero ?? 0) < 3 && (degrees.pp ?? 1) === 1) changes.push({ text: 'full sharding (ZeRO-3, FSDP)', change: { zeroStage: 3 } });
  if (input.recompute !== 'full') changes.push({ text: 'full recompute', change: { recompute: 'full' } });
  if (input.microBatch && input.microBatch > 1) {
    const half = Math.ceil(input.microBatch / 2);
    if (half > 1) changes.push({ text: `micro-batch ${figure(half)}`, change: { microBatch: half } });
    changes.push({ text: 'micro-batch 1', change: { microBatch: 1 } });
  }
  if (names.length > 1) changes.push({ text: `${names.slice(0, -1).join(', ')} and ${names.at(-1)} together`, change: all });
  return [...changes, ...onMoreGpus(degrees)];
}

/** The parameter total that an estimate works with. */
export function estimatedParameters(input: MemoryInput): Range | null {
  const profile = modelProfile(input);
  return profile ? profileTotal(profile) : null;
}
