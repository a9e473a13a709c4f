import type { Dialect } from '../dialect.ts';
import { sharded as engine } from '../engines/trainers.ts';

export const olmo: Dialect = {
  id: 'olmo',
  order: 220,
  title: 'OLMo',
  summary: 'YAML of OLMo’s trainer: batches per device and in all.',
  recognise: [
    {
      keys: [
        'global_train_batch_size',
        'device_train_microbatch_size',
        'model.n_heads|model.d_model',
        'save_folder|load_path|save_interval|fsdp|distributed_strategy',
      ],
      without: ['fsdp_config', 'train_loader'],
    },
  ],
  roles: [{ at: '', engine, arguments: ['', 'model'] }],
  hardware: 'none in the file',
};
