/**
 * Activations that training keeps between the forward and the backward pass. Bytes per token of one micro-batch, then per GPU.
 *
 * The counting follows Korthikanti et al. (arXiv:2205.05198 §4): every tensor that a backward pass needs, at its stored width. For a
 * GPT layer with dropout it gives their 34h + 5as; `korthikantiLayer` is their Table 2 itself.
 */
import type { ModelDimensions } from './dimensions.ts';
import type { Range } from './range.ts';

export type Recompute = 'none' | 'selective' | 'full';

/**
 * How layers are written. `fused`: norms, softmax and activation functions as single kernels, no copies (Megatron-LM with Transformer
 * Engine). `eager`: plain framework operators, which keep fp32 copies of norms and every intermediate (Hugging Face Transformers;
 * 48, 76 and 56 bytes per hidden element measured for SmolLM2, Qwen3-4B and Llama-3-8B, stas00/ml-engineering training/performance).
 */
export type Kernels = 'fused' | 'eager';

/** One layer's Table 2 techniques of arXiv:2205.05198. */
export type KorthikantiTechnique =
  | 'none'
  | 'tensor'
  | 'tensor+sequence'
  | 'tensor+selective'
  | 'tensor+sequence+selective'
  | 'full'
  | 'full+sequence';

/** Bytes per layer and micro-batch, arXiv:2205.05198 Table 2: `s` sequence, `b` micro-batch, `h` hidden, `a` heads, `t` TP. */
export function korthikantiLayer(technique: KorthikantiTechnique, s: number, b: number, h: number, a: number, t: number): number {
  const sbh = s * b * h;
  const attention = (5 * a * s) / h;
  switch (technique) {
    case 'none':
      return sbh * (34 + attention);
    case 'tensor':
      return sbh * (10 + 24 / t + attention / t);
    case 'tensor+sequence':
      return (sbh / t) * (34 + attention);
    case 'tensor+selective':
      return sbh * (10 + 24 / t);
    case 'tensor+sequence+selective':
      return (sbh * 34) / t;
    case 'full':
      return sbh * 2;
    case 'full+sequence':
      return (sbh * 2) / t;
  }
}

export interface LayerActivationOptions {
  readonly tp: number;
  /** Ranks that share one expert's matrices. */
  readonly expertTensor: number;
  readonly sequenceParallel: boolean;
  readonly flashAttention: boolean;
  readonly kernels: Kernels;
  readonly recompute: Exclude<Recompute, 'full'>;
  /** Residual and attention dropout masks. */
  readonly dropout: boolean;
  /** Linear inputs kept in 8 bits. */
  readonly fp8?: boolean;
  /** Keys that each query sees. */
  readonly sequence: number;
  /** Parts that are recomputed, as Megatron-Core names them. */
  readonly modules?: ReadonlySet<string>;
  /** Selective recompute keeps the output of every second matrix product. */
  readonly everySecond?: boolean;
}

/**
 * Bytes per token of a dense layer that keeps its input, the outputs of attention and of every second matrix product (Q, V, gate or up, down)
 * and recomputes the rest. pytorch/torchtitan torchtitan/distributed/activation_checkpoint.py `_get_custom_policy`.
 */
function everySecondProduct(dims: ModelDimensions, tp: number, sequenceParallel: boolean): number {
  const { hidden: h, heads: a, kvHeads: k, headDim: d, ffn } = dims;
  const sharded = 2 * (2 * a * d + Math.max(k, tp) * d + ffn) + 4 * a;
  return (2 * 2 * h) / (sequenceParallel ? tp : 1) + sharded / tp;
}

/**
 * Bytes per token that one layer keeps on one GPU. Replicated over TP without sequence parallelism: norm inputs, QKV and FFN inputs,
 * dropout masks. Divided by TP always: queries, keys, values, attention output, FFN inner activations.
 * Tokens of a MoE layer visit `topK` experts; routing is taken as balanced.
 */
