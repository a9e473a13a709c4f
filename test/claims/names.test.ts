import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';
import { type Case, holdAndBreak } from './pairs.ts';

/** Shares of a figure that stands elsewhere under the name that the statement calls it by. */
const named: readonly Case[] = [
  [
    'share',
    '- Target: 20,000 tok/s\n- Reached: 38,000 tok/s (190% of target)',
    '- Target: 20,000 tok/s\n- Reached: 38,000 tok/s («150%» of target)',
  ],
  [
    'share',
    'The energy budget is 68 kWh. A night takes 27.2 kWh, 40 % of the energy budget.',
    'The energy budget is 68 kWh. A night takes 27.2 kWh, «46 %» of the energy budget.',
  ],
  ['share', '- Oil tank: 80 GB\n- Filled: 39.2 GB (49% of the oil tank)', '- Oil tank: 80 GB\n- Filled: 39.2 GB («59%» of the oil tank)'],
  [
    'share',
    '| Part | Size |\n|---|---|\n| Shelf width | 4,096 |\n\nThe rack is 16,384 wide (4× shelf width).',
    '| Part | Size |\n|---|---|\n| Shelf width | 4,096 |\n\nThe rack is 16,384 wide («3×» shelf width).',
  ],
  [
    'share',
    '- Available memory: 15.1 GB\n- Wanted: 70 GB (4.6x available memory)',
    '- Available memory: 15.1 GB\n- Wanted: 70 GB («7.6x» available memory)',
  ],
  ['share', '- 目标吞吐:20,000 tok/s\n- 实测:38,000 tok/s(目标的 190%)', '- 目标吞吐:20,000 tok/s\n- 实测:38,000 tok/s(目标的 «150%»)'],
  [
    'change',
    '- Baseline: 50 ms\n- Now: 25 ms (50% better than the baseline)',
    '- Baseline: 50 ms\n- Now: 25 ms («60%» better than the baseline)',
  ],
];

holdAndBreak('shares of what is only named', named, [
  // two figures go by the name, and neither is told apart
  '- Target: 20,000 tok/s\n- Night target: 30,000 tok/s\n- Reached: 38,000 tok/s (150% of target)',
  // of another measure
  '- Target: 50 ms\n- Reached: 38,000 tok/s (150% of target)',
  // a bound
  '- Target: 20,000 tok/s\n- Reached: over 18,000 tok/s (95% of target)',
  // nothing goes by the name
  '- Quota: 20,000 tok/s\n- Reached: 38,000 tok/s (150% of what was asked)',
  // `3.75x over` may be so much more
  '- Baseline: 8,000 tok/s\n- New: 38,000 tok/s (3.75x over baseline)',
  // one of the figures fits
  '- Target A: 20,000 tok/s\n- Target B: 40,000 tok/s\n- Reached: 38,000 tok/s (95% of target)',
]);

/** Shares of a whole that is not even named. */
const whole: readonly Case[] = [
  ['share', '- Disk: 80 GB\n- Logs: 39.2 GB (49% used)', '- Disk: 80 GB\n- Logs: 39.2 GB («59%» used)'],
  ['share', '- GPU memory: 64 GB\n- Cache: ~42.5 GB (66% utilization)', '- GPU memory: 64 GB\n- Cache: ~42.5 GB («76%» utilization)'],
  ['rest', '- GPU memory: 80 GB\n- Headroom: 51% (40.8 GB free)', '- GPU memory: 80 GB\n- Headroom: «61%» (40.8 GB free)'],
  ['share', '- Peak: 400 TFLOPS\n- MFU: 60% (240 TFLOPS effective)', '- Peak: 400 TFLOPS\n- MFU: «70%» (240 TFLOPS effective)'],
  [
    'share',
    '- Cards: 16 × H100 (80 GB each)\n- Weights: 39 GB per card (49% of capacity)',
    '- Cards: 16 × H100 (80 GB each)\n- Weights: 39 GB per card («79%» of capacity)',
  ],
];

