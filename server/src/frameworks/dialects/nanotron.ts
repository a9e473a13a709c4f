import type { Dialect } from '../dialect.ts';
import { nanotron as engine } from '../engines/trainers.ts';

export const nanotron: Dialect = {
  id: 'nanotron',
  order: 190,
  title: 'Nanotron',
  summary: 'YAML of Nanotron: `parallelism`, `tokens`, `model.model_config`.',
  recognise: [{ keys: ['parallelism.dp', 'parallelism.tp', 'parallelism.pp', 'tokens|model'] }],
  roles: [{ at: '', engine, arguments: ['parallelism', 'tokens', 'model.model_config'] }],
  hardware: 'none in the file: the degrees make the world',
};