export function layerActivation(dims: ModelDimensions, moeLayer: boolean, options: LayerActivationOptions): number {
  const { hidden: h, heads: a, kvHeads: k, headDim: d } = dims;
  const { tp } = options;
  const eager = options.kernels === 'eager';
  const selective = options.recompute === 'selective';
  if (selective && options.everySecond && !moeLayer && !dims.mla) return everySecondProduct(dims, tp, options.sequenceParallel);
  const element = 2;
  const linear = options.fp8 ? 1 : element;
  const again = (module: string): boolean => options.modules?.has(module) === true;
  const norms = dims.normsPerLayer ?? 2;
  // Eager RMS norms keep an fp32 copy and the scaled result beside their input; LayerNorm is one kernel everywhere.
  const perNorm = selective ? element / 2 : eager && dims.norm !== 'layer' ? 6 : element;
  // The residual stream itself: kept as the layer's input by callers that are not compiled, or to recompute norms from.
  const residual = eager ? 2 * h : 0;
  let replicated = norms * perNorm * h + residual + (selective || again('layernorm') ? 0 : 2 * linear * h) + (options.dropout ? 2 * h : 0);

  let sharded: number;
  if (dims.mla) {
    const { qLora, kvLora, nope, rope, v } = dims.mla;
    sharded = element * a * (again('mla_up_proj') ? v : 2 * (nope + rope) + 2 * v);
    replicated += (selective ? 1 : 2) * element * (qLora + kvLora) + element * rope;
  } else {
    // A rank keeps one KV head at the least, however many ranks there are.
    const keys = Math.max(k, tp) * d;
    // Eager attention repeats keys and values to every query head and copies the output before its projection.
    sharded = eager && !selective ? 10 * a * d : element * (a * d + 2 * keys) + (element + (options.fp8 ? 1 : 0)) * a * d;
    if (dims.qkNorm && !selective) sharded += (eager ? 6 : element) * (a + k) * d;
  }
  if (!options.flashAttention && !selective && !again('core_attn')) {
    // Softmax output; with dropout also its mask and its result (the 5as of the paper); eager softmax keeps an fp32 copy.
    sharded += (eager ? 6 : options.dropout ? 5 : 2) * a * options.sequence;
  }
  // Bytes per inner FFN element: gate, up, their activation and product.
  const inner = dims.gated ? (selective ? 2 * element : eager ? 8 : 2 * element + linear) : selective ? element : element + linear;
  let expert = 0;
  if (moeLayer && dims.moe) {
    const { topK, ffn, sharedFfn = 0, residualFfn = 0 } = dims.moe;
    sharded += (again('shared_experts') || again('moe') ? 0 : inner * sharedFfn) + inner * residualFfn;
    // Eager routing keeps what enters the experts, what leaves them, and the latter weighted.
    const permuted = topK * element * h * (eager ? 3 : 1);
    // Each rank routes its own share of the tokens; expert tensor parallelism gathers those of its group before the expert.
    const share = options.sequenceParallel ? options.expertTensor / tp : 1;
    // without the activation's output only what the first product gives is kept
    const within = again('moe_act') ? inner - linear : inner;
    expert = again('moe') ? 0 : permuted * share + (topK * within * ffn) / tp;
  } else {
    sharded += again('mlp') ? 0 : inner * dims.ffn;
  }
  return replicated / (options.sequenceParallel ? tp : 1) + sharded / tp + expert;
}

/** What a fully recomputed layer keeps per token: its input. 2h, or 2h/t where the sequence is sharded. arXiv:2205.05198 §5. */
export function checkpointActivation(dims: ModelDimensions, tp: number, sequenceParallel: boolean): number {
  return (2 * dims.hidden) / (sequenceParallel ? tp : 1);
}

/**
 * Pipeline schedules by what they keep in flight. `1f1b` (PipeDream-Flush, arXiv:2104.04473 §2.2), `interleaved` (ibid. §2.2),
 * `gpipe` (arXiv:1811.06965), `zero-bubble` ZB-H1 (arXiv:2401.10241), `dualpipe` (arXiv:2412.19437 §3.2).
 */
export type Schedule = '1f1b' | 'interleaved' | 'gpipe' | 'zero-bubble' | 'dualpipe';