holdAndBreak('shares of all there is', whole, [
  // the page knows two
  '- GPU memory: 64 GB\n- Host memory: 512 GB\n- Cache: 42.5 GB (8.3% utilization)',
  // what is left, told by what is used
  '- GPU memory: 80 GB\n- Headroom: 51% (39.2 GB used)',
  // no whole is told
  '- Cache: 42.5 GB (76% utilization)',
  // another figure of the page fits
  '- GPU memory: 80 GB\n- Usable are 72 GB\n- Cache: 36 GB (50% utilization)',
  // of a rate of copying everything may be a share
  '- Link: 400 GB/s\n- Cache: 42.5 GB/s (76% utilization)',
  // a part of it, another store, what is reached, and an amount of work beside a rate
  '- KV cache memory: 50 GB\n- Weights: 39.2 GB (49% utilization)',
  '- Host memory: 60 GB\n- Weights: 39.2 GB (49% of capacity)',
  '- Effective FLOPS: 240 TFLOPS\n- MFU: 50% (200 TFLOPS)',
  '- Peak FLOPs of the model: 2 PFLOP\n- MFU: 60% (240 TFLOPS effective)',
  // a change
  '- GPU memory: 80 GB\n- Cache: 20 GB (40% reduction)',
]);

/** Parameters and the bytes that they take. */
const stored: readonly Case[] = [
  ['unit', '- Total: 70B (140 GB in FP16)', '- Total: 70B («280 GB» in FP16)'],
  ['unit', 'It has 13B parameters, 26 GB in BF16.', 'It has 13B parameters, «52 GB» in BF16.'],
  ['unit', '- Checkpoint: 671B (671 GB FP8)', '- Checkpoint: 671B («1,342 GB» FP8)'],
  ['unit', '- 模型:70B(140 GB,FP16)', '- 模型:70B(«280 GB»,FP16)'],
];

holdAndBreak('parameters in bytes', stored, [
  '- Total: 70B (35 GB per GPU in FP16)',
  '- Model: 70B parameters, bf16 weights 140 GB, fp32 master and Adam moments 840 GB.',
  '- Model: 70B parameters, weights 140 GB, fp32 master copy 280 GB.',
  '- Total: 70B (130 GiB in FP16)',
  '- Corpus: 10B tokens (40 GB in BF16)',
  '- Total: 70B (160 GB with its cache, FP16 and FP8)',
  '- Total: 70B (35 GB each in FP16)',
  '- Total: 70B (168 GB in FP16 with its KV cache)',
  '- Total: 70B (1,120 GB in BF16 including the optimizer)',
]);

/** Totals by name, of so much each and how many there are. */
const totals: readonly Case[] = [
  [
    'each',
    '- Memory per rack: 80 GB\n- Racks: 8\n- Total memory: 640 GB',
    '- Memory per rack: 80 GB\n- Racks: 8\n- Total memory: «650» GB',
  ],
  [
    'each',
    '- Crates: 128\n- Bottles per crate: 1,024\n- Total bottles: 131,072',
    '- Crates: 128\n- Bottles per crate: 1,024\n- Total bottles: «262,144»',
  ],
  [
    'each',
    '| Item | Value |\n|---|---|\n| Power per pump | 40 kW |\n| Pumps | 8 |\n| Total power | 320 kW |',
    '| Item | Value |\n|---|---|\n| Power per pump | 40 kW |\n| Pumps | 8 |\n| Total power | «350» kW |',
  ],
  ['each', '- 16 pumps\n- Flow: 12 l/s per pump\n- Total flow: 192 l/s', '- 16 pumps\n- Flow: 12 l/s per pump\n- Total flow: «142» l/s'],
  ['each', '- 每卡显存:80 GB\n- 卡:8\n- 总显存:640 GB', '- 每卡显存:80 GB\n- 卡:8\n- 总显存:«650» GB'],
  [
    'each',
    '- Racks: 16 ÷ 2 = 8\n- Memory per rack: 80 GB\n- Total memory: 640 GB',
    '- Racks: 16 ÷ 2 = 8\n- Memory per rack: 80 GB\n- Total memory: «720» GB',
  ],
];

