/**
 * Catalog of published models: names and shapes, as data. The parameter counts that follow from the shapes are checked against the
 * published totals by `test/physics/parameters.test.ts`.
 */
import { modelRows } from './catalog-data.ts';
import { nativeFormat } from './checkpoints.ts';
import type { ModelDimensions } from './dimensions.ts';
import type { NumberFormat } from './precision.ts';

/** A published model. */
export interface KnownModel {
  readonly name: string;
  /** Repository on Hugging Face, or null where the weights are not there. */
  readonly huggingFace: string | null;
  readonly dimensions: ModelDimensions;
  /** Published total, in parameters, rounded as its authors print it. */
  readonly publishedTotal: number;
  /** Published parameters per token, by its authors' convention, or null for dense models. */
  readonly publishedActive: number | null;
  /** Format of the published weights where it is not bf16; several names may share a shape, so {@link nativeFormat} is asked by name first. */
  readonly native: NumberFormat | null;
  /** Where the shape was read. */
  readonly source: string;
}

/** What most rows share is left out: gated FFN, RMS norms, two per layer, untied embeddings, no biases. `plain` = two FFN matrices. */
type Extras = Partial<Omit<ModelDimensions, 'layers' | 'hidden' | 'ffn' | 'heads' | 'kvHeads' | 'headDim' | 'vocab' | 'gated'>> & {
  plain?: boolean;
};

/** Name, Hugging Face id, further names, layers, hidden, FFN, heads, KV heads, head dim, vocabulary, 10⁹ parameters total, active, source, extras. */
type Row = readonly [string, string, string, number, number, number, number, number, number, number, number, number, number, Extras?];

const sources = [
  'cli99/llm-analysis model_configs @d841e40',
  'AI-Hypercomputer/maxtext configs/models @e591f30',
  'EleutherAI/gpt-neox configs/20B.yml @ea7aefd',
  'ai-dynamo/aiconfigurator model_configs @095f58a (copies of HF config.json)',
  'AMD-AGI/Primus configs/models/megatron',
  'config.json on Hugging Face',
  'deepseek-ai/DeepSeek-V3 inference/configs/config_16B.json',
  'deepseek-ai/DeepSeek-V3 inference/configs/config_236B.json',
  'deepseek-ai/DeepSeek-V3 inference/configs/config_671B.json',
  'arXiv:2402.16819/2406.11704 Table 1',
] as const;

const gpt = { plain: true, norm: 'layer', qkvBias: true, outBias: true, ffnBias: true } as const;
const latent = { kvLora: 512, nope: 128, rope: 64, v: 128 } as const;