/**
 * Micro-batches whose activations a stage keeps at once, as a multiple of that stage's layers. Stage 0 keeps most:
 * 1F1B `min(p, m)`; interleaved `p · (1 + (p−1)/(p·v))`; GPipe `m`; DualPipe `p + 1`.
 */
export function microBatchesInFlight(schedule: Schedule, stage: number, stages: number, microBatches: number, chunks = 1): number {
  switch (schedule) {
    case 'gpipe':
      // Without stages micro-batches follow one another.
      return stages === 1 ? 1 : microBatches;
    case 'dualpipe':
      return stages === 1 ? 1 : Math.min(stages + 1, microBatches);
    case 'interleaved': {
      const warmUp = 2 * (stages - stage - 1) + (chunks - 1) * stages + 1;
      return Math.min(warmUp, microBatches * chunks) / chunks;
    }
    default:
      return Math.min(stages - stage, microBatches);
  }
}

/** Layers of each kind on a stage. */
export interface StageLayerCounts {
  readonly layers: number;
  readonly moeLayers: number;
}

/** Bytes per token that a whole stage keeps for one micro-batch, full recompute included, and the working set of the layer at hand. */
export function stageActivation(
  dims: ModelDimensions,
  counts: StageLayerCounts,
  options: Omit<LayerActivationOptions, 'recompute'> & { readonly recompute: Recompute },
): { readonly kept: number; readonly working: number } {
  const hasMoe = counts.moeLayers > 0;
  // products take the whole sequence: it is gathered, in the backward pass with its gradient (arXiv:2205.05198 §4.2.2)
  const whole = options.sequenceParallel ? (options.kernels === 'eager' ? 4 : 2) * dims.hidden : 0;
  if (options.recompute === 'full') {
    const layer = { ...options, recompute: 'none' as const };
    const working = whole + layerActivation(dims, hasMoe, layer);
    return { kept: counts.layers * checkpointActivation(dims, options.tp, options.sequenceParallel), working };
  }
  const partial = { ...options, recompute: options.recompute };
  const moe = hasMoe ? counts.moeLayers * layerActivation(dims, true, partial) : 0;
  const denseCount = counts.layers - counts.moeLayers;
  const dense = denseCount > 0 ? denseCount * layerActivation(dims, false, partial) : 0;
  return { kept: moe + dense, working: whole };
}

/**
 * Bytes per token and vocabulary entry on the last stage, beside the loss. Low: one fp32 copy, reduced in place (Megatron-LM
 * vocab-parallel cross entropy; `4sbh/t · V/h` in arXiv:2205.05198 §4.3). High: bf16 logits, fp32 copy, log-softmax and its gradient, as
 * plain PyTorch `cross_entropy` keeps them.
 */
export const logitBytes: Range = { low: 4, high: 14 };

/**
 * The same where it is known how a framework writes its loss. `one`: one fp32 copy, with the 16-bit logits at times. `several`: 16 bits, a copy
 * in 32 and its gradient. `all`: `cross_entropy(logits.float())` that nothing fuses: log-softmax and the gradients of both steps in 32 bits
 * beside the 16-bit logits, which are dropped at times (pytorch/torchtitan torchtitan/components/loss.py, train.py), and a term more where the
 * vocabulary is shared out (ibid. `_LossParallelCrossEntropy.backward`).
 */
export const logitBytesOf = {
  one: { low: 4, high: 6 },
  several: { low: 8, high: 10 },
  all: { low: 12, high: 14 },
  allShared: { low: 16, high: 18 },
} as const;
export type LogitCopies = Exclude<keyof typeof logitBytesOf, 'allShared'>;

/** Bytes per token and vocabulary entry, of a loss over `shards` of the vocabulary. */
export const lossBytes = (copies: LogitCopies | null | undefined, shards: number): Range =>
  !copies ? logitBytes : logitBytesOf[copies === 'all' && shards > 1 ? 'allShared' : copies];

/** Part of the vocabulary or sequence that a chunked or fused cross entropy holds at once. */
export const chunkedLogits = 1 / 8;
