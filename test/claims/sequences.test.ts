import { type Case, holdAndBreak } from './pairs.ts';

const lines = (...all: readonly string[]): string => all.map((line) => `- ${line}`).join('\n');

/** Ranges and lists told one after another. */
const cases: readonly Case[] = [
  [
    'sequence',
    'The model is cut in two: stage 1 (layers 1-8), stage 2 (layers 9-16).',
    'The model is cut in two: stage 1 (layers 1-8), stage 2 (layers «10-16»).',
  ],
  ['sequence', '- 第一段:stage 0: 层 0-23,stage 1: 层 24-47', '- 第一段:stage 0: 层 0-23,stage 1: 层 «22-47»'],
  ['sequence', '```\nPP rank 0: [0, 33)\nPP rank 1: [33, 62)\n```', '```\nPP rank 0: [0, 33)\nPP rank 1: [«43, 62»)\n```'],
  ['sequence', lines('node 0: GPUs 0-7', 'node 1: GPUs 8-15'), lines('node 0: GPUs 0-7', 'node 1: GPUs «9-15»')],
  [
    'sequence',
    lines('GPU 4: experts [0,1,2]', 'GPU 5: experts [3,4,5]', 'GPU 6: experts [6,7,8]', 'GPU 7: experts [9,10,11]'),
    lines('GPU 4: experts [0,1,2]', 'GPU 5: experts [3,4,5]', 'GPU 6: experts [6,7,«9»]', 'GPU 7: experts [9,10,11]'),
  ],
  [
    'sequence',
    '```\nStage 0 → cards 0,1\nStage 1 → cards 2,3\nStage 2 → cards 4,5\nStage 3 → cards 6,7\n```',
    '```\nStage 0 → cards 0,1\nStage 1 → cards «3,4»\nStage 2 → cards 4,5\nStage 3 → cards 6,7\n```',
  ],
  [
    'sequence',
    '| 机器 | 专家 |\n|---|---|\n| a | [0,1] |\n| b | [2,3] |\n| c | [4,5] |\n| d | [6,7] |',
    '| 机器 | 专家 |\n|---|---|\n| a | [0,1] |\n| b | [2,3] |\n| c | [«5»,5] |\n| d | [6,7] |',
  ],
  [
    'sequence',
    lines('GPU 4: experts [0,1]', 'GPU 5: experts [2,3]', 'GPU 6: experts [4,5]', 'GPU 7: experts [6,7]'),
    lines('GPU 4: experts [0,1]', 'GPU 5: experts [2,3]', 'GPU «8»: experts [4,5]', 'GPU 7: experts [6,7]'),
  ],
  ['sequence', 'There are 16 GPUs in two stages (GPUs 0-7, GPUs 8-15).', 'There are 16 GPUs in two stages (GPUs 0-7, GPUs «8-25»).'],
  [
    'sequence',
    `The model has 72 layers.\n\n${lines('part 1: layers 0-23, embedding', 'part 2: layers 24-47', 'part 3: layers 48-71, head')}`,
    `The model has 72 layers.\n\n${lines('part 1: layers 0-23, embedding', 'part 2: layers 24-47', 'part 3: layers «48-81», head')}`,
  ],
  ['sequence', '- 共 48 层\n- 前段:层 0-23;后段:层 24-47', '- 共 48 层\n- 前段:层 0-23;后段:层 «24-57»'],
];

/** Turns, windows, remainders, and places that are numbered apart. */
const silent: readonly string[] = [
  'Interleaved: stage 1 (layers 1-4), stage 2 (layers 9-12) on the first GPU.',
  'GPU window 1 (rows 0-511), window 2 (rows 256-767).',
  'Phase 1 (steps 0-900) and phase 2 (steps 1000-2000) on the GPU rack.',
  'Rack 1 (ports 8000-8019), rack 2 (ports 9000-9019) of the GPU hall.',
  lines('node 0: GPUs 0-3', 'node 1: GPUs 0-3'),
  lines('replica 0: GPUs 0-7', 'replica 1: GPUs 16-23'),
  lines('GPU 0: experts [0,1,2]', 'GPU 1: experts [3,4,5]', 'GPU 2: experts [6,7,8]', 'GPU 3: experts [9,10]'),
  lines('GPU 0: experts [0,4]', 'GPU 1: experts [1,5]', 'GPU 2: experts [2,6]', 'GPU 3: experts [3,7]'),
  lines('GPU 0: cores [0,1]', 'GPU 1: cores [2,3]', 'GPU 2: cores [2,3]', 'GPU 3: cores [0,1]'),
  lines('GPU 0: experts [0,1]', 'GPU 1: experts [2,3]', 'GPU 8: experts [4,5]', 'GPU 9: experts [6,7]'),
  'The rack has 16 GPUs; GPUs 0-7 and GPUs 8-11 are ours, GPUs 12-15 yours.',
  'Of 16 GPUs, GPUs 0-7 and GPUs 8-14 work; GPU 15 is dead.',
  'The 24 GPUs: GPUs 0-7, GPUs 8-23 in two racks.',
];

holdAndBreak('what follows one another', cases, silent);
