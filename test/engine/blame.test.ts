import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixed, found, mended, read } from './support.ts';

test('a value that no place states does not win over stated ones', () => {
  const analysis = read('# Plan', 'Tensor parallelism of 8, pipeline parallelism of 4 and data parallelism of 2, so 8 x 4 x 2 = 128 GPUs.');
  assert.deepEqual(found(analysis), ['gpu-count «8 x 4 x 2 = 128»']);
});

test('a layout in one line is held against its GPUs', () => {
  assert.deepEqual(found(read('# Plan', 'TP=8, PP=4, DP=4 on 128 GPUs.')), []);
  assert.deepEqual(found(read('# Plan', 'TP=8, PP=4, DP=4 on 256 GPUs.')), ['gpu-count «256»']);
});

test('nodes are off where the degrees say what the GPUs say', () => {
  const plan = ['# Plan', '- TP: 8', '- PP: 4', '- DP: 1', '- GPUs: 32', '- GPUs per node: 8'];
  assert.deepEqual(found(read(...plan, '- Nodes: 4')), []);
  const analysis = read(...plan, '- Nodes: 5');
  assert.deepEqual(found(analysis), ['derived-value «5»']);
  assert.deepEqual(mended(analysis), ['- Nodes: 4']);
});

test('the operand that stands alone is mended, not the result', () => {
  const analysis = read(
    '# Plan',
    '- TP: 8',
    '- PP: 4',
    '- Layers: 32',
    '- Total weights: 2.7B × 2 bytes = 5.4 GB',
    '- Weights per GPU: (2.7B × 2 bytes) / (TP 8 × PP 1) = 0.17 GB',
  );
  assert.deepEqual(fixed(analysis), ['- Weights per GPU: (2.7B × 2 bytes) / (TP 8 × PP 4) = 0.17 GB']);
});

test('where two numbers would do as well, none is changed by itself', () => {
  assert.deepEqual(
    fixed(read('# Plan', '- TP: 8', '- PP: 4', '- Micro-batches: 8', '- Micro-batch size: 1', '- DP: 4', '- Global batch size: 64')),
    [],
  );
});

test('a capacity in a share that holds speaks against another one', () => {
  const plan = (capacity: string): string[] => [
    '# Plan',
    '- TP: 2',
    '- PP: 2',
    `- Memory capacity per GPU: ${capacity}`,
    '',
    '## Memory per GPU',
    '- Total per GPU: 29.0GB (20.6% of 141GB)',
  ];
  assert.deepEqual(found(read(...plan('141GB'))), []);
  assert.deepEqual(found(read(...plan('96GB'))), ['contradiction «141»']);
});

test('a guide that goes through several configurations is not held against itself', () => {
  const lines = [
    '# Guide',
    'Start with TP=1 and PP=1.',
    'With 8 GPUs use TP=2 and PP=4.',
    'With 64 GPUs use TP=8 and PP=8.',
    '- TP: 4',
    '- PP: 2',
  ];
  assert.deepEqual(found(read(...lines)), []);
});
