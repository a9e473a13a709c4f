import type { Constraint, Get } from '../constraint.ts';
import { figure } from '../figure.ts';
import type { LaunchView } from '../view.ts';

/** Whole micro-batches of a step: sequences of a local batch ÷ sequences of a micro-batch. */
const microBatches = (get: Get): number => Math.floor(get('micro_batch') / get('pp_microbatch'));

/** Rounds of an interleaved schedule: as many whole turns of all ranks as the micro-batches make, at least one. */
const rounds = (get: Get): number => Math.max(1, Math.floor(microBatches(get) / get('pp')));

/** Releases without the key count micro-batches instead of sizing them. */
const sized = (launch: LaunchView): boolean => launch.get('pp_microbatch')?.source === 'written';

/** The schedule of torch.distributed.pipelining by its name, which PyTorch reads in either case. */
const schedule = (launch: LaunchView): string => launch.words('pipeline')?.text.toLowerCase() ?? '';

/** Stages of a rank under the schedules that refuse to run with fewer micro-batches than stages. */
const stagesToFill: ReadonlyMap<string, number> = new Map([
  ['1f1b', 1],
  ['dualpipev', 2],
]);
const stages = (get: Get, launch: LaunchView): number => get('pp') * (stagesToFill.get(schedule(launch)) ?? 1);
const interleaved: ReadonlySet<string> = new Set(['interleaved1f1b', 'interleavedzerobubble']);

const source = (lines: string): string => `pytorch/pytorch@v2.13.0 torch/distributed/pipelining/schedules.py:${lines}`;

/** What the pipeline schedules of PyTorch ask of the number of micro-batches. */
export const schedules: readonly Constraint[] = [
  {
    id: 'pp-microbatches',
    rule: 'micro-batches ≥ stages, else the pipeline has a bubble',
    needs: ['micro_batch', 'pp_microbatch', 'pp'],
    when: (launch) => sized(launch) && !stagesToFill.has(schedule(launch)),
    holds: (get) => get('pp') === 1 || microBatches(get) >= get('pp'),
    says: 'local batch {micro_batch} ÷ pipeline micro-batch {pp_microbatch} gives fewer micro-batches than PP {pp} stages: the pipeline has a bubble',
    dies: null,
    source: 'pytorch/torchtitan@b5bcd76c torchtitan/distributed/pipeline_parallel.py:305-308',
    severity: 'warning',
    at: ['pp_microbatch', 'micro_batch'],
  },
  {
    id: 'pp-fill',
    rule: '1F1B: micro-batches ≥ PP; DualPipeV: micro-batches ≥ 2 PP',
    needs: ['micro_batch', 'pp_microbatch', 'pp'],
    when: (launch) => sized(launch) && stagesToFill.has(schedule(launch)),
    holds: (get, launch) => get('pp') === 1 || microBatches(get) >= stages(get, launch),
    says: (get, launch) =>
      `${figure(microBatches(get))} micro-batches (local batch ${get('micro_batch')} ÷ ${get('pp_microbatch')}) are fewer than the ${stages(get, launch)} stages of ${launch.words('pipeline')?.text} on PP ${get('pp')}`,
    dies: null,
    diesOf: (launch) =>
      schedule(launch) === '1f1b'
        ? 'Number of microbatches ({micro_batches}) must be greater than or equal to the number of stages ({pp}).'
        : null,
    also: (get) => ({ micro_batches: microBatches(get) }),
    source: source('1020-1024'),
    severity: 'error',
    at: ['pp_microbatch', 'micro_batch'],
  },
  {
    id: 'pp-rounds',
    rule: 'interleaved: micro-batches mod rounds = 0, rounds = ⌊micro-batches ÷ PP⌋, at least 1',
    needs: ['micro_batch', 'pp_microbatch', 'pp'],
    when: (launch) => sized(launch) && interleaved.has(schedule(launch)),
    holds: (get) => get('pp') === 1 || !Number.isInteger(microBatches(get)) || microBatches(get) % rounds(get) === 0,
    says: '{micro_batches} micro-batches make {rounds} rounds over PP {pp} and cannot be divided by them',
    also: (get) => ({ micro_batches: microBatches(get), rounds: rounds(get) }),
    dies: null,
    diesOf: (launch) =>
      `${schedule(launch) === 'interleaved1f1b' ? 'Interleaved 1F1B' : 'Zero bubble'} requires the number of microbatches to be a multiple of the number of rounds ({rounds}), but got {micro_batches}.`,
    source: source('2935-2942'),
    severity: 'error',
    at: ['micro_batch', 'pp_microbatch'],
    fixes: (get) =>
      [rounds(get), rounds(get) + 1].map((turns) => ({ slot: 'micro_batch' as const, value: turns * get('pp') * get('pp_microbatch') })),
  },
];
