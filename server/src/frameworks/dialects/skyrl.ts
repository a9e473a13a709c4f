import type { Dialect } from '../dialect.ts';
import { skyrl as engine } from '../engines/skyrl.ts';

export const skyRl: Dialect = {
  id: 'skyrl',
  order: 135,
  title: 'SkyRL',
  summary: 'SkyRL’s Hydra config, or the same keys as overrides of `skyrl_train.entrypoints`.',
  recognise: [{ keys: ['trainer.placement.policy_num_gpus_per_node', 'generator'] }],
  roles: [
    {
      at: 'trainer',
      name: 'policy',
      engine,
      numbers: {
        nodes: ['placement.policy_num_nodes'],
        gpus_per_node: ['placement.policy_num_gpus_per_node'],
        sp: ['policy.sequence_parallel_size'],
        global_batch: ['train_batch_size'],
        mini_batch: ['policy_mini_batch_size'],
      },
      words: { model: ['policy.model.path'] },
    },
  ],
  commandDefaults: true,
  commands: [/\bskyrl_train\.entrypoints\b/],
  twice: 'found duplicate key {key}',
  hardware: '`trainer.placement.policy_num_nodes` × `policy_num_gpus_per_node`',
};
