import type { Engine } from '../engine.ts';

/** Processes that a launcher starts on pods: torchrun under a PyTorchJob, mpirun under an MPIJob. */
export const jobs: Engine = {
  id: 'jobs',
  title: 'the launcher',
  programs: [],
  numbers: { slots_per_worker: ['slotsPerWorker'] },
  derived: [{ slot: 'processes_per_node', from: ['gpus_per_node'], compute: (value) => value }],
  world: 'processes per node × nodes',
  expertParallel: 'none',
  constraints: [
    {
      id: 'ordinal',
      rule: 'processes per node ≤ GPUs of a pod',
      needs: ['gpus_per_node', 'gpus_per_pod'],
      holds: (get) => get('gpus_per_node') <= get('gpus_per_pod'),
      says: '{gpus_per_node} processes are started on each pod, which asks for {gpus_per_pod} GPUs',
      dies: 'CUDA error: invalid device ordinal',
      source: 'https://github.com/meta-llama/llama/issues/946',
      severity: 'error',
      at: ['gpus_per_node', 'gpus_per_pod'],
      fixes: (get) => [
        { slot: 'gpus_per_node', value: get('gpus_per_pod') },
        { slot: 'gpus_per_pod', value: get('gpus_per_node') },
      ],
    },
    {
      id: 'rendezvous',
      rule: 'nodes = pods',
      needs: ['nodes', 'pods'],
      holds: (get) => get('nodes') <= get('pods'),
      says: 'the launcher waits for {nodes} nodes, but {pods} pods are asked for',
      dies: null,
      source: 'https://pytorch.org/docs/stable/elastic/run.html',
      severity: 'error',
      at: ['nodes', 'pods'],
      fixes: (get) => [{ slot: 'nodes', value: get('pods') }],
    },
    {
      id: 'slots',
      rule: 'processes ≤ slots per worker × workers',
      needs: ['processes', 'slots_per_worker', 'pods'],
      holds: (get) => get('processes') <= get('slots_per_worker') * get('pods'),
      says: '{processes} processes are asked for, {slots_per_worker} slots × {pods} workers hold {room}',
      also: (get) => ({ room: get('slots_per_worker') * get('pods') }),
      dies: 'There are not enough slots available in the system to satisfy the {processes} slots that were requested by the application',
      source: 'https://docs.open-mpi.org/en/main/launching-apps/scheduling.html',
      severity: 'error',
      at: ['processes', 'slots_per_worker', 'pods'],
      fixes: (get) => [{ slot: 'processes', value: get('slots_per_worker') * get('pods') }],
    },
  ],
};
