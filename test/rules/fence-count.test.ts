import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

const page = (...config: string[]): string =>
  ['# Serving plan', '', '- TP 4, PP 2', '- 8 GPUs in one node', '', '## Appendix', '', ...config, ''].join('\n');
const told = (text: string): string[] =>
  analyze(text, { language: 'markdown' })
    .findings.filter(({ message }) => /this configuration/.test(message))
    .map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);

test('a configuration that a page quotes is held to its own GPUs', () => {
  const yaml = (tp: number, gpus: number): string =>
    page('```yaml', `tensor_parallel_size: ${tp}`, 'pipeline_parallel_size: 2', `gpus: ${gpus}`, '```');
  assert.deepEqual(told(yaml(4, 8)), []);
  assert.deepEqual(told(yaml(8, 8)), ['8: TP 8 × PP 2 is 16, and this configuration runs on 8 GPUs; TP is 4 in the plan']);
  const json = (dp: number): string => page('```json', `{"tp": 2, "pp": 2, "dp": ${dp}, "gpus": 8}`, '```');
  assert.deepEqual(told(json(2)), []);
  assert.deepEqual(told(json(3)), ['8: TP 2 × PP 2 × DP 3 is 12, and this configuration runs on 8 GPUs']);
});

test('nothing is said where its GPUs may be others', () => {
  // those of one node of several; of each of two jobs; experts on the ranks of the others
  const larger = page('```yaml', 'tp: 8', 'pp: 2', 'gpus: 8', '```').replace('8 GPUs in one node', '64 GPUs in 8 nodes of 8 GPUs');
  assert.deepEqual(told(larger), []);
  assert.deepEqual(told(page('```yaml', 'tp: 8', 'pp: 2', 'nodes: 2', 'gpus_per_node: 8', '```')), []);
  assert.deepEqual(told(page('```yaml', 'prefill:', '  tp: 8', '  pp: 2', 'decode:', '  tp: 4', '  pp: 2', 'gpus: 8', '```')), []);
  assert.deepEqual(told(page('```yaml', 'tp: 4', 'pp: 2', 'ep: 4', 'gpus: 8', '```')), []);
});
