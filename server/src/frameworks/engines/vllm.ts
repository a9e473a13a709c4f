import { vllmBudgets } from '../budgets.ts';
import { divides } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import { quantisedGroups, wholeBlocks } from '../quantised.ts';
import { cacheFits, fitsGpus, weightsFit } from '../serving.ts';
import { stateBlocks } from '../state-blocks.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';
import { vllmParallel } from './vllm-parallel.ts';

/** Ranks that one copy of the weights is spread over. */
const ranks = (launch: LaunchView): number | undefined => product(launch, ['tp', 'pp']);
/** Ranks that the weights may be spread over at most: experts go over the data parallel ranks as well. */
const mostRanks = (launch: LaunchView): number | undefined =>
  launch.is('expert_parallel') === false ? ranks(launch) : product(launch, ['tp', 'pp', 'dp']);
const factors = ['tp', 'pp', 'pcp', 'dp'] as const;

function product(launch: LaunchView, slots: readonly ('tp' | 'pp' | 'pcp' | 'dp' | 'dp_local')[]): number | undefined {
  let all = 1;
  for (const slot of slots) {
    const value = launch.value(slot);
    if (value === undefined) return undefined;
    // none is one
    all *= Math.max(1, value);
  }
  return all;
}

/** Other nodes take part that this object does not hold: ranks started elsewhere, a Ray cluster that the script joins. */
const elsewhere = (launch: LaunchView): boolean =>
  launch.is('external') !== false ||
  launch.is('elastic') !== false ||
  (/ray/.test(launch.words('executor')?.text ?? '') &&
    launch.is('joins') !== false &&
    (launch.value('pods') ?? 1) === 1 &&
    launch.is('grouped') !== true);

/** GPUs of the whole engine. Where each pod starts its own share of the data parallel ranks, that share is held against the pod. */
const needed = (launch: LaunchView): number | undefined =>
  elsewhere(launch) || launch.states('dp_local') ? undefined : product(launch, factors);

const text = (launch: LaunchView): string => {
  const shown = factors.filter((slot) => (launch.value(slot) ?? 1) > 1);
  return (shown.length > 0 ? shown : (['tp'] as const)).map((slot) => `${slot.toUpperCase()} ${launch.value(slot)}`).join(' × ');
};

const worldDies = 'World size ({world}) is larger than the number of available GPUs ({there}) in this node.';

