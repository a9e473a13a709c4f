import type { Dialect } from '../dialect.ts';
import { easyR1Rollout as engine } from '../engines/verl.ts';

export const easyR1: Dialect = {
  id: 'easyr1',
  order: 132,
  title: 'EasyR1',
  summary: 'EasyR1’s config: verl’s roles under `worker`.',
  recognise: [{ keys: ['worker.rollout', 'worker.actor', 'data.max_prompt_length|trainer'] }],
  roles: [
    {
      at: 'worker.rollout',
      name: 'rollout',
      engine,
      arguments: [''],
      numbers: {
        nodes: ['/trainer.nnodes'],
        gpus_per_node: ['/trainer.n_gpus_per_node'],
        prompt_len: ['/data.max_prompt_length'],
        response_len: ['/data.max_response_length'],
      },
      words: { model: ['/worker.actor.model.model_path'] },
    },
  ],
  commands: [/\bverl\.trainer\.main\b(?=.*worker\.)/],
  twice: 'found duplicate key {key}',
  hardware: '`trainer.nnodes` × `trainer.n_gpus_per_node`',
};
