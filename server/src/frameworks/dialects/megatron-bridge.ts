import type { Dialect } from '../dialect.ts';
import { megatron } from '../engines/megatron.ts';

/** Megatron-Bridge: overrides of a recipe that is written in Python. */
export const megatronBridge: Dialect = {
  id: 'megatron-bridge',
  order: 290,
  title: 'Megatron-Bridge',
  summary: 'YAML overrides of a Megatron-Bridge recipe: `model` and `train`.',
  recognise: [
    {
      keys: [
        'train.global_batch_size|train.micro_batch_size|train.train_iters',
        'model.tensor_model_parallel_size|model.pipeline_model_parallel_size|model.context_parallel_size|model.expert_model_parallel_size',
      ],
    },
  ],
  roles: [
    {
      at: '',
      engine: megatron,
      arguments: ['train', 'model', 'model.transformer'],
      numbers: {
        seq_len: ['model.seq_length', 'dataset.seq_length', 'dataset.sequence_length'],
        data_micro_batch: ['dataset.micro_batch_size'],
      },
      words: { model: ['checkpoint.pretrained_checkpoint'] },
      closed: false,
    },
  ],
  commands: [/^(?!.*\btrainer\.devices=).*\s\+{0,2}model\.(?:tensor|pipeline|context|expert)_model_parallel_size=/],
  hardware: 'none in the file; comments may tell the GPUs',
  silent: 'What the file leaves out comes from the recipe: rules that need it are silent.',
};
