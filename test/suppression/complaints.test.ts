import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, repairsFor } from '../../server/src/engine.ts';
import { applied, findings, plan, read, yaml } from './plan.ts';

const wrong = '- Sum: 10 GB + 20 GB = 40 GB';

/** The one finding of a text, with its repairs applied one by one. */
function complaint(text: string, language: 'markdown' | 'yaml' | 'json' = 'markdown') {
  const analysis = read(text, { language });
  assert.equal(analysis.findings.length, 1, findings(analysis).join('\n'));
  const [finding] = analysis.findings;
  assert.ok(finding);
  assert.equal(finding.rule, 'suppression');
  assert.equal(finding.severity, 'warning');
  const repairs = repairsFor(analysis, finding);
  return {
    chars: text.slice(finding.span.start, finding.span.end),
    message: finding.message,
    titles: repairs.map(({ title }) => title),
    after: repairs.map(({ title }) => applied(analysis, finding, new RegExp(`^${title}$`))),
  };
}

describe('a comment that silences nothing', () => {
  it('is told at its words and can be taken out', () => {
    const { chars, message, titles, after } = complaint(
      plan('- Sum: 10 GB + 20 GB = 30 GB <!-- planwright-disable-line arithmetic: old -->'),
    );
    assert.equal(chars, 'planwright-disable-line arithmetic');
    assert.equal(message, 'there is no arithmetic finding on this line to silence');
    assert.deepEqual(titles, ['Remove this comment']);
    assert.deepEqual(after, [plan('- Sum: 10 GB + 20 GB = 30 GB')]);
  });

  it('goes with its line where it has one to itself', () => {
    for (const comment of ['disable-next-line arithmetic', 'disable', 'disable-file gpu-count']) {
      const { after } = complaint(plan('- A: 1', `<!-- planwright-${comment} -->`, '- B: 2'));
      assert.deepEqual(after, [plan('- A: 1', '- B: 2')], comment);
    }
  });

  it('goes with its line end at the end of a document', () => {
    assert.deepEqual(complaint('TP: 8, PP=4\nTensor parallel: 8\n<!-- planwright-disable -->').after, ['TP: 8, PP=4\nTensor parallel: 8']);
  });

  it('leaves the words around it', () => {
    const { after } = complaint(plan('- A: 1 <!-- planwright-disable-line --> and more'));
    assert.deepEqual(after, [plan('- A: 1 and more')]);
  });

  it('may be one of several rules', () => {
    for (const [names, left, chars] of [
      ['arithmetic, capacity', 'arithmetic', 'capacity'],
      ['capacity, arithmetic', 'arithmetic', 'capacity'],
    ] as const) {
      const { chars: told, titles, after } = complaint(plan(`${wrong} <!-- planwright-disable-line ${names}: reason -->`));
      assert.equal(told, chars);
      assert.deepEqual(titles, ['Remove capacity from this comment']);
      assert.deepEqual(after, [plan(`${wrong} <!-- planwright-disable-line ${left}: reason -->`)]);
    }
  });

  it('is told in YAML and JSON', () => {
    const inYaml = complaint(yaml('gpus: 32 # planwright-disable-line gpu-count'), 'yaml');
    assert.equal(inYaml.chars, 'planwright-disable-line gpu-count');
    assert.deepEqual(inYaml.after, [yaml('gpus: 32')]);
    const behind = complaint(yaml('gpus: 32 # all of them  # planwright-disable-line gpu-count'), 'yaml');
    assert.deepEqual(behind.after, [yaml('gpus: 32 # all of them')]);
    const inJson = complaint('{"tensor_parallel": 8, /* planwright-disable-line */ "pipeline_parallel": 4}', 'json');
    assert.deepEqual(inJson.after, ['{"tensor_parallel": 8, "pipeline_parallel": 4}']);
  });

  it('is told of a block, of the next line and of a document in their own words', () => {
    const message = (comment: string) => complaint(plan(`<!-- planwright-${comment} -->`, '', '- B: 2')).message;
    assert.equal(message('disable-next-line capacity'), 'there is no capacity finding on the next line to silence');
    assert.equal(message('disable capacity, unit'), 'there is no capacity or unit finding from here on to silence');
    assert.equal(message('disable-file'), 'there is no finding in this document to silence');
    assert.equal(message('enable'), 'nothing is disabled here that could be enabled again');
  });

  it('is an `enable` of what is not disabled', () => {
    const text = plan(
      '<!-- planwright-disable arithmetic -->',
      wrong,
      '<!-- planwright-enable -->',
      '<!-- planwright-enable arithmetic -->',
    );
    assert.equal(complaint(text).chars, 'planwright-enable arithmetic');
  });

  it('is not told where the settings switch the rule off', () => {
    const text = plan(`${wrong} <!-- planwright-disable-line arithmetic -->`);
    assert.deepEqual(analyze(text, { language: 'markdown', config: { rules: { arithmetic: 'off' } } }).findings, []);
    assert.deepEqual(analyze(text, { language: 'markdown', config: { rules: { suppression: 'off' } } }).findings, []);
  });

  it('takes the severity that the settings give', () => {
    const text = plan('<!-- planwright-disable-line arithmetic -->');
    assert.equal(analyze(text, { language: 'markdown', config: { rules: { suppression: 'error' } } }).findings[0]?.severity, 'error');
  });

  it('can be kept by a comment that names the rule `suppression`, not by one for all rules', () => {
    const unused = '- A: 1 <!-- planwright-disable-line gpu-count -->';
    assert.deepEqual(findings(read(plan('<!-- planwright-disable-file suppression: kept for the next revision -->', unused))), []);
    assert.deepEqual(findings(read(plan(wrong, unused, '<!-- planwright-disable-file -->'))), [
      'suppression ⟦planwright-disable-line gpu-count⟧',
    ]);
  });
});

describe('a comment that names no rule', () => {
  it('is told at the name, with what was meant', () => {
    const analysis = read(plan(`${wrong} <!-- planwright-disable-line arithmetics, arithmetic -->`));
    const [finding] = analysis.findings;
    assert.ok(finding);
    assert.deepEqual(findings(analysis), ['suppression ⟦arithmetics⟧']);
    assert.equal(finding.message, 'there is no rule `arithmetics`; did you mean `arithmetic`?');
    assert.equal(
      applied(analysis, finding, /Change it to arithmetic/),
      plan(`${wrong} <!-- planwright-disable-line arithmetic, arithmetic -->`),
    );
  });

  it('is told without a guess where none is near', () => {
    assert.equal(complaint(plan('- A: 1 <!-- planwright-disable-line absolutely everything -->')).message, 'there is no rule `absolutely`');
  });

  it('may be a word that is not known', () => {
    const { chars, message, after } = complaint(plan('<!-- planwright-disable-lines arithmetic -->'));
    assert.equal(chars, 'planwright-disable-lines');
    assert.equal(message, 'there is no `planwright-disable-lines`; did you mean `planwright-disable-line`?');
    assert.deepEqual(after, [plan('<!-- planwright-disable-line arithmetic -->')]);
    assert.equal(
      complaint(plan('<!-- planwright-ignore arithmetic -->')).message,
      'there is no `planwright-ignore`; did you mean `planwright-disable-line`?',
    );
  });

  it('may speak of something else altogether', () => {
    assert.deepEqual(findings(read(plan('<!-- planwright-generated -->', '<!-- see planwright-disable-line -->'))), []);
  });
});
