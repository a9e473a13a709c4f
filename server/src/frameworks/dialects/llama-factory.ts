import type { Dialect } from '../dialect.ts';
import { llamaFactory as engine } from '../engines/trainers.ts';

export const llamaFactory: Dialect = {
  id: 'llama-factory',
  order: 250,
  title: 'LLaMA-Factory',
  summary: 'The YAML config of LLaMA-Factory; with its Megatron backend it names degrees.',
  recognise: [
    {
      keys: [
        'model_name_or_path',
        'stage|finetuning_type|template|do_train',
        'per_device_train_batch_size|cutoff_len|tensor_model_parallel_size',
      ],
    },
  ],
  includes: [{ key: 'deepspeed', kind: 'part' }],
  roles: [
    {
      at: '',
      engine,
      arguments: [''],
      numbers: {
        zero_stage: ['deepspeed.zero_optimization.stage'],
        engine_batch: ['deepspeed.train_micro_batch_size_per_gpu'],
        engine_steps: ['deepspeed.gradient_accumulation_steps'],
      },
    },
  ],
  hardware: 'none in the file; comments may tell the GPUs',
};
