import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, applyEdits, type Changes, setQuantities } from '../../server/src/engine.ts';

const plan = (steps: string, size: number): string =>
  [
    '# Plan',
    '',
    '- Total GPUs: 64',
    '- TP: 8',
    '- PP: 4',
    '- DP: 2',
    '- Global batch size: 512 sequences',
    `- Micro-batch size: ${size}`,
    `- Micro-batches per step: ${steps}`,
    '',
  ].join('\n');

/** The line of the micro-batches, and what the rules say of the whole. */
const restated = (text: string, changes: Changes): readonly [string | undefined, readonly string[]] => {
  const analysis = analyze(text);
  const repair = setQuantities(analysis, changes);
  assert.ok('edits' in repair, JSON.stringify(repair));
  const after = analyze(applyEdits(text, repair.edits));
  const errors = after.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return [after.text.split('\n')[8], errors];
};

test('the micro-batches are worked out anew where the replicas or the micro-batch change, however the division is written', () => {
  for (const [before, size, changes, after] of [
    ['256 (512 ÷ 2 = 256)', 1, { dp: 4 }, '128 (512 ÷ 4 = 128)'],
    ['64 (512 ÷ 8 = 64)', 4, { dp: 4 }, '32 (512 ÷ 16 = 32)'],
    ['64 (512 ÷ (2 × 4) = 64)', 4, { dp: 4 }, '32 (512 ÷ (4 × 4) = 32)'],
    ['64 (512 ÷ 4 ÷ 2 = 64)', 4, { micro_batch: 2 }, '128 (512 ÷ 2 ÷ 2 = 128)'],
    ['64 (512 ÷ 2 ÷ 4 = 64)', 4, { global_batch: 1024 }, '128 (1024 ÷ 2 ÷ 4 = 128)'],
  ] as const) {
    const [line, errors] = restated(plan(before, size), new Map(Object.entries(changes)) as Changes);
    assert.deepEqual([line, errors], [`- Micro-batches per step: ${after}`, []], before);
  }
});
