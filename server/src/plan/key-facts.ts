import type { Recompute, Schedule } from '../physics/activations.ts';
import { type NumberFormat, numberFormat } from '../physics/precision.ts';
import type { ServingEngine } from '../physics/serving.ts';
import type { Optimizer, ZeroStage } from '../physics/state.ts';
import type { TrainerName } from '../physics/trainers.ts';

/**
 * What keys and switches say of memory. A key's name is never read as prose: what is not in the table says nothing, and neither does a key
 * that is set to null. One table for every dialect: frameworks that mean the same by other names stand in one row.
 */
export interface KeyFacts {
  precision?: NumberFormat;
  gradientPrecision?: NumberFormat;
  masterWeights?: boolean;
  optimizer?: Optimizer;
  recompute?: Recompute;
  recomputeModules?: readonly string[];
  flashAttention?: boolean;
  sequenceParallel?: boolean;
  dropout?: boolean;
  schedule?: Schedule;
  chunkedLoss?: boolean;
  logitCopies?: 'one' | 'several';
  zeroStage?: ZeroStage;
  shardGroup?: number;
  offload?: 'optimizer' | 'parameters';
  adapters?: boolean;
  adapterRank?: number;
  kvPrecision?: NumberFormat;
  servingEngine?: ServingEngine;
  servingFraction?: number;
  sequenceLimit?: number;
  batchedTokens?: number;
  sequenceLength?: number;
  decodeContext?: number;
  dpAttention?: boolean;
  keepsWholeSequences?: boolean;
  drafts?: boolean;
  draftModel?: string;
  draftTensor?: number;
  gated?: boolean;
  tied?: boolean;
  /** Width of one expert, experts that a token visits, width of the shared ones together. */
  expertFfn?: number;
  topK?: number;
  sharedFfn?: number;
  trainer?: TrainerName;
}

/** What a value says: `on` for a switch without one. */
interface Value {
  readonly text: string;
  readonly on: boolean | null;
  readonly number: number | null;
}

type Reader = (value: Value) => KeyFacts | null;
type Field<T> = { [K in keyof KeyFacts]-?: NonNullable<KeyFacts[K]> extends T ? K : never }[keyof KeyFacts];

/** A switch that is on or off. */
const flag =
  (field: Field<boolean>, invert = false): Reader =>
  ({ on }) =>
    on === null ? null : { [field]: on !== invert };

/** A switch that says something only where it is on. */
const whenOn =
  (facts: KeyFacts): Reader =>
  ({ on }) =>
    on ? facts : null;

const count =
  (field: Field<number>): Reader =>
  ({ number: value }) =>
    value !== null && Number.isInteger(value) && value > 0 ? { [field]: value } : null;

const choice =
  (rows: readonly (readonly [RegExp, KeyFacts])[]): Reader =>
  ({ text }) =>
    rows.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** A head for the model at hand, or a model of its own. */
const drafting: Reader = ({ text }) =>
  /eagle|mtp|nextn|medusa/.test(text) ? { drafts: true } : /^[\w./-]{2,120}$/.test(text) && /\d/.test(text) ? { draftModel: text } : null;

const granularity = choice([
  [/^full/, { recompute: 'full' }],
  [/^selective|^selected|^sac/, { recompute: 'selective' }],
  [/^(?:none|off|false|disabled?|no)$/, { recompute: 'none' }],
]);

const checkpointing: Reader = ({ text, on }) =>
  on === null ? granularity({ text, on, number: null }) : { recompute: on ? 'full' : 'none' };

const dtype =
  (field: 'precision' | 'gradientPrecision' | 'kvPrecision'): Reader =>
  ({ text }) => {
    const format = numberFormat(text.replace(/^torch\./, '').replace(/[-_ ]?(?:mixed|true|with_fp32|hybrid)$/, ''));
    return format ? { [field]: format } : null;
  };

const lowBits: Reader = ({ number: bits }) => (bits === 4 ? { precision: 'nf4' } : bits === 8 ? { precision: 'int8' } : null);

const strategy = choice([
  [/^(?:full_shard|1$|optim_grads_params|hybrid_shard(?!_zero2)|zero3)/, { zeroStage: 3 }],
  [/^(?:shard_grad_op|2$|optim_grads$|hybrid_shard_zero2|zero2)/, { zeroStage: 2 }],
  [/^(?:optim$|zero1)/, { zeroStage: 1 }],
  [/^(?:no_shard|3$|ddp)/, { zeroStage: 0 }],
]);

const stage: Reader = ({ number: value }) =>
  value !== null && Number.isInteger(value) && value >= 0 && value <= 3 ? { zeroStage: value as ZeroStage } : null;

