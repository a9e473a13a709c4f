import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, read } from './support.ts';

/** Layouts of TP 8, PP 4 and DP 2 on as many GPUs as stand for `N`: silent on 64, found on 96. */
const layouts: readonly (readonly [string, string])[] = [
  ['names and signs', 'TP=8 PP=4 DP=2 on N GPUs.'],
  ['blanks', 'TP = 8, PP = 4, DP = 2 on N GPUs.'],
  ['lower case', 'Layout: tp=8,pp=4,dp=2 on N GPUs.'],
  ['blanks alone', 'Parallelism: TP 8, PP 4, DP 2 on N GPUs.'],
  ['hyphens', 'Layout: TP-8, PP-4, DP-2 on N GPUs.'],
  ['underscores', 'Layout: TP_8, PP_4, DP_2 on N GPUs.'],
  ['glued', 'Layout: TP8/PP4/DP2 on N GPUs.'],
  ['a chain', 'Layout: TP8PP4DP2 on N GPUs.'],
  ['a chain with underscores', 'Layout: TP8_PP4_DP2 on N GPUs.'],
  ['a chain with hyphens', 'Layout: TP8-PP4-DP2 on N GPUs.'],
  ['the number first', 'Layout: 8 TP, 4 PP, 2 DP on N GPUs.'],
  ['the number first, multiplied', 'Layout: 8 TP × 4 PP × 2 DP on N GPUs.'],
  ['the number glued', 'Layout: 8TP, 4PP, 2DP on N GPUs.'],
  ['ways', 'We train on N GPUs with 8-way tensor parallelism, 4-way pipeline parallelism and 2-way data parallelism.'],
  ['ways in words', 'We train on N GPUs with eight-way tensor parallelism, four-way pipeline parallelism and two-way data parallelism.'],
  ['ways under labels', '- Tensor parallelism: eight-way\n- Pipeline parallelism: four-way\n- Data parallelism: two-way\n- Total GPUs: N'],
  ['sizes', 'We train on N GPUs with a tensor-parallel size of 8, a pipeline-parallel size of 4 and a data-parallel size of 2.'],
  ['plain words', 'We train on N GPUs with tensor parallelism 8, pipeline parallelism 4 and data parallelism 2.'],
  ['keys in prose', 'Set tensor_model_parallel_size=8, pipeline_model_parallel_size=4 and data_parallel_size=2 on N GPUs.'],
  ['a tuple', 'Layout (TP, PP, DP) = (8, 4, 2) on N GPUs.'],
  ['a tuple under its names', '- (TP, PP, DP): (8, 4, 2)\n- Total GPUs: N'],
  ['strokes', '- TP/PP/DP: 8/4/2\n- Total GPUs: N'],
  [
    'headings',
    '### Tensor Parallelism (TP): 8-way\n\n### Pipeline Parallelism - 4-stage\n\n### 3. Data Parallelism (DP) = 2\n\n- Total GPUs: N',
  ],
  ['names, figures, result', 'Total GPUs = TP × PP × DP = 8 × 4 × 2 = N'],
  ['LaTeX', 'TP=8, PP=4, DP=2.\n\nThe cluster has $8 \\times 4 \\times 2 = N$ GPUs.'],
  ['LaTeX on display', 'TP=8, PP=4, DP=2.\n\n$$8 \\times 4 \\times 2 = N$$'],
  ['a tree', '```\nCluster\n├── TP: 8\n├── PP: 4\n└── DP: 2\n```\n\nTotal GPUs: N'],
  ['Chinese labels', '- 张量并行：8\n- 流水线并行：4\n- 数据并行：2\n- 总卡数：N'],
  ['Chinese degrees', '- 张量并行度：8\n- 流水线并行度：4\n- 数据并行度：2\n- GPU总数：N'],
  ['Chinese ways', '- TP：8路\n- PP：4路\n- DP：2路\n- 总卡数：N'],
  ['Chinese prose', '采用8路张量并行、4路流水线并行、2路数据并行，共N卡。'],
];

