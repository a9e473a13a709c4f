import type { Constraint, Get } from '../constraint.ts';

const source = 'vllm-project/vllm@00193b82 vllm/config/parallel.py';

/** Decode context parallelism shares the cache out among ranks that would hold copies of the same KV head: what keeps it from that. */
function dcpOf(get: Get): { readonly says: string; readonly dies: string } | undefined {
  const [tp, dcp, heads, kv] = [get('tp'), get('dcp'), get('heads'), get('kv_heads')];
  if (tp <= kv)
    return {
      says: `DCP ${dcp} needs copies of KV heads to share, and TP ${tp} makes none of ${kv}`,
      dies: `tensor parallel size ${tp} must be greater than total num kv heads ${kv} when enable decode context parallel for GQA/MQA`,
    };
  const most = Math.floor(tp / kv);
  if (dcp > most)
    return {
      says: `DCP ${dcp} is more than the ${most} ranks that hold one of ${kv} KV heads at TP ${tp}`,
      dies: `decode context parallel size must less than or equal to (tensor parallel size ${tp} // total num kv heads ${kv}) = ${most}, but got ${dcp}`,
    };
  const queries = Math.floor(heads / kv);
  return queries % dcp === 0
    ? undefined
    : {
        says: `${queries} query heads of each KV head cannot be divided by DCP ${dcp}`,
        dies: `Total number of q per kv attn heads (${queries}) must be divisible by dcp world size when enable decode context parallel for GQA (${dcp}).`,
      };
}

/** What vLLM's ParallelConfig refuses before it looks at the hardware. */
export const vllmParallel: readonly Constraint[] = [
  {
    id: 'local-dp',
    rule: 'local DP ≤ DP',
    needs: ['dp_local', 'dp'],
    holds: (get) => get('dp_local') <= get('dp'),
    says: 'local DP {dp_local} is more than DP {dp}',
    dies: 'data_parallel_size_local ({dp_local}) must be <= data_parallel_size ({dp})',
    source,
    severity: 'error',
    at: ['dp_local', 'dp'],
    fixes: (get) => [{ slot: 'dp_local', value: get('dp') }],
  },
  {
    id: 'eplb-experts',
    rule: 'EPLB needs expert parallelism',
    needs: ['tp'],
    when: (launch) => launch.is('eplb') === true && launch.is('expert_parallel') === false,
    holds: () => false,
    says: 'EPLB is switched on, expert parallelism is not',
    dies: 'enable_expert_parallel must be True to use EPLB.',
    source,
    severity: 'error',
    at: ['tp', 'dp'],
    model: true,
  },
  {
    id: 'eplb-ranks',
    rule: 'EPLB needs TP × PCP × DP > 1',
    needs: ['tp', 'pcp', 'dp'],
    when: (launch) => launch.is('eplb') === true && launch.is('expert_parallel') === true,
    holds: (get) => get('tp') * get('pcp') * get('dp') > 1,
    says: 'EPLB has one rank, and nothing to spread the experts over',
    dies: 'EPLB requires tensor, prefill-context, or data parallelism, but got TP={tp}, PCP={pcp}, DP={dp}.',
    source,
    severity: 'error',
    at: ['tp', 'dp'],
    model: true,
  },
  {
    id: 'redundant',
    rule: 'redundant experts need EPLB',
    needs: ['redundant_experts'],
    when: (launch) => launch.is('eplb') === false,
    holds: () => false,
    says: '{redundant_experts} redundant experts without EPLB',
    dies: 'num_redundant_experts is set to {redundant_experts} but EPLB is not enabled.',
    source,
    severity: 'error',
    at: ['redundant_experts'],
  },
  {
    id: 'dcp',
    rule: 'TP mod DCP = 0',
    needs: ['tp', 'dcp'],
    when: (launch) => launch.value('pcp') === 1,
    holds: (get) => get('tp') % get('dcp') === 0,
    says: 'DCP {dcp} does not divide TP {tp}, inside of which it runs',
    dies: 'tp_size={tp} must be divisible by dcp_size={dcp}.',
    source,
    severity: 'error',
    at: ['dcp', 'tp'],
  },
  {
    id: 'dcp-kv',
    rule: 'DCP without latent attention: TP > KV heads, DCP ≤ TP ÷ KV heads, (heads ÷ KV heads) mod DCP = 0',
    needs: ['tp', 'dcp', 'heads', 'kv_heads'],
    when: (launch) =>
      (launch.value('dcp') ?? 1) > 1 && launch.value('pcp') === 1 && launch.model !== null && launch.model.dimensions.mla === undefined,
    holds: (get) => dcpOf(get) === undefined,
    says: (get) => dcpOf(get)?.says ?? '',
    dies: null,
    diesOf: (launch) => dcpOf((slot) => launch.value(slot) ?? Number.NaN)?.dies ?? null,
    source: 'vllm-project/vllm@0052a5b8 vllm/config/model.py verify_with_parallel_config',
    severity: 'error',
    at: ['dcp', 'tp'],
    fixes: (get) => [{ slot: 'dcp', value: Math.max(1, Math.floor(get('tp') / get('kv_heads'))) }],
  },
  {
    id: 'pcp-dcp',
    rule: 'with PCP: DCP is 1, PCP or TP × PCP',
    needs: ['tp', 'pcp', 'dcp'],
    when: (launch) => (launch.value('pcp') ?? 1) > 1,
    holds: (get) => [1, get('pcp'), get('tp') * get('pcp')].includes(get('dcp')),
    says: 'beside PCP {pcp}, DCP {dcp} is none of 1, PCP {pcp} and TP × PCP {both}',
    also: (get) => ({ both: get('tp') * get('pcp') }),
    dies: 'When PCP is enabled, DCP must be disabled, span the PCP axis, or span the full TP x PCP axis. Got TP={tp}, PCP={pcp}, DCP={dcp}',
    source,
    severity: 'error',
    at: ['dcp', 'pcp', 'tp'],
    fixes: (get) => [get('pcp'), get('tp') * get('pcp'), 1].map((value) => ({ slot: 'dcp' as const, value })),
  },
  {
    id: 'pcp-dp',
    rule: 'PCP excludes DP',
    needs: ['pcp', 'dp'],
    holds: (get) => get('pcp') === 1 || get('dp') === 1,
    says: 'PCP {pcp} does not go with DP {dp}',
    dies: 'PCP does not support data parallelism yet.',
    source,
    severity: 'error',
    at: ['pcp', 'dp'],
    fixes: () => [{ slot: 'pcp', value: 1 }],
  },
  {
    id: 'nodes-ray',
    rule: '--nnodes > 1 excludes Ray',
    needs: ['nodes'],
    when: (launch) => launch.is('own_nodes') === true && launch.words('executor')?.text === 'ray',
    holds: (get) => get('nodes') === 1,
    says: '--nnodes {nodes} does not go with Ray, which finds its nodes itself',
    dies: 'nnodes > 1 can only be set when distributed executor backend is mp, uni or external_launcher.',
    source,
    severity: 'error',
    at: ['nodes'],
  },
];
