import type { LaunchBuilder } from '../builder.ts';
import { type ConfigNode, nodeAt, rootOf } from '../config-tree.ts';
import type { Dialect } from '../dialect.ts';
import { nemoRlAutomodel, nemoRlGeneration, nemoRlMegatron } from '../engines/nemo-rl.ts';
import { numberOf, truth, valueOf } from '../values.ts';

const hardware = { gpus_per_node: ['/cluster.gpus_per_node'], nodes: ['/cluster.num_nodes'] } as const;

const batch = { global_batch: ['train_global_batch_size'], length_multiple: ['make_sequence_length_divisible_by'] } as const;

/** Engines on nodes of their own take whole ones; a reward model may leave the policy one node, which is shared out. */
function apart(builder: LaunchBuilder, node: ConfigNode): void {
  const root = rootOf(node);
  const nodes = numberOf(nodeAt(root, 'cluster.num_nodes'));
  if (!nodes || nodes.value < 2 || truth(valueOf(nodeAt(node, 'colocated.enabled'))) !== false) return;
  const perNode = nodeAt(root, 'cluster.gpus_per_node');
  if (perNode && !nodeAt(root, 'env.reward_model')) builder.number('cluster_per_node', valueOf(perNode));
}

/** NeMo-RL: policy, teacher and generation share or split a cluster; most files change a parent. */
export const nemoRl: Dialect = {
  id: 'nemo-rl',
  order: 110,
  title: 'NeMo-RL',
  summary: 'YAML of NeMo-RL: one backend of each policy is enabled, the generation engine runs on the same GPUs or on its own.',
  recognise: [
    { keys: ['policy.megatron_cfg|policy.dtensor_cfg|policy.generation.vllm_cfg'] },
    { keys: ['cluster.gpus_per_node', 'policy|teacher|grpo|sft|dpo'] },
  ],
  includes: [{ key: 'defaults', kind: 'parents' }],
  roles: [
    ...(['policy', 'teacher'] as const).flatMap((name) => [
      {
        at: name,
        name,
        engine: nemoRlMegatron,
        arguments: ['megatron_cfg'],
        when: 'megatron_cfg.enabled',
        whole: '/policy.generation.colocated.enabled',
        numbers: { ...hardware, ...batch, etp: ['megatron_cfg.expert_tensor_parallel_size'] },
        words: { model: ['model_name'] },
      },
      {
        at: name,
        name,
        engine: nemoRlAutomodel,
        when: 'dtensor_cfg.enabled',
        whole: '/policy.generation.colocated.enabled',
        numbers: {
          ...hardware,
          ...batch,
          tp: ['dtensor_cfg.tensor_parallel_size'],
          cp: ['dtensor_cfg.context_parallel_size'],
          ep: ['dtensor_cfg.expert_parallel_size'],
        },
        switches: { sequence_parallel: ['dtensor_cfg.sequence_parallel'] },
        words: { model: ['model_name'] },
      },
    ]),
    {
      at: 'policy.generation',
      name: 'generation',
      engine: nemoRlGeneration,
      arguments: ['vllm_cfg'],
      finish: apart,
      numbers: {
        gpus_per_node: ['colocated.resources.gpus_per_node', '/cluster.gpus_per_node'],
        nodes: ['colocated.resources.num_nodes', '/cluster.num_nodes'],
        max_seqs: ['vllm_kwargs.max_num_seqs'],
        memory_fraction: ['vllm_cfg.gpu_memory_utilization'],
      },
      switches: { eager: ['vllm_cfg.enforce_eager'] },
      words: { model: ['/policy.model_name'] },
    },
  ],
  commands: [/\brun_(?:grpo|sft|dpo|distillation|rm)\w*\.py\b/],
  twice: 'found duplicate key {key}',
  hardware: '`cluster.num_nodes` × `cluster.gpus_per_node`; `generation.colocated.resources` where the engines are apart',
  silent: 'Where the parent named in `defaults` is not in the project, rules that need what it holds are silent.',
};
