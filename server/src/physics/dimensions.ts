/** The shape of a transformer, as its config file states it. */

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
  headDim: { low: 64, high: 128 },
} as const;

/** One way of filling in what a document leaves out. */
export interface DimensionVariant {
  readonly dimensions: ModelDimensions;
  /** What was filled in, in words: `SwiGLU FFN`, `vocabulary 32000`. Empty where everything was stated. */
  readonly assumed: readonly string[];
}

/**
 * Every usual completion of partly stated dimensions, smallest model first where that can be told. Null where layers or hidden size are
 * unknown, since nothing follows without them.
 *
 * Filled in: FFN type (two or three matrices), FFN width (4h for two matrices, 8h/3 and 3.5h for three), vocabulary
 * ({@link unstated}), tied or untied embeddings. Heads default to `hidden ÷ head dimension`, which leaves the parameter count as it is.
 */
export function completeDimensions(partial: PartialDimensions): DimensionVariant[] | null {
  const { layers, hidden } = partial;
  if (!layers || !hidden) return null;
  const moe = completeMoe(partial);
  const heads =
    partial.heads ?? (partial.headDim ? Math.max(1, Math.round(hidden / partial.headDim)) : Math.max(1, Math.round(hidden / 128)));
  const headDim = partial.headDim ?? hidden / heads;
  const kvHeads = partial.kvHeads ?? heads;
  const gatedChoices = partial.gated === null || partial.gated === undefined ? [false, true] : [partial.gated];
  const tiedChoices = partial.tied === null || partial.tied === undefined ? [true, false] : [partial.tied];
  const vocabChoices = partial.vocab ? [partial.vocab] : [unstated.vocab.low, unstated.vocab.high];
  const variants: DimensionVariant[] = [];
  for (const gated of gatedChoices) {
    const ffnStated = partial.ffn ?? moe?.ffn;
    const ffnChoices = ffnStated ? [ffnStated] : gated ? [Math.round((8 * hidden) / 3), Math.round(3.5 * hidden)] : [4 * hidden];
    for (const ffn of ffnChoices) {
      for (const vocab of vocabChoices) {
        for (const tied of tiedChoices) {
          const assumed: string[] = [];
          if (gatedChoices.length > 1) assumed.push(gated ? 'gated FFN (SwiGLU)' : 'two-matrix FFN (GELU)');
          if (!ffnStated) assumed.push(`FFN width ${ffn}`);
          if (vocabChoices.length > 1) assumed.push(`vocabulary ${vocab}`);
          if (tiedChoices.length > 1) assumed.push(tied ? 'tied embeddings' : 'untied embeddings');
          variants.push({
            dimensions: {
              ...optional(partial),
              layers,
              hidden,
              heads,
              kvHeads,
              headDim,
              ffn,
              gated,
              vocab,
              tied,
              ...(moe ? { moe: { ...moe, ffn: moe.ffn || ffn } } : {}),
            },
            assumed,
          });
        }
      }
    }
  }
  return variants;
}

/** The parts of stated dimensions that need no completion, without the absent ones. */
function optional(partial: PartialDimensions): Partial<ModelDimensions> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(partial)) if (key !== 'moe' && value !== null && value !== undefined) kept[key] = value;
  return kept as Partial<ModelDimensions>;
}

function completeMoe(partial: PartialDimensions): MoeDimensions | null {
  const moe = partial.moe;
  if (!moe?.experts) return null;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(moe)) if (value !== null && value !== undefined) kept[key] = value;
  return {
    ...(kept as Partial<MoeDimensions>),
    experts: moe.experts,
    topK: moe.topK ?? Math.min(2, moe.experts),
    ffn: moe.ffn ?? partial.ffn ?? 0,
  };
}

/** Whether layer `index` (from 0) holds routed experts. */
export function isMoeLayer(dims: ModelDimensions, index: number): boolean {
  if (!dims.moe) return false;
  const every = dims.moe.every ?? 1;
  return index >= (dims.moe.denseFirst ?? 0) && (index + 1) % every === 0;
}
