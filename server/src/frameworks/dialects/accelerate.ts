import type { Dialect } from '../dialect.ts';
import { accelerate as engine } from '../engines/accelerate.ts';

export const accelerate: Dialect = {
  id: 'accelerate',
  order: 260,
  title: 'Accelerate',
  summary: 'The YAML config of Hugging Face Accelerate, with FSDP, DeepSpeed or a mesh of axes.',
  recognise: [
    { keys: ['distributed_type|compute_environment', 'num_processes|fsdp_config|deepspeed_config|parallelism_config|num_machines'] },
  ],
  roles: [
    { at: '', engine, arguments: ['', 'parallelism_config', 'deepspeed_config'], numbers: { fsdp_version: ['fsdp_config.fsdp_version'] } },
  ],
  hardware: '`num_processes`, all machines together',
};
