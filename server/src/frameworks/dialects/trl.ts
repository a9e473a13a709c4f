import type { Dialect } from '../dialect.ts';
import { hfTrainer as engine } from '../engines/hf-trainer.ts';

export const trl: Dialect = {
  id: 'trl',
  order: 255,
  title: 'TRL',
  summary: 'YAML of TRL’s scripts: groups of responses per prompt beside the batch of a device.',
  recognise: [{ keys: ['num_generations', 'per_device_train_batch_size|generation_batch_size'], without: ['stage', 'base_model'] }],
  roles: [{ at: '', engine, arguments: [''] }],
  hardware: '`num_processes` of the Accelerate config in the same document',
};
