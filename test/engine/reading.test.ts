import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, mended, read } from './support.ts';

test('a cluster told in a sentence is an equation', () => {
  const right = read('# Plan', 'This plan trains the model on 256 H200s in 32 nodes of 8.', 'Layout: DP16_PP8_TP2');
  assert.deepEqual(found(right), []);
  const wrong = read('# Plan', 'This plan trains the model on 2556 H200s in 32 nodes of 8.', 'Layout: DP16_PP8_TP2');
  assert.deepEqual(found(wrong), ['gpu-count «2556 H200s in 32 nodes of 8»']);
  assert.deepEqual(mended(wrong), ['This plan trains the model on 256 H200s in 32 nodes of 8.']);
});

test('degrees joined by a plus are a layout, no sum', () => {
  const lines = ['# Plan', '- Attention heads: 64 heads ÷ 4 TP ranks = 16 heads per rank', '- GPUs: 4 TP × 3 PP × 4 DP = 48 GPUs'];
  assert.deepEqual(found(read(...lines, 'Layout: TP=4 + PP=3 + DP=4 on 48 GPUs.')), []);
  assert.deepEqual(found(read(...lines, 'Layout: PP=3 + TP=16 + DP=4 on 48 GPUs.')), ['contradiction «16»']);
});

test('a heading may give its degree behind the abbreviation', () => {
  const analysis = read('# Plan', '### Tensor Parallelism (TP) = 4', '### Data Parallelism (DP) = 8', '- GPUs: 32');
  assert.deepEqual(found(analysis), []);
  assert.equal(analysis.plan?.values.get('tp'), 4);
  assert.equal(analysis.plan?.values.get('dp'), 8);
});

test('a label may name what is divided', () => {
  const analysis = read('# Plan', '- TP: 8', '- PP: 4', '- Query heads: 64', '', 'Query heads: 64 / 8 = 8 ✓');
  assert.deepEqual(found(analysis), []);
  assert.equal(analysis.plan?.values.get('heads'), 64);
});

test('rows of a table of stages are not configurations', () => {
  const table = (third: string): string[] => [
    '# Plan',
    '- TP: 8',
    '- DP: 16',
    '- PP: 4',
    '- Layers: 64',
    '',
    '| Stage | GPUs | Layers |',
    '|---|---|---|',
    '| 0 | 0–127 | 16 |',
    '| 1 | 128–255 | 16 |',
    `| 2 | 256–383 | ${third} |`,
    '| 3 | 384–511 | 16 |',
  ];
  assert.deepEqual(found(read(...table('16'))), []);
  assert.deepEqual(found(read(...table('160'))), ['derived-value «160»']);
});

test('ratios, versions and calls are no equations', () => {
  assert.deepEqual(
    found(
      read('# Plan', '- TP: 8', '- PP: 4', '- CPU: EPYC 7742 (64C/128T)', '- Model V3.2 at ISL/OSL=1024/128', '- init `sqrt(1/4) = 0.5`'),
    ),
    [],
  );
});

test('a derivation in the item below a figure is compared with it', () => {
  const plan = (figure: string): string[] => [
    '# Plan',
    '- TP: 8',
    '- PP: 4',
    `- KV cache: ${figure}`,
    '  - 128 sequences × 10240 tokens × 512 × 16 heads × 2 bytes',
  ];
  assert.deepEqual(found(read(...plan('21.5GB'))), []);
  assert.deepEqual(found(read(...plan('32GB'))), ['arithmetic «32GB»']);
});

test('the former column of a comparison is not the plan', () => {
  const plan = (tp: number): string[] => [
    '# Plan',
    '## Layout',
    '- TP: 4',
    '- PP: 2',
    '- DP: 8',
    '- Total GPUs: 4 × 2 × 8 = 64',
    '- Heads per rank: 12 (48 heads ÷ 4 TP ranks)',
    '',
    '## Compared with the previous layout',
    '',
    '| Setting | Before | After |',
    '|---|---|---|',
    `| TP | 2 | ${tp} |`,
    '| PP | 4 | 2 |',
  ];
  assert.deepEqual(found(read(...plan(4))), []);
  assert.deepEqual(found(read(...plan(5))), ['contradiction «5»']);
});

test('a degree worked out by a division is its result, not what is divided', () => {
  const analysis = read(
    '# Plan',
    '- TP: 8, PP: 8',
    '- DP = 512 / (8 × 8) = 8',
    '- GPUs: 512',
    'Micro-batch 2 × accumulation 16 × DP 8 = 256',
  );
  assert.deepEqual(found(analysis), []);
  assert.equal(analysis.plan?.values.get('dp'), 8);
});

test('what earlier drafts had and what is still to be ticked is not the plan', () => {
  const plan = ['# Plan', 'Tensor parallel: 8. Pipeline parallel: 4. Data parallel: 2.', ''];
  assert.deepEqual(found(read(...plan, '> Note: earlier drafts had TP=16.')), []);
  assert.deepEqual(found(read(...plan, '- [ ] try TP=4')), []);
});
