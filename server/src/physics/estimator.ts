/** Figures of one GPU of one stage, at either end of what a plan leaves open. Bytes. */
import { chunkedLogits, logitBytes, lossBytes, type Recompute, stageActivation } from './activations.ts';
import { factoredMoments } from './adafactor.ts';
import { adapterShare } from './adapters.ts';
import type { ComponentId } from './components.ts';
import { selectiveIsAttention } from './defaults.ts';
import { handedOn, inFlight } from './in-flight.ts';
import type { NormalLayout } from './layout.ts';
import type { MemoryInput } from './memory-input.ts';
import { gatheredBytes, overheadConstants, trainingOverhead } from './overhead.ts';
import { paddedVocab } from './parameters.ts';
import { isQuantised } from './precision.ts';
import { type ModelProfile, profileStages } from './profile.ts';
import { asRange, exactly, type Range } from './range.ts';
import { engineOverhead, servedActivations, servedCache, servedLogits, servedWeights } from './serving-figures.ts';
import { type RankParameters, rankParameters, type StageParameters } from './stages.ts';
import { type RecipeRange, type StateBytes, servedWeightBytes, stateBytes, trainingRecipe, type ZeroStage } from './state.ts';

/** Tokens per sequence where none are stated. */
const unstatedSequence: Range = { low: 1024, high: 8192 };

/** Sequences per micro-batch where no batch is stated. */
const unstatedMicroBatch: Range = { low: 1, high: 4 };

/** Published runs that are cut by TP or PP have eight replicas in the median, and 64 at the ninth decile (test/physics/oracles/worldsize.json). */
export const openReplicas = { usual: 8, most: 64 } as const;

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
  | 'replicas'
  | 'model';

/** Bytes per parameter of a plan's state in training. */
export const recipeOf = (input: MemoryInput, profile: ModelProfile): RecipeRange =>
  trainingRecipe({
    precision: input.precision,
    gradients: input.gradientPrecision,
    gradientSums: input.gradientSums,
    optimizer: input.optimizer,
    masterWeights: input.masterWeights,
    fp32Shards: input.fp32Shards,
    factored: input.optimizer === 'adafactor' ? factoredMoments(profile.high.dimensions) : null,
  });

/** Which end of the interval to take for each unknown; `low` and `high` runs differ in nothing else. */
export type End = 'low' | 'high';
export type Pins = { readonly [K in Unknown]?: End };

const unpinned: Pins = {};

/** Bytes per token that a stage keeps for each micro-batch in flight, and works with. */
interface Kept {
  readonly kept: number;
  readonly working: number;
}

/** Figures of one GPU of one stage at one end. */
export type Figures = { [K in ComponentId]: number } & { parameters: number };

/** Stages by their number, chunks and end: the same for every layout that has as many. */
type StageCache = Map<number, readonly StageParameters[]>;

/** Stages are cut alike whatever is assumed of what they hold, unless a plan lists their layers. */
const cut = new WeakMap<ModelProfile, StageCache>();

function cutOf(profile: ModelProfile): StageCache {
  let known = cut.get(profile);
  if (!known || known.size > mostCut) {
    known = new Map();
    cut.set(profile, known);
  }
  return known;
}

/** Ways to cut one model that are kept. */
const mostCut = 256;

/**
 * Prepares an estimate for one plan, to be evaluated for many layouts: parameters per stage and bytes per layer are computed once.
 */
export class Estimator {
  readonly profile: ModelProfile;
  private readonly input: MemoryInput;
  private readonly recipe: RecipeRange;
  /** For the figure to reckon with: what happens only now and then is left out. */
  private readonly likely: boolean;
  private readonly stageCache: StageCache;
  readonly #heavy = new Map<number, readonly number[]>();
  /** By how layers are cut and the end, and by the layers of a stage. */
  readonly #kept = new Map<number, Map<number, Kept>>();

  constructor(input: MemoryInput, profile: ModelProfile, likely = false) {
    this.stageCache = input.layersPerStage ? new Map() : cutOf(profile);
    this.likely = likely;
    this.input = input;
    this.profile = profile;
    this.recipe = recipeOf(input, profile);
  }

  /** The same estimate where the plan recomputed so. */
  recomputing(recompute: Recompute): Estimator {
    return new Estimator({ ...this.input, recompute }, this.profile, this.likely);
  }

