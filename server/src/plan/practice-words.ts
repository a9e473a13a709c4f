import type { Recompute, Schedule } from '../physics/activations.ts';
import type { EpMeaning } from '../physics/layout.ts';
import { type NumberFormat, numberFormat } from '../physics/precision.ts';
import type { ServingEngine } from '../physics/serving.ts';
import type { Optimizer, ZeroStage } from '../physics/state.ts';
import type { TrainerName } from '../physics/trainers.ts';
import { Memo } from '../text/memo.ts';
import { trainerNames } from './framework-names.ts';
import { clauseAt, says } from './said.ts';

/** What one statement says of how a plan trains or serves. Null, false or empty: nothing. */
export interface PracticeWords {
  readonly training: boolean;
  readonly inference: boolean;
  /** It says what the plan does, not only words that go with it. */
  readonly names: boolean;
  readonly precision: NumberFormat | null;
  readonly gradientPrecision: readonly NumberFormat[];
  readonly masterWeights: boolean | null;
  readonly optimizer: Optimizer | null;
  readonly recompute: Recompute | null;
  readonly flashAttention: boolean | null;
  readonly sequenceParallel: boolean | null;
  readonly schedule: Schedule | null;
  readonly unevenStages: boolean;
  readonly chunkedLoss: boolean | null;
  readonly zeroStage: ZeroStage | null;
  readonly shardGroup: number | null;
  readonly offload: 'optimizer' | 'parameters' | null;
  readonly adapters: boolean;
  /** The frozen weights are kept in four bits (QLoRA). */
  readonly fourBits: boolean;
  /** Rank of the adapters' matrices. */
  readonly adapterRank: number | null;
  readonly kvPrecision: NumberFormat | null;
  readonly servingEngines: readonly ServingEngine[];
  readonly servingFraction: number | null;
  readonly sequenceLimit: number | null;
  readonly concurrency: number | null;
  /** Ranks that share a sequence's cache while decoding. */
  readonly decodeContext: number | null;
  /** Attention is replicated, its requests are shared out. */
  readonly dpAttention: boolean | null;
  readonly batchedTokens: number | null;
  readonly frameworks: readonly FrameworkHabits[];
  readonly trainers: readonly TrainerName[];
  /** Parts of a layer that are recomputed, by Megatron-Core's names. */
  readonly recomputeModules: readonly string[];
  /** Release of the serving engine. */
  readonly engineVersion: string | null;
  /** It speaks of the model. */
  readonly ofModel: boolean;
  /** A kind of model whose shape the formulas do not describe. */
  readonly unmodelled: string | null;
}

/** What a framework does where nothing else is said. */
export interface FrameworkHabits {
  readonly name: string;
  readonly epMeaning: EpMeaning;
  /** Expert tensor parallel size: that of the dense layers, or 1; null where there is none. */
  readonly expertTensor: 'tp' | 1 | null;
  /** Gradients of 16-bit training; null where that depends on settings. */
  readonly gradients: NumberFormat | null;
  /** Recomputation of activations where none is set; null where nothing is known of it. */
  readonly recompute: Recompute | null;
  /** Rows for each tensor parallel rank to a multiple of which the vocabulary is padded in training; null where it is not. */
  readonly vocabMultiple: number | null;
  /** Attention that never stores its scores. */
  readonly flashAttention: boolean;
}

/** A statement without any of these says nothing that is looked for here: most do. */
const worthReading =
  /train|tun(?:e|ing)|sft|infer|serv|decod|prefill|first token|ttft|cache|precision|quanti|dtype|data type|format|bf16|fp16|fp8|fp32|float|int[48]|awq|gptq|mxfp|nvfp|nf4|master|grad|optimi[sz]er|adam|muon|lion|sgd|adafactor|recomput|checkpoint|remat|flash|sdpa|sequence[- _]parallel|1f1b|gpipe|dual ?pipe|uneven|fewer|uniform|unequal|zero|bubble|[fh]sdp|shard|offload|lora|adapter|peft|cross[- _]entropy|liger|concurren|num[- _]seqs|running[- _]requests|batched[- _]tokens|memory[- _](?:utili[sz]ation|fraction)|mem[- _]fraction|megatron|nemo|mcore|torchtitan|deepspeed|colossal|maxtext|vllm|sglang|trt|tensorrt|mamba|state[- _]space|ssm|jamba|rwkv|t5|bart|whisper|encoder|seq2seq|diffusion|\bdcp\b|(?:dp|parallel)[- ]attention/i;

