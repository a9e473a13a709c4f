import type { LaunchBuilder } from '../builder.ts';
import type { Dialect } from '../dialect.ts';
import { automodel } from '../engines/trainers.ts';

/** Nodes are counted for the project's own tests, which run on full ones. */
function fullNodes(builder: LaunchBuilder): void {
  const nodes = builder.boundOf('nodes');
  if (!nodes) return;
  builder.bound('nodes', { ...nodes, weak: true });
  if (!builder.has('gpus_per_node'))
    builder.bound('gpus_per_node', { value: 8, place: null, editable: false, weak: true, source: 'comment', inputs: [], parts: [] });
}

export const nemoAutomodel: Dialect = {
  id: 'automodel',
  order: 120,
  title: 'NeMo Automodel',
  summary: 'YAML of NeMo Automodel: `distributed` (older: `dist_env`) holds the mesh, `step_scheduler` the batches.',
  recognise: [
    { keys: ['distributed.strategy|distributed.tp_size|distributed.dp_size|distributed._target_', 'step_scheduler|recipe|model._target_'] },
  ],
  roles: [
    {
      at: '',
      engine: automodel,
      arguments: ['distributed', 'distributed.pipeline', 'step_scheduler'],
      numbers: { nodes: ['ci.nodes'] },
      finish: fullNodes,
      words: { model: ['model.pretrained_model_name_or_path', 'model.config.pretrained_model_name_or_path'] },
    },
  ],
  hardware: '`ci.nodes` of eight GPUs, and comments: evidence that makes no error',
};
