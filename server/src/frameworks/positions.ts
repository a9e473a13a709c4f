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
  [/qwen2\.5-coder-(?:0\.5|1\.5|3|7|14|32)b/i, 32_768],
  [/qwen2\.5-math/i, 4096],
  [/qwen2\.5-vl-/i, 128_000],
  [/qwen3-next-80b/i, 262_144],
  [/^qwq-32b$/i, 40_960],
  [/^phi-4$/i, 16_384],
  [/^phi-4-mini|^phi-3\.5-/i, 131_072],
  [/^gemma-3-1b/i, 32_768],
  [/^gemma-3-(?:4|12|27)b/i, 131_072],
  [/^gpt-oss-(?:20|120)b$/i, 131_072],
  [/^mistral-small-24b-(?:base|instruct)-2501/i, 32_768],
  [/^codellama-\d+b/i, 16_384],
  [/^tinyllama-1\.1b/i, 2048],
  [/^kimi-k2-(?:base|instruct)$/i, 131_072],
  [/^kimi-k2-instruct-0905$/i, 262_144],
  [/^glm-4\.5(?:-air)?(?:-fp8)?$/i, 131_072],
  [/^deepseek-(?:coder-)?v2/i, 163_840],
  [/deepseek-v3|deepseek-r1(?!-distill)/i, 163_840],
  [/deepseek-r1-distill-(?:qwen|llama)/i, 131_072],
];

/** Undefined where the name is not one of a published model. */
export const positionsOf = (name: string): number | undefined =>
  /\//.test(name) ? positions.find(([pattern]) => pattern.test(name.slice(name.lastIndexOf('/') + 1)))?.[1] : undefined;
