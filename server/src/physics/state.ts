/** Model state: weights, gradients and optimizer, by recipe and by how it is sharded. Bytes. */
import { bytesPerWeight, isQuantised, type NumberFormat } from './precision.ts';
import { between, exactly, type Range } from './range.ts';
import type { RankParameters } from './stages.ts';

/** `adam-bf16`: moments in bf16, Megatron-LM's precision-aware optimizer. */
export type Optimizer = 'adam' | 'adam-bf16' | 'adam-8bit' | 'sgd-momentum' | 'sgd' | 'lion' | 'muon' | 'adafactor';

/** ZeRO stages (arXiv:1910.02054 §5): 0 nothing, 1 optimizer, 2 and gradients, 3 and weights sharded. FSDP full shard = 3, distributed optimizer = 1. */
export type ZeroStage = 0 | 1 | 2 | 3;

/** Bytes per parameter. */
export interface Recipe {
  readonly weights: number;
  readonly gradients: number;
  /** Master weights, moments, and gradient copies that the optimizer keeps. */
  readonly optimizer: number;
}

/**
 * Recipes with a published figure.
 * `zero` 2+2+12 = 16 (arXiv:1910.02054 §3.1); `megatronBf16` 2+4+12 = 18 and `megatronFp16` 2+2+16 = 20 and `fp32` 4+4+8 = 16
 * (Megatron-LM docs/user-guide/features/dist_optimizer.md); `fsdp` fp32 shards 4+4+8 = 16 (torchtitan docs/fsdp.md);
 * `precisionAware` moments in bf16, 2+4+8 = 14 (Megatron-LM moe/README.md).
 */
export const recipes = {
  zero: { weights: 2, gradients: 2, optimizer: 12 },
  megatronBf16: { weights: 2, gradients: 4, optimizer: 12 },
  megatronFp16: { weights: 2, gradients: 2, optimizer: 16 },
  fp32: { weights: 4, gradients: 4, optimizer: 8 },
  fsdp: { weights: 4, gradients: 4, optimizer: 8 },
  precisionAware: { weights: 2, gradients: 4, optimizer: 8 },
} as const satisfies Readonly<Record<string, Recipe>>;

export const recipeTotal = (recipe: Recipe): number => recipe.weights + recipe.gradients + recipe.optimizer;

/** Bytes of moments that each optimizer keeps per parameter. */
const moments: Readonly<Record<Optimizer, number>> = {
  adam: 8,
  'adam-bf16': 4,
  'adam-8bit': 2,
  'sgd-momentum': 4,
  sgd: 0,
  lion: 4,
  muon: 4,
  // sums of rows and columns, by the model's shape: `factoredMoments`
  adafactor: 0,
};

export interface RecipeOptions {
  readonly precision?: NumberFormat | null | undefined;
  readonly gradients?: NumberFormat | null | undefined;
  /** 16-bit gradients beside their sums in fp32: 2 + 4. */
  readonly gradientSums?: boolean | null | undefined;
  readonly optimizer?: Optimizer | null | undefined;
  /** fp32 copy of the weights kept by the optimizer. */
  readonly masterWeights?: boolean | null | undefined;
  /** Everything is kept as shards in fp32 (FSDP2 with mixed precision): 4 + 4 + moments. */
  readonly fp32Shards?: boolean | null | undefined;
  /** Bytes per parameter of Adafactor's sums, by the model's shape. */
  readonly factored?: number | null | undefined;
}

/** Bytes per parameter as ranges, since documents seldom say which gradients and copies are kept. */
export interface RecipeRange {
  readonly weights: Range;
  readonly gradients: Range;
  readonly optimizer: Range;
  /** Smallest and largest sum: the ranges are not independent (20 bytes is 2 + 2 + 16, never 2 + 4 + 16). */
  readonly total: Range;
}

/**
 * Bytes per parameter in training. Gradients are 2 B (fp16, bf16), 4 B (fp32 main gradients, Megatron-LM) or both (DeepSpeed
 * `bf16_optimizer.py` sums bf16 gradients into an fp32 copy); with fp16 parameters Megatron-LM keeps that copy in the optimizer.
 * Low-precision compute (fp8, fp4) trains on 16-bit weights.
 */
export function trainingRecipe(options: RecipeOptions = {}): RecipeRange {
  const optimizer = options.optimizer ?? 'adam';
  const kept = optimizer === 'adafactor' ? (options.factored ?? 0) : moments[optimizer];
  if (options.precision === 'fp32' || options.precision === 'tf32' || options.fp32Shards) {
    return { weights: exactly(4), gradients: exactly(4), optimizer: exactly(kept), total: exactly(8 + kept) };
  }
  const weights = exactly(2);
  const gradients = options.gradientSums
    ? exactly(6)
    : options.gradients
      ? exactly(bytesPerWeight(options.gradients))
      : options.precision === 'fp16'
        ? exactly(2)
        : between(2, 6);
  const master = options.masterWeights === false ? 0 : 4;
  const base = master + kept;
  // Without fp16 the fp32 gradient is the gradient itself; with fp16 it is a copy inside the optimizer.
  const copies =
    options.precision === 'fp16' && !options.gradients && !options.gradientSums && master > 0 ? between(base, base + 4) : exactly(base);
  return {
    weights,
    gradients,
    optimizer: copies,
    total: { low: weights.low + gradients.low + copies.low, high: weights.high + gradients.high + copies.high },
  };
}

