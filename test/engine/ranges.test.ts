import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, mended, read } from './support.ts';

const plan = ['# Plan', '- TP: 8', '- PP: 4', '- Total GPUs: 32', ''];

test('a range that runs backwards', () => {
  const analysis = read(...plan, '- Stage 0: GPUs 0-7', '- Stage 1: GPUs 8-15', '- Stage 2: GPUs 160-23', '- Stage 3: GPUs 24-31');
  assert.deepEqual(found(analysis), ['range «160»']);
  assert.deepEqual(mended(analysis), ['- Stage 2: GPUs 16-23']);
});

test('a last range that does not end with the GPUs of the plan', () => {
  const analysis = read(...plan, '- Stage 0: GPUs 0-7', '- Stage 1: GPUs 8-15', '- Stage 2: GPUs 16-23', '- Stage 3: GPUs 24-62');
  assert.deepEqual(found(analysis), ['range «62»']);
  assert.deepEqual(mended(analysis), ['- Stage 3: GPUs 24-31']);
});

test('ranges as labels', () => {
  const rows = (third: string): string[] => [
    '```',
    'GPU 0-7: stage 0',
    'GPU 8-15: stage 1',
    `GPU ${third}: stage 2`,
    'GPU 24-31: stage 3',
    '```',
  ];
  assert.deepEqual(found(read(...plan, ...rows('16-23'))), []);
  assert.deepEqual(found(read(...plan, ...rows('15-23'))), ['range «15»']);
});

test('stages of several lengths that join up are no mistake', () => {
  assert.deepEqual(
    found(
      read(
        '# Plan',
        '- TP: 8',
        '- PP: 4',
        '- Layers: 94',
        '',
        '- Stage 0: layers 0-23',
        '- Stage 1: layers 24-47',
        '- Stage 2: layers 48-70',
        '- Stage 3: layers 71-93',
      ),
    ).filter((line) => line.startsWith('range')),
    [],
  );
});

test('a cell counts the range of its row', () => {
  const table = (count: number): string[] => [
    '# Plan',
    'TP=8, PP=2, DP=4 on 64 GPUs.',
    '',
    '| Stage | GPUs | Number of GPUs |',
    '|---|---|---|',
    '| 0 | 0-31 | 32 |',
    `| 1 | 32-63 | ${count} |`,
  ];
  assert.deepEqual(found(read(...table(32))), []);
  assert.deepEqual(found(read(...table(31))), ['range «31»']);
});
