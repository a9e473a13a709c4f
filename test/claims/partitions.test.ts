import { type Case, holdAndBreak } from './pairs.ts';

const index = (strides: readonly [number, number | string, number], ends: readonly [number, number, number, number | string]): string =>
  `\`\`\`\ngpu = (dp_rank × ${strides[0]}) + (pp_rank × ${strides[1]}) + (ep_rank × ${strides[2]}) + tp_rank\n- dp_rank: [0,${ends[0]}]\n- pp_rank: [0,${ends[1]}]\n- ep_rank: [0,${ends[2]}]\n- tp_rank: [0,${ends[3]}]\n\`\`\``;

/** Totals told in parts, and indices by axes. */
const cases: readonly Case[] = [
  ['sum', 'The 61 layers are split 21-20-20 over three hosts.', 'The 61 layers are split «21-22-20» over three hosts.'],
  ['sum', '- 47 experts split into [24, 23]', '- 47 experts split into [«24, 32»]'],
  ['sum', '- 共 61 层,按 31/30 切分到两台 GPU 机器', '- 共 61 层,按 «31/20» 切分到两台 GPU 机器'],
  ['sum', 'An uneven [16, 15, 15, 15] split of the 61 layers.', 'An uneven [«16, 15, 14, 15»] split of the 61 layers.'],
  [
    'count',
    '```\nPP2: [34, 28]\nPP rank 0: [0, 34)\nPP rank 1: [34, 62)\n```',
    '```\nPP2: [34, «82»]\nPP rank 0: [0, 34)\nPP rank 1: [34, 62)\n```',
  ],
  [
    'count',
    'Parts:\n\n- sizes: [3, 4, 5]\n- GPU 0: racks 1-3\n- GPU 1: racks 4-7\n- GPU 2: racks 8-12',
    'Parts:\n\n- sizes: [3, «6», 5]\n- GPU 0: racks 1-3\n- GPU 1: racks 4-7\n- GPU 2: racks 8-12',
  ],
  ['each', index([96, 24, 2], [2, 3, 11, 1]), index([96, '«48»', 2], [2, 3, 11, 1])],
  ['each', index([96, 24, 2], [2, 3, 11, 1]), index([96, 24, 2], [2, 3, 11, '«5»'])],
  [
    'each',
    'Rank = dp_rank * 32 + pp_rank * 8 + tp_rank\n\n- DP size: 2\n- PP size: 4\n- TP size: 8',
    'Rank = dp_rank * «64» + pp_rank * 8 + tp_rank\n\n- DP size: 2\n- PP size: 4\n- TP size: 8',
  ],
];

/** Ratios, degrees, dates, percentages, one size of each, and axes of which something is not told. */
const silent: readonly string[] = [
  'The 64 GPUs are split 2/1/1 between three teams.',
  'The 64 GPUs are split 8-4-2 as TP, PP, DP.',
  'The 120 GPU hours are split 80/20.',
  'The 4 GPU stages are split 15-15-16-15.',
  'The 24 GPUs are split 8/8/4, four spare.',
  'Of 64 layers the split of 2026-11-30 is for GPUs.',
  'The 64 GPUs are split 12/12 by day.',
  '- GPU sizes: [3, 4, 5]\n- racks 1-3\n- GPUs 4-9\n- cards 8-19',
  'gpu = dp_rank × 64 + pp_rank × 8 + tp_rank\n\n- dp_rank: [0,1]',
  'gpu = a × 64 + b × 8 + c\n\n- a: 0-3\n- b: 0-9\n- c: 0-9',
  'cost = gpus × 64 + hosts × 8 + fee\n\n- hosts: 7\n- fee: 3',
];

holdAndBreak('a total in parts', cases, silent);
