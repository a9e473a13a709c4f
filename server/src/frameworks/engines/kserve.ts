import { divides, equals } from '../constraint.ts';
import type { Engine } from '../engine.ts';
import { vllm } from './vllm.ts';

/** What KServe makes of `parallelism`: pods of tensor × dataLocal GPUs, data ÷ dataLocal of them. */
export const kserve: Engine = {
  ...vllm,
  id: 'kserve',
  title: 'KServe (vLLM)',
  programs: [],
  image: /^$/,
  derived: [{ slot: 'ep', from: ['tp', 'dp'], compute: (tp = 1, dp = 1) => tp * dp }],
  world: 'tensor × dataLocal GPUs in each of data ÷ dataLocal pods',
  constraints: [
    ...vllm.constraints.filter(({ id }) => ['heads-tp', 'kv-replication', 'eplb'].includes(id)),
    divides({
      id: 'data-local',
      rule: 'data mod dataLocal = 0',
      of: ['dp'],
      by: ['dp_local'],
      dies: null,
      source: 'https://github.com/kserve/kserve/issues/5141',
      severity: 'error',
      at: ['dp', 'dp_local'],
      change: ['dp_local', 'dp'],
    }),
    {
      id: 'pipeline-data',
      rule: 'pipeline and data exclude each other',
      needs: ['pp', 'dp'],
      when: (launch) => launch.states('pp') && (launch.states('dp') || launch.states('dp_local')),
      holds: () => false,
      says: 'pipeline {pp} and data {dp} are both set: a service is spread in one of the two ways',
      dies: 'cannot set both pipeline parallelism and data parallelism (data or dataLocal)',
      source: 'kserve/kserve pkg/apis/serving/v1alpha2/llm_inference_service_validation.go',
      severity: 'error',
      at: ['pp', 'dp'],
    },
    {
      ...equals({
        id: 'gpus',
        rule: 'tensor × dataLocal ≤ GPUs of a pod',
        left: ['tp', 'dp_local'],
        right: ['gpus_per_pod'],
        dies: 'World size is larger than the number of available GPUs in this node.',
        source: 'https://github.com/kserve/kserve/issues/4946',
        severity: 'error',
        at: ['tp', 'dp_local'],
        change: ['tp', 'gpus_per_pod'],
      }),
      when: (launch) => launch.states('dp_local') && launch.states('tp'),
      holds: (get) => get('tp') * get('dp_local') <= get('gpus_per_pod'),
      says: 'tensor {tp} × dataLocal {dp_local} needs {needed} GPUs in a pod that asks for {gpus_per_pod}',
      also: (get) => ({ needed: get('tp') * get('dp_local') }),
    },
  ],
  undecidable: [],
};
