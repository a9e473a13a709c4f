import type { Dialect } from '../dialect.ts';
import { deepspeed as engine } from '../engines/deepspeed.ts';

export const deepspeed: Dialect = {
  id: 'deepspeed',
  order: 280,
  title: 'DeepSpeed JSON',
  summary: 'The JSON config of DeepSpeed: batch sizes and ZeRO.',
  recognise: [
    {
      keys: ['train_batch_size|train_micro_batch_size_per_gpu', 'zero_optimization|fp16|bf16|gradient_accumulation_steps|steps_per_print'],
      without: ['pipe_parallel_size', 'model_parallel_size'],
    },
  ],
  roles: [{ at: '', engine, arguments: [''], numbers: { zero_stage: ['zero_optimization.stage'] } }],
  twice: "Duplicate keys in DeepSpeed config: ['{key}']",
  hardware: 'none in the file',
  silent: '`"auto"` is filled in by the Hugging Face trainer; templates with bare words (`GBSIZE`) are read as far as they go.',
};
