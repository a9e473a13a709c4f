import type { Dialect } from '../dialect.ts';
import { megatron } from '../engines/megatron.ts';

/** NeMo 1 and the NeMo Framework Launcher: Lightning's trainer holds the hardware, `model` Megatron's arguments. */
export const nemo: Dialect = {
  id: 'nemo',
  order: 100,
  title: 'NeMo',
  summary: 'YAML of NeMo 1 and of the NeMo Framework Launcher: `trainer` holds the nodes, `model` the degrees and the model’s shape.',
  recognise: [
    {
      keys: [
        'trainer.devices|trainer.num_nodes',
        'model.tensor_model_parallel_size|model.pipeline_model_parallel_size|model.global_batch_size',
      ],
    },
    // its part of a model alone
    {
      keys: [
        'model.tensor_model_parallel_size|model.pipeline_model_parallel_size',
        'model.micro_batch_size|model.global_batch_size',
        'model.num_layers|model.num_attention_heads',
      ],
      without: ['train', 'dataset', 'actor_rollout_ref'],
    },
  ],
  includes: [{ key: 'defaults', kind: 'parents' }],
  roles: [
    {
      at: '',
      engine: megatron,
      arguments: ['model', 'model.encoder', 'model.decoder'],
      numbers: { gpus_per_node: ['trainer.devices'], nodes: ['trainer.num_nodes'], experts: ['model.num_moe_experts'] },
      switches: { two_stacks: ['model.encoder', 'model.decoder'], cpu_offload: ['model.cpu_offloading'] },
    },
  ],
  commands: [/\bmegatron_\w+_(?:pretraining|finetuning|training)\w*\.py\b/],
  twice: 'found duplicate key {key}',
  hardware: '`trainer.num_nodes` × `trainer.devices`',
  silent: 'T5 and other models with two stacks have their own rule for stages, which is not checked.',
};
