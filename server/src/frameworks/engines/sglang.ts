import { sglangBudgets } from '../budgets.ts';
import { divides, equals, type Get } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import { quantisedGroups, wholeBlocks } from '../quantised.ts';
import { fitsGpus, weightsFit } from '../serving.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';
import { sglangParallel } from './sglang-parallel.ts';

const source = 'sgl-project/sglang@001067ff python/sglang/srt/server_args.py';
const parallel = 'sgl-project/sglang@008b79d2 python/sglang/srt/arg_groups/parallel_hook.py';

/** Data parallel attention runs inside of TP; without it DP makes copies. */
function needed(launch: LaunchView): number | undefined {
  const attention = launch.is('dp_attention');
  const [tp, pp, dp] = [launch.value('tp'), launch.value('pp'), launch.value('dp')];
  if (attention === undefined || tp === undefined || pp === undefined) return undefined;
  // ranks on other nodes: only a group of pods holds them all
  if ((launch.value('nodes') ?? 1) > 1 && (launch.value('pods') ?? 1) === 1 && launch.room.length < 2) return undefined;
  if (launch.states('nodes') && launch.value('nodes') === undefined && (launch.value('pods') ?? 1) === 1) return undefined;
  if (attention) return tp * pp;
  return dp === undefined ? undefined : tp * pp * dp;
}

const text = (launch: LaunchView): string => {
  const slots = launch.is('dp_attention') ? (['tp', 'pp'] as const) : (['tp', 'pp', 'dp'] as const);
  const shown = slots.filter((slot) => (launch.value(slot) ?? 1) > 1);
  return (shown.length > 0 ? shown : (['tp'] as const)).map((slot) => `${slot.toUpperCase()} ${launch.value(slot)}`).join(' × ');
};

/** What divides TP before the heads are shared out: context parallelism of the attention, and DP where it runs inside of TP. */
const dividers = (get: Get, launch: LaunchView): readonly (readonly [string, number])[] =>
  [
    ['DP', launch.is('dp_attention') === true ? get('dp') : 1] as const,
    // where the launch does not say, there is none
    ['CP', launch.states('cp') ? (launch.value('cp') ?? Number.NaN) : 1] as const,
  ].filter(([, degree]) => degree !== 1);

/** Ranks that share the heads of one copy of the attention: not whole where DP does not divide TP, which is told by another rule. */
function attentionRanks(get: Get, launch: LaunchView): number {
  const ranks = dividers(get, launch).reduce((left, [, degree]) => left / degree, get('tp'));
  return Number.isInteger(ranks) ? ranks : 1;
}

const sharedBy = (get: Get, launch: LaunchView): string =>
  [`TP ${get('tp')}`, ...dividers(get, launch).map(([name, degree]) => `${name} ${degree}`)].join(' ÷ ');

/** All-to-all backends with which the server sets EP to TP, whatever was asked for (sgl-project/sglang@003bbaf9
 * python/sglang/srt/arg_groups/overrides.py `_a2a_ep_size`). */
const setsEp = (launch: LaunchView): boolean =>
  /^(?:(?:flashinfer_)?megamoe|deepep(?:_v2)?|mooncake|nixl|ascend_fuseep|flashinfer|mori|pplx)$/.test(launch.words('a2a')?.text ?? '');