holdAndBreak('totals by name', totals, [
  // two counts of those that share it
  '- Memory per rack: 80 GB\n- Racks: 8\n- Spare: 2 racks\n- Total memory: 800 GB',
  // two figures of each
  '- Memory per rack: 80 GB\n- Old memory per rack: 40 GB\n- Racks: 8\n- Total memory: 480 GB',
  // of something else
  '- Memory per rack: 80 GB\n- Racks: 8\n- Total disk memory: 900 GB',
  // nobody says how many
  '- Memory per rack: 80 GB\n- Total memory: 650 GB',
  // another section
  '## A\n\n- Memory per rack: 80 GB\n- Racks: 8\n\n## B\n\n- Total memory: 650 GB',
  // the same in binary units
  '- Memory per rack: 80 GB\n- Racks: 8\n- Total memory: 596 GiB',
  // a bound
  '- Memory per rack: 80 GB\n- Racks: 8\n- Total memory: over 600 GB',
]);

describe('figures told of each', () => {
  const plan = (line: string): string =>
    `# Plan\n\n- Layers: 80\n- Attention heads: 64\n- Tensor parallelism (TP): 8\n- Pipeline parallelism (PP): 4\n- Data parallelism (DP): 2\n- GPUs: 8 × 4 × 2 = 64\n${line}\n`;
  const told = (line: string): string[] =>
    analyze(plan(line), { language: 'markdown' }).findings.map(
      ({ span, message }) => `${plan(line).slice(span.start, span.end)}: ${message}`,
    );
  const pairs: readonly (readonly [string, string, string])[] = [
    ['- Split: 4 stages with 20 layers each', '- Split: 4 stages with 30 layers each', 'layers per stage'],
    ['- Split: 4 stages of 20 layers', '- Split: 4 stages of 30 layers', 'layers per stage'],
    ['- Split: 4 stages × 20 layers', '- Split: 4 stages × 30 layers', 'layers per stage'],
    ['- Split: 4 stages (20 layers each)', '- Split: 4 stages (30 layers each)', 'layers per stage'],
    ['- Every stage holds 20 layers', '- Every stage holds 30 layers', 'layers per stage'],
    ['- Each replica uses 32 GPUs', '- Each replica uses 64 GPUs', 'GPUs per replica'],
    ['- 2 replicas of 32 GPUs', '- 2 replicas of 64 GPUs', 'GPUs per replica'],
    ['- Each rank keeps 8 heads', '- Each rank keeps 16 heads', 'attention heads per rank'],
    ['- Cluster: 8 nodes × 8 GPUs each', '- Cluster: 16 nodes × 8 GPUs each', '16 nodes of 8 GPUs'],
    ['- Nodes: 8 (8 GPUs each)', '- Nodes: 16 (8 GPUs each)', '16 nodes of 8 GPUs'],
  ];
  for (const [right, wrong, says] of pairs)
    it(wrong, () => {
      assert.deepEqual(told(right), []);
      const [only, ...more] = told(wrong);
      assert.ok(only?.includes(says), only ?? 'nothing is said');
      assert.deepEqual(more, []);
    });
  for (const line of [
    // its own layers, seen from one GPU
    '- Each GPU: 20 layers × 8 heads',
    // not all of them, and of other things
    '- 3 stages of 20 layers follow the first one',
    '- Each replica uses up to 64 GPUs',
    '- Each stage talks to 2 others and keeps 20 layers',
    '- 2 teams with 3 jobs each',
    '- A test on 4 nodes with 2 GPUs each is enough',
    '\nA test on 4 nodes with 2 GPUs each is enough.',
  ])
    it(`says nothing of ${line}`, () => assert.deepEqual(told(line), []));
});