  /** The same estimate where the plan left that field open. */
  without(field: keyof MemoryInput): Estimator {
    return new Estimator({ ...this.input, [field]: null }, this.profile);
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

  /** Stages that can be the most loaded one: of those that hold alike the first keeps most in flight, and the last has the logits. */
  heavyStages(layout: NormalLayout): readonly number[] {
    const key = layout.stages * 4096 + layout.chunks;
    let heavy = this.#heavy.get(key);
    if (!heavy) {
      const kinds = new Map<string, number>();
      const parts = this.stages('high', layout.stages, layout.chunks);
      const mirrored = this.input.schedule === 'dualpipe';
      parts.forEach((part, stage) => {
        // under DualPipe a GPU holds the mirror image of its stage as well
        const other = mirrored ? parts[parts.length - 1 - stage] : undefined;
        const kind = [part.layers, part.moeLayers, part.embedding > 0, other?.layers, other?.moeLayers, (other?.embedding ?? 0) > 0].join();
        if (!kinds.has(kind)) kinds.set(kind, stage);
      });
      heavy = [...new Set([...kinds.values(), parts.length - 1])];
      this.#heavy.set(key, heavy);
    }
    return heavy;
  }

  /** One stage, with the rows that the framework adds to its tables. */
  stage(end: End, layout: NormalLayout, index: number): StageParameters | undefined {
    const part = this.stages(end, layout.stages, layout.chunks)[index];
    const added = this.padding(end, layout);
    if (!part || added === 0 || part.embedding === 0) return part;
    const rows = part.embedding * added;
    return { ...part, sharded: part.sharded + rows, embedding: part.embedding + rows };
  }

  /** Rows that are added to the vocabulary, as a share of it. */
  private padding(end: End, layout: NormalLayout): number {
    const { vocab } = this.profile[end].dimensions;
    return this.input.vocabMultiple ? paddedVocab(vocab, layout.denseShards, this.input.vocabMultiple) / vocab - 1 : 0;
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

  /** What is recomputed. "Selective" is the scores of attention to some frameworks, all but the inputs of matrix products to others. */
  private recomputed(end: End): { readonly recompute: Recompute; readonly modules?: ReadonlySet<string>; readonly everySecond?: boolean } {
    const { recomputeModules, trainer } = this.input;
    const recompute = this.recompute(end);
    if (recomputeModules && recomputeModules.length > 0 && recompute !== 'full')
      return { recompute: 'none', modules: new Set(recomputeModules) };
    if (recompute !== 'selective') return { recompute };
    const attentionOnly = selectiveIsAttention(trainer) ?? end === 'high';
    if (!attentionOnly) return trainer === 'torchtitan' ? { recompute, everySecond: true } : { recompute };
    // guides for mixtures recompute norms and the experts' activation function as well (Megatron-LM megatron/core/transformer/moe/README.md)
    return { recompute: 'none', modules: new Set(end === 'low' && trainer ? ['core_attn', 'layernorm', 'moe_act'] : ['core_attn']) };
  }

  /** Of a plan that leaves its GPUs open, replicas beside those that are known: one to 64, to reckon with eight. */
  replicas(end: End): number {
    if (!this.input.openReplicas) return 1;
    return this.likely ? openReplicas.usual : end === 'low' ? openReplicas.most : 1;
  }

  zero(end: End): ZeroStage {
    // optimizers that sum in fp32 shard what they keep at any stage (deepspeed/runtime/bf16_optimizer.py)
    if (this.input.gradientSums) return Math.max(1, this.input.zeroStage ?? 1) as ZeroStage;
    return this.input.zeroStage ?? (end === 'low' ? 3 : 0);
  }

  /** Micro-batch size and count of one replica. */
  batch(end: End, layout: NormalLayout): { size: number; count: number } {
    const { input } = this;
    const replicas = end === 'low' ? layout.widestData : layout.dataParallel;
    const replicaBatch = input.replicaBatch ?? (input.globalBatch ? Math.max(1, input.globalBatch / replicas) : null);
    if (input.microBatchFollows && input.globalBatch) {
      const count = input.microBatches ?? 1;
      return { size: Math.max(1, input.globalBatch / layout.dataParallel / count), count };
    }
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

  /** Bytes per token of a stage. Stages with as many layers keep alike, in every layout that cuts layers alike. */
  activation(end: End, pins: Pins, counts: StageParameters, layout: NormalLayout): Kept {
    if (pins !== unpinned) return this.keptBy(end, pins, counts, layout);
    const cut = (layout.denseShards * 8192 + layout.expertTensor) * 2 + (end === 'low' ? 0 : 1);
    let known = this.#kept.get(cut);
    if (!known) {
      known = new Map();
      this.#kept.set(cut, known);
    }
    const layers = counts.layers * 16_384 + counts.moeLayers;
    let kept = known.get(layers);
    if (!kept) {
      kept = this.keptBy(end, pins, counts, layout);
      known.set(layers, kept);
    }
    return kept;
  }

  private keptBy(end: End, pins: Pins, counts: StageParameters, layout: NormalLayout): Kept {
    const tp = layout.denseShards;
    const sequence = this.sequence(pins.sequence ?? end);
    const options = {
      tp,
      expertTensor: layout.expertTensor,
      sequenceParallel: tp > 1 && this.sequenceParallel(pins.sequenceParallel ?? end),
      // 8- and 4-bit training needs hardware whose attention kernels never store the scores.
      flashAttention: this.input.flashAttention ?? ((pins.flash ?? end) === 'low' || isQuantised(this.input.precision ?? 'bf16')),
      kernels: this.input.kernels ?? ((pins.kernels ?? end) === 'low' ? 'fused' : 'eager'),
      ...this.recomputed(pins.recompute ?? end),
      dropout: this.input.dropout ?? (pins.dropout ?? end) === 'high',
      fp8: end === 'low' && this.input.precision !== null && this.input.precision !== undefined && isQuantised(this.input.precision),
      sequence,
    } as const;
    const dims = this.profile[pins.model ?? end].dimensions;
    const own = stageActivation(dims, counts, options);
    const share = this.input.recomputeShare ?? 0;
    if (share === 0 || options.recompute === 'full') return own;
    // so many layers keep their input alone; one of them is worked on at a time
    const full = stageActivation(dims, counts, { ...options, recompute: 'full' });
    return { kept: (1 - share) * own.kept + share * full.kept, working: full.working };
  }

  /** Figures of one stage at one end. */
  figures(end: End, layout: NormalLayout, stage: number, pins: Pins = unpinned): Figures {
    const modelEnd = pins.model ?? end;
    const part = this.stage(modelEnd, layout, stage);
    if (!part) throw new RangeError(`no stage ${stage}`);
    return this.input.mode === 'inference' ? this.serving(end, layout, stage, part, pins) : this.training(end, layout, stage, part, pins);
  }

  /** Weights, gradients and optimizer on one GPU, sharded and offloaded as the plan has it. */
  private state(end: End, pins: Pins, rank: RankParameters, part: StageParameters, layout: NormalLayout): StateBytes {
    const { input } = this;
    const dims = this.profile[pins.model ?? end].dimensions;
    const zeroStage = this.zero(pins.zero ?? end);
    const trained = input.adapters ? adapterShare(dims, input.adapterRank)[end] : 1;
    const replicas = this.replicas(pins.replicas ?? end);
    const sharded = stateBytes(
      rank,
      {
        weights: input.adapters ? frozenBytes(input, part.embedding / layout.denseShards, rank) + 4 * trained : this.recipe.weights[end],
        gradients: trained * this.recipe.gradients[pins.gradients ?? end],
        optimizer: trained * this.recipe.optimizer[pins.gradients ?? end],
      },
      {
        zeroStage,
        denseReplicas: layout.denseReplicas * replicas,
        expertReplicas: layout.expertReplicas * replicas,
        shardGroup: input.shardGroup,
      },
    );
    return {
      weights: input.offload === 'parameters' ? 0 : sharded.weights,
      gradients: input.offload && (end === 'low' || zeroStage >= 2) ? 0 : sharded.gradients,
      // Both copies of a stage's parameters share the sharded optimizer.
      optimizer: input.offload ? 0 : input.schedule === 'dualpipe' && zeroStage >= 1 ? sharded.optimizer / 2 : sharded.optimizer,
    };
  }

  private training(end: End, layout: NormalLayout, stage: number, part: StageParameters, pins: Pins): Figures {
    const { input } = this;
    const dims = this.profile[pins.model ?? end].dimensions;
    const rank = this.held(pins.model ?? end, layout, stage, part);
    const zeroStage = this.zero(pins.zero ?? end);
    const state = this.state(end, pins, rank, part, layout);
    const batch = this.batch(pins.microBatch ?? end, layout);
    const tokens = (batch.size * this.sequence(pins.sequence ?? end)) / layout.contextShards;
    const flying = inFlight(pins.schedule ?? end, input, stage, layout, batch.count);
    const { kept, working } = this.activation(end, pins, part, layout);
    const states = handedOn(end, input, stage, layout, flying, batch.count);
    const handed = (states * 2 * dims.hidden) / (this.sequenceParallel(end) ? layout.denseShards : 1);
    const last = stage === layout.stages - 1;
    const logits = last
      ? tokens *
        ((dims.vocab * (1 + this.padding(pins.model ?? end, layout))) / layout.denseShards) *
        this.lossBytes(pins.loss ?? end, layout.denseShards)
      : 0;
    // what a layer works with while it is recomputed takes the place of the logits, which are gone by then unless another stage is at work beside
    const beside = input.schedule === 'dualpipe' ? 0 : logits;
    const activations = tokens * (kept * flying + handed) + Math.max(0, tokens * working - beside);
    const gathered =
      zeroStage === 3 ? gatheredBytes(end, input, layout, part.layers, rank.dense + rank.expert, this.replicas(pins.replicas ?? end)) : 0;
    const passing = activations + logits + gathered;
    return {
      weights: state.weights,
      gradients: state.gradients,
      optimizer: state.optimizer,
      activations,
      kvCache: 0,
      logits,
      overhead:
        gathered +
        trainingOverhead(end, input, this.likely, {
          gpus: layout.gpus,
          passing,
          optimizer: state.optimizer,
          table: part.embedding / layout.denseShards,
        }),
      parameters: rank.dense + rank.expert,
    };
  }

  /** Parameters on one GPU. DualPipe feeds the pipeline from both ends: every GPU holds a stage and its mirror image. arXiv:2412.19437 §3.2.1. */
  private held(end: End, layout: NormalLayout, stage: number, part: StageParameters): RankParameters {
    const own = rankParameters(part, layout);
    const mirror = this.input.schedule === 'dualpipe' ? this.stage(end, layout, layout.stages - 1 - stage) : undefined;
    if (!mirror || layout.stages === 1) return own;
    const other = rankParameters(mirror, layout);
    return { dense: own.dense + other.dense, expert: own.expert + other.expert };
  }

  /** Micro-batches in flight. */
  inFlight(end: End, stage: number, layout: NormalLayout, microBatches: number): number {
    return inFlight(end, this.input, stage, layout, microBatches);
  }

  private lossBytes(end: End, shards: number): number {
    const { chunkedLoss, logitCopies } = this.input;
    return chunkedLoss === true ? logitBytes[end] * chunkedLogits : lossBytes(logitCopies, shards)[end];
  }

  private serving(end: End, layout: NormalLayout, stage: number, part: StageParameters, pins: Pins): Figures {
    const { input } = this;
    const dims = this.profile[pins.model ?? end].dimensions;
    const sequences = this.sequences(pins.sequences ?? end, layout);
    const stated = input.sequenceLength !== null && input.sequenceLength !== undefined;
    const last = stage === layout.stages - 1;
    return {
      weights: servedWeights(end, input, dims, layout, part, stage),
      gradients: 0,
      optimizer: 0,
      activations: servedActivations(pins.batchedTokens ?? end, input, dims, layout),
      kvCache: stated ? servedCache(input, dims, layout, { layers: part.layers, last }, this.sequence(pins.sequence ?? end), sequences) : 0,
      logits: last ? servedLogits(end, input, dims, sequences) : 0,
      overhead: overheadConstants.context[end] + engineOverhead(end, layout),
      parameters: rankParameters(part, layout).dense + part.routed / layout.expertShards,
    };
  }

  /** Sequences in the cache of one replica. An engine that pages its cache runs as long as one fits: how many more do is its room. */
  sequences(end: End, layout: NormalLayout): number {
    const { input } = this;
    if (input.servingEngine) return 1;
    if (input.sequences !== null && input.sequences !== undefined) return asRange(input.sequences, exactly(1))[end];
    const batch = input.replicaBatch ?? (input.globalBatch ? Math.max(1, input.globalBatch / layout.dataParallel) : null);
    return batch ?? 1;
  }
}

/** Bytes per frozen parameter: tables stay in 16 bits where layers are narrow (bitsandbytes replaces linear layers alone). */
function frozenBytes(input: MemoryInput, tables: number, { dense, expert }: RankParameters): number {
  const { layers, embedding } = servedWeightBytes(input.precision ?? 'bf16');
  return layers + ((embedding - layers) * tables) / Math.max(1, dense + expert);
}

export const sum = (f: Figures): number => f.weights + f.gradients + f.optimizer + f.activations + f.kvCache + f.logits + f.overhead;

/** Total of the most loaded stage. */
export function heaviest(estimator: Estimator, end: End, layout: NormalLayout): number {
  let most = 0;
  for (const stage of estimator.heavyStages(layout)) most = Math.max(most, sum(estimator.figures(end, layout, stage)));
  return most;
}
