import assert from 'node:assert/strict';
import { it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

/** A set-up whose name holds its degrees, and heads that make up the hidden size. */
const told = (text: string): string[] =>
  analyze(text, { language: 'markdown' })
    .findings.filter(({ severity }) => severity !== 'hint')
    .map(({ span, severity, message }) => `${severity} ${text.slice(span.start, span.end)}: ${message}`);

const headed = (head: string, ...items: string[]): string =>
  `# Comparison of two set-ups\n\n## ${head}\n\n${items.map((item) => `- ${item}`).join('\n')}\n\n## Proposed set-up\n\n- EP 16\n- GPUs: 16\n`;

it('holds the GPUs under a heading against its degrees', () => {
  assert.deepEqual(told(headed('Baseline (TP=8, PP=4)', 'GPUs: 16 H100', 'Precision: BF16')), [
    'warning 16: TP 8 × PP 4 is 32, which does not divide 16 GPUs',
  ]);
});

for (const text of [
  headed('Baseline (TP=8, PP=2)', 'GPUs: 16 H100', 'Precision: BF16'),
  headed('Baseline (TP=8, PP=2)', 'GPUs: 64 H100', 'Precision: BF16'),
  headed('Baseline (TP=8, PP=4)', 'GPUs: 8 per node', 'Precision: BF16'),
  headed('Baseline (TP=8, PP=4)', 'GPUs: 2 × 8', 'Precision: BF16'),
  headed('Baseline (TP=8, PP=4)', 'Spare GPUs: 16', 'Precision: BF16'),
  headed('Baseline (TP=8)', 'GPUs: 12', 'Precision: BF16'),
])
  it(`says nothing of ${text.slice(33, 110).replaceAll('\n', ' / ')}`, () => assert.deepEqual(told(text), []));

const model = (heads: string, ...items: string[]): string =>
  `# Plan of a custom model\n\n- Token dimension: 4096\n- MHA: ${heads}\n- Layers: 16\n- TP 4, PP 2, 8 GPUs\n${items.map((item) => `- ${item}\n`).join('')}`;

it('holds heads and their width against the hidden size', () => {
  assert.deepEqual(told(model('32 heads, 64 dimensions per head')), ['warning 64: 32 heads of 64 make 2048, and the hidden size is 4096']);
});

for (const [why, text] of [
  ['they make it up', model('32 heads, 128 dimensions per head')],
  ['keys and values are shared', model('32 heads, 64 dimensions per head', 'KV heads: 8')],
  ['attention is latent', model('32 heads, 64 dimensions per head', 'Latent attention')],
  ['the model is published', model('64 heads, 128 dimensions per head').replace('a custom model', 'Qwen3-235B-A22B')],
] as const)
  it(`says nothing where ${why}`, () => assert.ok(!told(text).some((finding) => finding.includes('hidden size'))));
