import type { Dialect } from '../dialect.ts';
import { torchtitan as engine } from '../engines/torchtitan.ts';

export const torchtitan: Dialect = {
  id: 'torchtitan',
  order: 180,
  title: 'torchtitan',
  summary: 'TOML of torchtitan: `[parallelism]` and `[training]`, or the same keys as flags.',
  recognise: [
    {
      keys: [
        'parallelism.data_parallel_shard_degree|parallelism.tensor_parallel_degree|parallelism.pipeline_parallel_degree|parallelism.context_parallel_degree|parallelism.expert_parallel_degree',
      ],
    },
  ],
  roles: [{ at: '', engine, arguments: ['training', 'parallelism'], words: { model: ['model.hf_assets_path', 'model.tokenizer_path'] } }],
  commands: [/\btorchtitan[./]\S*train\b/],
  hardware: 'none in the file; comments may tell the GPUs',
};