/** vLLM: `vllm serve`, the OpenAI server, and all that hands its arguments on. */
export const vllm: Engine = {
  id: 'vllm',
  title: 'vLLM',
  serves: true,
  programs: [
    /\bvllm serve\b/,
    /\bvllm\.entrypoints\.(?:openai\.)?api_server\b/,
    /\bdynamo\.vllm\b/,
    /\bvllm\/vllm-openai\S* .*--/,
    /\bpython\S* -m vllm\b/,
  ],
  image: /\bvllm-openai\b|\/vllm(?:-\w+)?:|\bvllm-runtime\b/,
  modelBehind: /\bvllm serve(?= |$)/,
  numbers: {
    tp: ['tensor-parallel-size', 'tp'],
    pp: ['pipeline-parallel-size', 'pp'],
    dp: ['data-parallel-size', 'dp'],
    dp_local: ['data-parallel-size-local', 'dpl'],
    max_model_len: ['max-model-len'],
    redundant_experts: ['num-redundant-experts', 'eplb-config.num_redundant_experts'],
    nodes: ['nnodes'],
    draft_tp: ['speculative-config.draft_tensor_parallel_size', 'speculative-draft-tensor-parallel-size'],
    pcp: ['prefill-context-parallel-size', 'pcp'],
    dcp: ['decode-context-parallel-size', 'dcp'],
    max_batched_tokens: ['max-num-batched-tokens'],
    max_seqs: ['max-num-seqs'],
    memory_fraction: ['gpu-memory-utilization'],
  },
  switches: {
    expert_parallel: ['enable-expert-parallel', 'ep'],
    elastic: ['enable-elastic-ep'],
    eplb: ['enable-eplb'],
    // the other ranks are started elsewhere
    external: ['data-parallel-external-lb', 'data-parallel-rank', 'data-parallel-start-rank', 'node-rank', 'headless'],
    offload: ['cpu-offload-gb', 'offload-backend'],
    // the cache is shared out or moved away
    cache_elsewhere: ['kv-offloading-size', 'kv-offloading-backend'],
    chunked_prefill: ['enable-chunked-prefill'],
    eager: ['enforce-eager'],
    // the cache has a size of its own
    cache_sized: ['kv-cache-memory-bytes', 'num-gpu-blocks-override'],
    rope: ['rope-scaling', 'hf-overrides', 'rope-theta'],
  },
  words: {
    model: ['model', 'model-path', 'model_name'],
    quantization: ['quantization', 'q'],
    executor: ['distributed-executor-backend', 'data-parallel-backend'],
    kv_cache_dtype: ['kv-cache-dtype'],
    served_model: ['served-model-name'],
    state_dtype: ['mamba-ssm-cache-dtype', 'mamba-cache-dtype'],
  },
  environment: { VLLM_ALLOW_LONG_MAX_MODEL_LEN: { words: 'allow_long' } },
  defaults: { tp: 1, pp: 1, dp: 1, pcp: 1, dcp: 1 },
  abbreviates: true,
  factors,
  derived: [gpusOfNodes, { slot: 'ep', from: ['tp', 'dp'], compute: (tp = 1, dp = 1) => tp * dp }],
  world: 'TP × PP × PCP × DP',
  expertParallel: 'derived',
  constraints: [
    divides({
      id: 'heads-tp',
      rule: 'attention heads mod TP = 0',
      of: ['heads'],
      by: ['tp'],
      dies: 'Total number of attention heads ({heads}) must be divisible by tensor parallel size ({tp}).',
      source: 'vllm-project/vllm@0052a5b8 vllm/config/model.py verify_with_parallel_config',
      severity: 'error',
      at: ['tp'],
      change: ['tp'],
    }),
    {
      id: 'kv-replication',
      rule: 'KV heads mod TP = 0, or TP mod KV heads = 0',
      needs: ['kv_heads', 'tp'],
      holds: (get) => get('kv_heads') % get('tp') === 0 || get('tp') % get('kv_heads') === 0,
      when: (launch) => (launch.value('heads') ?? 0) % (launch.value('tp') ?? 1) === 0,
      says: '{kv_heads} KV heads are neither a multiple nor a divisor of TP {tp}',
      also: (get) => ({ larger: Math.max(get('kv_heads'), get('tp')), smaller: Math.min(get('kv_heads'), get('tp')) }),
      dies: '{larger} is not divisible by {smaller}',
      source: 'vllm-project/vllm@0036d38d vllm/model_executor/layers/linear.py QKVParallelLinear',
      severity: 'error',
      at: ['tp'],
    },
    ...fitsGpus({
      id: 'world',
      rule: 'TP × PP × PCP × DP ≤ GPUs',
      dies: worldDies,
      diesOf: (launch) => {
        const world = product(launch, ['tp', 'pp', 'pcp']);
        const there = launch.value('gpus_per_pod') ?? launch.value('gpus');
        // ranks of DP are no part of the world that is held against the node
        return world === undefined || there === undefined || world <= there
          ? null
          : worldDies.replace('{world}', String(world)).replace('{there}', String(there));
      },
      source: 'vllm-project/vllm@00193b82 vllm/config/parallel.py',
      needed,
      text,
    }),
    {
      id: 'world-local',
      rule: 'TP × PP × local DP ≤ GPUs of a pod',
      needs: ['tp', 'pp', 'dp_local', 'gpus_per_pod'],
      when: (launch) =>
        launch.is('elastic') === false && (launch.value('tp') ?? 1) * (launch.value('pp') ?? 1) <= (launch.value('gpus_per_pod') ?? 0),
      holds: (get) => get('tp') * get('pp') * get('dp_local') <= get('gpus_per_pod'),
      says: 'TP {tp} × PP {pp} × local DP {dp_local} needs {needed} GPUs in a pod that asks for {gpus_per_pod}',
      also: (get) => ({ needed: get('tp') * get('pp') * get('dp_local') }),
      // the world that is held against the node is that of one rank of DP
      dies: null,
      source: 'vllm-project/vllm@00193b82 vllm/config/parallel.py',
      severity: 'error',
      at: ['dp_local', 'tp'],
      fixes: (get) =>
        [{ slot: 'dp_local' as const, value: get('gpus_per_pod') / (get('tp') * get('pp')) }].filter(
          ({ value }) => Number.isInteger(value) && value > 0,
        ),
    },
    divides({
      id: 'eplb',
      rule: '(experts + redundant experts) mod (TP × DP) = 0 with EPLB',
      of: ['experts'],
      by: ['ep'],
      when: (launch) => launch.is('eplb') === true && launch.is('expert_parallel') === true && !launch.states('redundant_experts'),
      says: '{experts} experts are no multiple of EP {ep} (TP {tp} × DP {dp})',
      dies: 'n_physical_experts={experts} must be divisible by ep_size={ep}. Adjust num_redundant_experts.',
      source: 'https://github.com/vllm-project/vllm/issues/52435',
      severity: 'error',
      at: ['dp', 'tp'],
    }),
    weightsFit({
      id: 'no-kv',
      ranks: mostRanks,
      // 0.9, and 0.92 in later versions
      share: 0.92,
      dies: 'No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.',
      source: 'vllm-project/vllm@001cabc1 vllm/v1/core/kv_cache_utils.py',
    }),
    cacheFits({
      ranks,
      dies: "To serve at least one request with the models's max seq len ({max_model_len}), … KV cache is needed, which is larger than the available KV cache memory",
      source: 'vllm-project/vllm@001cabc1 vllm/v1/core/kv_cache_utils.py _check_enough_kv_cache_memory',
    }),
    ...vllmBudgets,
    ...vllmParallel,
    stateBlocks,
    wholeBlocks({
      dies: 'The output_size of gate’s and up’s weight is not divisible by weight quantization block_n = 128.',
      source: 'https://github.com/ROCm/ATOM/pull/1488',
    }),
    quantisedGroups,
  ],
  undecidable: [
    {
      id: 'ep',
      rule: 'EP is TP × DP and cannot be chosen',
      why: 'vLLM has no argument that could say otherwise; a plan that does is told by `gpu-count`',
      source: 'vllm-project/vllm@00c1c6a2 vllm/model_executor/layers/fused_moe/config.py FusedMoEParallelConfig',
    },
    {
      id: 'util',
      rule: 'the share of memory asked for must be free at the start',
      why: 'what else runs on the GPU is not in the file',
      source: 'vllm-project/vllm@002f10e0 vllm/config/cache.py',
    },
  ],
};
