import type { Dialect } from '../dialect.ts';
import { automodel } from '../engines/trainers.ts';

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
      words: { model: ['model.pretrained_model_name_or_path', 'model.config.pretrained_model_name_or_path'] },
    },
  ],
  hardware: 'none in the file; comments may tell the GPUs',
};
