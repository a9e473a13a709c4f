import type { Dialect } from '../dialect.ts';
import { tensorrtLlm as engine } from '../engines/tensorrt-llm.ts';

export const trtllm: Dialect = {
  id: 'trtllm',
  order: 400,
  title: 'TensorRT-LLM options',
  summary: 'The YAML of options that `trtllm-serve` and Dynamo hand to TensorRT-LLM’s LLM API.',
  recognise: [
    {
      keys: [
        'tensor_parallel_size|moe_expert_parallel_size|enable_attention_dp',
        'kv_cache_config|cuda_graph_config|enable_attention_dp|max_num_tokens|disable_overlap_scheduler|build_config|moe_config',
      ],
      without: ['base_model', 'model_name_or_path', 'engine_kwargs', 'context_servers', 'generation_servers'],
    },
    { keys: ['context_servers|generation_servers'] },
  ],
  roles: [
    { at: '', engine, arguments: [''] },
    { at: 'context_servers', name: 'context', engine, arguments: [''], words: { model: ['/model'] } },
    { at: 'generation_servers', name: 'generation', engine, arguments: [''], words: { model: ['/model'] } },
  ],
  hardware: 'none in the file; with Dynamo and Truss that of the launch',
};
