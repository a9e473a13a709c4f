import { divides, equals } from '../constraint.ts';
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
    rollout_engines: ['vllm_num_engines', 'vllm.num_engines'],
    sp: ['ring_attn_size', 'ds.ring_attn_size'],
    ds_tp: ['ds_tensor_parallel_size', 'ds.tensor_parallel_size'],
    global_batch: ['train_batch_size', 'train.batch_size'],
    micro_batch: ['micro_train_batch_size', 'train.micro_batch_size'],
    zero_stage: ['zero_stage'],
  },
  switches: { colocate: ['colocate_all_models', 'train.colocate_all'], async: ['async_train', 'train.async_enable'] },
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
    equals({
      id: 'colocate',
      rule: 'with all models colocated: engines × TP of each = GPUs of the actor',
      left: ['rollout_engines', 'tp'],
      right: ['gpus'],
      when: (launch) => launch.is('colocate') === true && launch.is('async') === false,
      says: '{rollout_engines} engines × TP {tp} take {rollout} GPUs; the actor, which they share them with, has {gpus}',
      also: (get) => ({ rollout: get('rollout_engines') * get('tp') }),
      dies: 'actor_num_nodes * actor_num_gpus_per_node must be equal to vllm_num_engines * vllm_tensor_parallel_size, got {gpus} and {rollout}',
      source: 'OpenRLHF/OpenRLHF@021d1b09 openrlhf/cli/train_ppo_ray.py',
      severity: 'error',
      at: ['rollout_engines', 'tp'],
      change: ['rollout_engines', 'tp'],
    }),
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
