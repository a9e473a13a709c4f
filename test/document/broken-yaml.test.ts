import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

test('of characters that do not parse nothing else is said, and the rest is read', () => {
  const lines = [
    'TP=8# Layout',
    'cluster:',
    '  num_gpus: 16  # 2 × 2 × 4 = 16 GPUs',
    'model:',
    '  layers: 8',
    '  attention_heads: 96',
    'parallelism:',
    '  tensor_model_parallel_size: 2',
    '  pipeline_model_parallel_size: 2',
    '  data_parallel_size: 40',
    'derived:',
    '  attention_heads_per_gpu: 48',
    '  layers_per_stage: 4  # 8 ÷ 2 = 4',
    '',
  ];
  const { findings } = analyze(lines.join('\n'), { language: 'yaml' });
  assert.equal(findings[0]?.rule, 'syntax');
  assert.ok(findings.length > 1, 'the rest is read');
  for (const [index, finding] of findings.entries())
    assert.ok(
      findings.every((other, at) => at === index || other.span.start >= finding.span.end || finding.span.start >= other.span.end),
      finding.message,
    );
});
