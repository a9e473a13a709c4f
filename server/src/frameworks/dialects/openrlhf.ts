import type { LaunchBuilder } from '../builder.ts';
import type { Dialect } from '../dialect.ts';
import { openRlhf } from '../engines/openrlhf.ts';

/** OpenRLHF and slime have no config file of their own: their launches are commands, read wherever one stands. */
export const openrlhf: Dialect = {
  id: 'openrlhf',
  order: 420,
  title: 'OpenRLHF, slime',
  summary: 'Command lines of OpenRLHF and slime in scripts, manifests and guides.',
  recognise: [],
  read: (): readonly LaunchBuilder[] => [],
  engines: [openRlhf],
  hardware: '`--actor_num_nodes` × `--actor_num_gpus_per_node`',
};
