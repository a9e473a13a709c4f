import { isScript, type Language } from '../document/document.ts';

/**
 * A cheap look at a text before anything is parsed: a plan names a parallelism, or GPUs beside a degree. A document without these words
 * cannot be one, whatever else it holds. Parallel jobs, calls and tests are in many a configuration, so there the word alone is not enough.
 */
export function mayBePlan(text: string, language: Language = 'markdown'): boolean {
  if (isScript(language)) return words.test(text) || programs.test(text);
  if (language === 'markdown' || language === 'rst' || language === 'text')
    return words.test(text) || (described.test(text) && hardware.test(text));
  return configWords.test(text) || (shortWords.test(text) && surroundings.test(text));
}

/** Batches, processes and programs, as trainers, launchers and servers name them. */
const launches = String.raw`train_micro_batch_size_per_gpu|train_batch_size|global_batch_size|num_processes|gpus_per_node|slotsPerWorker|nproc[-_]?[Pp]er[-_]?[Nn]ode|numProcPerNode|gke-tpu-topology|\btorchrun\b|\bswift (?:rlhf|sft|pt)\b|llamafactory-cli|dynamo\.(?:vllm|sglang|trtllm)|\bsglang serve\b|ppo_mini_batch_size|cuda_graph_config|cache_transceiver_config|actor[-_.]num[-_]gpus|dp_shard_size|:d\d+[ptce]\d|\bdeepspeed["']?:\s*\S*\.json|\bvllm\W{1,6}serve\b|vllm\.entrypoints|sglang\.launch_server|trtllm-serve|llm_configs|\bvllm-openai|vllm-ascend|per_device_train_batch_size|num_generations|verl\.trainer|max[-_]model[-_]len|kubeai\.org|^base_model:`;

/** Programs that a script starts on GPUs. */
const programs = /\b(?:torchrun|torch\.distributed|accelerate launch|vllm|sglang|trtllm|deepspeed|openrlhf|verl|skyrl|gpus_per_node)\b/;

/** `TP8`, `--tp`, `ep: 4`: in configs of other trades these letters mean other things. */
const short = String.raw`--[tpde]p\b|\b[tped]p[-_]?size`;

const words = new RegExp(
  String.raw`[Pp]arallel|PARALLEL|并行|\b[TPED]P\b|\b[TPED]P_?[0-9]|\b[0-9]{1,5}x?[TPED]P\b|\b[tped]p[ =:_-]{1,2}[0-9]|\b[tped]p_?size|${short}|${launches}`,
);

/** GPUs by the dozen, sharded training, adapters: what a page without a degree may be about. */
const described =
  /\bFSDP|\bZeRO[- ]?[0-3]\b|\bQ?LoRA\b|\bfine-?tun|[Pp]re-?train|\b[Ss]erv(?:e|ing)\b|\binference\b|\bTraining\b|\b[Gg]lobal[ -]batch|\bMegatron|\btorchtitan\b|\bNeMo\b/;
const hardware =
  /\b[0-9]{1,6} ?[x×*]? ?(?:NVIDIA |AMD )?(?:(?:[A-Z]{1,3}[0-9]{2,4}[A-Z]{0,2}|[LT]4)\b|GPUs?\b)|\bGPUs?\b.{0,12}[0-9]|\b(?:one|single|two|four|eight) (?:NVIDIA |AMD )?(?:[A-Z]{1,3}[0-9]{2,4}[A-Z]{0,2}|[LT]4)\b/;

const configWords = new RegExp(
  [
    // tensor_parallel_size, Tensor Parallelism, TENSOR_MODEL_PARALLEL_SIZE, data-parallel-size, ici_fsdp_parallelism
    String.raw`(?:[Tt]ensor|TENSOR|[Pp]ipe(?:line)?|PIPELINE|[Ee]xpert|EXPERT|[Mm]odel|MODEL|[Dd]ata|[Cc]ontext|[Ss]equence|fsdp|device)[-_ ]?(?:[Mm]odel[-_ ]|MODEL_)?(?:[Pp]arallel|PARALLEL)(?:ism|ISM|[-_ ]?[Ss]ize|_SIZE|[-_ ]?[Dd]egree|["']?\s*[:=])`,
    '并行',
    launches,
  ].join('|'),
  'm',
);

/** With `parallelism: {tensor: 8}`. */
const shortWords = new RegExp(
  String.raw`[Pp]arallel\w*["']?\s*:\s*(?:[{[]|\r?\n)|\b[TPED]P ?[=:×x-]? ?[0-9]|\b[tped]p["']?[ =:_-]{1,2}["']?[0-9]|${short}`,
);

/** What stands beside them where they are degrees of parallelism. */
const surroundings =
  /gpu|npu|accelerator|model[-_]path|parallelism|parallel_|cuda|nccl|torch|vllm|sglang|trt|llm|mega?tron|deepspeed|\b[hab]\d00\b|batch_?size|layers|experts|num_nodes|nnodes/i;

/**
 * Whether a text that lays out no plan may still speak of hardware and models: what its figures claim of one another is checked then.
 */
export const mayClaim = (text: string, language: Language): boolean =>
  (language === 'markdown' || language === 'rst' || language === 'text') && trade.test(text);

const trade =
  /\b(?:GPUs?|NPUs?|TPUs?|HBM|VRAM|CUDA|NVLink|InfiniBand|LLMs?|TFLOPS?|PFLOPS?|GFLOPS?|MFU|[HAB][1238]00s?|MI[23]\d\d\w?)\b|tok(?:en)?s?\/(?:s|ms)\b|checkpoints?\b.*\b[GT]B\b|显存|算力|昇腾|大模型/;
