import { divides } from '../constraint.ts';
import { type Engine, whole } from '../engine.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';

const source = (lines: string): string => `EleutherAI/gpt-neox@ea7aefd8 megatron/neox_arguments/arguments.py:${lines}`;

/** Layers of Mamba and RWKV have no heads: what stands there is left unread. */
const attends = (launch: LaunchView): boolean => !/mamba|rwkv/i.test(launch.words('attention')?.text ?? '');

/** GPT-NeoX: one flat map, dashes or underscores. `pipe_parallel_size: 0` is no pipeline, like 1. */
export const gptNeox: Engine = {
  id: 'gpt-neox',
  title: 'GPT-NeoX',
  programs: [],
  numbers: {
    tp: ['model_parallel_size'],
    pp: ['pipe_parallel_size'],
    cp: ['context_parallel_size'],
    layers: ['num_layers'],
    hidden: ['hidden_size'],
    heads: ['num_attention_heads'],
    kv_heads: ['num_kv_heads'],
    experts: ['moe_num_experts'],
    ep: ['moe_expert_parallel_size', 'expert_parallel_size'],
    global_batch: ['train_batch_size'],
    micro_batch: ['train_micro_batch_size_per_gpu'],
    grad_accum: ['gradient_accumulation_steps', 'gas'],
    seq_len: ['seq_length'],
    zero_stage: ['zero_stage'],
  },
  defaults: { tp: 1 },
  derived: [
    gpusOfNodes,
    { slot: 'dp', from: ['gpus', 'tp', 'pp'], compute: (gpus = 0, tp = 1, pp = 1) => whole(gpus / (tp * Math.max(pp, 1))) },
  ],
  world: 'TP × PP × DP',
  expertParallel: 'inside-data',
  constraints: [
    divides({
      id: 'world',
      rule: '(GPUs ÷ PP) ÷ TP is whole',
      of: ['gpus'],
      by: ['pp', 'tp'],
      dies: '(global_num_gpus / pp_size) / mp_size [({gpus} / {pp}) / {tp}] must be a whole number',
      source: source('925-935'),
      severity: 'error',
      at: ['tp', 'pp'],
      change: ['tp', 'pp'],
    }),
    {
      id: 'batch',
      rule: 'batch = micro-batch × accumulation × DP',
      needs: ['global_batch', 'micro_batch', 'grad_accum', 'dp'],
      holds: (get) => get('global_batch') === get('micro_batch') * get('grad_accum') * get('dp'),
      says: 'batch {global_batch} is not micro-batch {micro_batch} × accumulation {grad_accum} × DP {dp}',
      dies: 'Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size {global_batch} != {micro_batch} * {grad_accum} * {dp}',
      source: source('879-883'),
      severity: 'error',
      at: ['global_batch'],
    },
    divides({
      id: 'batch',
      rule: 'batch mod (micro-batch × accumulation) = 0, whatever the number of GPUs',
      of: ['global_batch'],
      by: ['micro_batch', 'grad_accum'],
      when: (launch) => launch.value('dp') === undefined,
      says: 'batch {global_batch} is no multiple of micro-batch {micro_batch} × accumulation {grad_accum}: no number of GPUs makes them meet',
      dies: 'Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size',
      source: source('879-883'),
      severity: 'error',
      at: ['global_batch'],
      change: ['global_batch'],
    }),
    divides({
      id: 'heads',
      rule: 'hidden size mod heads = 0',
      of: ['hidden'],
      by: ['heads'],
      when: attends,
      dies: 'NeoXArgs.validate_values() hidden_size must be divisible by num_attention_heads',
      source: source('1246-1254'),
      severity: 'error',
      at: ['heads', 'hidden'],
      change: ['heads'],
    }),
    divides({
      id: 'heads',
      rule: 'heads mod TP = 0',
      of: ['heads'],
      by: ['tp'],
      when: attends,
      dies: '{heads} is not divisible by {tp}',
      source: source('1246-1254'),
      severity: 'error',
      at: ['tp'],
      change: ['tp'],
    }),
    {
      id: 'zero-pp',
      rule: 'ZeRO 2 and 3 exclude PP > 1',
      needs: ['zero_stage', 'pp'],
      holds: (get) => get('zero_stage') < 2 || get('pp') === 1,
      says: 'ZeRO {zero_stage} does not go with PP {pp}',
      dies: 'ZeRO-2 and ZeRO-3 are incompatible with pipeline parallelism',
      source: 'deepspeedai/DeepSpeed@edaa7221 deepspeed/runtime/pipe/engine.py:76-77',
      severity: 'error',
      at: ['zero_stage', 'pp'],
      // the optimizer alone may be sharded under stages
      fixes: () => [{ slot: 'zero_stage', value: 1 }],
    },
  ],
};
