import type { Dialect } from '../dialect.ts';
import { sharded as engine } from '../engines/trainers.ts';

export const mosaic: Dialect = {
  id: 'mosaic',
  order: 230,
  title: 'LLM Foundry, Composer',
  summary: 'YAML of MosaicML’s LLM Foundry: batches per device and in all, FSDP.',
  recognise: [
    { keys: ['global_train_batch_size', 'train_loader|fsdp_config|max_duration|device_train_microbatch_size'] },
    { keys: ['parameters.global_train_batch_size', 'compute'] },
  ],
  roles: [{ at: '', engine, arguments: ['', 'model', 'parameters'], numbers: { gpus: ['compute.gpus', 'gpu_num'] } }],
  hardware: '`compute.gpus` in run files of the MosaicML platform, else none',
};
