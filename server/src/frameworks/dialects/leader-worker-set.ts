import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';

export const leaderWorkerSet: Dialect = {
  id: 'leader-worker-set',
  order: 10,
  title: 'LeaderWorkerSet',
  summary: 'Groups of one leader and `size - 1` workers; `replicas` makes copies of the group.',
  recognise: [{ kind: /^LeaderWorkerSet$/ }],
  groups: [{ at: 'spec.leaderWorkerTemplate', size: ['size'], parts: [{ at: 'leaderTemplate', leader: true }, { at: 'workerTemplate' }] }],
  engines: servers,
  hardware: 'limits of the leader + (`size` - 1) × limits of a worker',
};