for (const [name, text] of layouts) {
  test(`degrees as ${name}`, () => {
    const right = read('# Deployment plan', '', text.replace('N', '64'));
    assert.ok(right.isPlan);
    assert.deepEqual(found(right), []);
    const wrong = read('# Deployment plan', '', text.replace('N', '96'));
    assert.ok(wrong.findings.length > 0, 'nothing found');
    assert.deepEqual(
      [...new Set(wrong.findings.map(({ rule }) => rule))].filter((rule) => rule !== 'gpu-count' && rule !== 'arithmetic'),
      [],
    );
  });
}

const plan = ['# Plan', '', 'TP=8, PP=2.', ''];

/** A line that holds and the same with another figure. */
const lines: readonly (readonly [string, string, string])[] = [
  ['a fraction in LaTeX', '- Layers per stage: $\\frac{64}{4} = 16$', '- Layers per stage: $\\frac{64}{4} = 12$'],
  [
    'a share with its effect',
    '- Bandwidth: 1.8TBps with 80% utilization → Effective 1.44TBps',
    '- Bandwidth: 1.8TBps with 80% utilization → Effective 1.54TBps',
  ],
  [
    'what is distributed',
    '- KV cache: 41GB distributed across 16 GPUs: 2.56GB per GPU',
    '- KV cache: 41GB distributed across 16 GPUs: 4.1GB per GPU',
  ],
  ['a share of a capacity', '- Usable: 85% of 80GB = 68GB', '- Usable: 85% of 80GB = 72GB'],
  ['much less', '- ✅ Memory: 12GB << 64GB', '- ✅ Memory: 96GB << 64GB'],
  ['much less, in one sign', '- ✅ Memory: 12GB per GPU ≪ 64GB', '- ✅ Memory: 96GB per GPU ≪ 64GB'],
  [
    'memory of each',
    '- GPUs: 16× H100 (80GB each)\n- Total memory per GPU: 60 GB',
    '- GPUs: 16× H100 (80GB each)\n- Total memory per GPU: 96 GB',
  ],
  [
    'memory of a card',
    '- Single-card VRAM: 64GB\n- Total memory per GPU: 60 GB',
    '- Single-card VRAM: 64GB\n- Total memory per GPU: 96 GB',
  ],
  [
    'memory by its kind',
    '- GPU specifications: 80GB HBM3 memory per GPU\n- Total memory per GPU: 60 GB',
    '- GPU specifications: 80GB HBM3 memory per GPU\n- Total memory per GPU: 96 GB',
  ],
  [
    'layers of an architecture',
    '- Architecture: 16-layer transformer\n- Layers per stage: 8',
    '- Architecture: 16-layer transformer\n- Layers per stage: 4',
  ],
  [
    'layers that are told of',
    '- 16 layers, each with attention and experts\n- Layers per stage: 8',
    '- 16 layers, each with attention and experts\n- Layers per stage: 4',
  ],
];

for (const [name, right, wrong] of lines) {
  test(name, () => {
    assert.deepEqual(found(read(...plan, right)), []);
    assert.equal(found(read(...plan, wrong)).length, 1);
  });
}

test('amounts of money are reckoned with', () => {
  assert.deepEqual(found(read(...plan, 'Four nodes cost $8,000 × 4 = $32,000 a month.')), []);
  assert.deepEqual(found(read(...plan, 'Four nodes cost $8,000 × 4 = $40,000 a month.')), ['arithmetic «8,000 × 4 = $40,000»']);
});

test('ranks, switches and lone counts are no degrees', () => {
  for (const line of [
    'The last stage is PP-1.',
    'A model of GPT-4 size.',
    'Each of 2 TP GPUs holds half.',
    'MODEL-8, TP-rank 3',
    'It runs 16 DP groups.',
  ]) {
    const { plan: understood } = read('# Plan', '', 'TP=8, PP=2.', '', line);
    assert.deepEqual(
      [...(understood?.values ?? [])].filter(([id]) => ['tp', 'pp', 'dp'].includes(id)),
      [
        ['tp', 8],
        ['pp', 2],
      ],
      line,
    );
  }
});

test('memory that is used is not what a GPU has', () => {
  const values = read(...plan, '## Hardware', '', '- GPU memory: 24GB used vs 64GB available').plan?.values;
  assert.notEqual(values?.get('gpu_memory'), 24e9);
});
