/** The shape of a transformer, as its config file states it. */
import { positive } from './range.ts';

/** Mixture of experts: what replaces the dense FFN in some or all layers. */
export interface MoeDimensions {
  /** Routed experts per MoE layer. */
  readonly experts: number;
  /** Routed experts that each token visits. */
  readonly topK: number;
  /** FFN width of one routed expert. */
  readonly ffn: number;
  /** FFN width of all shared experts together; 0 without. */
  readonly sharedFfn?: number;
  /** The first k layers are dense. */
  readonly denseFirst?: number;
  /** Every n-th layer is MoE; 1 = all. */
  readonly every?: number;
  /** Width of a dense FFN that runs beside the experts in every MoE layer (Snowflake Arctic). */
  readonly residualFfn?: number;
  readonly routerBias?: boolean;
  readonly expertBias?: boolean;
  readonly sharedGate?: boolean;
}

/** Multi-head latent attention (DeepSeek-V2, arXiv:2405.04434 §2.1). */
export interface MlaDimensions {
  /** Rank of the query compression; 0 = queries are not compressed. */
  readonly qLora: number;
  /** Rank of the key-value compression: what the cache holds. */
  readonly kvLora: number;
  /** Head width without position. */
  readonly nope: number;
  /** Head width that carries the rotary position, shared by all heads in the key. */
  readonly rope: number;
  /** Head width of values. */
  readonly v: number;
}

/** What one sequence keeps over all layers of a model whose layers differ: elements take the cache's format, bytes do not. */
export interface CacheShape {
  /** Elements per token on layers that keep every token. */
  readonly full?: number;
  /** Elements per token on layers with a window. */
  readonly windowed?: number;
  /** Bytes per token, whatever the format: keys of a sparse indexer, compressed entries. */
  readonly fixed?: number;
  /** Bytes per token of the window, whatever the format. */
  readonly windowFixed?: number;
  /** Tokens of the window. */
  readonly window?: number;
  /** Bytes per sequence, however long: states of linear attention and state space layers. */
  readonly state?: number;
}

/** Everything that parameters, activations and the KV cache follow from. */
export interface ModelDimensions {
  readonly layers: number;
  readonly hidden: number;
  /** FFN width of dense layers. */
  readonly ffn: number;
  /** Three FFN matrices (SwiGLU, GeGLU) instead of two (GELU, ReLU). */
  readonly gated: boolean;
  readonly heads: number;
  /** Key-value heads: `heads` = MHA, 1 = MQA, between = GQA. */
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocab: number;
  /** Input embedding and output head are one matrix. */
  readonly tied: boolean;
  readonly moe?: MoeDimensions;
  readonly mla?: MlaDimensions;
  /** `layer` carries a bias beside the scale; `rms` does not. Default `rms`. */
  readonly norm?: 'rms' | 'layer';
  /** Norms per layer; default 2. Parallel attention has 1, Gemma-2 has 4. */
  readonly normsPerLayer?: number;
  readonly qkvBias?: boolean;
  readonly outBias?: boolean;
  readonly ffnBias?: boolean;
  readonly headBias?: boolean;
  /** A norm after the embedding (BLOOM). */
  readonly embeddingNorm?: boolean;
  /** Learned positions. */
  readonly positions?: number;
  /** Norm of queries and keys: per head (`head`, 2 × headDim) or over all heads (`full`). */
  readonly qkNorm?: 'head' | 'full';
  /** One learned attention sink per head. */
  readonly sinks?: boolean;
  readonly slidingWindow?: { readonly window: number; readonly layers: number };
  /** What the cache keeps, where layers differ from each other or keep something else than keys and values. */
  readonly cache?: CacheShape;
  /** Parameters as counted elsewhere, for shapes that the general formulas do not count. */
  readonly counted?: { readonly total: number; readonly routed: number; readonly active: number };
  /** Parameters of a vision tower that serving engines load beside the text model; not in the total. */
  readonly vision?: number;
  /** Multi-token prediction modules, counted apart from the total (DeepSeek-V3, arXiv:2412.19437 §2.2). */
  readonly mtpLayers?: number;
}

/** Dimensions as a document states them: any may be missing. */
export type PartialDimensions = { readonly [K in Exclude<keyof ModelDimensions, 'moe'>]?: ModelDimensions[K] | null | undefined } & {
  readonly moe?: { readonly [K in keyof MoeDimensions]?: MoeDimensions[K] | null | undefined } | null | undefined;
};

/** Values taken where a document states none. */
export const unstated = {
  /** From Llama-2 (32,000) to Llama-3 (128,256), where most current vocabularies lie. */
  vocab: { low: 32_000, high: 128_256 },
} as const;

/** One way of filling in what a document leaves out. */
export interface DimensionVariant {
  readonly dimensions: ModelDimensions;
  /** What was filled in, in words: `SwiGLU FFN`, `vocabulary 32000`. Empty where everything was stated. */
  readonly assumed: readonly string[];
}

