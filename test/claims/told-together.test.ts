import { type Case, holdAndBreak } from './pairs.ts';

/** Figures that are told beside one another: in brackets, in rows of one factor, by a benchmark, as ranges of indices. */
const run = (requests: string, seconds: string, input: string, output: string, rates: readonly [string, string, string]): string =>
  [
    '```',
    `Successful requests:              ${requests}`,
    `Benchmark duration (s):           ${seconds}`,
    `Total input tokens:               ${input}`,
    `Total generated tokens:           ${output}`,
    `Request throughput (req/s):       ${rates[0]}`,
    `Output token throughput (tok/s):  ${rates[1]}`,
    `Total token throughput (tok/s):   ${rates[2]}`,
    '```',
  ].join('\n');

const whole = (gpu: string): string =>
  ['- Weights: 17.5 GB (25.7 %)', '- Cache: 20.0 GB (29.4 %)', `- Activations: 15.0 GB (${gpu} %)`, '- Buffers: 15.5 GB (22.8 %)'].join(
    '\n',
  );

const prices = (last: string): string =>
  [
    '| Fleet | 13 B | 30 B | 66 B | 175 B |',
    '|---|---|---|---|---|',
    `| 8 cards | 19 h ($608) | 38 h ($1,216) | 52 h ($1,664) | 70 h ($${last}) |`,
  ].join('\n');

const evenly = (nodes: number, copies: number, batch: string): string =>
  `With ${nodes} nodes DP becomes ${copies}, and the batch of ${batch} still divides evenly.`;

const cases: readonly Case[] = [
  [
    'each',
    '| Model | Fleet |\n|---|---|\n| one | 64 H100 GPUs (8 nodes x 8) |',
    '| Model | Fleet |\n|---|---|\n| one | «64» H100 GPUs (8 nodes x 9) |',
  ],
  ['each', '- 16 experts run at once (4 per GPU × 4 GPUs)', '- «16» experts run at once (5 per GPU × 4 GPUs)'],
  ['sum', '- We expect 7 blocks in total (4 warmup + 3 measured).', '- We expect «6» blocks in total (4 warmup + 3 measured).'],
  [
    'share',
    '- Bandwidth: 1.8 TB/s at 80 % utilization (effective: 1.44 TB/s)',
    '- Bandwidth: 1.8 TB/s at «90 %» utilization (effective: 1.44 TB/s)',
  ],
  ['share', 'It requires 64 GPUs but only 16 are available (400 %).', 'It requires 64 GPUs but only 16 are available («200 %»).'],
  ['share', '- 32 experts on 16 GPUs (2:1 mapping)', '- 32 experts on 16 GPUs («3:1» mapping)'],
  ['each', '3 replicas at TP 8 need 24 GPUs.', '3 replicas at TP 8 need «34» GPUs.'],
  ['each', 'Prefill: 4 instances at TP=2, 8 GPUs in total.', 'Prefill: 4 instances at TP=2, «16» GPUs in total.'],
  ['each', '4 engines (TP 2) on 8 GPUs', '4 engines (TP 2) on «6» GPUs'],
  ['each', '2 instances of TP 4 and PP 2 use 16 GPUs.', '2 instances of TP 4 and PP 2 use «24» GPUs.'],
  ['row', whole('22.1'), whole('«32.1»')],
  ['row', prices('2,240'), prices('«3,240»')],
  [
    'each',
    '| Check | Needed | There | |\n|---|---|---|---|\n| GPUs | 8 | 8 | ✅ perfect match |',
    '| Check | Needed | There | |\n|---|---|---|---|\n| GPUs | 8 | «9» | ✅ perfect match |',
  ],
  [
    'rate',
    run('200', '126.12', '102400', '102400', ['1.59', '811.9', '1623.8']),
    run('200', '126.12', '102400', '102400', ['«2.59»', '811.9', '1623.8']),
  ],
  [
    'rate',
    run('200', '126.12', '102400', '102400', ['1.59', '811.9', '1623.8']),
    run('200', '«136.12»', '102400', '102400', ['1.59', '811.9', '1623.8']),
  ],
  ['each', evenly(8, 4, '512'), evenly(12, 6, '«512»')],
  ['sequence', 'Expert work (GPUs 12-15) and attention (GPUs 0-11)', 'Expert work (GPUs «22-15») and attention (GPUs 0-11)'],
  [
    'sequence',
    'The rack has 80 shelves and 16 GPUs.\n\nAttention takes GPUs 0-15.\n\nLater GPUs 8-12 are idle.',
    'The rack has 80 shelves and 16 GPUs.\n\nAttention takes GPUs 0-15.\n\nLater GPUs «8-32» are idle.',
  ],
];

const silent: readonly string[] = [
  '- 2 nodes (8 + 8 GPUs)',
  '- 4 stages (16 + 16 + 16 + 17)',
  '- 12 GPUs (8 H100 + 4 A100)',
  '- 8 experts (2 active per token × 4 groups)',
  '- 7 nodes (8 × 80 GB)',
  '- 128 sequences per step (4 per GPU × 8 GPUs × 4 accumulation steps)',
  '- 4 hosts with 16 cards (2 racks × 2 hosts)',
  'It requires 4 nodes but only 2 are available (50 % of the rack is down).',
  '- 8 nodes with 4 experts each (1:1 mapping)',
  'Each of 4 replicas runs TP 2 on 2 GPUs.',
  '2 servers with TP 8 use 8 GPUs each.',
  'With TP 8 and 4 replicas on 64 GPUs half are idle.',
  '2 prefill instances at TP 4 and 1 decode instance at TP 8 use 16 GPUs.',
  'The pipeline has two stages.\n\n3 replicas at TP 8 need 48 GPUs.',
  'Gradients of layers 31-0 are sent in reverse order.',
  'GPUs 112-15 are spare.',
  '- Weights: 17.5 GB (25.7 %)\n- Cache: 20.0 GB (39.4 %)\n- Activations: 15.0 GB (22.1 %)',
  run('200', '126.12', '102400', '102400', ['2.59', '911.9', '1223.8']),
];

holdAndBreak('told together', cases, silent);
