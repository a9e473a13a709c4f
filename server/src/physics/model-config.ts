/** A model's shape from its `config.json`, as Hugging Face Transformers writes it: `data/models.json` is made of such rows. */
import type { ModelRow } from './catalog-rows.ts';
import { formatOfName } from './checkpoints.ts';
import type { MlaDimensions, ModelDimensions, MoeDimensions } from './dimensions.ts';
import { countParameters } from './parameters.ts';
import { type NumberFormat, numberFormat } from './precision.ts';

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A count or width that is one: documents hold anything. */
const count = (config: Json, ...keys: readonly string[]): number | undefined => {
  for (const key of keys) {
    const value = config[key];
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1e8) return value;
  }
  return undefined;
};

const gatedWords = /silu|swish|swiglu|geglu|gelu_pytorch_tanh|gelu_new_gated/i;

/** Models whose activation is named plainly and whose FFN has three matrices all the same, or two. */
const plainTypes = /^(?:gpt2|gpt_neox|gptj|opt|bloom|falcon|phi|mpt|gpt_bigcode|starcoder2|nemotron)$/;

/** The shape that a config states; null where it is no language model's. Vision and audio parts are left out. */
export function dimensionsFromConfig(outer: unknown): ModelDimensions | null {
  if (!isRecord(outer)) return null;
  const config = isRecord(outer.text_config) ? outer.text_config : outer;
  const layers = count(config, 'num_hidden_layers', 'n_layer', 'num_layers', 'n_layers');
  const hidden = count(config, 'hidden_size', 'n_embd', 'd_model');
  const heads = count(config, 'num_attention_heads', 'n_head', 'n_heads');
  const vocab = count(config, 'vocab_size') ?? count(outer, 'vocab_size');
  if (!layers || !hidden || !heads || !vocab) return null;
  const type = String(config.model_type ?? outer.model_type ?? '');
  const moe = moeFrom(config);
  const mla = mlaFrom(config);
  const ffn = count(config, 'intermediate_size', 'n_inner', 'ffn_hidden_size', 'ffn_dim') ?? moe?.ffn ?? 4 * hidden;
  const gated = plainTypes.test(type) ? false : gatedWords.test(String(config.hidden_act ?? config.hidden_activation ?? 'silu'));
  const window = windowFrom(config, layers);
  const mtp = count(config, 'num_nextn_predict_layers', 'num_mtp_modules');
  return {
    layers,
    hidden,
    ffn,
    gated,
    heads,
    kvHeads: count(config, 'num_key_value_heads', 'n_head_kv', 'num_kv_heads', 'multi_query_group_num') ?? heads,
    headDim: count(config, 'head_dim', 'kv_channels') ?? (mla ? mla.nope + mla.rope : hidden / heads),
    vocab,
    tied: (config.tie_word_embeddings ?? outer.tie_word_embeddings) === true,
    ...(config.attention_bias === true || /^qwen2/.test(type) ? { qkvBias: true } : {}),
    ...(/^qwen3|^hunyuan|^glm4_moe$/.test(type) ? { qkNorm: 'head' as const } : {}),
    ...(moe ? { moe } : {}),
    ...(mla ? { mla } : {}),
    ...(window ? { slidingWindow: window } : {}),
    ...(mtp ? { mtpLayers: mtp } : {}),
  };
}

function moeFrom(config: Json): MoeDimensions | null {
  const experts = count(config, 'n_routed_experts', 'num_experts', 'num_local_experts', 'moe_num_experts');
  if (!experts || experts < 2) return null;
  const ffn = count(config, 'moe_intermediate_size', 'expert_ffn_hidden_size', 'intermediate_size');
  if (!ffn) return null;
  const sharedExperts = count(config, 'n_shared_experts', 'num_shared_experts', 'moe_num_shared_experts');
  const sharedFfn =
    count(config, 'shared_expert_intermediate_size', 'moe_shared_expert_intermediate_size') ?? (sharedExperts ? sharedExperts * ffn : 0);
  const denseFirst = count(config, 'first_k_dense_replace', 'moe_layer_start_index');
  const every = count(config, 'moe_layer_freq', 'decoder_sparse_step', 'interleave_moe_layer_step');
  return {
    experts,
    topK: count(config, 'num_experts_per_tok', 'moe_topk', 'num_experts_per_token', 'moe_k') ?? 2,
    ffn,
    ...(sharedFfn > 0 ? { sharedFfn } : {}),
    ...(denseFirst ? { denseFirst } : {}),
    ...(every && every > 1 ? { every } : {}),
  };
}

function mlaFrom(config: Json): MlaDimensions | null {
  const kvLora = count(config, 'kv_lora_rank');
  if (!kvLora) return null;
  return {
    qLora: count(config, 'q_lora_rank') ?? 0,
    kvLora,
    nope: count(config, 'qk_nope_head_dim') ?? 128,
    rope: count(config, 'qk_rope_head_dim') ?? 64,
    v: count(config, 'v_head_dim') ?? 128,
  };
}

/** Layers that see a window: as listed, or by how many of them stand between two that see everything. */
function windowFrom(config: Json, layers: number): { readonly window: number; readonly layers: number } | null {
  const window = count(config, 'sliding_window', 'window_size');
  if (!window || config.use_sliding_window === false) return null;
  if (Array.isArray(config.layer_types)) {
    const narrow = config.layer_types.filter((type) => /sliding|window|local/.test(String(type))).length;
    return narrow > 0 ? { window, layers: Math.min(layers, narrow) } : null;
  }
  const pattern = count(config, 'sliding_window_pattern');
  return { window, layers: pattern && pattern > 1 ? layers - Math.floor(layers / pattern) : layers };
}

/** The format of the weights by the config's own words. */
function formatFromConfig(config: Json, name: string): NumberFormat | undefined {
  const quantized = config.quantization_config;
  if (!isRecord(quantized)) return formatOfName(name) ?? undefined;
  const method = String(quantized.quant_method ?? quantized.quant_algo ?? '');
  return numberFormat(method) ?? formatOfName(`-${method}`) ?? undefined;
}

/** A row of the catalog for one config; null where it is no language model's. `source` is for who asks to fill in. */
export function modelFromConfig(config: unknown, name: string): Omit<ModelRow, 'source'> | null {
  const dimensions = dimensionsFromConfig(config);
  if (!dimensions || !isRecord(config)) return null;
  const { total, active } = countParameters(dimensions);
  const native = formatFromConfig(config, name);
  const billions = (value: number): number => Number((value / 1e9).toPrecision(4));
  return {
    name: name.slice(name.lastIndexOf('/') + 1),
    huggingFace: name.includes('/') ? name : '',
    aliases: [],
    total: billions(total),
    ...(dimensions.moe ? { active: billions(active.all) } : {}),
    ...(native ? { native } : {}),
    dimensions,
  };
}
