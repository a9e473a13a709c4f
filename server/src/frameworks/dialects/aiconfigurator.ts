import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';

export const aiconfigurator: Dialect = {
  id: 'aiconfigurator',
  order: 380,
  title: 'aiconfigurator',
  summary: 'Experiments of NVIDIA’s aiconfigurator: a search space of degrees for a number of GPUs.',
  recognise: [{ keys: ['*.serving_mode', '*.total_gpus|*.model_name|*.model_path'] }],
  read: () => [],
  engines: servers,
  hardware: '`total_gpus`',
  silent: 'Lists of degrees are candidates, not launches.',
};
