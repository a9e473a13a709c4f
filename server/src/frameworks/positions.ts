/** Positions that a published model is made for (`max_position_embeddings` of its config), where a server refuses more. */
const positions: readonly (readonly [RegExp, number])[] = [
  [/phi-3-(?:mini|medium)-4k/i, 4096],
  [/phi-3-(?:mini|medium)-128k/i, 131_072],
  [/llama-2-\d+b/i, 4096],
  [/meta-llama-3-\d+b/i, 8192],
  [/llama-3\.[123]-\d+b/i, 131_072],
  [/mistral-7b(?:-instruct)?-v0\.[123]|mixtral-8x7b/i, 32_768],
  [/mixtral-8x22b/i, 65_536],
  [/qwen2\.5-(?:0\.5|1\.5|3|7|14|32|72)b-instruct(?!-1m)/i, 32_768],
  [/qwen2-(?:7|72)b-instruct/i, 32_768],
  [
    /qwen3-(?:0\.6|1\.7|4|8|14|32)b(?!-(?:base|instruct|thinking|embedding|reranker))|qwen3-30b-a3b(?!-(?:base|instruct|thinking))|qwen3-235b-a22b(?!-(?:instruct|thinking))/i,
    40_960,
  ],
  [/qwen3-(?:30b-a3b|235b-a22b|4b)-(?:instruct|thinking)-2507|qwen3-coder/i, 262_144],
  [/gemma-2-\d+b/i, 8192],
  [/deepseek-v3|deepseek-r1(?!-distill)/i, 163_840],
  [/deepseek-r1-distill-(?:qwen|llama)/i, 131_072],
];

/** Undefined where the name is not one of a published model. */
export const positionsOf = (name: string): number | undefined =>
  /\//.test(name) ? positions.find(([pattern]) => pattern.test(name.slice(name.lastIndexOf('/') + 1)))?.[1] : undefined;
