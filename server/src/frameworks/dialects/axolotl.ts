import type { Dialect } from '../dialect.ts';
import { axolotl as engine } from '../engines/trainers.ts';

export const axolotl: Dialect = {
  id: 'axolotl',
  title: 'Axolotl',
  summary: 'The YAML config of Axolotl: a flat map with `base_model`.',
  recognise: [{ keys: ['base_model', 'datasets|micro_batch_size|sequence_len|adapter|dp_shard_size|tensor_parallel_size'] }],
  roles: [{ at: '', engine, arguments: [''] }],
  hardware: 'none in the file; comments may tell the GPUs',
};