// biome-ignore format: a table, one row a model
const rows: readonly Row[] = [
  ['GPT-2', 'openai-community/gpt2', 'gpt2-small|gpt2 124m', 12, 768, 3072, 12, 12, 64, 50257, 0.124, 0, 0,
    { ...gpt, tied: true, positions: 1024 }],
  ['GPT-2 Medium', 'openai-community/gpt2-medium', 'gpt2-355m', 24, 1024, 4096, 16, 16, 64, 50257, 0.355, 0, 0,
    { ...gpt, tied: true, positions: 1024 }],
  ['GPT-2 XL', 'openai-community/gpt2-xl', 'gpt2 1.5b', 48, 1600, 6400, 25, 25, 64, 50257, 1.5, 0, 0,
    { ...gpt, tied: true, positions: 1024 }],
  ['GPT-3 175B', '', 'gpt3|gpt-175b', 96, 12288, 49152, 96, 96, 128, 50257, 175.0, 0, 1, { ...gpt, tied: true, positions: 2048 }],
  ['GPT-NeoX-20B', 'EleutherAI/gpt-neox-20b', 'neox-20b|gpt-neox', 44, 6144, 24576, 64, 64, 96, 50432, 20.55, 0, 2, { ...gpt }],
  ['OPT-125M', 'facebook/opt-125m', '', 12, 768, 3072, 12, 12, 64, 50272, 0.125, 0, 5, { ...gpt, tied: true, positions: 2050 }],
  ['OPT-1.3B', 'facebook/opt-1.3b', '', 24, 2048, 8192, 32, 32, 64, 50272, 1.3, 0, 5, { ...gpt, tied: true, positions: 2050 }],
  ['OPT-13B', 'facebook/opt-13b', '', 40, 5120, 20480, 40, 40, 128, 50272, 13.0, 0, 5, { ...gpt, tied: true, positions: 2050 }],
  ['OPT-6.7B', 'facebook/opt-6.7b', '', 32, 4096, 16384, 32, 32, 128, 50272, 6.7, 0, 0, { ...gpt, tied: true, positions: 2050 }],
  ['OPT-66B', 'facebook/opt-66b', '', 64, 9216, 36864, 72, 72, 128, 50272, 66.0, 0, 0, { ...gpt, tied: true, positions: 2050 }],
  ['OPT-175B', 'facebook/opt-175b', '', 96, 12288, 49152, 96, 96, 128, 50272, 175.0, 0, 0, { ...gpt, tied: true, positions: 2050 }],
  ['BLOOM-176B', 'bigscience/bloom', 'bloom-175b', 70, 14336, 57344, 112, 112, 128, 250880, 176.2, 0, 0,
    { ...gpt, tied: true, embeddingNorm: true }],
  ['BLOOM-7B1', 'bigscience/bloom-7b1', '', 30, 4096, 16384, 32, 32, 128, 250880, 7.07, 0, 0,
    { ...gpt, tied: true, embeddingNorm: true }],
  ['MT-NLG 530B', '', 'megatron-turing|mt-nlg|megatron-turing-530b|megatron-turing-nlg-530b', 105, 20480, 81920, 128, 128, 160, 51200, 530.0, 0, 0,
    { ...gpt, tied: true, positions: 2048 }],
  ['LLaMA-7B', 'huggyllama/llama-7b', 'llama1-7b', 32, 4096, 11008, 32, 32, 128, 32000, 6.7, 0, 0],
  ['LLaMA-65B', 'huggyllama/llama-65b', 'llama-1-65b', 80, 8192, 22016, 64, 64, 128, 32000, 65.2, 0, 0],
  ['Llama-2-7B', 'meta-llama/Llama-2-7b-hf', '', 32, 4096, 11008, 32, 32, 128, 32000, 6.74, 0, 0],
  ['Llama-2-13B', 'meta-llama/Llama-2-13b-hf', '', 40, 5120, 13824, 40, 40, 128, 32000, 13.02, 0, 1],
  ['Llama-2-70B', 'meta-llama/Llama-2-70b-hf', '', 80, 8192, 28672, 64, 8, 128, 32000, 68.98, 0, 1],
  ['Llama-3-8B', 'meta-llama/Meta-Llama-3-8B', 'llama-3.1-8b|meta-llama-3.1-8b|deepseek-r1-distill-llama-8b', 32, 4096, 14336, 32, 8, 128, 128256, 8.03, 0, 3],
  ['Llama-3-70B', 'meta-llama/Meta-Llama-3-70B', 'llama-3.1-70b|llama-3.3-70b|deepseek-r1-distill-llama-70b|llama-3.1-nemotron-70b', 80, 8192, 28672, 64, 8, 128, 128256, 70.55, 0, 3],
  ['Llama-3.1-405B', 'meta-llama/Llama-3.1-405B', 'llama3-405b', 126, 16384, 53248, 128, 8, 128, 128256, 405.85, 0, 3],
  ['Llama-3.2-1B', 'meta-llama/Llama-3.2-1B', '', 16, 2048, 8192, 32, 8, 64, 128256, 1.24, 0, 4, { tied: true }],
  ['Llama-3.2-3B', 'meta-llama/Llama-3.2-3B', '', 28, 3072, 8192, 24, 8, 128, 128256, 3.21, 0, 4, { tied: true }],
  ['Llama-4-Scout (text)', 'meta-llama/Llama-4-Scout-17B-16E', 'llama4-scout|llama-4-scout-109b', 48, 5120, 16384, 40, 8, 128, 202048, 109.0, 17.0, 3,
    { moe: { experts: 16, topK: 1, ffn: 8192, sharedFfn: 8192 } }],
  ['Llama-4-Maverick (text)', 'meta-llama/Llama-4-Maverick-17B-128E', 'llama4-maverick|llama-4-maverick-400b', 48, 5120, 16384, 40, 8, 128, 202048, 400.0, 17.0, 3,
    { moe: { experts: 128, topK: 1, ffn: 8192, sharedFfn: 8192, every: 2 } }],
  ['Mistral-7B-v0.2', 'mistralai/Mistral-7B-Instruct-v0.2', '', 32, 4096, 14336, 32, 8, 128, 32000, 7.24, 0, 1],
  ['Mistral-7B-v0.3', 'mistralai/Mistral-7B-v0.3', '', 32, 4096, 14336, 32, 8, 128, 32768, 7.25, 0, 5],
  ['Mistral-7B', 'mistralai/Mistral-7B-v0.1', '', 32, 4096, 14336, 32, 8, 128, 32000, 7.24, 0, 1,
    { slidingWindow: { window: 4096, layers: 32 } }],
  ['Mistral-Large-2407', 'mistralai/Mistral-Large-Instruct-2407', 'mistral-large-2|mistral-large-123b|mistral-large-2411', 88, 12288, 28672, 96, 8, 128, 32768, 123.0, 0, 5],
  ['Mistral-Nemo-12B', 'mistralai/Mistral-Nemo-Base-2407', 'mistral-nemo', 40, 5120, 14336, 32, 8, 128, 131072, 12.2, 0, 5],
  ['Mixtral-8x7B', 'mistralai/Mixtral-8x7B-v0.1', 'mixtral', 32, 4096, 14336, 32, 8, 128, 32000, 46.7, 12.9, 3,
    { moe: { experts: 8, topK: 2, ffn: 14336 } }],
  ['Mixtral-8x22B', 'mistralai/Mixtral-8x22B-v0.1', '', 56, 6144, 16384, 48, 8, 128, 32768, 141.0, 39.0, 1,
    { moe: { experts: 8, topK: 2, ffn: 16384 } }],
  ['Qwen1.5-7B', 'Qwen/Qwen1.5-7B', '', 32, 4096, 11008, 32, 32, 128, 151936, 7.72, 0, 5, { qkvBias: true }],
  ['Qwen1.5-72B', 'Qwen/Qwen1.5-72B', '', 80, 8192, 24576, 64, 64, 128, 152064, 72.3, 0, 5, { qkvBias: true }],
  ['Qwen1.5-MoE-A2.7B', 'Qwen/Qwen1.5-MoE-A2.7B', 'qwen1.5-moe', 24, 2048, 5632, 16, 16, 128, 151936, 14.3, 2.7, 5,
    { qkvBias: true, moe: { experts: 60, topK: 4, ffn: 1408, sharedFfn: 5632, sharedGate: true } }],
  ['Qwen2-7B', 'Qwen/Qwen2-7B', 'qwen2-vl-7b', 28, 3584, 18944, 28, 4, 128, 152064, 7.62, 0, 5, { qkvBias: true }],
  ['Qwen2-57B-A14B', 'Qwen/Qwen2-57B-A14B', '', 28, 3584, 18944, 28, 4, 128, 151936, 57.41, 14.0, 5,
    { qkvBias: true, moe: { experts: 64, topK: 8, ffn: 2560, sharedFfn: 20480, sharedGate: true } }],
  ['Qwen2.5-0.5B', 'Qwen/Qwen2.5-0.5B', '', 24, 896, 4864, 14, 2, 64, 151936, 0.49, 0, 5, { tied: true, qkvBias: true }],
  ['Qwen2.5-7B', 'Qwen/Qwen2.5-7B', 'qwen2.5-coder-7b|qwen2.5-math-7b|deepseek-r1-distill-qwen-7b|qwen2.5-vl-7b', 28, 3584, 18944, 28, 4, 128, 152064, 7.62, 0, 1, { qkvBias: true }],
  ['Qwen2.5-14B', 'Qwen/Qwen2.5-14B', 'qwen2.5-coder-14b|deepseek-r1-distill-qwen-14b', 48, 5120, 13824, 40, 8, 128, 152064, 14.77, 0, 1,
    { qkvBias: true }],
  ['Qwen2.5-32B', 'Qwen/Qwen2.5-32B', 'qwq-32b|qwen2.5-coder-32b|qwen2.5-vl-32b|deepseek-r1-distill-qwen-32b', 64, 5120, 27648, 40, 8, 128, 152064, 32.76, 0, 4,
    { qkvBias: true }],
  ['Qwen2.5-72B', 'Qwen/Qwen2.5-72B', 'qwen2.5-vl-72b|qwen2.5-math-72b|internvl3-78b', 80, 8192, 29568, 64, 8, 128, 152064, 72.71, 0, 4, { qkvBias: true }],
  ['Qwen3-0.6B', 'Qwen/Qwen3-0.6B', '', 28, 1024, 3072, 16, 8, 128, 151936, 0.6, 0, 3, { tied: true, qkNorm: 'head' }],
  ['Qwen3-4B', 'Qwen/Qwen3-4B', '', 36, 2560, 9728, 32, 8, 128, 151936, 4.02, 0, 1, { tied: true, qkNorm: 'head' }],
  ['Qwen3-8B', 'Qwen/Qwen3-8B', 'deepseek-r1-0528-qwen3-8b|qwen3-vl-8b', 36, 4096, 12288, 32, 8, 128, 151936, 8.19, 0, 3, { qkNorm: 'head' }],
  ['Qwen3-14B', 'Qwen/Qwen3-14B', '', 40, 5120, 17408, 40, 8, 128, 151936, 14.77, 0, 1, { qkNorm: 'head' }],
  ['Qwen3-32B', 'Qwen/Qwen3-32B', 'qwen3-vl-32b', 64, 5120, 25600, 64, 8, 128, 151936, 32.76, 0, 3, { qkNorm: 'head' }],
  ['Qwen3-30B-A3B', 'Qwen/Qwen3-30B-A3B', 'qwen3_30b_a3b|qwen3-30b|qwen3-coder-30b-a3b|qwen3-vl-30b-a3b|qwen3-omni-30b-a3b', 48, 2048, 6144, 32, 4, 128, 151936, 30.5, 3.3, 3,
    { qkNorm: 'head', moe: { experts: 128, topK: 8, ffn: 768 } }],
  ['Qwen3-235B-A22B', 'Qwen/Qwen3-235B-A22B', 'qwen3_235b_a22b|qwen3-235b|qwen3-vl-235b-a22b|qwen3-vl-235b', 94, 4096, 12288, 64, 4, 128, 151936, 235.0, 22.0, 3,
    { qkNorm: 'head', moe: { experts: 128, topK: 8, ffn: 1536 } }],
  ['Qwen3-Coder-480B-A35B', 'Qwen/Qwen3-Coder-480B-A35B-Instruct', 'qwen3-coder-480b', 62, 6144, 8192, 96, 8, 128, 151936, 480.0, 35.0, 3,
    { qkNorm: 'head', moe: { experts: 160, topK: 8, ffn: 2560 } }],
  ['DeepSeek-V2-Lite', 'deepseek-ai/DeepSeek-V2-Lite', 'deepseek2-16b', 27, 2048, 10944, 16, 16, 192, 102400, 15.7, 2.4, 6,
    { moe: { experts: 64, topK: 6, ffn: 1408, sharedFfn: 2816, denseFirst: 1 }, mla: { qLora: 0, ...latent } }],
  ['DeepSeek-V2', 'deepseek-ai/DeepSeek-V2', 'deepseek2-236b|deepseek-v2-236b', 60, 5120, 12288, 128, 128, 192, 102400, 236.0, 21.0, 7,
    { moe: { experts: 160, topK: 6, ffn: 1536, sharedFfn: 3072, denseFirst: 1 }, mla: { qLora: 1536, ...latent } }],
  ['DeepSeek-V3', 'deepseek-ai/DeepSeek-V3', 'deepseek-r1|deepseek-r1-nvfp4-v2|deepseek-r1-0528-nvfp4-v2|deepseek-v3.1|deepseekv3|deepseek-v3-671b|deepseek-r1-671b|deepseek-671b', 61, 7168, 18432, 128, 128, 192, 129280, 671.0, 36.7, 8,
    { moe: { experts: 256, topK: 8, ffn: 2048, sharedFfn: 2048, denseFirst: 3, routerBias: true }, mla: { qLora: 1536, ...latent }, mtpLayers: 1 }],
  ['Kimi-K2', 'moonshotai/Kimi-K2-Instruct', 'kimi-k2-1t|kimi-k2-base|kimi-k2-0905|kimi-k2-thinking', 61, 7168, 18432, 64, 64, 192, 163840, 1026.0, 32.6, 3,
    { moe: { experts: 384, topK: 8, ffn: 2048, sharedFfn: 2048, denseFirst: 1, routerBias: true }, mla: { qLora: 1536, ...latent } }],
  ['Moonlight-16B-A3B', 'moonshotai/Moonlight-16B-A3B', 'moonlight-16b|moonlight', 27, 2048, 11264, 16, 16, 192, 163840, 16.0, 3.0, 5,
    { moe: { experts: 64, topK: 6, ffn: 1408, sharedFfn: 2816, denseFirst: 1, routerBias: true }, mla: { qLora: 0, ...latent } }],
  ['Phi-2', 'microsoft/phi-2', '', 32, 2560, 10240, 32, 32, 80, 51200, 2.78, 0, 5,
    { plain: true, norm: 'layer', normsPerLayer: 1, qkvBias: true, outBias: true, ffnBias: true, headBias: true }],
  ['Phi-3-mini', 'microsoft/Phi-3-mini-4k-instruct', 'phi-3-mini-4k|phi-3-mini-3.8b', 32, 3072, 8192, 32, 32, 96, 32064, 3.82, 0, 5],
  ['Phi-3-medium', 'microsoft/Phi-3-medium-4k-instruct', 'phi-3-medium-14b|phi-3-medium-4k', 40, 5120, 17920, 40, 10, 128, 32064, 13.96, 0, 5],
  ['Phi-4', 'microsoft/phi-4', '', 40, 5120, 17920, 40, 10, 128, 100352, 14.66, 0, 5],
  ['Phi-3.5-MoE', 'microsoft/Phi-3.5-MoE-instruct', '', 32, 4096, 6400, 32, 8, 128, 32064, 41.9, 6.6, 5,
    { norm: 'layer', qkvBias: true, outBias: true, headBias: true, moe: { experts: 16, topK: 2, ffn: 6400 } }],
  ['Gemma-2B', 'google/gemma-2b', 'gemma-1.1-2b-it|gemma-1.1-2b', 18, 2048, 16384, 8, 1, 256, 256000, 2.51, 0, 1, { tied: true }],
  ['Gemma-7B', 'google/gemma-7b', '', 28, 3072, 24576, 16, 16, 256, 256000, 8.54, 0, 1, { tied: true }],
  ['Gemma-2-9B', 'google/gemma-2-9b', '', 42, 3584, 14336, 16, 8, 256, 256000, 9.24, 0, 1,
    { tied: true, normsPerLayer: 4, slidingWindow: { window: 4096, layers: 21 } }],
  ['Gemma-2-27B', 'google/gemma-2-27b', '', 46, 4608, 36864, 32, 16, 128, 256000, 27.23, 0, 1,
    { tied: true, normsPerLayer: 4, slidingWindow: { window: 4096, layers: 23 } }],
  ['Gemma-3-27B (text)', 'google/gemma-3-27b-it', 'gemma3-27b', 62, 5376, 21504, 32, 16, 128, 262208, 27.0, 0, 1,
    { tied: true, normsPerLayer: 4, qkNorm: 'head', slidingWindow: { window: 1024, layers: 52 }, vision: 417e6 }],
  ['GLM-4-9B', 'THUDM/glm-4-9b', '', 40, 4096, 13696, 32, 2, 128, 151552, 9.4, 0, 5, { qkvBias: true }],
  ['GLM-4.5', 'zai-org/GLM-4.5', 'glm-4.5-355b|glm-4.6|glm-4.7|zai-org/GLM-4.6|zai-org/GLM-4.7', 92, 5120, 12288, 96, 8, 128, 151552, 355.0, 32.0, 5,
    { qkvBias: true, qkNorm: 'head', moe: { experts: 160, topK: 8, ffn: 1536, sharedFfn: 1536, denseFirst: 3, routerBias: true }, mtpLayers: 1 }],
  ['GLM-4.5-Air', 'zai-org/GLM-4.5-Air', 'glm-4.5-air-106b|glm-4.5v|glm-4.6v', 46, 4096, 10944, 96, 8, 128, 151552, 106.0, 12.0, 5,
    { qkvBias: true, moe: { experts: 128, topK: 8, ffn: 1408, sharedFfn: 1408, denseFirst: 1, routerBias: true }, mtpLayers: 1 }],
  ['gpt-oss-120b', 'openai/gpt-oss-120b', 'gptoss-120b', 36, 2880, 2880, 64, 8, 64, 201088, 116.83, 5.13, 3,
    { qkvBias: true, outBias: true, sinks: true, slidingWindow: { window: 128, layers: 18 }, moe: { experts: 128, topK: 4, ffn: 2880, routerBias: true, expertBias: true } }],
  ['gpt-oss-20b', 'openai/gpt-oss-20b', 'gptoss-20b', 24, 2880, 2880, 64, 8, 64, 201088, 20.91, 3.61, 3,
    { qkvBias: true, outBias: true, sinks: true, slidingWindow: { window: 128, layers: 12 }, moe: { experts: 32, topK: 4, ffn: 2880, routerBias: true, expertBias: true } }],
  ['Nemotron-4-340B', 'nvidia/Nemotron-4-340B-Base', 'nemotron-340b', 96, 18432, 73728, 96, 8, 192, 256000, 341.0, 0, 9,
    { plain: true, norm: 'layer' }],
  ['Falcon-7B', 'tiiuae/falcon-7b', '', 32, 4544, 18176, 71, 1, 64, 65024, 6.92, 0, 5,
    { plain: true, tied: true, norm: 'layer', normsPerLayer: 1 }],
  ['Falcon-40B', 'tiiuae/falcon-40b', '', 60, 8192, 32768, 128, 8, 64, 65024, 41.8, 0, 5, { plain: true, norm: 'layer' }],
  ['Falcon-180B', 'tiiuae/falcon-180B', '', 80, 14848, 59392, 232, 8, 64, 65024, 180.0, 0, 5, { plain: true, norm: 'layer' }],
  ['Yi-6B', '01-ai/Yi-6B', 'yi-1.5-6b', 32, 4096, 11008, 32, 4, 128, 64000, 6.06, 0, 5],
  ['Yi-34B', '01-ai/Yi-34B', 'yi-1.5-34b', 60, 7168, 20480, 56, 8, 128, 64000, 34.39, 0, 5],
  ['DBRX', 'databricks/dbrx-base', 'dbrx-132b', 40, 6144, 10752, 48, 8, 128, 100352, 132.0, 36.0, 5,
    { moe: { experts: 16, topK: 4, ffn: 10752 } }],
  ['Grok-1', 'xai-org/grok-1', 'grok-1-314b', 64, 6144, 32768, 48, 8, 128, 131072, 314.0, 86.0, 4,
    { tied: true, normsPerLayer: 4, moe: { experts: 8, topK: 2, ffn: 32768 } }],
  ['Command R (35B)', 'CohereForAI/c4ai-command-r-v01', 'command-r|c4ai-command-r', 40, 8192, 22528, 64, 64, 128, 256000, 34.98, 0, 5,
    { tied: true, normsPerLayer: 1 }],
  ['Command R+ (104B)', 'CohereForAI/c4ai-command-r-plus', 'command-r-plus|command-r+|command-r-plus-104b', 64, 12288, 33792, 96, 8, 128, 256000, 103.8, 0, 5,
    { tied: true, normsPerLayer: 1, qkNorm: 'full' }],
  ['Snowflake Arctic', 'Snowflake/snowflake-arctic-base', 'arctic|snowflake-arctic-480b', 35, 7168, 4864, 56, 8, 128, 32000, 480.0, 17.0, 5,
    { normsPerLayer: 3, moe: { experts: 128, topK: 2, ffn: 4864, residualFfn: 7168 } }],
  ['OLMoE-1B-7B', 'allenai/OLMoE-1B-7B-0924', 'olmoe|olmoe-7b', 16, 2048, 1024, 16, 16, 128, 50304, 6.92, 1.3, 5,
    { qkNorm: 'full', moe: { experts: 64, topK: 8, ffn: 1024 } }],
  ['MiniMax-M2', 'MiniMaxAI/MiniMax-M2', 'minimax-m2.5|minimax-m2.1|minimax-m2.7', 62, 3072, 1536, 48, 8, 128, 200064, 230.0, 10.0, 3,
    { qkNorm: 'full', moe: { experts: 256, topK: 8, ffn: 1536, routerBias: true } }],
  ['DeepSeekMoE-16B', 'deepseek-ai/deepseek-moe-16b-base', 'deepseek-moe-16b', 28, 2048, 10944, 16, 16, 128, 102400, 16.4, 2.8, 5,
    { moe: { experts: 64, topK: 6, ffn: 1408, sharedFfn: 2816, denseFirst: 1 } }],
];

