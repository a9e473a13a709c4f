import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './support.ts';

const messages = (...lines: string[]): string[] => read(...lines).findings.map(({ message }) => message);
const plan = ['# Plan', '', 'TP=4, PP=4, DP=8 on 128 GPUs.', ''];

test('memory, counts and powers are spelled in messages as the document states them', () => {
  assert.deepEqual(messages(...plan, '- GPU memory: 65536 MB', '- Total per GPU: ~91532 MB'), [
    '91532 MB per GPU is more than the 65536 MB that a GPU has',
  ]);
  assert.deepEqual(messages(...plan, '- Hidden size: 12290', '- Layers: 40'), [
    '12290 hidden size cannot be divided by TP 4: 12290 ÷ 4 is 3072.5',
  ]);
  assert.deepEqual(messages(...plan, '- Tokens in all: 1.5e13 × 2 = 2.5e13'), ['1.5e13 × 2 is 3e13, not 2.5e13']);
});

test('the figure that a finding stands on is part of its message', () => {
  const share = [
    '# Plan',
    '',
    'TP=4, PP=2, DP=2 on 16 GPUs.',
    '',
    '- Parameters: 64B',
    '- Precision: FP8',
    '',
    '## Weights',
    '',
    '- Share: 64 GB ÷ 16 = 4 GB',
  ];
  assert.match(messages(...share)[0] ?? '', /^64 GB ÷ 16 = 4 GB divides by DP 2 too/);
});

test('peaks and times are spelled in messages as the document states them', () => {
  const training = ['# Training Llama-3.1-70B', '', '- GPUs: 64', '- GPU compute: 0.989 PFLOPS', '- TP: 8', '- Sequence length: 8192'];
  const [peak] = messages(...training, '- Global batch size: 512', '- Step time: 20 s');
  assert.match(peak ?? '', /and a GPU does 0\.989 PFLOPS: 20 s is more/);
  const serving = ['# Serving', '', '- TP: 8', '- DP: 4', '- GPUs: 32', '- Global batch size: 128', '- Latency: 16 ms'];
  const [rate] = messages(...serving, '- Throughput: 8000 sequences/second (32 GPUs × 128 ÷ 0.016s)');
  assert.match(rate ?? '', /8000 is the batch over the latency, 128 ÷ 16 ms$/);
});
