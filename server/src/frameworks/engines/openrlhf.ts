import { divides } from '../constraint.ts';
import { type Engine, whole } from '../engine.ts';
import { vllm } from './vllm.ts';

/** OpenRLHF's trainers: DeepSpeed for the actor, vLLM for the rollout. */
export const openRlhf: Engine = {
  id: 'openrlhf',
  title: 'OpenRLHF',
  programs: [/\bopenrlhf\.cli\.train_\w+/],
  numbers: {
    nodes: ['actor_num_nodes', 'actor.num_nodes'],
    gpus_per_node: ['actor_num_gpus_per_node', 'actor.num_gpus_per_node'],
    tp: ['vllm_tensor_parallel_size', 'vllm.tensor_parallel_size'],
    sp: ['ring_attn_size', 'ds.ring_attn_size'],
    ds_tp: ['ds_tensor_parallel_size', 'ds.tensor_parallel_size'],
    global_batch: ['train_batch_size', 'train.batch_size'],
    micro_batch: ['micro_train_batch_size', 'train.micro_batch_size'],
    zero_stage: ['zero_stage'],
  },
  words: { model: ['pretrain'] },
  defaults: { sp: 1, ds_tp: 1 },
  abbreviates: true,
  derived: [
    { slot: 'gpus', from: ['nodes', 'gpus_per_node'], compute: (nodes = 0, perNode = 0) => nodes * perNode },
    { slot: 'dp', from: ['gpus', 'sp', 'ds_tp'], compute: (gpus = 0, sp = 1, tp = 1) => whole(gpus / (sp * tp)) },
  ],
  world: 'DP × SP × TP of DeepSpeed for the actor; TP for each rollout engine',
  expertParallel: 'none',
  constraints: [
    ...vllm.constraints.filter(({ id }) => id === 'heads-tp'),
    divides({
      id: 'batch',
      rule: 'train batch mod (micro-batch × DP) = 0',
      of: ['global_batch'],
      by: ['micro_batch', 'dp'],
      dies: 'Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size',
      source: 'https://github.com/OpenRLHF/OpenRLHF/issues/346',
      severity: 'error',
      at: ['global_batch', 'micro_batch'],
      change: ['global_batch'],
    }),
  ],
};