const optimizers = choice([
  [/8bit/, { optimizer: 'adam-8bit' }],
  [/^(?:distributed_fused_adam|mcore_distributed_optim|megatron_fused_adam)/, { optimizer: 'adam', zeroStage: 1 }],
  [/adafactor/, { optimizer: 'adafactor' }],
  [/muon/, { optimizer: 'muon' }],
  [/lion/, { optimizer: 'lion' }],
  [/adam/, { optimizer: 'adam' }],
]);

const attention = choice([
  [/^(?:flash|sdpa|fused|xformers|fa[234])/, { flashAttention: true }],
  [/^(?:eager|unfused|local|math)/, { flashAttention: false }],
]);

const device =
  (offload: 'optimizer' | 'parameters'): Reader =>
  ({ text }) =>
    /^(?:cpu|nvme)$/.test(text) ? { offload } : null;

const schedules = choice([
  [/^interleaved/, { schedule: 'interleaved' }],
  [/^1f1b/, { schedule: '1f1b' }],
  [/^gpipe/, { schedule: 'gpipe' }],
  [/^zb|zero_?bubble/, { schedule: 'zero-bubble' }],
  [/^dualpipe/, { schedule: 'dualpipe' }],
]);

const modules: Reader = ({ text }) => {
  const names = text.match(/[a-z][a-z_]+/g) ?? [];
  return names.length > 0 ? { recomputeModules: names } : null;
};

const fraction: Reader = ({ number: value }) => (value !== null && value > 0.05 && value <= 1 ? { servingFraction: value } : null);