/** SGLang: `sglang.launch_server` and all that hands its arguments on. */
export const sglang: Engine = {
  id: 'sglang',
  title: 'SGLang',
  serves: true,
  programs: [
    /\bsglang\.launch_server\b/,
    /\bsglang serve\b/,
    /\bdynamo\.sglang\b/,
    /\bsglang_router\.launch_server\b/,
    /\bsglang\.bench_one_batch\b/,
  ],
  numbers: {
    tp: ['tp', 'tp-size', 'tensor-parallel-size'],
    pp: ['pp-size', 'pipeline-parallel-size', 'pp'],
    dp: ['dp', 'dp-size', 'data-parallel-size'],
    ep: ['ep', 'ep-size', 'expert-parallel-size'],
    cp: ['attn-cp-size', 'attention-context-parallel-size'],
    moe_dp: ['moe-dp-size', 'moe-data-parallel-size'],
    dense_tp: ['moe-dense-tp-size'],
    max_model_len: ['context-length'],
    nodes: ['nnodes'],
    page_size: ['page-size'],
    prefill_chunk: ['chunked-prefill-size'],
    graph_batch: ['cuda-graph-max-bs'],
    memory_fraction: ['mem-fraction-static'],
  },
  switches: {
    dp_attention: ['enable-dp-attention'],
    dp_lm_head: ['enable-dp-lm-head'],
    offload: ['cpu-offload-gb'],
    elastic: ['elastic-ep-backend'],
    rope: ['json-model-override-args'],
    expert_parallel: ['enable-ep-moe', 'enable-deepep-moe'],
    // as older versions say it
    deepep: ['enable-deepep-moe'],
  },
  words: {
    model: ['model-path', 'model'],
    a2a: ['moe-a2a-backend'],
    a2a_mode: ['deepep-mode'],
    role: ['disaggregation-mode'],
    speculative: ['speculative-algorithm', 'speculative-algo'],
    quantization: ['quantization'],
    kv_cache_dtype: ['kv-cache-dtype'],
    served_model: ['served-model-name'],
  },
  defaults: { tp: 1, pp: 1, dp: 1, ep: 1, moe_dp: 1 },
  environment: {
    SGLANG_MORI_NUM_MAX_DISPATCH_TOKENS_PER_RANK: 'dispatch_tokens',
    SGLANG_DEEPEP_NUM_MAX_DISPATCH_TOKENS_PER_RANK: 'deepep_tokens',
    SGLANG_ENABLE_PP_SPEC: { words: 'pipelined_drafts' },
    SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN: { words: 'allow_long' },
  },
  abbreviates: true,
  derived: [gpusOfNodes],
  world: 'TP × PP × DP; TP × PP with data parallel attention, which runs inside of TP',
  factors: (launch) =>
    launch.is('dp_attention') === undefined ? undefined : launch.is('dp_attention') ? ['tp', 'pp'] : ['tp', 'pp', 'dp'],
  expertParallel: 'derived',
  constraints: [
    {
      id: 'heads-tp',
      rule: 'attention heads mod TP = 0; mod (TP ÷ DP) with data parallel attention',
      needs: ['heads', 'tp', 'dp'],
      when: (launch) => launch.is('dp_attention') !== undefined && launch.model?.dimensions.mla === undefined,
      holds: (get, launch) => get('heads') % attentionRanks(get, launch) === 0,
      says: (get, launch) => `${get('heads')} attention heads cannot be divided by ${sharedBy(get, launch)}`,
      dies: 'assert self.total_num_heads % attn_tp_size == 0',
      source: 'sgl-project/sglang@01b5f572 python/sglang/srt/models/qwen3.py',
      severity: 'error',
      at: ['tp'],
    },
    {
      id: 'kv-replication',
      rule: 'KV heads mod TP = 0, or TP mod KV heads = 0; TP ÷ DP with data parallel attention',
      needs: ['heads', 'kv_heads', 'tp', 'dp'],
      when: (launch) => launch.is('dp_attention') !== undefined,
      holds: (get, launch) => {
        const ranks = attentionRanks(get, launch);
        return get('heads') % ranks !== 0 || get('kv_heads') % ranks === 0 || ranks % get('kv_heads') === 0;
      },
      says: (get, launch) => `${get('kv_heads')} KV heads are neither a multiple nor a divisor of ${sharedBy(get, launch)}`,
      dies: 'assert self.total_num_kv_heads % attn_tp_size == 0',
      source: 'sgl-project/sglang@01b5f572 python/sglang/srt/models/qwen3.py',
      severity: 'error',
      at: ['tp'],
    },
    divides({
      id: 'tp-is-world',
      rule: 'TP mod DP = 0 with data parallel attention',
      of: ['tp'],
      by: ['dp'],
      when: (launch) => launch.is('dp_attention') === true,
      // the assertion says nothing of its own
      dies: 'assert tp_size % dp_size == 0',
      source: parallel,
      severity: 'error',
      at: ['dp', 'tp'],
      change: ['dp'],
    }),
    divides({
      id: 'ep',
      rule: 'TP mod EP = 0',
      of: ['tp'],
      by: ['ep'],
      when: (launch) => launch.value('moe_dp') === 1 && !setsEp(launch),
      says: (get) => `EP ${get('ep')} does not divide TP ${get('tp')}: experts are shared out inside of TP`,
      dies: null,
      source,
      severity: 'warning',
      at: ['ep', 'tp'],
      change: ['ep'],
    }),
    equals({
      id: 'ep-moe-dp',
      rule: 'EP × expert DP = TP',
      left: ['ep', 'moe_dp'],
      right: ['tp'],
      when: (launch) => (launch.value('moe_dp') ?? 1) > 1 && (launch.value('ep') ?? 1) > 1 && !setsEp(launch),
      dies: 'ep_size * moe_dp_size must be equal to tp_size',
      source: parallel,
      severity: 'error',
      at: ['ep', 'moe_dp', 'tp'],
      change: ['ep'],
    }),
    ...sglangParallel(source, parallel),
    ...fitsGpus({
      id: 'world',
      rule: 'TP × PP (× DP) ≤ GPUs',
      dies: 'CUDA error: invalid device ordinal',
      source: 'https://github.com/sgl-project/sglang/issues/4544',
      needed,
      text,
    }),
    ...sglangBudgets,
    {
      id: 'positions',
      rule: 'longest sequence ≤ positions of the model',
      needs: ['max_model_len', 'positions'],
      // Gemma 3 is stretched by its own config; drafts and what CI runs are let through
      when: (launch) =>
        launch.is('rope') === false && launch.words('allow_long') === undefined && !/gemma-3/i.test(launch.words('model')?.text ?? ''),
      holds: (get) => get('max_model_len') <= get('positions'),
      says: 'sequences of {max_model_len} tokens are longer than the {positions} positions of the model',
      dies: 'User-specified context_length ({max_model_len}) is greater than the derived context_length ({positions}).',
      source: 'sgl-project/sglang@001adf56 python/sglang/srt/configs/model_config.py _derive_context_length',
      severity: 'error',
      at: ['max_model_len'],
      fixes: (get) => [{ slot: 'max_model_len', value: get('positions') }],
    },
    weightsFit({
      id: 'mem',
      ranks: (launch) => (launch.is('dp_attention') === true ? undefined : mul(launch.value('tp'), launch.value('pp'))),
      dies: 'Not enough memory. Please try to increase --mem-fraction-static.',
      source: 'sgl-project/sglang@6fde4f6f python/sglang/srt/model_executor/pool_configurator.py',
    }),
    wholeBlocks({
      dies: 'The output_size of gate’s and up’s weight is not divisible by weight quantization block_n = 128.',
      source: 'https://github.com/sgl-project/sglang/issues/3345',
    }),
    quantisedGroups,
  ],
};

const mul = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined || b === undefined ? undefined : a * b);