/** The catalog, in no particular order. */
export const models: readonly KnownModel[] = /* @__PURE__ */ [...rows.map(expand), ...modelRows.map(expandRow)];

function expandRow({ name, huggingFace, dimensions, total, active, native, source }: (typeof modelRows)[number]): KnownModel {
  return {
    name,
    huggingFace,
    dimensions,
    publishedTotal: Math.round(total * 1e9),
    publishedActive: active === undefined ? null : Math.round(active * 1e9),
    native: native ?? null,
    source,
  };
}

function expand(row: Row): KnownModel {
  const [name, huggingFace, , layers, hidden, ffn, heads, kvHeads, headDim, vocab, total, active, source, extras = {}] = row;
  const { plain = false, tied = false, ...rest } = extras;
  return {
    name,
    huggingFace: huggingFace || null,
    dimensions: { layers, hidden, ffn, gated: !plain, heads, kvHeads, headDim, vocab, tied, ...rest },
    publishedTotal: Math.round(total * 1e9),
    publishedActive: active ? Math.round(active * 1e9) : null,
    native: nativeFormat(huggingFace || name),
    source: sources[source] ?? '',
  };
}

/**
 * The words and numbers of a name, so that spelling does not matter: `Llama3_70B`, `llama-3-70b` and `LLaMA 3 (70B)` agree, while
 * `Llama-2-7B` and `Llama-27B` do not.
 */
