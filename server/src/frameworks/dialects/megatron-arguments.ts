import { LaunchBuilder } from '../builder.ts';
import { child, nodesAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { megatron } from '../engines/megatron.ts';

/** Megatron-LM's own arguments as keys: `MODEL_ARGS` of its test recipes, flat files for `--yaml-cfg`, fragments in guides. */
export const megatronArguments: Dialect = {
  id: 'megatron-arguments',
  order: 410,
  title: 'Megatron-LM arguments',
  summary: 'Megatron-LM’s command line as YAML or JSON keys: flat, or under `MODEL_ARGS`.',
  recognise: [
    { keys: ['MODEL_ARGS.tensor_model_parallel_size|MODEL_ARGS.pipeline_model_parallel_size'] },
    {
      keys: ['tensor_model_parallel_size|pipeline_model_parallel_size|expert_model_parallel_size'],
      without: ['model_name_or_path', 'stage', 'finetuning_type', 'strategy_args'],
    },
    {
      keys: ['num_layers', 'num_attention_heads', 'hidden_size', 'num_query_groups|moe_router_topk|ffn_hidden_size|seq_length'],
      without: ['pipe_parallel_size', 'model_parallel_size', 'trainer', 'architectures', 'model_type'],
    },
    { keys: ['language_model.num_layers', 'model_parallel.tensor_model_parallel_size|model_parallel.pipeline_model_parallel_size'] },
  ],
  read: (config) => {
    const out: LaunchBuilder[] = [];
    for (const path of ['MODEL_ARGS', '']) {
      for (const node of nodesAt(config.root, path)) {
        if (path === '' && child(node, 'MODEL_ARGS')) continue;
        const builder = new LaunchBuilder(megatron, '', config.span)
          .map(node)
          .map(child(node, 'model_parallel'))
          .map(child(node, 'language_model'));
        // the file may be one of several that are put together
        builder.closed = builder.has('layers') && (builder.has('tp') || builder.has('pp'));
        out.push(builder);
      }
    }
    return out;
  },
  engines: [megatron],
  fragments: true,
  hardware: 'none in the file; comments may tell the GPUs',
};