/** Keys as a whole, or with the key above them where the last part alone is not enough. Underscores for dashes, lower case. */
const table: readonly (readonly [RegExp, Reader])[] = [
  [/^(?:recompute_granularity|activations?_checkpoint_granularity|recompute_method_granularity)$/, granularity],
  [/^recompute_activations$/, whenOn({ recompute: 'selective' })],
  [/^recompute_modules$/, modules],
  [
    /^(?:use_|enable_|fsdp_)?(?:gradient|activation|grad)_checkpoint(?:ing)?(?:_enable)?$|^checkpoint_activations$|^recompute$|^(?:activation_)?recomputation$/,
    checkpointing,
  ],
  [/^disable_gradient_checkpointing$/, ({ on }) => (on === null ? null : { recompute: on ? 'none' : 'full' })],
  [/^activation_checkpoint\.mode$/, granularity],
  [
    /^remat_policy$/,
    choice([
      [/^full/, { recompute: 'full' }],
      [/^(?:minimal|save_|qkv)/, { recompute: 'selective' }],
      [/^none/, { recompute: 'none' }],
    ]),
  ],
  [/^(?:enable_)?sequence_parallel(?:ism)?(?:_enabled)?$/, flag('sequenceParallel')],
  [/^use_distributed_optimizer$/, ({ on }) => (on === null ? null : { zeroStage: on ? 1 : 0 })],
  [/^(?:zero_optimization|zero|deepspeed)\.stage$|^(?:zero_stage|ds_zero_stage|zero_optimization_stage)$/, stage],
  [/^(?:data_parallel_sharding_strategy|fsdp_sharding_strategy|sharding_strategy|fsdp_reshard_strategy)$/, strategy],
  [/^fsdp$/, strategy],
  [/^(?:use_megatron_fsdp|use_torch_fsdp2|use_custom_fsdp|use_fsdp2?)$/, whenOn({ zeroStage: 3 })],
  [
    /^(?:data_parallel_shard_degree|dp_shard|fsdp_size|dp_shard_size)$/,
    ({ number: value }) => (value === null ? null : value > 1 ? { zeroStage: 3, shardGroup: value } : value < 0 ? { zeroStage: 3 } : null),
  ],
  [/^offload_optimizer\.device$/, device('optimizer')],
  [/^offload_param\.device$/, device('parameters')],
  [/^(?:optimizer_cpu_offload|offload_optimizer|optimizer_offload)$/, whenOn({ offload: 'optimizer' })],
  [/^(?:fsdp_offload_params|offload_params?|enable_cpu_offload|cpu_offload|param_offload)$/, whenOn({ offload: 'parameters' })],
  [
    /^(?:precision|mixed_precision|precision_type|torch_dtype|model_dtype|params_dtype|mixed_precision_param|weights?_dtype)$/,
    dtype('precision'),
  ],
  [/^(?:trainer|training|model)\.dtype$/, dtype('precision')],
  [/^bf16(?:\.enabled)?$/, whenOn({ precision: 'bf16' })],
  [/^fp16(?:\.enabled)?$/, whenOn({ precision: 'fp16' })],
  [
    /^(?:fp8|fp8_format|fp8_recipe|enable_fp8|fp8_hybrid)$/,
    ({ text, on }) => (on === false || /^(?:none|no)$/.test(text) ? null : { precision: 'fp8' }),
  ],
  [/^(?:quantization|quantize|quant_algo|quant_method|q)$/, dtype('precision')],
  [/^(?:load_in_4bit)$/, whenOn({ precision: 'nf4', adapters: true })],
  [/^(?:load_in_8bit)$/, whenOn({ precision: 'int8' })],
  [/^quantization_bit$/, lowBits],
  [/^(?:optimizer|optim|optimizer_type|optimizer\.name|optim\.name|optimizer\.type|optimizer_name)$/, optimizers],
  [/^(?:exp_avg_dtype|exp_avg_sq_dtype)$/, choice([[/^(?:bf16|bfloat16|fp16|float16)/, { optimizer: 'adam-bf16' }]])],
  [
    /^(?:accumulate_allreduce_grads_in_fp32|grad_reduce_in_fp32)$/,
    ({ on }) => (on === null ? null : { gradientPrecision: on ? 'fp32' : 'bf16' }),
  ],
  [/^(?:main_grads_dtype|mixed_precision_reduce|reduce_dtype|grad_dtype|grad_sync_dtype)$/, dtype('gradientPrecision')],
  [
    /^(?:use_)?flash_?attn$|^(?:use_)?flash_attention(?:_2)?$/,
    ({ text, on }) => (on !== null ? { flashAttention: on } : attention({ text, on, number: null })),
  ],
  [/^(?:sdp_attention|xformers_attention)$/, whenOn({ flashAttention: true })],
  [/^(?:attn_implementation|attention_backend|attention_impl|flash_attn_version|attention)$/, attention],
  [/^(?:hidden_dropout|attention_dropout|dropout|ffn_dropout)$/, ({ number: value }) => (value === null ? null : { dropout: value > 0 })],
  [/^(?:pipeline_parallel_schedule|pipeline_schedule|schedule_type)$/, schedules],
  [/^(?:cross_entropy_loss_fusion|loss_parallel|enable_loss_parallel)$/, whenOn({ logitCopies: 'one' })],
  [
    /^(?:liger_fused_linear_cross_entropy|enable_liger_kernel|use_liger_kernel|use_liger|cut_cross_entropy|linear_cross_entropy_fusion)$/,
    whenOn({ chunkedLoss: true }),
  ],
  [/^swiglu$/, whenOn({ gated: true })],
  [/^(?:deepspeed|deepspeed_config|deepspeed_config_file|ds_config)$/, byStage],
  [
    /^(?:activation|activation_function|hidden_act|activation_func|activation_type)$/,
    choice([
      [/swiglu|geglu|reglu|silu|swish/, { gated: true }],
      [/^(?:gelu|relu|squared[-_]relu|gelu_new|openai[-_]gelu|fast[-_]gelu)/, { gated: false }],
    ]),
  ],
  [/^(?:gated_linear_unit)$/, flag('gated')],
  [/^(?:moe_ffn_hidden_size|moe_intermediate_size|expert_intermediate_size|moe_hidden_dim)$/, count('expertFfn')],
  [/^(?:moe_router_topk|num_experts_per_tok|num_experts_per_token|moe_top_?k|router_top_?k)$/, count('topK')],
  [/^(?:moe_shared_expert_intermediate_size|shared_expert_intermediate_size)$/, count('sharedFfn')],
  [/^untie_embeddings_and_output_weights$/, flag('tied', true)],
  [/^(?:share_embeddings_and_output_weights|tie_word_embeddings|tied_embeddings)$/, flag('tied')],
  [
    /^(?:adapter|finetuning_type|peft_type|peft_scheme|peft\.peft_scheme|lora_type)$/,
    choice([[/^(?:q?lora|adapter|oft)/, { adapters: true }]]),
  ],
  [/^(?:use_peft|use_lora|lora_enable)$/, whenOn({ adapters: true })],
  [/^(?:lora_r|lora_rank|lora_dim)$/, ({ number: value }) => (value !== null && value > 0 ? { adapters: true, adapterRank: value } : null)],
  [
    /^kv_cache_dtype$|^kv_cache_config\.dtype$/,
    ({ text }) =>
      /fp8|e4m3|e5m2/.test(text)
        ? { kvPrecision: 'fp8' }
        : /int8/.test(text)
          ? { kvPrecision: 'int8' }
          : dtype('kvPrecision')({ text, on: null, number: null }),
  ],
  [
    /^(?:gpu_memory_utilization|mem_fraction_static|free_gpu_memory_fraction|kv_cache_free_gpu_mem_fraction|kv_cache_free_gpu_memory_fraction)$/,
    fraction,
  ],
  [/^(?:max_num_seqs|max_running_requests|max_batch_size)$/, count('sequenceLimit')],
  [/^(?:max_num_batched_tokens|chunked_prefill_size|max_num_tokens|max_prefill_tokens)$/, count('batchedTokens')],
  [/^(?:max_model_len|context_length|max_seq_len|max_sequence_length)$/, count('sequenceLength')],
  [/^(?:decode_context_parallel_size|dcp)$/, count('decodeContext')],
  [/^(?:speculative_model|speculative_draft_model|speculative_draft_model_path|draft_model)$/, drafting],
  [/^(?:speculative_draft_tensor_parallel_size|draft_tensor_parallel_size)$/, count('draftTensor')],
  [/^(?:enable_dp_attention|enable_attention_dp)$/, flag('dpAttention')],
  [/^disable_hybrid_kv_cache_manager$/, whenOn({ keepsWholeSequences: true })],
  [/^(?:speculative_algorithm|speculative_algo)$/, choice([[/^(?:nextn|mtp|eagle)/, { drafts: true }]])],
  [
    /^speculative_config$/,
    ({ text }) => {
      const model = /\bmodel\\?"\s*:\s*\\?"([\w./-]{2,120})\\?"/.exec(text)?.[1];
      const tensor = /draft_tensor_parallel_size\\?"\s*:\s*(\d{1,3})/.exec(text)?.[1];
      const own = /\bmtp|deepseek_mtp|nextn|eagle/.test(text)
        ? { drafts: true }
        : model
          ? drafting({ text: model, on: null, number: null })
          : null;
      return own && { ...own, ...(tensor ? { draftTensor: Number(tensor) } : {}) };
    },
  ],
];

