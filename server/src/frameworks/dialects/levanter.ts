import type { Dialect } from '../dialect.ts';
import { sharded as engine } from '../engines/trainers.ts';

export const levanter: Dialect = {
  id: 'levanter',
  order: 210,
  title: 'Levanter, Marin',
  summary: 'YAML of Levanter: `trainer` with batches and the model axis, `model` with the shape.',
  recognise: [
    {
      keys: [
        'trainer.train_batch_size',
        'trainer.per_device_parallelism|trainer.mp|trainer.model_axis_size|trainer.tensor_parallel_axes|trainer.num_train_steps',
      ],
    },
  ],
  roles: [{ at: '', engine, arguments: ['trainer', 'model'], numbers: { tp: ['trainer.model_axis_size'] } }],
  hardware: 'none in the file: the TPU type stands in the launch script',
};
