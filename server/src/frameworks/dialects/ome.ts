import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';

export const ome: Dialect = {
  id: 'ome',
  order: 70,
  title: 'OME',
  summary: 'Serving runtimes of OME: an engine, or a leader and workers, for prefill and decode.',
  recognise: [{ api: /^ome\.io\// }],
  groups: [
    { at: 'spec.engineConfig', parts: [{ at: 'leader' }, { at: 'worker', count: 'size' }] },
    { at: 'spec.decoderConfig', parts: [{ at: 'leader' }, { at: 'worker', count: 'size' }] },
  ],
  engines: servers,
  hardware: 'limits of the leader + `worker.size` × limits of a worker',
};
