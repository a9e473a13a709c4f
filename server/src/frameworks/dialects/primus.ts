import type { Dialect } from '../dialect.ts';
import { megatron } from '../engines/megatron.ts';

export const primus: Dialect = {
  id: 'primus',
  order: 160,
  title: 'Primus',
  summary: 'YAML of AMD’s Primus: `modules.pre_trainer.overrides` holds Megatron’s arguments, with defaults in `${NAME:8}`.',
  recognise: [{ keys: ['modules.*.overrides', 'modules.*.framework'] }],
  roles: [{ at: 'modules.*', engine: megatron, arguments: ['overrides'], closed: false }],
  hardware: 'none in the file',
  silent: 'The model’s shape comes from the file named by `model`; the torchtitan backend is left to its own file.',
};
