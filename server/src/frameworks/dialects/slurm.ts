import type { Dialect } from '../dialect.ts';
import { megatron } from '../engines/megatron.ts';
import { torchtitan } from '../engines/torchtitan.ts';

/** Batch scripts have no config of their own: they are read wherever a script stands. */
export const slurm: Dialect = {
  id: 'slurm',
  order: 430,
  title: 'Slurm',
  summary: 'Batch scripts: `#SBATCH` lines ask for the nodes, a command starts a training engine on them.',
  recognise: [],
  engines: [megatron, torchtitan],
  hardware: '`--nodes` × `--gpus-per-node` or `--gres=gpu:8`, also as `$SLURM_NNODES`; the launcher’s own counts come first',
  silent: 'Scripts that start several engines share the nodes in a way that cannot be told.',
};
