// Made by `node scripts/generate-dialects.mjs --write` from the files beside this one.
import type { Dialect } from '../dialect.ts';
import { accelerate } from './accelerate.ts';
import { aiconfigurator } from './aiconfigurator.ts';
import { areal } from './areal.ts';
import { nemoAutomodel } from './automodel.ts';
import { axolotl } from './axolotl.ts';
import { deepspeed } from './deepspeed.ts';
import { dockerCompose } from './docker-compose.ts';
import { dstack } from './dstack.ts';
import { dynamo } from './dynamo.ts';
import { easyR1 } from './easyr1.ts';
import { flagscale } from './flagscale.ts';
import { gptNeox } from './gpt-neox.ts';
import { inferenceBench } from './inference-bench.ts';
import { k8sJobs } from './jobs.ts';
import { kserve } from './kserve.ts';
import { kubeai } from './kubeai.ts';
import { kubernetes } from './kubernetes.ts';
import { leaderWorkerSet } from './leader-worker-set.ts';
import { levanter } from './levanter.ts';
import { llamaFactory } from './llama-factory.ts';
import { llmD } from './llm-d.ts';
import { maxtext } from './maxtext.ts';
import { megatronArguments } from './megatron-arguments.ts';
import { megatronBridge } from './megatron-bridge.ts';
import { mosaic } from './mosaic.ts';
import { nanotron } from './nanotron.ts';
import { nemo } from './nemo.ts';
import { nemoRl } from './nemo-rl.ts';
import { olmo } from './olmo.ts';
import { ome } from './ome.ts';
import { openrlhf } from './openrlhf.ts';
import { primus } from './primus.ts';
import { productionStack } from './production-stack.ts';
import { ray } from './ray.ts';
import { rayServe } from './ray-serve.ts';
import { roleBasedGroup } from './role-based-group.ts';
import { roll } from './roll.ts';
import { sglangConfig } from './sglang-config.ts';
import { skypilot } from './skypilot.ts';
import { skyRl } from './skyrl.ts';
import { slurm } from './slurm.ts';
import { torchtitan } from './torchtitan.ts';
import { trl } from './trl.ts';
import { trtllm } from './trtllm.ts';
import { truss } from './truss.ts';
import { verl } from './verl.ts';
import { vllmConfig } from './vllm-config.ts';
import { vllmRecipes } from './vllm-recipes.ts';

/** Every dialect; of several that a config fits, the first counts. */
export const dialects: readonly Dialect[] = [
  accelerate,
  aiconfigurator,
  areal,
  nemoAutomodel,
  axolotl,
  deepspeed,
  dockerCompose,
  dstack,
  dynamo,
  easyR1,
  flagscale,
  gptNeox,
  inferenceBench,
  k8sJobs,
  kserve,
  kubeai,
  kubernetes,
  leaderWorkerSet,
  levanter,
  llamaFactory,
  llmD,
  maxtext,
  megatronArguments,
  megatronBridge,
  mosaic,
  nanotron,
  nemo,
  nemoRl,
  olmo,
  ome,
  openrlhf,
  primus,
  productionStack,
  ray,
  rayServe,
  roleBasedGroup,
  roll,
  sglangConfig,
  skypilot,
  skyRl,
  slurm,
  torchtitan,
  trl,
  trtllm,
  truss,
  verl,
  vllmConfig,
  vllmRecipes,
].sort((a, b) => a.order - b.order);
