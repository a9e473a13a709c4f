import { divides, equals } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import { fitsGpus, weightsFit } from '../serving.ts';
import type { LaunchView } from '../view.ts';
import { gpusOfNodes } from './common.ts';

const source = 'NVIDIA/TensorRT-LLM@05ebebb2 tensorrt_llm/mapping.py';

function needed(launch: LaunchView): number | undefined {
  let all = 1;
  for (const slot of ['tp', 'pp', 'cp'] as const) {
    const value = launch.value(slot);
    if (value === undefined) return undefined;
    all *= value;
  }
  return all;
}

const text = (launch: LaunchView): string => {
  const shown = (['tp', 'pp', 'cp'] as const).filter((slot) => (launch.value(slot) ?? 1) > 1);
  return (shown.length > 0 ? shown : (['tp'] as const)).map((slot) => `${slot.toUpperCase()} ${launch.value(slot)}`).join(' × ');
};

const moe = (launch: LaunchView): boolean => launch.is('moe_cluster') === false && (launch.states('moe_tp') || launch.states('ep'));

/** TensorRT-LLM: `trtllm-serve`, the options file of its LLM API. */
export const tensorrtLlm: Engine = {
  id: 'tensorrt-llm',
  title: 'TensorRT-LLM',
  serves: true,
  programs: [/\btrtllm-(?:serve|llmapi-launch|bench|eval)\b/, /\bdynamo\.trtllm\b/],
  modelBehind: /\btrtllm-serve(?: serve)?(?= |$)/,
  numbers: {
    tp: ['tensor_parallel_size', 'tp_size', 'tp'],
    pp: ['pipeline_parallel_size', 'pp_size', 'pp'],
    cp: ['context_parallel_size', 'cp_size'],
    ep: ['moe_expert_parallel_size', 'ep_size', 'ep'],
    moe_tp: ['moe_tensor_parallel_size'],
    max_model_len: ['max_seq_len'],
    engine_max_batch: ['max_batch_size'],
    gpus_per_node: ['gpus_per_node'],
  },
  switches: { moe_cluster: ['moe_cluster_parallel_size'], offload: ['kv_cache_host_offload'] },
  words: {
    model: ['model', 'model_path', 'model-path'],
    served_model: ['served-model-name', 'served_model_name'],
    options: ['extra-engine-args', 'extra_llm_api_options', 'config'],
  },
  defaults: { tp: 1, pp: 1, cp: 1 },
  derived: [gpusOfNodes],
  world: 'TP × PP × CP; attention DP and experts run inside of TP',
  factors: ['tp', 'pp', 'cp'],
  expertParallel: 'derived',
  constraints: [
    ...fitsGpus({
      id: 'world',
      rule: 'TP × PP × CP = GPUs',
      dies: 'world_size must equal to tp_size * pp_size * cp_size',
      source,
      needed,
      text,
    }),
    equals({
      id: 'moe',
      rule: 'expert TP × EP = TP',
      left: ['tp'],
      right: ['moe_tp', 'ep'],
      when: moe,
      dies: 'tp_size must equal to moe_tp_size * moe_ep_size * moe_cluster_size, but got {tp} != {moe_tp} * {ep} * 1',
      source,
      severity: 'error',
      at: ['moe_tp', 'ep', 'tp'],
      change: ['moe_tp', 'ep'],
    }),
    divides({
      id: 'moe',
      rule: 'TP mod EP = 0 where the expert TP is the rest',
      of: ['tp'],
      by: ['ep'],
      when: (launch) => moe(launch) && !launch.states('moe_tp'),
      dies: 'tp_size must equal to moe_tp_size * moe_ep_size * moe_cluster_size, but got {tp} != … * {ep} * 1',
      source,
      severity: 'error',
      at: ['ep', 'tp'],
      change: ['ep'],
    }),
    {
      id: 'graphs',
      rule: 'largest batch of a CUDA graph ≤ largest batch',
      needs: ['graph_batch', 'engine_max_batch'],
      holds: (get) => get('graph_batch') <= get('engine_max_batch'),
      says: 'graphs are made for batches of {graph_batch}, the engine takes no more than {engine_max_batch}',
      dies: null,
      source: 'https://github.com/SemiAnalysisAI/InferenceX/pull/2596',
      severity: 'warning',
      at: ['graph_batch', 'engine_max_batch'],
      fixes: (get) => [{ slot: 'graph_batch', value: get('engine_max_batch') }],
    },
    divides({
      id: 'buffer',
      rule: 'tokens of the transfer buffer mod tokens of a block = 0',
      of: ['buffer_tokens'],
      by: ['block_tokens'],
      says: 'a buffer of {buffer_tokens} tokens is no multiple of the {block_tokens} tokens of a block',
      dies: 'maxNumTokens.value() % tokensPerBlock == 0',
      source: 'https://github.com/ai-dynamo/aiconfigurator/issues/375',
      severity: 'error',
      at: ['buffer_tokens'],
      change: ['buffer_tokens'],
    }),
    {
      id: 'pp-layers',
      rule: 'PP ≤ layers',
      needs: ['pp', 'layers'],
      holds: (get) => get('pp') <= get('layers'),
      says: 'PP {pp} is more than {layers} layers',
      dies: 'pp size cannot be larger than num_hidden_layers',
      source: `${source} pp_layers()`,
      severity: 'error',
      at: ['pp'],
    },
    {
      id: 'moe-cp',
      rule: 'expert TP and EP exclude CP > 1',
      needs: ['cp', 'ep'],
      holds: (get) => get('cp') === 1 || get('ep') === 1,
      says: 'CP {cp} does not go with EP {ep}',
      dies: "CP don't support MoE tp/ep yet",
      source,
      severity: 'error',
      at: ['cp', 'ep'],
    },
    weightsFit({
      id: 'memory',
      ranks: (launch) => needed(launch),
      dies: null,
      source: 'NVIDIA/TensorRT-LLM@5a211b91 docs/source/reference/memory.md',
    }),
  ],
  undecidable: [
    {
      id: 'kv',
      rule: 'free_gpu_memory_fraction is of what is free after weights and activations',
      why: 'nothing breaks: it is a fact for memory estimates',
      source: 'NVIDIA/TensorRT-LLM@5a211b91 docs/source/reference/memory.md',
    },
  ],
};
