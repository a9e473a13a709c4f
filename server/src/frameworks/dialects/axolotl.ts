import type { Dialect } from '../dialect.ts';
import { axolotl as engine } from '../engines/trainers.ts';

export const axolotl: Dialect = {
  id: 'axolotl',
  order: 240,
  title: 'Axolotl',
  summary: 'The YAML config of Axolotl: a flat map with `base_model`.',
  recognise: [{ keys: ['base_model', 'datasets|micro_batch_size|sequence_len|adapter|dp_shard_size|tensor_parallel_size'] }],
  includes: [{ key: 'deepspeed', kind: 'part' }],
  roles: [
    {
      at: '',
      engine,
      arguments: [''],
      numbers: {
        generations: ['trl.num_generations'],
        zero_stage: ['deepspeed.zero_optimization.stage'],
        engine_batch: ['deepspeed.train_micro_batch_size_per_gpu'],
        engine_steps: ['deepspeed.gradient_accumulation_steps'],
      },
    },
  ],
  hardware: 'none in the file; comments may tell the GPUs',
};
