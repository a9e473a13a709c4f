import type { Engine } from '../engine.ts';
import { accelerate } from './accelerate.ts';
import { areal } from './areal.ts';
import { deepspeed, megatronDeepspeed } from './deepspeed.ts';
import { finetrainers } from './finetrainers.ts';
import { gptNeox } from './gpt-neox.ts';
import { hfTrainer } from './hf-trainer.ts';
import { jobs } from './jobs.ts';
import { kserve } from './kserve.ts';
import { megatron } from './megatron.ts';
import { msSwift } from './ms-swift.ts';
import { nemoRlAutomodel, nemoRlGeneration, nemoRlMegatron } from './nemo-rl.ts';
import { openRlhf } from './openrlhf.ts';
import { sglang } from './sglang.ts';
import { skyrl } from './skyrl.ts';
import { tensorrtLlm } from './tensorrt-llm.ts';
import { torchtitan } from './torchtitan.ts';
import { automodel, axolotl, colossalai, llamaFactory, maxtext, nanotron, sharded } from './trainers.ts';
import { easyR1Rollout, rollout, verlFsdp, verlMegatron } from './verl.ts';
import { vllm } from './vllm.ts';

/** Every engine; of several that a command fits, the first counts. */
export const engines: readonly Engine[] = [
  vllm,
  sglang,
  tensorrtLlm,
  megatronDeepspeed,
  colossalai,
  openRlhf,
  msSwift,
  megatron,
  torchtitan,
  maxtext,
  axolotl,
  llamaFactory,
  automodel,
  nanotron,
  finetrainers,
  hfTrainer,
  deepspeed,
  gptNeox,
  accelerate,
  verlFsdp,
  verlMegatron,
  rollout,
  easyR1Rollout,
  skyrl,
  nemoRlMegatron,
  nemoRlAutomodel,
  nemoRlGeneration,
  areal,
  sharded,
  kserve,
  jobs,
];

/** Engines that a container or a script starts to serve a model. */
export const servers: readonly Engine[] = [vllm, sglang, tensorrtLlm];
