/**
 * Parameter counts from dimensions. Exact: reproduces published integer totals to the last digit (see docs/physics.md).
 * Sources: Llama, Qwen, DeepSeek and GPT-NeoX modelling code; Megatron-LM `theoretical_memory_usage.py` for MLA.
 */
import type { ModelDimensions } from './dimensions.ts';

/**
 * Parameters by how they are laid out over GPUs.
 * `sharded` is divided by tensor parallelism, `replicated` (norms, router, latent down-projections) is not,
 * `routed` is divided by expert sharding.
 */
export interface ParameterGroup {
  readonly sharded: number;
  readonly replicated: number;
  readonly routed: number;
}

export const groupTotal = (group: ParameterGroup): number => group.sharded + group.replicated + group.routed;

export const addGroups = (a: ParameterGroup, b: ParameterGroup): ParameterGroup => ({
  sharded: a.sharded + b.sharded,
  replicated: a.replicated + b.replicated,
  routed: a.routed + b.routed,
});

/** Attention of one layer, norms of queries and keys included. */
export function attentionParameters(dims: ModelDimensions): ParameterGroup {
  const { hidden: h, heads: a, kvHeads: k, headDim: d } = dims;
  if (dims.mla) {
    const { qLora, kvLora, nope, rope, v } = dims.mla;
    const query = qLora > 0 ? qLora * a * (nope + rope) : h * a * (nope + rope);
    const queryDown = qLora > 0 ? h * qLora + qLora : 0;
    return {
      sharded: query + kvLora * a * (nope + v) + a * v * h,
      replicated: queryDown + h * (kvLora + rope) + kvLora,
      routed: 0,
    };
  }
  const bias = dims.qkvBias ? (a + 2 * k) * d : 0;
  const qkNorm = dims.qkNorm === 'head' ? 2 * d : dims.qkNorm === 'full' ? (a + k) * d : 0;
  return {
    sharded: h * a * d + 2 * h * k * d + a * d * h + bias + (dims.sinks ? a : 0),
    replicated: (dims.outBias ? h : 0) + qkNorm,
    routed: 0,
  };
}

/** A dense FFN of width `ffn`. */
function ffnParameters(dims: ModelDimensions, ffn: number, bias: boolean): ParameterGroup {
  const matrices = dims.gated ? 3 : 2;
  const inward = dims.gated ? 2 * ffn : ffn;
  return { sharded: matrices * dims.hidden * ffn + (bias ? inward : 0), replicated: bias ? dims.hidden : 0, routed: 0 };
}

/** Router, routed and shared experts of one MoE layer. */
export function moeParameters(dims: ModelDimensions): ParameterGroup {
  const moe = dims.moe;
  if (!moe) return { sharded: 0, replicated: 0, routed: 0 };
  const h = dims.hidden;
  const matrices = dims.gated ? 3 : 2;
  const expertBias = moe.expertBias ? (dims.gated ? 2 : 1) * moe.ffn + h : 0;
  return {
    sharded: matrices * h * ((moe.sharedFfn ?? 0) + (moe.residualFfn ?? 0)),
    replicated: h * moe.experts + (moe.routerBias ? moe.experts : 0) + (moe.sharedGate ? h : 0),
    routed: moe.experts * (matrices * h * moe.ffn + expertBias),
  };
}

const normSize = (dims: ModelDimensions): number => (dims.norm === 'layer' ? 2 : 1) * dims.hidden;

/** One whole layer, its norms included. */
export function layerParameters(dims: ModelDimensions, moeLayer: boolean): ParameterGroup {
  const norms = { sharded: 0, replicated: (dims.normsPerLayer ?? 2) * normSize(dims), routed: 0 };
  const ffn = moeLayer ? moeParameters(dims) : ffnParameters(dims, dims.ffn, dims.ffnBias ?? false);
  return addGroups(addGroups(attentionParameters(dims), norms), ffn);
}

/** Token embedding, learned positions and the norm after them. Positions are replicated over tensor parallel ranks. */
export function embeddingParameters(dims: ModelDimensions, vocab = dims.vocab): ParameterGroup {
  return {
    sharded: vocab * dims.hidden,
    replicated: (dims.positions ?? 0) * dims.hidden + (dims.embeddingNorm ? normSize(dims) : 0),
    routed: 0,
  };
}