function key(name: string): string {
  const words =
    name
      .toLowerCase()
      .replaceAll('×', 'x')
      .match(/[a-z]+|\+|\d+(?:\.\d+)*/g) ?? [];
  if ((words[0] === 'meta' && words[1] === 'llama') || (words[0] === 'nvidia' && words[1] === 'nemotron')) words.shift();
  return words.join(' ');
}

/** Words that name a tuning, a file format or a precision: the shape stays the same without them. */
const indifferent =
  /^(?:instruct|instruction|chat|base|pretrain|pretrained|pretraining|hf|it|text|model|sft|lora|dpo|gguf|awq|gptq|bnb|fp|bf|int|mxfp|nvfp|bit|dynamic|quantized|preview|thinking|weights)$/;

/** Leaves out indifferent words with the number that belongs to them (`fp 8`, `int 4`), and release dates (`2407`, `0528`). */
function shapeOnly(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (indifferent.test(word)) {
      if (/^(?:fp|bf|int|mxfp|nvfp)$/.test(word) && /^(?:4|8|16)$/.test(words[i + 1] ?? '')) i++;
      else if (word === 'bit' && kept.at(-1) === '4') kept.pop();
      continue;
    }
    // w8a8, w4a16
    if (word === 'w' && words[i + 2] === 'a' && /^(?:4|8)$/.test(words[i + 1] ?? '') && /^(?:8|16)$/.test(words[i + 3] ?? '')) {
      i += 3;
      continue;
    }
    if (/^(?:2[3-9](?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[0-3]\d)$/.test(word) && kept.length > 0) continue;
    kept.push(word);
  }
  return kept;
}

