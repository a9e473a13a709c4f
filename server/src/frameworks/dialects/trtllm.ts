import type { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, nodeAt, nodesAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { tensorrtLlm as engine } from '../engines/tensorrt-llm.ts';
import { numberOf, valueOf, type Written } from '../values.ts';

const numbers = {
  graph_batch: ['cuda_graph_config.max_batch_size'],
  block_tokens: ['kv_cache_config.tokens_per_block'],
  buffer_tokens: ['cache_transceiver_config.max_tokens_in_buffer'],
} as const;

/** The largest of the batches that graphs are made for. */
function graphs(builder: LaunchBuilder, node: ConfigNode): void {
  const sizes = nodesAt(node, 'cuda_graph_config.batch_sizes[]').map(numberOf);
  let largest: Written | undefined;
  for (const size of sizes) if (size && (!largest || size.value > largest.value)) largest = size;
  if (largest && sizes.every((size) => size !== undefined)) builder.number('graph_batch', { kind: 'number', written: largest });
}

/** Takes an options file into the launch of a command that names it: what the file says counts. */
export function takeOptions(builder: LaunchBuilder, root: ConfigNode): void {
  builder.map(root);
  for (const [slot, [path]] of Object.entries(numbers)) {
    const node = nodeAt(root, path);
    if (node) builder.number(slot as keyof typeof numbers, valueOf(node));
  }
  graphs(builder, root);
}

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
    { at: '', engine, arguments: [''], numbers, finish: graphs },
    { at: 'context_servers', name: 'context', engine, arguments: [''], numbers, finish: graphs, words: { model: ['/model'] } },
    { at: 'generation_servers', name: 'generation', engine, arguments: [''], numbers, finish: graphs, words: { model: ['/model'] } },
  ],
  hardware: 'none in the file; with Dynamo and Truss that of the launch',
};
