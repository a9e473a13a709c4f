import type { Dialect } from '../dialect.ts';
import { gptNeox as engine } from '../engines/gpt-neox.ts';

export const gptNeox: Dialect = {
  id: 'gpt-neox',
  order: 270,
  title: 'GPT-NeoX',
  summary: 'YAML of GPT-NeoX: a flat map in JSON style with comments, keys with dashes or underscores.',
  recognise: [
    {
      keys: [
        'pipe_parallel_size|model_parallel_size',
        'num_layers|hidden_size|train_micro_batch_size_per_gpu|zero_optimization|launcher|deepspeed_slurm',
      ],
    },
  ],
  roles: [
    {
      at: '',
      engine,
      arguments: [''],
      words: { attention: ['attention_config[].[].[]'] },
      numbers: { zero_stage: ['zero_optimization.stage'] },
    },
  ],
  hardware: 'none in the file; comments may tell the GPUs (`# trained on 256 gpus`)',
  silent: 'Files are put together on the command line: a rule needs all its keys in one of them.',
};
