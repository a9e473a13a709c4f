import { type Case, holdAndBreak } from './pairs.ts';

const calls = (...sizes: readonly string[]): string => sizes.map((each, at) => `- op ${'abcdefgh'[at]}: \`Cost(${each})\``).join('\n');

/** Sizes of matrices. */
const cases: readonly Case[] = [
  ['shape', '- Up: [tokens, 768] × [768, 3072] → [tokens, 3072]', '- Up: [tokens, 768] × [«786», 3072] → [tokens, 3072]'],
  [
    'shape',
    'The gate is [64×500, 2048] × [2048, 16×128] = [64×500, 2048] on each card.',
    'The gate is [64×500, 2048] × [2048, 16×128] = [«64×600», 2048] on each card.',
  ],
  [
    'shape',
    '- Input: [B, 512, 1024]\n- Weight: [1024, 256]\n- Output: [B, 512, 256]',
    '- Input: [B, 512, 1024]\n- Weight: [«1204», 256]\n- Output: [B, 512, 256]',
  ],
  [
    'shape',
    '- 输入: [B, 512, 1024]\n- 权重矩阵: [1024, 256]\n- 输出: [B, 512, 256]',
    '- 输入: [B, 512, 1024]\n- 权重矩阵: [1024, 256]\n- 输出: [B, «521», 256]',
  ],
  [
    'shape',
    'Each card runs Cost(96×200, 640, 80) = Cost(19,200, 640, 80).',
    'Each card runs Cost(96×200, 640, 80) = Cost(«19,300», 640, 80).',
  ],
  [
    'shape',
    '### Down\n\n- [rows, 3072] × [3072, 768] → [rows, 768]\n- takes `Cost(rows, 3072, 768)`',
    '### Down\n\n- [rows, 3072] × [3072, 768] → [rows, 768]\n- takes `Cost(rows, 3072, «786»)`',
  ],
  [
    'shape',
    '### Gate\n\n- [4,800, 3072] × [3072, 768]\n  - m: 4,800\n  - k: 3,072\n  - n: 768',
    '### Gate\n\n- [4,800, 3072] × [3072, 768]\n  - m: 4,800\n  - k: 3,072\n  - n: «786»',
  ],
  [
    'shape',
    calls('4800, 640, 80', '4800, 640, 80', '4800, 80, 640', '4800, 80, 80', '4800, 640, 64'),
    calls('4800, 640, 80', '4800, 640, 80', '«4900», 80, 640', '4800, 80, 80', '4800, 640, 64'),
  ],
  [
    'shape',
    ['Q', 'K', 'V', 'O'].map((op) => `## ${op}\n\nEach card computes Cost(4800, 640, 80).`).join('\n\n'),
    ['Q', 'K', 'V', 'O'].map((op) => `## ${op}\n\nEach card computes Cost(4800, ${op === 'V' ? '«650»' : '640'}, 80).`).join('\n\n'),
  ],
  [
    'shape',
    '- Out projection: Cost(4800, 640, 640)\n- Q: Cost(4800, 640, 640)\n\nPath:\n\n1. **Out Projection**: Cost(4800, 640, 640) [slow]',
    '- Out projection: Cost(4800, 640, 640)\n- Q: Cost(4800, 640, 640)\n- K: Cost(4800, 640, 640)\n\nPath:\n\n1. **Out Projection**: Cost(4800, 640, «650») [slow]',
  ],
];

/** Other ways to multiply, sweeps, transposes, and calls that differ for a reason. */
const silent: readonly string[] = [
  'The GPU sweep takes batch [1024, 2048] × heads [8, 16].',
  'With weights as [out, in] the GPU runs [rows, 768] × [3072, 768] → [rows, 3072].',
  'The GPU mask is [512, 64] × [512, 64] → [512, 64].',
  'The GPU mesh [2, 4] × [4, 2] = [8, 8] of hosts.',
  'On the GPU: [512, 64] × [512, 64]^T = [512, 512]',
  '- Up: [tokens, 768] × [768, 3072] → [tokens, 384] per GPU',
  '- Input: [B, 512, 1024]\n- Weight: [256, 512] on each GPU\n- Output: [B, 512, 512]',
  'On the GPU, [B, 768] × [hidden, 3072] → [B, 3072].',
  'The GPU weight is [768, 3072] × [rows, 3072] → [rows, 768].',
  calls('4800, 640, 80', '4800, 640, 80', '4800, 640, 320', '4800, 640, 80', '4800, 640, 320'),
  `${calls('4800, 640, 80', '4800, 640, 80', '4800, 640, 320', '4800, 640, 80')}\n\nThe GPU has 320 lanes.`,
  calls('10, 1, 80', '20, 2, 80', '30, 3, 90', '40, 4, 80'),
  calls('4800, 640, 80', '4900, 650, 80', '4800, 640, 80', '4800, 640, 80'),
  '- Q: Cost(4800, 640, 640)\n- K: Cost(4800, 640, 640)\n- V: Cost(4800, 640, 640)\n- O: Cost(4800, 640, 640)\n- GPU head: Cost(4800, 640, 5120)',
  `| op | cost |\n|---|---|\n${['Q', 'K', 'V', 'GPU head'].map((op) => `| ${op} | Cost(4800, ${op === 'V' ? '650' : '640'}, 80) |`).join('\n')}`,
  '- GPU input: [B, 512, 1024]\n- Weight: [768, 256]\n- Output: [B, 512, 256]',
];

holdAndBreak('a shape', cases, silent);