/** More layers, experts or stages than any cluster holds: figures beyond are slips of the pen, and not worth the arithmetic. */
export const most = { layers: 10_000, width: 1e7, vocab: 1e8, experts: 100_000, vision: 1e11 } as const;

/**
 * Every usual completion of partly stated dimensions. Null where layers or hidden size are unknown or absurd, since nothing follows
 * without them.
 *
 * Filled in: FFN type (two or three matrices), FFN width (4h for two matrices, 8h/3 and 3.5h for three), vocabulary ({@link unstated}),
 * tied or untied embeddings, key-value heads (as many as query heads, or 8). Heads default to `hidden ÷ head dimension`.
 */
export function completeDimensions(partial: PartialDimensions): DimensionVariant[] | null {
  const layers = whole(partial.layers, most.layers);
  const hidden = within(partial.hidden, most.width);
  if (!layers || !hidden) return null;
  const moe = completeMoe(partial);
  const statedHeadDim = within(partial.headDim, most.width);
  const heads = whole(partial.heads, most.width) ?? Math.max(1, Math.round(hidden / (statedHeadDim ?? 128)));
  const headDim = statedHeadDim ?? hidden / heads;
  const statedKv = whole(partial.kvHeads, heads);
  const ffnStated = within(partial.ffn, most.width) ?? moe?.ffn ?? null;
  const statedVocab = whole(partial.vocab, most.vocab);
  const variants: DimensionVariant[] = [];
  for (const gated of typeof partial.gated === 'boolean' ? [partial.gated] : [false, true]) {
    const gatedFfn = [Math.round((8 * hidden) / 3), Math.round(3.5 * hidden)];
    for (const ffn of ffnStated ? [ffnStated] : gated ? gatedFfn : [4 * hidden]) {
      for (const vocab of statedVocab ? [statedVocab] : [unstated.vocab.low, unstated.vocab.high]) {
        for (const tied of typeof partial.tied === 'boolean' ? [partial.tied] : [true, false]) {
          for (const kvHeads of statedKv ? [statedKv] : heads > 8 && !partial.mla ? [8, heads] : [heads]) {
            const assumed: string[] = [];
            if (typeof partial.gated !== 'boolean') assumed.push(gated ? 'gated FFN (SwiGLU)' : 'two-matrix FFN (GELU)');
            if (!ffnStated) assumed.push(`FFN width ${ffn}`);
            if (!statedVocab) assumed.push(`vocabulary ${vocab}`);
            if (typeof partial.tied !== 'boolean') assumed.push(tied ? 'tied embeddings' : 'untied embeddings');
            if (!statedKv && kvHeads !== heads) assumed.push(`${kvHeads} KV heads`);
            const shape = { layers, hidden, heads, kvHeads, headDim, ffn, gated, vocab, tied };
            const mixture = moe ? { moe: { ...moe, ffn: moe.ffn ?? ffn } } : {};
            variants.push({ dimensions: { ...optional(partial), ...shape, ...mixture }, assumed });
          }
        }
      }
    }
  }
  return variants;
}

const within = (value: number | null | undefined, limit: number): number | null => {
  const found = positive(value);
  return found !== null && found >= 1 && found <= limit ? found : null;
};

const whole = (value: number | null | undefined, limit: number): number | null => {
  const found = within(value, limit);
  return found !== null && Number.isInteger(found) ? found : null;
};

/** The parts of stated dimensions that need no completion, without the absent ones. */
function optional(partial: PartialDimensions): Partial<ModelDimensions> {
  const { moe: _moe, ...rest } = partial;
  return present(rest) as Partial<ModelDimensions>;
}

function completeMoe(partial: PartialDimensions): (Omit<MoeDimensions, 'ffn'> & { readonly ffn?: number }) | null {
  const experts = whole(partial.moe?.experts, most.experts);
  if (!partial.moe || !experts) return null;
  const { ffn: _ffn, ...rest } = partial.moe;
  const ffn = within(partial.moe.ffn, most.width) ?? within(partial.ffn, most.width);
  const topK = Math.min(experts, positive(partial.moe.topK) ?? 2);
  return { ...(present(rest) as Partial<MoeDimensions>), experts, topK, ...(ffn ? { ffn } : {}) };
}

/** An object without its absent and impossible entries; its figures are counts and widths. */
function present(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const possible = (key: string, value: unknown): boolean =>
    typeof value !== 'number' || (Number.isInteger(value) && value >= 0 && value <= (key === 'vision' ? most.vision : most.vocab));
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== null && value !== undefined && possible(key, value)));
}

/** Whether layer `index` (from 0) holds routed experts. */
export function isMoeLayer(dims: ModelDimensions, index: number): boolean {
  if (!dims.moe) return false;
  return index >= (dims.moe.denseFirst ?? 0) && (index + 1) % (dims.moe.every || 1) === 0;
}
