import type { Engine } from '../engine.ts';
import { accelerate } from './accelerate.ts';
import { areal } from './areal.ts';
import { deepspeed, megatronDeepspeed } from './deepspeed.ts';
import { gptNeox } from './gpt-neox.ts';
import { jobs } from './jobs.ts';
import { megatron } from './megatron.ts';
import { openRlhf } from './openrlhf.ts';
import { sglang } from './sglang.ts';
import { tensorrtLlm } from './tensorrt-llm.ts';
import { torchtitan } from './torchtitan.ts';
import { automodel, axolotl, colossalai, llamaFactory, maxtext, nanotron, sharded } from './trainers.ts';
import { rollout, verlFsdp, verlMegatron } from './verl.ts';
import { vllm } from './vllm.ts';

/** Every engine; of several that a command fits, the first counts. */
export const engines: readonly Engine[] = [
  vllm,
  sglang,
  tensorrtLlm,
  megatronDeepspeed,
  colossalai,
  openRlhf,
  megatron,
  torchtitan,
  maxtext,
  axolotl,
  llamaFactory,
  automodel,
  nanotron,
  deepspeed,
  gptNeox,
  accelerate,
  verlFsdp,
  verlMegatron,
  rollout,
  areal,
  sharded,
  jobs,
];

/** Engines that a container or a script starts to serve a model. */
export const servers: readonly Engine[] = [vllm, sglang, tensorrtLlm];
