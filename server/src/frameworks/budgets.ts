import type { Constraint, Get } from './constraint.ts';
import type { LaunchView } from './view.ts';

/** Rules of servers about lengths, budgets and connectors. */

const stretched = (launch: LaunchView): boolean =>
  (launch.is('rope') !== false && !launch.states('positions')) || launch.words('allow_long') !== undefined;

/** The part of a GPU's memory that a server takes: 0.9 where nothing is said, and 0.92 in later versions. */
const ownPercent = (launch: LaunchView): number => Math.round((launch.value('memory_fraction') ?? 0.9) * 100);

export const vllmBudgets: readonly Constraint[] = [
  {
    id: 'token-budget',
    rule: 'without chunked prefill: tokens of a batch ≥ longest sequence',
    needs: ['max_batched_tokens', 'max_model_len'],
    when: (launch) => launch.input.switches.get('chunked_prefill') === false,
    holds: (get) => get('max_batched_tokens') >= get('max_model_len'),
    says: 'without chunked prefill a batch of {max_batched_tokens} tokens cannot hold a sequence of {max_model_len}',
    dies: 'max_num_batched_tokens ({max_batched_tokens}) is smaller than max_model_len ({max_model_len}). This effectively limits the maximum sequence length to max_num_batched_tokens and makes vLLM reject longer sequences.',
    source: 'vllm-project/vllm@01230b40 vllm/config/scheduler.py verify_max_model_len',
    severity: 'error',
    at: ['max_batched_tokens', 'max_model_len'],
    fixes: (get) => [{ slot: 'max_batched_tokens', value: get('max_model_len') }],
  },
  {
    id: 'batch-seqs',
    rule: 'tokens of a batch ≥ running sequences',
    needs: ['max_batched_tokens', 'max_seqs'],
    holds: (get) => get('max_batched_tokens') >= get('max_seqs'),
    says: 'a batch of {max_batched_tokens} tokens has less than one for each of {max_seqs} running sequences',
    dies: 'max_num_batched_tokens ({max_batched_tokens}) must be greater than or equal to max_num_seqs ({max_seqs}).',
    source: 'vllm-project/vllm@f0de1a60 vllm/config/scheduler.py:250-261',
    severity: 'error',
    at: ['max_batched_tokens', 'max_seqs'],
    fixes: (get) => [{ slot: 'max_seqs', value: get('max_batched_tokens') }],
  },
  {
    id: 'positions',
    rule: 'longest sequence ≤ positions of the model',
    needs: ['max_model_len', 'positions'],
    when: (launch) => !stretched(launch),
    holds: (get) => get('max_model_len') <= get('positions'),
    says: (get, launch) =>
      `sequences of ${get('max_model_len')} tokens are longer than the ${get('positions')} positions of the model${launch.states('positions') ? ' as it is stretched' : ''}`,
    dies: "User-specified max_model_len ({max_model_len}) is greater than the derived max_model_len (max_position_embeddings={positions} or model_max_length=None in model's config.json).",
    source: 'https://github.com/vllm-project/vllm/issues/7303',
    severity: 'error',
    at: ['max_model_len'],
    fixes: (get) => [{ slot: 'max_model_len', value: get('positions') }],
  },
  {
    id: 'shared-memory',
    rule: 'shares of memory of servers on one GPU ≤ 1',
    needs: ['shared_percent'],
    holds: (get, launch) => get('shared_percent') + ownPercent(launch) <= 100,
    says: (get, launch) =>
      `this server takes ${ownPercent(launch)} % of the memory of a GPU of which others take ${get('shared_percent')} %: ${get('shared_percent')} + ${ownPercent(launch)} = ${get('shared_percent') + ownPercent(launch)}`,
    dies: 'Free memory on device is less than desired GPU memory utilization',
    source: 'vllm-project/vllm@0027b027 vllm/v1/worker/utils.py request_memory',
    severity: 'error',
    at: ['memory_fraction', 'tp', 'max_model_len'],
    model: true,
  },
  {
    id: 'draft-tp',
    rule: 'TP of the draft model is 1 or TP',
    needs: ['draft_tp', 'tp'],
    holds: (get) => get('draft_tp') === 1 || get('draft_tp') === get('tp'),
    says: 'the draft model’s TP {draft_tp} is neither 1 nor TP {tp}',
    dies: 'speculative_draft_tensor_parallel_size={draft_tp} cannot be other value than 1 or target model tensor_parallel_size',
    source: 'vllm-project/vllm@002e77c1 vllm/config/speculative.py',
    severity: 'error',
    at: ['draft_tp', 'tp'],
    fixes: (get) => [1, get('tp')].map((value) => ({ slot: 'draft_tp' as const, value })),
  },
  {
    id: 'connector-tp',
    rule: 'TP of the connector’s own role = TP',
    needs: ['connector_tp', 'tp'],
    holds: (get) => get('connector_tp') === get('tp'),
    says: 'the connector is told of TP {connector_tp} in this role, which runs with TP {tp}',
    dies: 'KV transfer config has a conflicting tensor parallel size. Expected {tp}, but got {connector_tp}.',
    source: 'https://github.com/vllm-project/vllm-ascend/issues/8442',
    severity: 'error',
    at: ['connector_tp', 'tp'],
    fixes: (get) => [{ slot: 'connector_tp', value: get('tp') }],
  },
  {
    id: 'connector-dp',
    rule: 'DP of the connector’s own role = DP',
    needs: ['connector_dp', 'dp'],
    when: (launch) => launch.is('external') === false,
    holds: (get) => get('connector_dp') === get('dp'),
    says: 'the connector is told of DP {connector_dp} in this role, which runs with DP {dp}',
    dies: 'KV transfer config has a conflicting data parallel size. Expected {dp}, but got {connector_dp}.',
    source: 'https://github.com/vllm-project/vllm-ascend/issues/8442',
    severity: 'error',
    at: ['connector_dp', 'dp'],
    fixes: (get) => [{ slot: 'connector_dp', value: get('dp') }],
  },
];

