/**
 * What the weights of a checkpoint take. A quantised checkpoint seldom quantises everything: embeddings and head stay in 16 bits, and
 * which of attention, dense layers and experts are narrow depends on the format and on who made it.
 */
import type { ModelDimensions } from './dimensions.ts';
import { bytesPerWeight, isQuantised, type NumberFormat } from './precision.ts';
import { exactly, type Range } from './range.ts';

/** Bytes per parameter of each kind. */
export interface WeightBytes {
  /** Routed experts. */
  readonly routed: Range;
  /** Attention, norms, router, shared experts. */
  readonly attention: Range;
  /** FFN of dense layers. */
  readonly dense: Range;
  /** Token embedding and output head. */
  readonly table: number;
}

export interface CheckpointOptions {
  /** Attention and the first and last layers stay in 16 bits, as Meta's own FP8 checkpoints have it (fbgemm_fp8). */
  readonly mixedAttention?: boolean | null | undefined;
  /** Ranks that share one expert's matrices: kernels pad every rank's part. */
  readonly expertTensor?: number;
}

const wide = 2;

/**
 * Sources: quantization_config of the published checkpoints. fp8: block scales on every linear layer (DeepSeek-V3, Qwen3-FP8). mxfp4:
 * experts only (gpt-oss config.json `modules_to_not_convert`). int4-g32: experts only (Kimi-K2-Thinking). nvfp4: experts only in mixtures,
 * every linear layer in dense models (nvidia/*-NVFP4). int4: every linear layer (GPTQ, AWQ), of mixtures sometimes the experts only.
 */
export function weightBytes(format: NumberFormat, dims: ModelDimensions, options: CheckpointOptions = {}): WeightBytes {
  const narrow = bytesPerWeight(format);
  if (!isQuantised(format)) return { routed: exactly(narrow), attention: exactly(narrow), dense: exactly(narrow), table: narrow };
  const table = wide;
  const mixture = dims.moe !== undefined;
  switch (format) {
    case 'mxfp4':
      return mixture
        ? { routed: padded(narrow, dims, options.expertTensor ?? 1), attention: exactly(wide), dense: exactly(wide), table }
        : { routed: exactly(narrow), attention: exactly(narrow), dense: exactly(narrow), table };
    case 'mxfp4-fp8': {
      const eight = exactly(bytesPerWeight('fp8'));
      return { routed: exactly(narrow), attention: eight, dense: eight, table };
    }
    case 'int4-g32':
    case 'nvfp4':
    case 'fp4':
      return mixture
        ? { routed: exactly(narrow), attention: exactly(wide), dense: exactly(wide), table }
        : { routed: exactly(narrow), attention: exactly(narrow), dense: exactly(narrow), table };
    case 'int4':
    case 'nf4':
      return { routed: exactly(narrow), attention: { low: narrow, high: mixture ? wide : narrow }, dense: exactly(narrow), table };
    default:
      return options.mixedAttention
        ? { routed: exactly(narrow), attention: exactly(wide), dense: exactly(narrow * (1 + 2 / dims.layers)), table }
        : { routed: exactly(narrow), attention: exactly(narrow), dense: exactly(narrow), table };
  }
}

/**
 * Kernels for MXFP4 experts want whole tiles: FFN widths of 128 and hidden sizes of 256 (Marlin on Hopper and before), of 256 both
 * (Blackwell). vllm-project/vllm model_executor/layers/quantization/mxfp4.py; gpt-oss-120b 65.97 GiB on one H100, vllm#27508.
 */
function padded(narrow: number, dims: ModelDimensions, ranks: number): Range {
  const ffn = (dims.moe?.ffn ?? dims.ffn) / ranks;
  const up = (size: number, tile: number): number => (Math.ceil(size / tile) * tile) / size;
  const hidden = up(dims.hidden, 256);
  return { low: narrow * up(ffn, 128) * hidden, high: narrow * up(ffn, 256) * hidden };
}

/** Formats that a model's name carries: `-FP8`, `-NVFP4`, `-AWQ`, `-MXFP4`, `-INT4`, `-bnb-4bit`. */
const suffixes: readonly (readonly [RegExp, NumberFormat])[] = [
  [/(?:^|[-_. /])nvfp4\b|[-_]fp4\b/i, 'nvfp4'],
  [/(?:^|[-_. /])mxfp4\b/i, 'mxfp4'],
  [/(?:^|[-_. /])mxfp8\b/i, 'mxfp8'],
  [/(?:^|[-_. /])fp8\b/i, 'fp8'],
  [/(?:^|[-_. /])(?:w8a8|int8|gptq-int8)\b/i, 'int8'],
  [/(?:^|[-_. /])(?:bnb-4bit|nf4|bnb4)\b/i, 'nf4'],
  [/(?:^|[-_. /])(?:awq|gptq|int4|w4a16|4bit|4-bit|w4a8)\b/i, 'int4'],
  [/(?:^|[-_. /])(?:bf16|bfloat16)\b/i, 'bf16'],
];

/** The format that a model's name states; null where it states none. */
export function formatOfName(name: string): NumberFormat | null {
  const bare = name.slice(0, 160);
  return suffixes.find(([pattern]) => pattern.test(bare))?.[1] ?? null;
}

/** Models whose published weights are narrow, by name: several names share one shape. */
const natives: readonly (readonly [RegExp, NumberFormat])[] = [
  [/deepseek[-_ ]?v4/i, 'mxfp4-fp8'],
  [/deepseek[-_ ]?(?:v3|r1(?![-_ ]?distill|[-_ ]0528[-_ ]qwen))/i, 'fp8'],
  [/kimi[-_ ]?k2[-_ .]?(?:thinking|5|6|7)/i, 'int4-g32'],
  [/kimi[-_ ]?k2/i, 'fp8'],
  [/kimi[-_ ]?k3/i, 'mxfp4'],
  [/gpt[-_ ]?oss/i, 'mxfp4'],
  [/minimax[-_ ]?m2/i, 'fp8'],
  [/mimo[-_ ]?v2/i, 'fp8'],
  [/mistral[-_ ]?large[-_ ]?3|mistral[-_ ]?large[-_ ]?2512|mistral[-_ ]?small[-_ ]?4/i, 'fp8'],
];

/** The format in which the weights of a model are published, where it is not bf16. */
export function nativeFormat(name: string): NumberFormat | null {
  const bare = name.slice(0, 160);
  return natives.find(([pattern]) => pattern.test(bare))?.[1] ?? null;
}

/** Meta quantised its FP8 checkpoints with attention and the outer layers left in bf16. Llama-3.1-405B-Instruct-FP8, vllm#6746. */
export const keepsAttentionWide = (name: string): boolean => /^meta-llama\/.*fp8/i.test(name.trim());
