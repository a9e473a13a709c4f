import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, applyEdits, repairsFor } from '../../server/src/engine.ts';

/** Two slips that have nothing to do with one another: one in the plan's memory, one in a list of files. */
const text = `# Plan

- Tensor parallelism: 4
- Pipeline parallelism: 2
- Data parallelism: 2
- Total GPUs: 4 × 2 × 2 = 16
- GPU memory: 64 GB

## Memory per GPU

- Weights: 20 GB
- Activations: 12 GB
- Total: 96 GB
- Utilization: 50.0% (32 GB / 64 GB)

## Shards

- File 0: samples 0-99
- File 1: samples 100-199
- File 2: samples 240-299
- File 3: samples 300-399
`;

test('a figure is no repair for what is wrong in another place', () => {
  const analysis = analyze(text, { language: 'markdown' });
  const offered = analysis.findings.map((finding) => [
    text.slice(finding.span.start, finding.span.end),
    ...repairsFor(analysis, finding)
      .filter(({ kind }) => kind !== 'suppress')
      .map(({ title }) => title),
  ]);
  assert.deepEqual(offered, [
    ['96 GB', 'Change 96 GB to 32 GB'],
    ['240-299', 'Change 240 to 200'],
  ]);
});

test('a page that lays out no plan is mended as one is, though nothing is told of it afterwards', () => {
  const page = (total: string): string =>
    [
      '# Cost',
      '',
      '- Reserved: 256 GPUs × 720 h × $2.10 = $387,072',
      '- On demand: 64 GPUs × 240 h × $3.90 = $59,904',
      '- Storage: 400 TB × $20 = $8,000',
      `- Total: $387,072 + $59,904 + $8,000 = $${total}`,
      '',
    ].join('\n');
  const analysis = analyze(page('445,976'), { language: 'markdown' });
  const [finding] = analysis.findings;
  assert.ok(finding);
  const [preferred] = repairsFor(analysis, finding);
  assert.equal(preferred?.title, 'Change 445,976 to 454,976');
  assert.equal(applyEdits(analysis.text, preferred.edits), page('454,976'));
  assert.deepEqual(analyze(page('454,976'), { language: 'markdown' }).findings, []);
});
