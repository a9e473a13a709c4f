/** What an estimate of memory is made from. */
import type { Kernels, LogitCopies, Recompute, Schedule } from './activations.ts';
import type { PartialDimensions } from './dimensions.ts';
import type { EpMeaning, PartialDegrees } from './layout.ts';
import type { NumberFormat } from './precision.ts';
import { type Range, sizeable, sizeableRange } from './range.ts';
import type { ServingEngine } from './serving.ts';
import type { Optimizer, ZeroStage } from './state.ts';
import type { TrainerName } from './trainers.ts';

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
  /** Gradients of a pass are kept in 16 bits beside their sums in fp32 (DeepSpeed's BF16_Optimizer). */
  readonly gradientSums?: Maybe<boolean>;
  readonly optimizer?: Maybe<Optimizer>;
  readonly masterWeights?: Maybe<boolean>;
  /** 0–3; FSDP full shard = 3, distributed optimizer = 1. */
  readonly zeroStage?: Maybe<ZeroStage>;
  /** State that host memory keeps: the optimizer's (with the gradients that it reads), or the weights as well. */
  readonly offload?: Maybe<'optimizer' | 'parameters'>;
  /** Adapters are trained (LoRA), the weights are frozen and may be quantised. */
  readonly adapters?: Maybe<boolean>;
  /** Rank of the adapters' matrices. */
  readonly adapterRank?: Maybe<number>;
  /** How many replicas there are is open (`data_parallel_shard_degree = -1` on GPUs that nobody counts). */
  readonly openReplicas?: Maybe<boolean>;
  /** HSDP: GPUs in one shard group. */
  readonly shardGroup?: Maybe<number>;
  readonly recompute?: Maybe<Recompute>;
  /** Share of the layers that are recomputed in full, where the others are not (Megatron-LM `--recompute-method block`). */
  readonly recomputeShare?: Maybe<number>;
  readonly sequenceParallel?: Maybe<boolean>;
  readonly flashAttention?: Maybe<boolean>;
  readonly kernels?: Maybe<Kernels>;
  readonly schedule?: Maybe<Schedule>;
  /** Dropout masks are kept. */
  readonly dropout?: Maybe<boolean>;
  /** Parts of a layer that are recomputed, as Megatron-Core names them (`recompute_modules`). */
  readonly recomputeModules?: Maybe<readonly string[]>;
  /** Weights, gradients and moments as shards in fp32 (FSDP2 mixed precision). */
  readonly fp32Shards?: Maybe<boolean>;
  /** How often the loss keeps its logits: one copy in fp32, 16 bits with a copy in 32 and its gradient, or all of its steps. */
  readonly logitCopies?: Maybe<LogitCopies>;
  /** Cross entropy over parts of the sequence or vocabulary. */
  readonly chunkedLoss?: Maybe<boolean>;
  /** Sequences per step over all replicas. */
  readonly globalBatch?: Maybe<number>;
  /** Sequences per step of one data parallel replica; default `globalBatch ÷ DP`. */
  readonly replicaBatch?: Maybe<number>;
  /** Sequences per micro-batch of one replica. */
  readonly microBatch?: Maybe<number>;
  /** The micro-batch is all that a replica takes in a step, or its share of the stated micro-batches: it follows from DP. */
  readonly microBatchFollows?: Maybe<boolean>;
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
  /** Inference: the most sequences that the engine runs at once; its warm-up samples as many. */
  readonly sequenceLimit?: Maybe<number>;
  /** Inference: release of the engine, `0.22`. */
  readonly engineVersion?: Maybe<string>;
  /** Inference: layers with a window keep every token (`--disable-hybrid-kv-cache-manager`). */
  readonly keepsWholeSequences?: Maybe<boolean>;
  /** Inference: ranks that share one sequence's cache while decoding (vLLM `--decode-context-parallel-size`). */
  readonly decodeContext?: Maybe<number>;
  /** Inference: data parallel ranks of attention inside of tensor parallelism (SGLang `--enable-dp-attention`). */
  readonly attentionReplicas?: Maybe<number>;
  /** Inference: the model's own prediction module, or a head of one layer, drafts tokens. */
  readonly drafts?: Maybe<boolean>;
  /** Inference: the model that drafts tokens, as the catalog calls it. */
  readonly draftModel?: Maybe<string>;
  /** Inference: ranks that share the draft model; default those of the model. */
  readonly draftTensor?: Maybe<number>;
  /** Attention and outer layers of the checkpoint stay in 16 bits. */
  readonly mixedAttention?: Maybe<boolean>;
  /** The GPU as the catalog calls it: engines choose their defaults by it. */
  readonly accelerator?: Maybe<string>;
  /** What trains, by the name of `defaults.ts`: what it does where nothing is said. */
  readonly trainer?: Maybe<TrainerName>;
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
    sequenceLimit: sizeable(input.sequenceLimit),
    adapterRank: sizeable(input.adapterRank),
    decodeContext: sizeable(input.decodeContext),
    draftTensor: sizeable(input.draftTensor),
    attentionReplicas: sizeable(input.attentionReplicas),
    shardGroup: sizeable(input.shardGroup),
    servingFraction: input.servingFraction && input.servingFraction > 0 && input.servingFraction <= 1 ? input.servingFraction : null,
    vocabMultiple: sizeable(input.vocabMultiple),
    capacity: sizeable(input.capacity),
    layersPerStage: perStage?.every((n) => Number.isSafeInteger(n) && n >= 0 && n <= 10_000) ? perStage : null,
  };
}
