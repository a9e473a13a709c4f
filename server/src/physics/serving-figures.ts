/** What one GPU of one stage holds when a model is served, at either end. Bytes. */
import { formatOfName, weightBytes } from './checkpoints.ts';
import type { ModelDimensions } from './dimensions.ts';
import { kvCacheBytes } from './kvcache.ts';
import type { NormalLayout } from './layout.ts';
import type { MemoryInput } from './memory-input.ts';
import { findModel, type KnownModel } from './models.ts';
import { attentionParameters, groupTotal, moeParameters, mtpParameters } from './parameters.ts';
import { bytesPerElement, bytesPerWeight, type NumberFormat } from './precision.ts';
import { asRange, type Range } from './range.ts';
import { engineDefaults } from './serving.ts';
import type { StageParameters } from './stages.ts';

const GiB = 2 ** 30;
type End = 'low' | 'high';

/**
 * What serving engines take beside weights, cache and activations: memory outside of the allocator (0.05 to 0.4 GiB on one GPU), buffers of
 * collectives, captured graphs (which earlier releases do not count). Measured in logs of vLLM (docs/physics.md).
 */
export const engineConstants = {
  outside: { low: 0.05 * GiB, high: 0.4 * GiB },
  collectives: { low: 0.5 * GiB, high: 2 * GiB },
  graphs: { low: 0, high: 1.2 * GiB },
} as const satisfies Record<string, Range>;

/**
 * Bytes per vocabulary entry and sequence while an engine samples in its warm-up: logits in 32 bits, sorted with their indices in 64 bits,
 * probabilities and their sums. vllm-project/vllm v1/sample/ops/topk_topp_sampler.py, gpu_model_runner.py `_dummy_sampler_run`.
 */
export const samplerBytes: Range = { low: 20, high: 28 };

/** Ranks that share the heads of attention. */
export function attentionRanks(input: Pick<MemoryInput, 'attentionReplicas'>, layout: NormalLayout): number {
  return Math.max(1, layout.denseShards / (input.attentionReplicas ?? 1));
}

/** Weights on one GPU. Ranks beyond the KV heads hold copies of their projections; attention that is replicated is held by every replica. */
export function servedWeights(
  end: End,
  input: MemoryInput,
  dims: ModelDimensions,
  layout: NormalLayout,
  part: StageParameters,
  stage: number,
): number {
  const tp = layout.denseShards;
  const format = input.precision ?? 'bf16';
  const bytes = weightBytes(format, dims, { mixedAttention: input.mixedAttention, expertTensor: layout.expertTensor });
  const ranks = attentionRanks(input, layout);
  const plain = part.layers - part.moeLayers;
  const attention = groupTotal(attentionParameters(dims)) * part.layers;
  const shared = groupTotal({ ...moeParameters(dims), routed: 0 }) * part.moeLayers;
  const ffn = plain * (dims.gated ? 3 : 2) * dims.hidden * dims.ffn;
  // the parts of a stage in the proportion of the formulas, whatever its total
  const rest = part.sharded - part.embedding;
  const all = Math.max(1, attention + shared + ffn);
  const replicated = part.replicated * bytes.attention[end];
  const ofAttention = (rest * attention) / all / ranks;
  const ofShared = (rest * shared) / all / tp;
  const ofFfn = (rest * ffn) / all / tp;
  const copies = !dims.mla && dims.kvHeads < ranks ? part.layers * 2 * dims.hidden * dims.headDim * (1 / 1 - dims.kvHeads / ranks) : 0;
  const last = stage === layout.stages - 1;
  const drafts = input.drafts && last ? mtpParameters({ ...dims, mtpLayers: dims.mtpLayers ?? 1 }) / tp : 0;
  const draft = last ? draftOf(input) : null;
  // each rank takes its share, or the whole where engines spread images over the ranks (vLLM `--mm-encoder-tp-mode`)
  const vision = stage === 0 && dims.vision ? (dims.vision * 2) / (end === 'low' ? tp : 1) : 0;
  return (
    replicated +
    (ofAttention + copies) * bytes.attention[end] +
    ofShared * bytes.attention[end] +
    ofFfn * bytes.dense[end] +
    (part.routed / layout.expertShards) * bytes.routed[end] +
    (part.embedding / tp) * bytes.table +
    drafts * bytes.routed[end] +
    (draft ? (draft.model.publishedTotal * bytesPerWeight(draft.format)) / Math.min(tp, input.draftTensor ?? tp) : 0) +
    vision
  );
}

