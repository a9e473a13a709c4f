/** Number formats, and bytes per element including what block scaling adds. */

export type NumberFormat =
  | 'fp32'
  | 'tf32'
  | 'bf16'
  | 'fp16'
  | 'fp8'
  | 'mxfp8'
  | 'int8'
  | 'fp6'
  | 'int4'
  | 'int4-g32'
  | 'nf4'
  | 'mxfp4'
  | 'mxfp4-fp8'
  | 'nvfp4'
  | 'fp4';

/**
 * Bytes per stored weight. Scales: fp8 one fp32 per 128×128 block (DeepSeek-V3), mxfp8 and mxfp4 one byte per 32 (OCP MX),
 * nvfp4 one byte per 16, int4 one fp16 scale and a 4-bit zero per 128 (GPTQ/AWQ g128), int4-g32 one bf16 scale per 32 (Kimi-K2-Thinking),
 * mxfp4-fp8 experts in mxfp4 and the rest in fp8 (DeepSeek-V4), nf4 with double quantisation
 * one byte and a 32-bit per 256 of those per 64 (QLoRA arXiv:2305.14314 §3).
 */
const weightBytes: Readonly<Record<NumberFormat, number>> = {
  fp32: 4,
  tf32: 4,
  bf16: 2,
  fp16: 2,
  fp8: 1 + 4 / 16384,
  mxfp8: 1 + 1 / 32,
  int8: 1,
  fp6: 0.75,
  int4: 0.5 + 2.5 / 128,
  'int4-g32': 0.5 + 2 / 32,
  nf4: 0.5 + 1 / 64 + 4 / (64 * 256),
  mxfp4: 0.5 + 1 / 32,
  'mxfp4-fp8': 0.5 + 1 / 32,
  nvfp4: 0.5 + 1 / 16,
  fp4: 0.5,
};

export const bytesPerWeight = (format: NumberFormat): number => weightBytes[format];

/** Bytes of a format without scales: what a KV cache or an activation element takes. */
export function bytesPerElement(format: NumberFormat): number {
  switch (format) {
    case 'fp32':
    case 'tf32':
      return 4;
    case 'bf16':
    case 'fp16':
      return 2;
    case 'fp8':
    case 'mxfp8':
    case 'int8':
      return 1;
    case 'fp6':
      return 0.75;
    default:
      return 0.5;
  }
}

/** Formats that hold weights and the KV cache only: the rest of the model stays in 16 bits. */
export const isQuantised = (format: NumberFormat): boolean => bytesPerElement(format) < 2;

const spellings: Readonly<Record<string, NumberFormat>> = {
  fp32: 'fp32',
  float32: 'fp32',
  f32: 'fp32',
  float: 'fp32',
  single: 'fp32',
  tf32: 'tf32',
  bf16: 'bf16',
  bfloat16: 'bf16',
  fp16: 'fp16',
  float16: 'fp16',
  f16: 'fp16',
  half: 'fp16',
  fp8: 'fp8',
  float8: 'fp8',
  fp8e4m3: 'fp8',
  fp8e5m2: 'fp8',
  e4m3: 'fp8',
  e5m2: 'fp8',
  w8a8: 'int8',
  int8: 'int8',
  mxfp8: 'mxfp8',
  fp6: 'fp6',
  int4: 'int4',
  w4a16: 'int4',
  gptq: 'int4',
  awq: 'int4',
  q4: 'int4',
  nf4: 'nf4',
  mxfp4: 'mxfp4',
  nvfp4: 'nvfp4',
  fp4: 'fp4',
};

/** Reads a format's name in any of its spellings (`bfloat16`, `FP8_E4M3`, `AWQ`), or null. */
export function numberFormat(name: string): NumberFormat | null {
  return spellings[name.toLowerCase().replace(/[^a-z0-9]/g, '')] ?? null;
}
