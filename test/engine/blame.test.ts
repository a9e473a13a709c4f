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

test('a share names what is divided and by what: the degree that is not the plan’s is mended', () => {
  const plan = (line: string): string[] => ['# Plan', '- TP: 2', '- PP: 4', '- DP: 2', '- GPUs: 16', '', line];
  assert.deepEqual(fixed(read(...plan('- Hidden size per rank: 5120 / 1 = 2560'))), ['- Hidden size per rank: 5120 / 2 = 2560']);
  assert.deepEqual(fixed(read(...plan('- Heads per rank: 128 / 4 = 64'))), ['- Heads per rank: 128 / 2 = 64']);
});

test('the slots of a pipeline are what its stages and micro-batches make', () => {
  const plan = (bubble: string): string[] => [
    '# Plan',
    '- TP: 4',
    '- PP: 2',
    '- DP: 4',
    '- GPUs: 32',
    '- Micro-batches: 64',
    `- Pipeline bubble: ${bubble}`,
  ];
  assert.deepEqual(found(read(...plan('1.5% (1 / 65)'))), []);
  assert.deepEqual(mended(read(...plan('1.5% (1 / 260)'))), ['- Pipeline bubble: 1.5% (1 / 65)']);
  assert.deepEqual(found(read(...plan('1.5% ((2 - 1) / (64 + 5 - 1))'))), ['contradiction «5»']);
});

test('a result that stands elsewhere too stays, and the one factor that can be whole gives way', () => {
  const lines = (size: string): string[] => [
    '# Plan',
    '- TP: 8',
    '- PP: 4',
    `- Hidden size: ${size}`,
    '- Hidden size per GPU: 6144 / 8 TP ranks = 768',
  ];
  assert.deepEqual(found(read(...lines('64 x 96 = 6144'))), []);
  assert.deepEqual(mended(read(...lines('64 x 69 = 6144'))), ['- Hidden size: 64 x 96 = 6144']);
});

test('a moved point is moved back', () => {
  const parts = ['# Plan', 'TP=4, PP=2, DP=2 on 16 GPUs.', '', '## Memory per GPU', '- Weights: 20.0 GB', '- Optimizer: 51.9 GB'];
  assert.deepEqual(mended(read(...parts, '- Total: 7.19 GB')), ['- Total: 71.9 GB']);
});

test('a line with the degrees of the plan but one is the plan’s', () => {
  const plan = (heading: string): string[] => [
    '# Plan',
    '',
    `## Layout: ${heading}`,
    '',
    'Even stages.',
    '',
    '## Summary',
    '',
    'Layout: DP4 + TP4 + PP4 on 64 GPUs.',
  ];
  assert.deepEqual(found(read(...plan('TP4 PP4 DP4'))), []);
  assert.deepEqual(mended(read(...plan('TP16 PP4 DP4'))), ['## Layout: TP4 PP4 DP4']);
});

test('that EP does not multiply leaves the other degrees to make the GPUs', () => {
  const plan = (dp: number): string[] => [
    '# Plan',
    '- TP: 2',
    '- PP: 2',
    '- EP: 4',
    `- DP: ${dp}`,
    '- GPUs: 32',
    '',
    'Expert parallelism (EP) does not multiply the number of GPUs.',
  ];
  assert.deepEqual(found(read(...plan(8))), []);
  assert.deepEqual(found(read(...plan(9))), ['gpu-count «32»']);
});

test('a sentence that speaks of all there is, is held against the plan', () => {
  const gpus = (count: number, use: string): string[] => [
    `# Plan`,
    `We have ${count} GPUs for the training${use}.`,
    '',
    '- TP: 8',
    '- PP: 4',
    '- DP: 2',
    '- GPUs: 64',
    '',
    'Check: 8 × 4 × 2 = 64 GPUs',
  ];
  assert.deepEqual(found(read(...gpus(64, ' and use all of them'))), []);
  assert.deepEqual(found(read(...gpus(640, ' and use all of them'))), ['contradiction «640»']);
  assert.deepEqual(found(read(...gpus(640, ''))), [], 'a cluster may have more than a plan takes');
  const size = (text: string): string[] => ['# Plan', 'TP=4, PP=2, DP=2 on 16 GPUs.', '', text, '', '- Weights: 13.8B × 2 bytes = 27.6 GB'];
  assert.deepEqual(found(read(...size('In total these are 13.8B parameters.'))), []);
  assert.deepEqual(found(read(...size('In total these are 113.8B parameters.'))), ['contradiction «113.8»']);
  assert.deepEqual(found(read(...size('Each of its experts has in total 1.8B parameters.'))), []);
});

test('the first factor is an operand like any other: a layout that works is left alone', () => {
  const lines = ['# Plan', '- TP: 1', '- PP: 4', '- EP: 8', '- DP: 2', '- GPUs: 64', '', 'Check: 9 x 4 x 8 x 2 = 64 GPUs'];
  assert.deepEqual(fixed(read(...lines)), ['Check: 1 x 4 x 8 x 2 = 64 GPUs']);
});

test('of an equation that nothing else speaks of no number is changed by itself', () => {
  assert.deepEqual(fixed(read('# Plan', 'TP=4, PP=2, DP=16 on 128 GPUs.', '', '- Tokens per step: 644 × 4096 = 262144')), []);
  const stands = [
    '# Plan',
    'TP=4, PP=6 on 24 GPUs.',
    '',
    '- Hidden size: 3072 (24 * 64)',
    '- Hidden size per rank: 768 (3072 / 4 TP ranks)',
  ];
  assert.deepEqual(found(read(...stands)), ['arithmetic «3072»']);
  assert.deepEqual(fixed(read(...stands)), [], 'the result stands elsewhere too, and either factor may be wrong');
});

test('the size of a group is no set-up of its own', () => {
  const lines = [
    '# Plan',
    '',
    'Check: DP4 x TP8 x EP16 x PP6 = 3072 GPUs',
    '',
    '- TP groups: 384 groups of 8 GPUs each',
    '',
    'In one line: PP6 + TP8 + DP8 + EP16 on 3072 devices.',
  ];
  assert.deepEqual(found(read(...lines)), ['contradiction «8»']);
});

test('that some number of the plan has the value is no ground to change another by itself', () => {
  const lines = ['# Plan', '- TP: 4', '- PP: 2', '- DP: 2', '- GPUs: 16', '', '- Weights per GPU: 6.00 GB (24.0 GB ÷ 8)'];
  assert.deepEqual(fixed(read(...lines)), []);
});
