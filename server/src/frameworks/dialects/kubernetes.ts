import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';
import { slicesOf } from '../tpu-slices.ts';

/** Plain workloads: replicas of a Deployment are copies; those of a StatefulSet may be the nodes of one engine. */
export const kubernetes: Dialect = {
  id: 'kubernetes',
  order: 90,
  title: 'Kubernetes workloads',
  summary: 'Deployments, StatefulSets, Pods and Jobs whose containers run an engine.',
  recognise: [{ kind: /^(?:Deployment|StatefulSet|Pod|ReplicaSet|DaemonSet)$/, api: /^(?:apps\/)?v1$/ }],
  groups: [{ at: 'spec', replicas: ['replicas'] }],
  read: ({ root }) => slicesOf(root),
  engines: servers,
  hardware: '`nvidia.com/gpu` and its like among the limits of the containers',
  silent: 'Several engines in one pod share its GPUs in a way that cannot be told.',
};