/**
 * Bytes per parameter that no way of training goes below: weights and gradients in 16 bits (8 where the plan trains in 8), of the optimizer what
 * is stated, at the narrowest that is in use (8-bit moments arXiv:2110.02861; none without a named optimizer).
 */
export function leastRecipe(options: RecipeOptions = {}): Recipe {
  const narrow = options.precision && isQuantised(options.precision) ? 1 : options.precision === 'fp32' ? 4 : 2;
  const moments = { adam: 2, 'adam-bf16': 2, 'adam-8bit': 2, 'sgd-momentum': 1, sgd: 0, lion: 1, muon: 1, adafactor: 0 } as const;
  return {
    weights: narrow,
    gradients: Math.min(narrow, options.gradients ? bytesPerWeight(options.gradients) : narrow),
    optimizer: (options.optimizer ? moments[options.optimizer] : 0) + (options.masterWeights === true ? 4 : 0),
  };
}

/** Bytes per weight when a model is served: the embedding and head usually stay in 16 bits where the rest is quantised. */
export function servedWeightBytes(format: NumberFormat): { readonly layers: number; readonly embedding: number } {
  const layers = bytesPerWeight(format);
  return { layers, embedding: isQuantised(format) ? 2 : layers };
}

/** Bytes of state on one GPU. */
export interface StateBytes {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
}

export const stateTotal = (state: StateBytes): number => state.weights + state.gradients + state.optimizer;

export interface Sharding {
  readonly zeroStage: ZeroStage;
  readonly denseReplicas: number;
  readonly expertReplicas: number;
  /** HSDP: replicas inside one shard group; default all. */
  readonly shardGroup?: number | null | undefined;
}

/**
 * State on one GPU: `weights + gradients + optimizer`, each divided by the replicas over which the ZeRO stage spreads it. Experts are
 * spread over expert data parallel only. S1 `4 + 12/N`, S2 `2 + 14/N`, S3 `16/N`: arXiv:1910.02054 §5; `6 + 12/d`:
 * Megatron-LM dist_optimizer.md.
 */
export function stateBytes(rank: RankParameters, recipe: Recipe, sharding: Sharding): StateBytes {
  const group = sharding.shardGroup ?? Number.MAX_SAFE_INTEGER;
  const whole = rank.dense + rank.expert;
  const shard = rank.dense / Math.min(sharding.denseReplicas, group) + rank.expert / Math.min(sharding.expertReplicas, group);
  return {
    weights: recipe.weights * (sharding.zeroStage >= 3 ? shard : whole),
    gradients: recipe.gradients * (sharding.zeroStage >= 2 ? shard : whole),
    optimizer: recipe.optimizer * (sharding.zeroStage >= 1 ? shard : whole),
  };
}

/** What DeepSpeed's estimators leave on the GPU. */
export interface DeepSpeedOptions {
  readonly offloadOptimizer?: boolean;
  readonly offloadParameters?: boolean;
  /** `docs`: `4P + 16P/N`, as `memory.rst` still prints; `code`: `2P + 18P/N`, as `stage_1_and_2.py` computes. */
  readonly edition?: 'docs' | 'code';
}

/** Model state on one GPU as DeepSpeed's ZeRO-2 estimator has it. deepspeed/runtime/zero/stage_1_and_2.py. */
export function deepSpeedZero2Bytes(parameters: number, gpus: number, options: DeepSpeedOptions = {}): number {
  if (options.offloadOptimizer) return 2 * parameters;
  return options.edition === 'docs' ? 4 * parameters + (16 * parameters) / gpus : 2 * parameters + (18 * parameters) / gpus;
}

/**
 * Model state on one GPU as DeepSpeed's ZeRO-3 estimator has it: 18 bytes per parameter, since fp32 gradients appear at the step, and the
 * largest layer gathered with its gradient. deepspeed/runtime/zero/stage3.py.
 */
export function deepSpeedZero3Bytes(parameters: number, largestLayer: number, gpus: number, options: DeepSpeedOptions = {}): number {
  const layer = 4 * largestLayer;
  if (options.offloadOptimizer && options.offloadParameters) return layer;
  return layer + ((options.offloadOptimizer ? 2 : 18) * parameters) / gpus;
}
