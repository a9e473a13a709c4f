const bytes: ReadonlyMap<string, number> = new Map([
  ['fp32', 4],
  ['float32', 4],
  ['fp16', 2],
  ['float16', 2],
  ['bf16', 2],
  ['bfloat16', 2],
  ['half', 2],
  ['fp8', 1],
  ['int8', 1],
  ['w8a8', 1],
  ['int4', 0.5],
  ['fp4', 0.5],
  ['nvfp4', 0.5625],
  ['mxfp4', 0.53125],
]);

/** Bytes of a value in a number format: as a factor, `128 × 1024 × FP16`, its name, in lower case, stands for them. */
export const bytesOfFormat = (name: string): number | undefined => bytes.get(name);