const formats = '(?:fp32|float32|tf32|bf16|bfloat16|fp16|float16|mxfp8|fp8|int8|w8a8|int4|w4a16|awq|gptq|nf4|mxfp4|nvfp4|fp4)';
/** `with vLLM in MXFP4`, `serving gpt-oss-120b in FP8`. */
const formatServed = new RegExp(
  `\\b(?:serv(?:e[sd]?|ing)|deploy(?:ed|ing|s)?|host(?:ed|ing)?|runs?|running|load(?:ed|s)?|inference|vllm|sglang|tensorrt llm)\\b[^.;]{0,80}? in (${formats})\\b`,
);
const formatLabelled = new RegExp(
  `\\b(?:precision|quantization|quantisation|quantized(?: to| in| with)?|dtype|data type|number format|weight format|format|weights?(?: in| at| are| stored in| kept in)?)[^a-z0-9]{0,6}(${formats})\\b`,
);
const formatFirst = new RegExp(
  `\\b(${formats})(?: e4m3| e5m2)? (?:mixed precision|mixed|precision|weights?|training|compute|inference|quantization|quantisation|quantized|checkpoint)\\b`,
);
const formatSpoken = new RegExp(`\\b(?:train(?:ed|ing|s)?|serv(?:ed|es|ing)|inference|runs?|loaded) (?:it |the model )?in (${formats})\\b`);
/** `SGLang, FP8`: a clause of its own. */
const formatAlone = new RegExp(`(?:^|[,;(:] ?)(${formats})(?: e4m3)?(?=$|[,;)]|\\.(?:$| ))`);
/** `Llama-3.1-405B-Instruct-FP8`, `Qwen2.5-72B-AWQ`. */
const formatOfName =
  /\b(?:instruct|chat|base|it|\d{1,4}b)(?: (?:instruct|chat|it|\d{4}))? (fp8|awq|gptq|int4|w4a16|nvfp4|mxfp4|nf4|bf16|fp16)\b/;
const formatSwitch = /^(?:.*: )?(bf16|fp16|fp8)(?: enabled)?: ?(?:true|enabled|on|yes|hybrid|e4m3)\b/;
/** Clauses whose format is that of something other than the weights. */
const otherFormats =
  /\b(?:kv|cache|grad(?:ient)?s?|optimi[sz]er|master|moments?|states?|reduc(?:e|tion)|communication|comm|all ?reduce|activations?|logits|attention|router|gemms?|accumulat\w*|dispatch|checkpoints? (?:format|size))\b/;

