import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repairsFor } from '../../server/src/engine.ts';
import { found, mended, read } from './support.ts';

const plan = [
  '# Plan',
  '',
  '- Tensor parallelism: 4',
  '- Pipeline parallelism: 2',
  '- Data parallelism: 2',
  '- Total GPUs: 4 × 2 × 2 = 16',
  '',
];

/** Nothing is said of the right line; of the wrong one is, and the preferred repair makes it the right one. */
const restored = (wrong: string, right: string, ...around: string[]): void => {
  assert.deepEqual(found(read(...plan, ...around, right)), [], 'as it should be');
  assert.deepEqual(mended(read(...plan, ...around, wrong)), [right]);
};

test('operands are known by their units and by what the label says', () => {
  restored(
    '- Total model weights: 13.0B params × 4 bytes = 26.0 GB',
    '- Total model weights: 13.0B params × 2 bytes = 26.0 GB',
    '- Total parameters: 13.0B',
    '- Precision: BF16',
  );
  restored(
    '- Total throughput: 14,400 tokens/s (16 GPUs × 990 tokens/s)',
    '- Total throughput: 14,400 tokens/s (16 GPUs × 900 tokens/s)',
    '- Throughput per GPU: 900 tokens/s',
  );
  restored(
    '- Effective compute per GPU: 400 TFLOPS × 84% = 192 TFLOPS',
    '- Effective compute per GPU: 400 TFLOPS × 48% = 192 TFLOPS',
    '- MFU: 48%',
    '- Peak compute per GPU: 400 TFLOPS',
  );
  restored(
    '- Tokens per step: 64 × 4096 = 131,072',
    '- Tokens per step: 32 × 4096 = 131,072',
    '- Global batch size: 32',
    '- Sequence length: 4096',
  );
  restored('- Pipeline bubble: 11.1% ((2 − 1) / (18 + 2 − 1))', '- Pipeline bubble: 11.1% ((2 − 1) / (8 + 2 − 1))', '- Micro-batches: 8');
});

test('a result may stand before its derivation', () => {
  restored('- Layers per stage: 12 layers per stage = 42 ÷ 2', '- Layers per stage: 12 layers per stage = 24 ÷ 2', '- Layers: 24');
});

test('memory is set against what a GPU has in several ways', () => {
  const used = [
    '- GPU memory: 80 GB',
    '',
    '## Memory per GPU',
    '',
    '- Weights: 20 GB',
    '- Activations: 12 GB',
    '- Total: 32 GB (40% of 80 GB)',
    '',
  ];
  restored(
    'At 32 GB per GPU the plan stays below the 880 GB that a GPU has.',
    'At 32 GB per GPU the plan stays below the 80 GB that a GPU has.',
    ...used,
  );
  restored('Memory: 23 GB < 80 GB', 'Memory: 32 GB < 80 GB', ...used);
  assert.deepEqual(found(read(...plan, ...used, 'Memory: 32 GB < 64 GB usable')), [], 'what is left to use is another figure');
});

test('a figure against an equation that holds', () => {
  restored(
    '- Head dimension: 218',
    '- Head dimension: 128',
    '- Hidden size: 32 heads × 128 dimensions = 4096',
    '- Attention heads: 32',
    '',
  );
  restored('- MFU: 6%', '- MFU: 46%', '- Effective compute per GPU: 400 TFLOPS × 46% = 184 TFLOPS', '');
});

test('the one number whose change makes all agree is the wrong one', () => {
  const model = ['- Experts per layer: 32', '- Expert parallelism: 8', ''];
  restored('Local experts: 16', 'Local experts: 4', ...model);
});

test('a layout table beside the plan is no plan', () => {
  const others = [
    'Other layouts that were measured:',
    '',
    '| TP | PP | ms per step |',
    '|---|---|---|',
    '| 2 | 8 | 400 |',
    '| 8 | 1 | 380 |',
    '| 1 | 16 | 900 |',
    '',
  ];
  restored('- Layers: 25', '- Layers: 24', ...others, '- Layers per stage: 24 layers ÷ 2 stages = 12 layers', '');
});

test('figures are written as the document writes them', () => {
  restored('- Hidden size: 406', '- Hidden size: 4,096', '- Vocabulary: 128,256', '- Hidden size per GPU: 4,096 ÷ 4 TP ranks = 1,024', '');
  restored(
    '- Memory utilization: 33% (12.5 GB ÷ 80 GB)',
    '- Memory utilization: 16% (12.5 GB ÷ 80 GB)',
    '- GPU memory: 80 GB',
    '- Total memory per GPU: 12.5 GB',
    '',
  );
});

test('GPUs that the plan does not take are worth a hint', () => {
  const cluster = (gpus: number, ...more: string[]): string[] =>
    found(
      read(
        '# Plan',
        '',
        '## Cluster',
        '',
        `- GPUs: ${gpus}`,
        ...more,
        '',
        '## Layout',
        '',
        '- TP: 4',
        '- PP: 2',
        '- DP: 8',
        '',
        '4 × 2 × 8 = 64 GPUs. The layout uses exactly 64 GPUs.',
      ),
    );
  assert.deepEqual(cluster(64), []);
  assert.deepEqual(cluster(96), ['contradiction «96»']);
  assert.deepEqual(cluster(96, '- Spare: the last 4 nodes'), []);
});

test('where any degree may be the slip, a layout is offered instead', () => {
  const analysis = read('# Plan', '', '- TP: 8, PP: 4, DP: 2', '- Total GPUs: 512', '');
  const [finding] = analysis.findings;
  assert.ok(finding);
  // TP 8 × PP 4 is 32, which makes a PP of 32 no likelier than a DP of 16
  assert.deepEqual(
    repairsFor(analysis, finding)
      .filter(({ preferred }) => preferred)
      .map(({ kind, title }) => [kind, title]),
    [['layout', 'Use TP 8 · PP 4 · DP 16']],
  );
});
