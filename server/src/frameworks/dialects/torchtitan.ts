import { findModel } from '../../physics/models.ts';
import type { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, nodeAt } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { torchtitan as engine } from '../engines/torchtitan.ts';
import { valueOf } from '../values.ts';

/** `[model] name = "llama3", flavor = "8B"`: the shape that the trainer knows by these two. */
function flavour(builder: LaunchBuilder, root: ConfigNode): void {
  const name = valueOf(nodeAt(root, 'model.name'));
  const flavor = valueOf(nodeAt(root, 'model.flavor'));
  if (name.kind !== 'text' || flavor.kind !== 'text') return;
  const text = `${name.text.replace(/^(llama)(\d)/, '$1-$2')}-${flavor.text}`;
  if (findModel(text)) builder.words('model', { text, place: flavor.at });
}

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
  roles: [
    {
      at: '',
      engine,
      arguments: ['training', 'parallelism'],
      words: { model: ['model.hf_assets_path', 'model.tokenizer_path'] },
      finish: flavour,
    },
  ],
  commands: [/\btorchtitan[./]\S*train\b/, /\brun_train\.sh\b(?=.*\s--(?:parallelism|training)\.)/],
  hardware: 'none in the file; comments may tell the GPUs',
};
