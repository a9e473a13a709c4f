import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyze, applyEdits, layoutChoices } from '../../server/src/engine.ts';

const dense = (dp: number, gpus: number) => `# Pretraining Llama-3.1-8B

- GPUs: ${gpus} H100 of 80GB
- Tensor parallel size: 4
- Pipeline parallel size: 2
- Data parallel size: ${dp}
- Sequence length: 8192
- Global batch size: 256
- Micro-batch size: 1
- Precision: BF16

4 × 2 × ${dp} = ${gpus}
`;

const read = (text: string) => analyze(text, { language: 'markdown' });

describe('layouts in columns', () => {
  test('of a plan that needs none begin with the plan as it is, and tell what follows from each', () => {
    const analysis = read(dense(8, 64));
    assert.deepEqual(
      analysis.findings.filter(({ rule }) => rule !== 'efficiency').map(({ message }) => message),
      [],
    );
    const [asItIs, ...others] = layoutChoices(analysis);
    assert.equal(asItIs?.repair, null);
    assert.deepEqual(
      asItIs?.columns.degrees.map(({ name, value }) => `${name} ${value}`),
      ['TP 4', 'PP 2', 'DP 8'],
    );
    // 256 ÷ 8 replicas are 32 micro-batches of 1: (2 − 1) ÷ (32 + 2 − 1)
    assert.equal(asItIs?.columns.bubble, 'bubble 3 %');
    assert.match(asItIs?.columns.memory ?? '', /^≈ \d+ GB a GPU, \d+ % of 8\d(?:\.\d+)? GB$/);
    assert.ok(others.length >= 2);
    for (const { columns, repair, changes } of others) {
      assert.match(columns.rate ?? '', /^≈ [\d,]+ tokens\/s a GPU$/);
      assert.match(columns.places ?? '', /^\d+ places?/);
      assert.ok(changes.length > 0);
      assert.ok(repair && applyEdits(analysis.text, repair.edits) !== analysis.text);
      assert.equal(
        columns.degrees.reduce((all, { value }) => all * value, 1),
        64,
      );
    }
  });

  test('of a plan that needs another one do not offer what it has', () => {
    const choices = layoutChoices(read(dense(4, 64).replace('4 × 2 × 4 = 64', '4 × 2 × 4 = 64')));
    assert.ok(choices.length > 0 && choices.every(({ repair }) => repair !== null));
    assert.equal(choices.filter(({ preferred }) => preferred).length, 1);
  });

  test('leave out what the plan does not tell', () => {
    const [first] = layoutChoices(read('# Plan\n\n- TP: 4\n- DP: 8\n- Total GPUs: 32 (4 × 8 = 32)\n'));
    assert.ok(first);
    const { memory, bubble, rate } = first.columns;
    assert.deepEqual([memory, bubble, rate], [null, null, null]);
  });
});
