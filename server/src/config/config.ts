/** The settings that a `planwright.yaml` or an editor may give, ready for use: sizes in bytes, names checked. */
export interface Config {
  readonly rules?: Readonly<Partial<Record<string, RuleLevel>>>;
  /** How sure a finding must be to be told of; `quiet` where absent. */
  readonly strictness?: Strictness;
  /** The cluster, for plans that do not state it. */
  readonly hardware?: Hardware;
  /** The framework that plans are written for. */
  readonly framework?: Framework;
  readonly expertParallel?: ExpertParallel;
  /** Files to leave alone, in the notation of .gitignore, seen from the folder of the settings. The engine never asks: it has no files. */
  readonly ignore?: readonly string[];
}

export type RuleLevel = 'off' | 'hint' | 'warning' | 'error';

/**
 * - `quiet`: what may well be meant otherwise is not told
 * - `normal`: it is told as a hint
 * - `all`: it is told as a warning
 */
export type Strictness = (typeof strictnesses)[number];

export const strictnesses = ['quiet', 'normal', 'all'] as const;

/**
 * - `folded`: expert parallelism reuses the ranks of the other degrees and is no factor of the GPU count (Megatron-Core, torchtitan)
 * - `inside-data`: it divides the data parallel degree (DeepSpeed-MoE)
 * - `factor`: it is a factor of its own (MaxText)
 * - `derived`: it follows from tensor and data parallelism (vLLM, TensorRT-LLM, SGLang)
 */
export type ExpertParallel = 'folded' | 'inside-data' | 'factor' | 'derived';

export type Framework = 'megatron' | 'torchtitan' | 'deepspeed' | 'maxtext' | 'vllm' | 'tensorrt-llm' | 'sglang';

/**
 * What expert parallelism means to each framework. Megatron-LM `core/parallel_state.py` (ranks of experts are made of the others'), torchtitan
 * `distributed/parallel_dims.py`, DeepSpeed `utils/groups.py` (EP divides DP), MaxText `configs/base.yml` (`ici_expert_parallelism` is an axis
 * of the mesh), vLLM (EP is TP × DP), TensorRT-LLM (MoE TP × MoE EP is TP), SGLang (EP within TP).
 */
export const expertParallelOf: Readonly<Record<Framework, ExpertParallel>> = {
  megatron: 'folded',
  torchtitan: 'folded',
  deepspeed: 'inside-data',
  maxtext: 'factor',
  vllm: 'derived',
  'tensorrt-llm': 'derived',
  sglang: 'derived',
};

export interface Hardware {
  readonly gpus?: number;
  readonly gpusPerNode?: number;
  /** Bytes. */
  readonly gpuMemory?: number;
}

/** Names under which a folder may hold settings; the first one found counts. */
export const configNames = ['planwright.yaml', 'planwright.yml'] as const;

/** A longer file of settings is not read: bytes, or characters. Ours names some twenty rules and a few patterns. */
export const configLimit = 64_000;

/** Longest file that a document may take values from: bytes. */
export const fileLimit = 1_000_000;

/** `first` wins; `second` fills in what it leaves open, key by key. A project's file comes before the editor's settings. */
export function mergeConfig(first: Config, second: Config): Config {
  const merged = { ...second, ...first };
  return {
    ...merged,
    ...(first.rules && second.rules && { rules: { ...second.rules, ...first.rules } }),
    ...(first.hardware && second.hardware && { hardware: { ...second.hardware, ...first.hardware } }),
  };
}
