import type { Dialect } from '../dialect.ts';
import { megatron } from '../engines/megatron.ts';
import { vllm } from '../engines/vllm.ts';

export const flagscale: Dialect = {
  id: 'flagscale',
  order: 170,
  title: 'FlagScale',
  summary:
    'YAML of FlagScale: `system` and `model` hold Megatron’s arguments, `experiment.runner` the nodes, `serve` the arguments of an engine.',
  recognise: [
    { keys: ['system.tensor_model_parallel_size|system.pipeline_model_parallel_size', 'model'] },
    { keys: ['experiment.runner', 'experiment.task'] },
    { keys: ['serve[].engine_args|serve[].engine'] },
  ],
  includes: [{ key: 'defaults', kind: 'parents' }],
  roles: [
    {
      at: '',
      engine: megatron,
      arguments: ['system', 'model', 'train.system', 'train.model'],
      numbers: { nodes: ['experiment.runner.nnodes'], gpus_per_node: ['experiment.runner.nproc_per_node'] },
      closed: true,
    },
    { at: 'serve[]', engine: vllm, arguments: ['engine_args', 'engine_args_specific.vllm'] },
  ],
  hardware: '`experiment.runner.nnodes` × `nproc_per_node`; the file that `defaults` names holds the rest',
};