let index: Map<string, KnownModel | null> | null = null;

function names(): Map<string, KnownModel | null> {
  if (index) return index;
  const known = new Map<string, KnownModel | null>();
  const spellings = [
    ...rows.map((row) => [row[0], row[1], ...row[2].split('|')]),
    ...modelRows.map((row) => [row.name, row.huggingFace, ...row.aliases]),
  ].map((given) => [...given, ...given.slice(1, 2).map((id) => id.slice(id.indexOf('/') + 1))].filter((name) => name !== ''));
  const add = (name: string, model: KnownModel | undefined): void => {
    // Two models that share a key answer to neither: no match is better than a wrong one.
    const taken = known.get(name);
    known.set(name, taken === undefined || taken === model ? (model ?? null) : null);
  };
  spellings.forEach((given, i) => {
    for (const name of given) add(key(name), models[i]);
  });
  // what a name comes down to without its tuning is a name only where no model has it as its own
  const own = new Set(known.keys());
  spellings.forEach((given, i) => {
    for (const name of given) {
      const bare = shapeOnly(key(name).split(' ')).join(' ');
      if (!own.has(bare)) add(bare, models[i]);
    }
  });
  index = known;
  return known;
}

/**
 * The model of that name: any spelling, alias or Hugging Face id, whatever tuning or precision follows it. Null where unknown or where
 * two models would answer, since a wrong shape is worse than none.
 */
export function findModel(name: string): KnownModel | null {
  if (name.length > 120) return null;
  const full = key(name);
  if (full === '') return null;
  const known = names();
  const bare = key(name.slice(name.lastIndexOf('/') + 1));
  for (const candidate of [full, bare, shapeOnly(bare.split(' ')).join(' ')]) {
    const model = known.get(candidate);
    if (model) return model;
  }
  return null;
}
