/** What an estimate of memory is made from. */
import type { Kernels, Recompute, Schedule } from './activations.ts';
import type { PartialDimensions } from './dimensions.ts';
import type { EpMeaning, PartialDegrees } from './layout.ts';
import type { NumberFormat } from './precision.ts';
import { type Range, sizeable, sizeableRange } from './range.ts';
import type { ServingEngine } from './serving.ts';
import type { Optimizer, ZeroStage } from './state.ts';

export type Maybe<T> = T | null | undefined;

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
  /** The vocabulary is padded to a multiple of this many rows for each tensor parallel rank (Megatron-LM 128). */
  readonly vocabMultiple?: Maybe<number>;
  /** Memory of one GPU. */
  readonly capacity?: Maybe<number>;
}

/** The input without figures that are no figures: documents hold zeros, negatives and worse. */
export function sane<T extends Omit<MemoryInput, 'degrees'>>(input: T): T {
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
    vocabMultiple: sizeable(input.vocabMultiple),
    capacity: sizeable(input.capacity),
    layersPerStage: perStage?.every((n) => Number.isSafeInteger(n) && n >= 0 && n <= 10_000) ? perStage : null,
  };
}
