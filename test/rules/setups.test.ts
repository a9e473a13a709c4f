import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

/** Documents in which every number is right: some tell of several set-ups without headings, options or tables, others are plans as they are written. */
const folders = ['test/rules/fixtures/setups', 'test/rules/fixtures/plans'];

describe('documents in which every number is right', () => {
  for (const folder of folders)
    for (const file of readdirSync(folder)) {
      it(`says nothing of ${path.basename(folder)}/${file}`, () => {
        const { isPlan, findings } = analyze(readFileSync(path.join(folder, file), 'utf8'), { path: file });
        assert.ok(isPlan, 'not taken for a plan');
        assert.deepEqual(
          findings.filter(({ severity }) => severity !== 'hint').map(({ rule, message }) => `${rule}: ${message}`),
          [],
        );
      });
    }
});

describe('set-ups told in prose', () => {
  const plan =
    '# Training\n\n- Tensor parallel: 8\n- Pipeline parallel: 4\n- Data parallel: 8\n- Total GPUs: 8 × 4 × 8 = 256\n- Layers: 64\n\n## Launch\n\n';
  const told = (line: string): string[] =>
    analyze(`${plan}${line}\n`, { language: 'markdown' }).findings.map(({ rule, severity }) => `${rule} ${severity}`);

  it('tells of a slip where a value is set down', () => {
    assert.deepEqual(told('- Tensor parallel size: 4'), ['contradiction error']);
    assert.deepEqual(told('**Layout**: TP=4, PP=4, DP=8'), ['contradiction error']);
  });

  it('doubts one in a sentence', () =>
    assert.deepEqual(told('Every stage starts with a tensor parallel size of 4.'), ['contradiction warning']));

  it('is silent where the sentence tells another set-up, or what would be', () => {
    assert.deepEqual(told('The evaluation runs on 4 GPUs with a tensor parallel size of 4.'), []);
    assert.deepEqual(told('A tensor parallel size of 4 would need 8 stages.'), []);
    assert.deepEqual(told('With a pipeline parallel size of 8 each stage keeps 8 layers per stage.'), []);
  });
});