/** The model that drafts tokens beside the served one, and the format of its weights; null where the catalog does not know it. */
export function draftOf(input: MemoryInput): { readonly model: KnownModel; readonly format: NumberFormat } | null {
  const model = input.draftModel ? findModel(input.draftModel) : null;
  return model && { model, format: formatOfName(input.draftModel ?? '') ?? model.native ?? 'bf16' };
}

/**
 * Cache of `sequences` on one GPU of a stage. What drafts tokens keeps a cache of its own for every token, on the last stage: a prediction
 * module that of its layers, a model of its own that of all of them (vllm-project/vllm v1/spec_decode).
 */
export function servedCache(
  input: MemoryInput,
  dims: ModelDimensions,
  layout: NormalLayout,
  { layers, last }: { readonly layers: number; readonly last: boolean },
  length: number,
  sequences = 1,
): number {
  const options = {
    elementBytes: bytesPerElement(input.kvPrecision ?? 'bf16'),
    tp: attentionRanks(input, layout),
    ignoreWindow: input.keepsWholeSequences === true,
  };
  const modules = input.drafts && last ? (dims.mtpLayers ?? 1) : 0;
  const own = kvCacheBytes(dims, sequences, length, { ...options, layers: layers + modules });
  const draft = last ? draftOf(input)?.model.dimensions : undefined;
  const tp = Math.min(options.tp, input.draftTensor ?? options.tp);
  const beside = draft ? kvCacheBytes(draft, sequences, length, { ...options, tp, layers: draft.layers }) : 0;
  return (own + beside) / layout.contextShards / (input.decodeContext ?? 1);
}

/** Tokens of one forward pass. */
export const batchedTokens = (end: End, input: MemoryInput): number => input.batchedTokens ?? engineDefaults(input).batchedTokens[end];

/** Activations of one forward pass: a layer's inputs and outputs, in mixtures what enters and leaves the experts. */
export function servedActivations(end: End, input: MemoryInput, dims: ModelDimensions, layout: NormalLayout): number {
  const tp = layout.denseShards;
  const widest = dims.moe ? Math.max(dims.moe.topK * dims.moe.ffn + (dims.moe.sharedFfn ?? 0), dims.ffn) : dims.ffn;
  const routed = dims.moe ? dims.moe.topK * dims.hidden : 0;
  const perToken = end === 'low' ? 2 * dims.hidden + (2 * widest) / tp : 6 * dims.hidden + (4 * widest) / tp + routed;
  return batchedTokens(end, input) * 2 * perToken;
}

/** Sequences whose logits a step holds, on the last stage: those that are stated, up to as many as the engine takes. */
export function servedLogits(end: End, input: MemoryInput, dims: ModelDimensions, sequences: number): number {
  if (!input.servingEngine) return Math.max(1, sequences) * dims.vocab * 4;
  const limit = asRange(input.sequenceLimit, engineDefaults(input).sequences).high;
  const stated = asRange(input.sequences, { low: 1, high: usualBatch });
  return Math.min(limit, stated[end]) * dims.vocab * samplerBytes[end];
}

/** Sequences of a busy step where none are stated. */
const usualBatch = 64;

/** What the engine's warm-up samples: as many sequences as it may ever take. It is measured, and kept free beside the cache. */
export function warmUpBytes(end: End, input: MemoryInput, dims: ModelDimensions): number {
  const limit = asRange(input.sequenceLimit, engineDefaults(input).sequences)[end];
  // TensorRT-LLM samples in kernels of its own: logits and probabilities
  const bytes = input.servingEngine === 'tensorrt-llm' ? { low: 4, high: 8 } : samplerBytes;
  return Math.min(limit, input.servingEngine === 'tensorrt-llm' ? 1024 : limit) * dims.vocab * bytes[end];
}

/** What the engine takes beside: memory outside of the allocator, buffers of collectives, captured graphs. */
export function engineOverhead(end: End, layout: NormalLayout): number {
  const { outside, collectives, graphs } = engineConstants;
  return outside[end] + (layout.denseShards * layout.stages > 1 ? collectives[end] : 0) + graphs[end];
}