/** Final norm and output head; a tied head has no weights of its own. */
export function headParameters(dims: ModelDimensions, vocab = dims.vocab): ParameterGroup {
  return { sharded: (dims.tied ? 0 : vocab * dims.hidden) + (dims.headBias ? vocab : 0), replicated: normSize(dims), routed: 0 };
}

/** A model's parameters, whole and by kind. */
export interface ParameterCount {
  readonly total: number;
  /** Per token, by the three conventions in use. */
  readonly active: ActiveParameters;
  /** Attention, dense FFN, shared experts, norms, router: everything in the layers but routed experts. */
  readonly dense: number;
  readonly routed: number;
  /** Input embedding and output head. */
  readonly embedding: number;
  /** Multi-token prediction modules, not in `total`. */
  readonly mtp: number;
}

/**
 * Parameters that one token touches, by convention: `all` (Mixtral, Qwen3, Kimi), without the input embedding
 * (gpt-oss, DeepSeek-V3, DBRX), without either embedding (GLM-4.5).
 */
export interface ActiveParameters {
  readonly all: number;
  readonly withoutInputEmbedding: number;
  readonly withoutEmbeddings: number;
}

/** Number of MoE layers among the first `layers`: every n-th after the dense ones. See `isMoeLayer`. */
export function moeLayers(dims: ModelDimensions, layers = dims.layers): number {
  if (!dims.moe) return 0;
  const every = dims.moe.every || 1;
  return Math.max(0, Math.floor(layers / every) - Math.floor(Math.min(layers, dims.moe.denseFirst ?? 0) / every));
}

/** Counts every parameter of a model. */
export function countParameters(dims: ModelDimensions): ParameterCount {
  if (dims.counted) return countedElsewhere(dims, dims.counted);
  const moeCount = moeLayers(dims);
  const denseLayer = layerParameters(dims, false);
  const moeLayer = layerParameters(dims, true);
  const embedding = embeddingParameters(dims);
  const head = headParameters(dims);
  const routed = moeCount * moeLayer.routed;
  const inLayers = moeCount * groupTotal(moeLayer) + (dims.layers - moeCount) * groupTotal(denseLayer);
  const total = inLayers + groupTotal(embedding) + groupTotal(head);
  const active = dims.moe ? total - routed + (routed / dims.moe.experts) * dims.moe.topK : total;
  const table = dims.vocab * dims.hidden;
  return {
    total,
    active: {
      all: active,
      // A tied table still serves as the output head, so leaving out the input takes nothing away.
      withoutInputEmbedding: dims.tied ? active : active - table,
      withoutEmbeddings: active - (dims.tied ? table : 2 * table),
    },
    dense: inLayers - routed,
    routed,
    embedding: dims.tied ? table : 2 * table,
    mtp: mtpParameters(dims),
  };
}

/** A count that a catalog carries, in the same form. */
function countedElsewhere(dims: ModelDimensions, { total, routed, active }: NonNullable<ModelDimensions['counted']>): ParameterCount {
  const table = dims.vocab * dims.hidden;
  const embedding = dims.tied ? table : 2 * table;
  return {
    total,
    active: { all: active, withoutInputEmbedding: dims.tied ? active : active - table, withoutEmbeddings: active - embedding },
    dense: total - routed - embedding,
    routed,
    embedding,
    mtp: mtpParameters(dims),
  };
}

/**
 * Parameters of the multi-token prediction modules that they do not share with the main model: one layer each, a projection of two
 * hidden states to one, and three norms. DeepSeek-V3 arXiv:2412.19437 §2.2; README_WEIGHTS.md (11.5 B).
 */
export function mtpParameters(dims: ModelDimensions): number {
  const modules = dims.mtpLayers ?? 0;
  if (modules === 0) return 0;
  return modules * (groupTotal(layerParameters(dims, dims.moe !== undefined)) + 2 * dims.hidden ** 2 + 3 * normSize(dims));
}

/**
 * Vocabulary rounded up so that every tensor parallel rank holds the same number of rows: `⌈V ÷ (m·t)⌉ · m · t`.
 * Megatron-LM `vocab_utils.py`, `make_vocab_size_divisible_by` = 128.
 */
export function paddedVocab(vocab: number, tp: number, multiple = 128): number {
  return Math.ceil(vocab / (multiple * tp)) * multiple * tp;
}