/** `ds_z3_config.json`, `zero2_offload.json`, `ds_config_zero3.json`: configs of DeepSpeed are called by their stage. */
function byStage({ text }: Value): KeyFacts | null {
  const name = text.slice(text.lastIndexOf('/') + 1);
  const stage = /(?:^|[^a-z])(?:z|zero|stage)[-_]?([0-3])(?![0-9])/.exec(name)?.[1];
  if (stage === undefined) return null;
  const offload = /offload/.test(name) ? { offload: stage === '3' ? ('parameters' as const) : ('optimizer' as const) } : {};
  return { zeroStage: Number(stage) as ZeroStage, ...offload };
}

const trueWords = /^(?:true|yes|on|enabled|1)$/;
const falseWords = /^(?:false|no|off|disabled|0)$/;
const nothing = /^(?:|null|none|~|nil|auto|default)$/;

function valueOf(raw: string | null): Value {
  if (raw === null) return { text: '', on: true, number: null };
  const text = raw
    .trim()
    .replace(/^["']|["',;]+$/g, '')
    .toLowerCase();
  const plain = text.replaceAll('_', '');
  const digits = /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/.test(plain) ? Number(plain) : null;
  return { text, on: trueWords.test(text) ? true : falseWords.test(text) ? false : null, number: digits };
}

const keyOf = (name: string): string =>
  name
    .trim()
    .replace(/^["'-]+|["']+$/g, '')
    .replace(/[- ]/g, '_')
    .toLowerCase();

/** What `key: value` says of memory, with the key above it; null where it says nothing. */
export function keyFacts(name: string, raw: string | null, above: string | null = null): KeyFacts | null {
  const key = keyOf(name);
  const last = key.slice(key.lastIndexOf('.') + 1);
  const value = valueOf(raw);
  // "none" is an answer to how much is recomputed
  if (raw !== null && nothing.test(value.text) && !(value.text === 'none' && /recomput|checkpoint|mode$/.test(last))) return null;
  const under = key.includes('.') ? key.split('.').slice(-2).join('.') : above ? `${keyOf(above)}.${last}` : last;
  for (const [pattern, read] of table) {
    if (!pattern.test(under) && !pattern.test(last)) continue;
    const facts = read(value);
    if (facts) return facts;
  }
  return null;
}

/** Longer than any line of arguments. */
const longest = 2000;

/** What the flags of a command line say: `--recompute-granularity full`, `actor.fsdp_size=8`. */
export function flagFacts(line: string): KeyFacts[] {
  const out: KeyFacts[] = [];
  const text = line.slice(0, longest);
  for (const match of text.matchAll(
    /(?:^|[\s"'(])(?:--?([A-Za-z][\w.-]*)|\+{0,2}([a-z_]\w*(?:\.\w+)*)(?==))(?:(?:=|[ \t]+)((?!-{1,2}[A-Za-z])[^\s\\"']+|"[^"]*"|'[^']*'))?/g,
  )) {
    const facts = keyFacts(match[1] ?? match[2] ?? '', match[3] ?? null);
    if (facts) out.push(facts);
  }
  return out;
}
