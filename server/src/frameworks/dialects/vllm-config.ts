import type { Dialect } from '../dialect.ts';
import { vllm } from '../engines/vllm.ts';

/** The file of `vllm serve --config FILE`: the server's own arguments as keys, without their dashes. */
export const vllmConfig: Dialect = {
  id: 'vllm-config',
  order: 405,
  title: 'vLLM arguments',
  summary: 'The YAML that `vllm serve --config` takes: the server’s arguments as keys.',
  recognise: [
    {
      keys: [
        'model',
        'tensor_parallel_size|max_model_len|gpu_memory_utilization|max_num_seqs|max_num_batched_tokens',
        'served_model_name|port|host|uvicorn_log_level|api_key|max_model_len|gpu_memory_utilization|enable_prefix_caching',
      ],
      without: ['trainer', 'services', 'kind', 'datasets', 'rollout', 'generator', 'runner', 'kv_cache_config'],
    },
  ],
  roles: [{ at: '', engine: vllm, arguments: [''] }],
  hardware: 'none in the file; comments may tell the kind of GPU',
};