const gradientFirst = /\b(fp32|bf16|fp16) (?:main |accumulated |reduced |weight )?grad(?:ient)?s?\b/;
const gradientLabelled =
  /\bgrad(?:ient)?s?(?: (?:dtype|precision|accumulation|accumulated|reduction|reduce|reduced|all ?reduced?|are|kept|sums?)){0,3}(?: ?[:=(]| in| at)? ?(fp32|bf16|fp16|float32|bfloat16)\b/;
const gradientSwitch = /\b(?:accumulate allreduce grads in fp32|grad(?:ient)? (?:reduce|accumulation) in fp32)\b/;

const recomputed =
  /\b(?:(?:activation|gradient|act) (?:re ?comput(?:e|ation|ing)|check ?point(?:ing|s)?|remat(?:erialization)?)|(?:selective|full|block|layer) (?:activation |gradient )?(?:re ?comput(?:e|ation|ing)|check ?pointing|remat(?:erialization)?)|re ?compute(?: activations| policy)?(?= ?[:=])|recomputation(?= ?[:=])|recompute granularity|recompute activations|remat policy)\b/;
const selective = /\b(?:selective|core attn|core attention|attention only|minimal)\b/;

const zeroNumber =
  /\b(?:zero|zero (?:stage|optimization: stage|optimization stage|optimizer stage|redundancy optimizer stage))[ :=(]{0,3}(?:stage )?([0-3])\b/;

const optimizers: readonly (readonly [Optimizer, RegExp])[] = [
  ['adam-8bit', /\b(?:8 ?bit (?:paged )?adamw?|(?:paged )?adamw? ?8 ?bit)\b/],
  [
    'adam-bf16',
    /\b(?:precision aware optimizer|bf16 (?:optimizer )?(?:moments?|states?|optimizer states?)|moments? (?:are )?(?:kept |stored )?in bf16|bf16 adamw? (?:moments?|states?))\b/,
  ],
  ['adafactor', /\badafactor\b/],
  ['muon', /\bmuon\b/],
  ['lion', /\blion\b/],
  ['sgd-momentum', /\bsgd\b.{0,12}\bmomentum\b|\bmomentum sgd\b/],
  ['adam', /\b(?:fused ?)?adamw?\b/],
];

const habits: readonly (readonly [RegExp, FrameworkHabits])[] = [
  // arguments.py: accumulate_allreduce_grads_in_fp32 follows bf16, expert_tensor_parallel_size follows TP, recompute_granularity is None
  [
    new RegExp(`${trainerNames['Megatron-Core'].source}|\\bdistributed optimizer\\b`),
    {
      name: 'Megatron-Core',
      epMeaning: 'folded',
      expertTensor: 'tp',
      gradients: 'fp32',
      recompute: 'none',
      vocabMultiple: 128,
      flashAttention: true,
    },
  ],
  // config/job_config.py: ActivationCheckpoint.mode is selective
  [
    trainerNames.torchtitan,
    {
      name: 'torchtitan',
      epMeaning: 'folded',
      expertTensor: 1,
      gradients: 'fp32',
      recompute: 'selective',
      vocabMultiple: null,
      flashAttention: true,
    },
  ],
  [
    trainerNames.DeepSpeed,
    {
      name: 'DeepSpeed',
      epMeaning: 'inside-data',
      expertTensor: null,
      gradients: null,
      recompute: null,
      vocabMultiple: null,
      flashAttention: false,
    },
  ],
  [
    trainerNames.ColossalAI,
    {
      name: 'ColossalAI',
      epMeaning: 'inside-data',
      expertTensor: null,
      gradients: null,
      recompute: null,
      vocabMultiple: null,
      flashAttention: false,
    },
  ],
  [
    trainerNames.MaxText,
    {
      name: 'MaxText',
      epMeaning: 'factor',
      expertTensor: null,
      gradients: null,
      recompute: null,
      vocabMultiple: null,
      flashAttention: true,
    },
  ],
  [
    /\bvllm\b/,
    { name: 'vLLM', epMeaning: 'derived', expertTensor: null, gradients: null, recompute: null, vocabMultiple: null, flashAttention: true },
  ],
  [
    /\bsglang\b/,
    {
      name: 'SGLang',
      epMeaning: 'derived',
      expertTensor: null,
      gradients: null,
      recompute: null,
      vocabMultiple: null,
      flashAttention: true,
    },
  ],
  [
    /\b(?:tensorrt llm|trt ?llm)\b/,
    {
      name: 'TensorRT-LLM',
      epMeaning: 'derived',
      expertTensor: null,
      gradients: null,
      recompute: null,
      vocabMultiple: null,
      flashAttention: true,
    },
  ],
];

const formatOfCache = new RegExp(`\\bkv ?cache[a-z :=(]{0,24}(${formats})\\b`);
const formatBeforeCache = new RegExp(`\\b(${formats})(?: e4m3| e5m2)? kv ?cache\\b`);

/** The rank of latent attention, which is no adapter's: `kv_lora_rank`, *MLA with a LoRA rank of 512*. */
const latentRank = /\b(?:kv|q) lora\b|\b(?:mla|latent)\b[^.;]{0,40}\blora rank\b|\blora rank\b[^.;]{0,20}\b(?:mla|latent)\b/;

const engines: readonly (readonly [ServingEngine, RegExp])[] = [
  ['vllm', /\bvllm\b/],
  ['sglang', /\bsglang\b/],
  ['tensorrt-llm', /\b(?:tensorrt llm|trt ?llm)\b/],
];

export const several =
  /\b(?:distill?(?:ing|ed|ation)?|teachers?|students?|draft model|speculative|reward models?|critics?|actor|prun(?:ed|ing)|upcycl(?:ed|ing)|prompt[- ]tuning|prefix[- ]tuning|prob(?:e|es|ing)|(?:classifier|value) head|frozen|freez(?:e|ing)|ppo|grpo|rlhf|dpo)\b/i;

const others = /\b(mamba|state space|jamba|rwkv|zamba|(?:flan )?t5|bart|whisper|encoder decoder|seq2seq|diffusion)\b/;

/** What a statement, as `spoken` writes it, says of how the plan trains or serves; null where that is nothing. */
export const practiceWords = (text: string): PracticeWords | null => told.of(text);

const told = new Memo((text): PracticeWords | null => {
  // a comment that silences findings says nothing of the plan
  if (!worthReading.test(text) || text.includes('planwright ')) return null;
  const gradients = gradientFirst.exec(text)?.[1] ?? gradientLabelled.exec(text)?.[1];
  return {
    training:
      /\b(?:(?:pre)?training|trained|we (?:pre ?)?train|fine ?tun(?:e|ing|ed)|sft|optimizer|adamw|gradients?|backward|fsdp2?|hsdp)\b|\b(?:to|will) train\b|\bpre ?train\b|^train\b/.test(
        text,
      ),
    inference:
      /\b(?:inference|serving|served|serves?(?! as\b)|prefill|decode|ttft|tpot|kv cache|first token|vllm|sglang|tensorrt llm)\b/.test(text),
    names:
      /\b(?:(?:pre)?training|trains?|trained|fine ?tun(?:e|ing|ed)|sft|inference|serving|serves?|deploy(?:ed|ing)? with (?:vllm|sglang))\b/.test(
        text,
      ),
    precision: formatOf(text),
    gradientPrecision: [
      ...(gradients ? [numberFormat(gradients)] : []),
      ...(says(text, gradientSwitch)?.yes ? ['fp32' as const] : []),
    ].filter((format) => format !== null),
    masterWeights: masterWeightsOf(text),
    optimizer: optimizers.find(([, pattern]) => pattern.test(text))?.[0] ?? null,
    recompute: recomputeOf(text),
    flashAttention: says(text, /\b(?:flash ?(?:attention|attn)|sdpa|memory efficient attention|xformers)\b/)?.yes ?? null,
    // `Sequence Parallelism (SP): 2` is a degree of its own
    sequenceParallel: says(text, /\bsequence parallel(?:ism)?\b(?![^a-z]{0,8}\d)/)?.yes ?? null,
    schedule: scheduleOf(text),
    unevenStages:
      (says(text, /\b(?:uneven(?:ly)?|non ?uniform(?:ly)?|unequal(?:ly)?|(?:one|two|\d) (?:layers? )?(?:fewer|less)(?: layers?)?)\b/)
        ?.yes === true &&
        /\b(?:stages?|pipeline|layers?)\b/.test(text)) ||
      /\b(?:first|last) pipeline num layers\b/.test(text),
    chunkedLoss:
      says(
        text,
        /\b(?:(?:chunked|fused|cut|liger|linear|tiled) (?:linear )?(?:cross entropy|ce loss|loss|cce)|cross entropy (?:loss )?fusion|liger kernels?)\b/,
      )?.yes ?? null,
    zeroStage: zeroStageOf(text),
    shardGroup:
      countAfter(
        text,
        /\b(?:shard(?:ing)? group(?: size)?(?: of)?|dp shard|data parallel shard(?: degree)?|fsdp group(?: size)?)[^a-z0-9]{0,4}([\d,]{1,5})\b/,
      ) ??
      countAfter(
        text,
        /\b(?:hsdp|hybrid shard(?:ing|ed)?)\b[^.;]{0,60}?\bshard(?:ed|ing|s)?(?: (?:size|group|groups|degree))?(?: (?:over|across|within|in|of|among))?(?: (?:the|all|groups of))?[ :=]{1,3}([\d,]{1,5})\b/,
      ),
    offload: offloadOf(text),
    adapters: !latentRank.test(text) && says(text, /\b(?:q ?lora|lora|peft|adapters)\b/)?.yes === true,
    fourBits: says(text, /\bq ?lora\b/)?.yes === true || /\bload(?:ed)? in (?:4 ?bits?|four bits|nf4)\b/.test(text),
    adapterRank: latentRank.test(text)
      ? null
      : countAfter(text, /\b(?:q ?)?lora\b[^.;]{0,120}?\b(?:rank|r|dim)(?: of)? ?[=:]? ?(\d{1,4})\b/),
    kvPrecision: /\bkv\b/.test(text) ? (formatIn(text, formatOfCache) ?? formatIn(text, formatBeforeCache)) : null,
    servingEngines: engines.filter(([, pattern]) => pattern.test(text)).map(([name]) => name),
    servingFraction: fractionOf(text),
    sequenceLimit: countAfter(
      text,
      /\b(?:max num seqs|max running requests|max concurrent sequences|max batch size)[^a-z0-9]{0,4}([\d,]{1,9})\b/,
    ),
    decodeContext: countAfter(text, /\b(?:decode context parallel(?:ism)?(?: size)?|dcp)[^a-z0-9]{0,4}(\d{1,4})\b/),
    dpAttention: says(text, /\b(?:dp|data parallel) attention\b/)?.yes ?? null,
    concurrency:
      countAfter(text, /\b(?:concurrency|concurrent (?:requests|sequences|users|sessions))[^a-z0-9]{0,4}([\d,]{1,9})\b/) ??
      countAfter(text, /\b([\d,]{1,9}) concurrent (?:requests|sequences|users|sessions)\b/),
    batchedTokens: countAfter(
      text,
      /\b(?:max num batched tokens|chunked prefill size|max num tokens|max prefill tokens)[^a-z0-9]{0,4}([\d,]{1,9})\b/,
    ),
    trainers: trainers.filter(([pattern]) => pattern.test(text)).map(([, name]) => name),
    recomputeModules: modulesOf(text),
    engineVersion: /\bvllm (?:v|version )?(\d{1,2}\.\d{1,3}(?:\.\d{1,3})?)\b/.exec(text)?.[1] ?? null,
    frameworks: habits.filter(([pattern]) => pattern.test(text)).map(([, named]) => named),
    ofModel: /\b(?:model|architecture|backbone)\b/.test(text),
    unmodelled: unmodelledIn(text),
  };
});

/** What is said of the kind of work and of frameworks alone. */
export function modeOnly(words: PracticeWords | null): PracticeWords | null {
  if (!words) return null;
  const { training, inference, names, servingEngines, frameworks, trainers: named, ofModel, unmodelled } = words;
  return { ...silent, training, inference, names, servingEngines, frameworks, trainers: named, ofModel, unmodelled };
}

const silent: PracticeWords = {
  training: false,
  inference: false,
  names: false,
  precision: null,
  gradientPrecision: [],
  masterWeights: null,
  optimizer: null,
  recompute: null,
  flashAttention: null,
  sequenceParallel: null,
  schedule: null,
  unevenStages: false,
  chunkedLoss: null,
  zeroStage: null,
  shardGroup: null,
  offload: null,
  adapters: false,
  fourBits: false,
  adapterRank: null,
  kvPrecision: null,
  servingEngines: [],
  servingFraction: null,
  sequenceLimit: null,
  concurrency: null,
  decodeContext: null,
  dpAttention: null,
  batchedTokens: null,
  frameworks: [],
  trainers: [],
  recomputeModules: [],
  engineVersion: null,
  ofModel: false,
  unmodelled: null,
};

/** Most particular first: of several the first counts. */
export const trainers: readonly (readonly [RegExp, TrainerName])[] = [
  [/\bmegatron bridge\b/, 'Megatron-Bridge'],
  [/\bmegatron deepspeed\b/, 'Megatron-DeepSpeed'],
  [/\bllama ?factory\b/, 'LLaMA-Factory'],
  [/\baxolotl\b/, 'Axolotl'],
  [/\bnemo\b(?! ?(?:rl|gym|automodel|guardrails|retriever|curator))/, 'NeMo'],
  [/\btorch ?titan\b/, 'torchtitan'],
  [/\bmegatron(?: lm| core)?\b|\bmcore\b/, 'Megatron-LM'],
  [/\bfsdp2?\b|\bfully sharded data parallel\b/, 'FSDP'],
  [/\bdeepspeed\b/, 'DeepSpeed'],
  [/\b(?:transformers (?:trainer|library)|hf trainer|hugging ?face|trl|accelerate)\b/, 'Transformers'],
];

const moduleNames = /\b(core attn|core attention|mla up proj|layernorms?|moe act|shared experts|mlp|moe)\b/g;

/** `recompute modules: core_attn, mla_up_proj`, `recomputes RMSNorm and MLA up-projections`. */
function modulesOf(text: string): string[] {
  const said = /\brecomput\w* (?:modules?|of)?[^a-z]{0,4}(.{0,120})/.exec(
    text.replace(/rms ?norms?/g, 'layernorm').replace(/mla up projections?/g, 'mla up proj'),
  );
  if (!said?.[1] || !says(text, /\brecomput\w*/)?.yes) return [];
  const names = [...said[1].matchAll(moduleNames)].map((match) =>
    (match[1] ?? '').replace('attention', 'attn').replace(/s$/, '').replace('shared expert', 'shared_experts').replaceAll(' ', '_'),
  );
  return names.map((name) => (name === 'shared_experts' ? name : name));
}

function masterWeightsOf(text: string): boolean | null {
  const master = says(
    text,
    /\b(?:(?:fp32|float32) master (?:weights?|copy|copies|params?|parameters)|master (?:weights?|params?) (?:are |kept |stored )?in (?:fp32|float32)|master weights?: ?(?:fp32|float32|true))\b/,
  );
  if (master) return master.yes;
  return /\b(?:no|without) (?:fp32 )?master (?:weights?|copy)\b|\bpure bf16\b/.test(text) ? false : null;
}

function recomputeOf(text: string): Recompute | null {
  const again = says(text, recomputed);
  if (!again) return null;
  return !again.yes ? 'none' : selective.test(again.clause) ? 'selective' : 'full';
}

function zeroStageOf(text: string): ZeroStage | null {
  const zero = zeroNumber.exec(text)?.[1];
  if (zero && !/\b(?:consider|instead|unlike|alternatively|would|could|or zero)\b/.test(text)) return Number(zero) as ZeroStage;
  if (says(text, /\b(?:fsdp2?|hsdp|fully sharded data parallel|hybrid shard(?:ing|ed)?)\b/)?.yes) return 3;
  if (says(text, /\b(?:distributed optimizer|optimizer state sharding|sharded optimizer(?: states?)?)\b/)?.yes) return 1;
  return says(text, /\b(?:zero|fsdp2?|distributed optimizer)\b(?! ?bubble)/)?.yes === false ? 0 : null;
}

function offloadOf(text: string): 'optimizer' | 'parameters' | null {
  if (!says(text, /\b(?:offload(?:ing|ed)?|cpu adam)\b/)?.yes) return null;
  if (/\bnone\b|\bfalse\b|\bactivations?\b|\bkv\b/.test(text)) return null;
  return /\bparam(?:eter)?s?\b|\bweights?\b/.test(text) ? 'parameters' : 'optimizer';
}

function unmodelledIn(text: string): string | null {
  const other = says(text, others);
  return other?.yes ? (other.match[1] ?? null) : null;
}

const anyFormat = new RegExp(`\\b${formats}\\b`, 'g');

/** The words of a clause that go with a format: `FP8 training with BF16 optimizer states` has others behind the next one. */
function aroundFormat(text: string, match: RegExpExecArray): string {
  const clause = clauseAt(text, match.index);
  const [first, last] = [match.index - clause.start, match.index - clause.start + match[0].length];
  const others = [...clause.text.matchAll(anyFormat)].map(({ index }) => index);
  const from = others.some((at) => at < first) ? first : 0;
  return clause.text.slice(from, others.find((at) => at >= last) ?? clause.text.length);
}

/** The format of the weights, or of the training as a whole. */
function formatOf(text: string): NumberFormat | null {
  const switched = formatSwitch.exec(text)?.[1];
  if (switched) return numberFormat(switched);
  for (const pattern of [formatLabelled, formatFirst, formatSpoken, formatServed, formatAlone, formatOfName]) {
    const match = pattern.exec(text);
    if (match?.[1] && !otherFormats.test(aroundFormat(text, match))) return numberFormat(match[1]);
  }
  return null;
}

const formatIn = (text: string, pattern: RegExp): NumberFormat | null => {
  const found = pattern.exec(text)?.[1];
  return found ? numberFormat(found) : null;
};

function scheduleOf(text: string): Schedule | null {
  if (says(text, /\bdual ?pipe/)?.yes) return 'dualpipe';
  if (says(text, /\b(?:zero bubble|zb ?h[12]|zb ?v|zb ?1p)\b/)?.yes) return 'zero-bubble';
  if (says(text, /\bgpipe\b/)?.yes) return 'gpipe';
  if (says(text, /\binterleaved (?:1f1b|schedule|pipeline)|\binterleaved1f1b\b/)?.yes) return 'interleaved';
  return says(text, /\b1f1b\b/)?.yes ? '1f1b' : null;
}

/** `gpu_memory_utilization: 0.9`, `--mem-fraction-static 0.85`, `free GPU memory fraction 90 %`. */
function fractionOf(text: string): number | null {
  const match =
    /\b(?:gpu memory utili[sz]ation|mem fraction static|free gpu memory fraction|kv cache free gpu mem fraction)[^a-z0-9]{0,4}(\d(?:\.\d+)?|\d{2} ?%)/.exec(
      text,
    )?.[1];
  if (!match) return null;
  const value = match.endsWith('%') ? Number.parseFloat(match) / 100 : Number(match);
  return value > 0.05 && value <= 1 ? value : null;
}

function countAfter(text: string, pattern: RegExp): number | null {
  const digits = pattern.exec(text)?.[1]?.replaceAll(',', '');
  const value = digits ? Number(digits) : 0;
  return value >= 1 ? value : null;
}