/** Tokens that a rank may send in one go; MoRI’s own default. */
const dispatched = (launch: LaunchView): number => launch.value('dispatch_tokens') ?? 4096;

/** Decode prefills nothing, and its chunks are not checked; a role that is not known may be decode. */
const prefills = (launch: LaunchView): boolean => /^(?:null|prefill)?$/.test(launch.words('role')?.text ?? '');

/** With data parallel attention the server divides the chunk among the ranks before it checks it. */
const chunkOfRank = (get: Get, launch: LaunchView): number =>
  launch.is('dp_attention') === true ? Math.floor(get('prefill_chunk') / get('dp')) : get('prefill_chunk');

/** Read anew at that commit: nodes, data parallel attention, chunks and pages. */
const checks = 'sgl-project/sglang@001067ff python/sglang/srt/server_args.py';

export const sglangBudgets: readonly Constraint[] = [
  {
    id: 'dispatch',
    rule: 'with MoRI: dispatch tokens per rank ≥ chunk of a prefill ÷ DP',
    needs: ['prefill_chunk', 'dp'],
    when: (launch) =>
      launch.words('a2a')?.text === 'mori' &&
      launch.is('dp_attention') === true &&
      prefills(launch) &&
      !launch.input.unknown.has('dispatch_tokens'),
    holds: (get, launch) => dispatched(launch) >= get('prefill_chunk') / get('dp'),
    says: (get, launch) =>
      `a prefill of ${get('prefill_chunk')} tokens over DP ${get('dp')} sends ${get('prefill_chunk') / get('dp')} tokens from a rank; the buffer takes ${dispatched(launch)}`,
    dies: 'SGLANG_MORI_NUM_MAX_DISPATCH_TOKENS_PER_RANK (default 4096) must be >= the per-rank MoRI dispatch tokens (chunked_prefill_size by default)',
    source: 'sgl-project/sglang@003b6ade python/sglang/srt/arg_groups/moe_hook.py',
    severity: 'error',
    at: ['dispatch_tokens', 'prefill_chunk'],
    fixes: (get) => [{ slot: 'dispatch_tokens', value: get('prefill_chunk') / get('dp') }],
  },
  {
    id: 'deepep',
    rule: 'with DeepEP’s low latency: largest batch of a graph ≤ dispatch tokens of a rank',
    needs: ['deepep_tokens', 'graph_batch'],
    // a version that cuts its graphs to the buffer takes it: a doubt
    when: (launch) =>
      (launch.words('a2a')?.text === 'deepep' || launch.is('deepep') === true) && launch.words('a2a_mode')?.text !== 'normal',
    holds: (get) => get('deepep_tokens') >= get('graph_batch'),
    says: 'graphs are made for {graph_batch} tokens of a rank; the buffer of the dispatch takes {deepep_tokens}',
    dies: 'x.size(0) == topk_idx.size(0) and x.size(0) <= num_max_dispatch_tokens_per_rank',
    source: 'https://github.com/deepseek-ai/DeepEP/issues/165',
    severity: 'warning',
    at: ['deepep_tokens', 'graph_batch'],
    fixes: (get) => [{ slot: 'deepep_tokens', value: get('graph_batch') }],
  },
  {
    id: 'chunk-pages',
    rule: 'chunk of a prefill mod page size = 0; chunk ÷ DP with data parallel attention',
    needs: ['prefill_chunk', 'page_size', 'dp'],
    when: (launch) => launch.is('dp_attention') !== undefined && prefills(launch),
    holds: (get, launch) => chunkOfRank(get, launch) % get('page_size') === 0,
    says: (get, launch) => {
      const chunk = chunkOfRank(get, launch);
      const of = chunk === get('prefill_chunk') ? '' : ` (${get('prefill_chunk')} ÷ DP ${get('dp')})`;
      return `a chunk of ${chunk} tokens${of} is no whole number of pages of ${get('page_size')}`;
    },
    dies: 'chunked_prefill_size must be divisible by page_size',
    source: checks,
    severity: 'error',
    at: ['prefill_chunk', 'page_size'],
    fixes: (get, launch) => {
      const step = get('page_size') * (launch.is('dp_attention') === true ? get('dp') : 1);
      const near = Math.floor(get('prefill_chunk') / step);
      return [near, near + 1].filter((count) => count > 0).map((count) => ({ slot: 'prefill_chunk' as const, value: count * step }));
    },
  },
  {
    id: 'page-size',
    rule: 'page size of decode = page size of prefill',
    needs: ['page_size', 'peer_page'],
    holds: (get) => get('page_size') === get('peer_page'),
    says: 'decode keeps its cache in pages of {page_size} tokens, prefill sends pages of {peer_page}',
    dies: 'Page size mismatch: decode {page_size}, prefill {peer_page}',
    source: 'https://github.com/sgl-project/sglang/issues/14439',
    severity: 'error',
    at: ['page_size', 'peer_page'],
    fixes: (get) => [{ slot: 'page_size', value: get('peer_page') }],
  },
  {
    id: 'roles-tp',
    rule: 'for models with windows or states: TP of decode = TP of prefill',
    needs: ['tp', 'peer_tp'],
    when: (launch) => /gpt-oss|gemma-?3|qwen3\.[56]|qwen3-next/i.test(launch.words('model')?.text ?? ''),
    holds: (get) => get('tp') === get('peer_tp'),
    says: 'decode runs with TP {tp}, prefill with TP {peer_tp}; a model whose layers keep windows or states needs the same',
    dies: null,
    source: 'https://github.com/sgl-project/sglang/issues/14439',
    severity: 'error',
    at: ['tp', 'peer_tp'],
  },
  {
    id: 'nodes-dp',
    rule: 'DP on several nodes needs data parallel attention',
    needs: ['dp', 'nodes'],
    when: (launch) => launch.is('own_nodes') === true && launch.is('dp_attention') === false,
    holds: (get) => get('dp') === 1 || get('nodes') === 1,
    says: 'DP {dp} on {nodes} nodes needs data parallel attention, which is not switched on',
    dies: 'multi-node data parallel is not supported unless dp attention!',
    source: checks,
    severity: 'error',
    at: ['dp', 'nodes'],
  },
  {
    id: 'lm-head',
    rule: 'a data parallel LM head needs data parallel attention',
    needs: ['dp'],
    when: (launch) => launch.is('dp_lm_head') === true && launch.is('dp_attention') === false,
    // with DP 1 the server resets both
    holds: (get) => get('dp') === 1,
    says: 'a data parallel LM head needs data parallel attention, which is not switched on',
    dies: 'Please enable dp attention when setting enable_dp_lm_head.',
    source: 'sgl-project/sglang@003bbaf9 python/sglang/srt/arg_groups/overrides.py',
    severity: 'error',
    at: ['dp'],
  },
  {
    id: 'nodes',
    rule: '(TP × PP) mod nodes = 0',
    needs: ['tp', 'pp', 'nodes'],
    holds: (get) => (get('tp') * get('pp')) % get('nodes') === 0,
    says: 'TP {tp} × PP {pp} is not spread evenly over {nodes} nodes',
    dies: 'tp_size must be divisible by number of nodes',
    source: checks,
    severity: 'error',
    at: ['nodes', 'tp'],
  },
];
