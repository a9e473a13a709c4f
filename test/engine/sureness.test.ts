import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Config } from '../../server/src/config/config.ts';
import { analyze, hoverAt } from '../../server/src/engine.ts';
import type { Finding } from '../../server/src/findings.ts';
import { isHeard, levelled } from '../../server/src/rules/levels.ts';
import type { Issue } from '../../server/src/rules/rule.ts';

const issue = (given: Partial<Finding>): Issue => ({
  rule: 'contradiction',
  severity: 'hint',
  sure: 'ask',
  message: 'm',
  span: { start: 0, end: 1 },
  related: [],
  corrections: [],
  layouts: false,
  ...given,
});

/** What is told of it, and how. */
const told = (given: Partial<Finding>, config: Config): string | null => {
  const [first] = levelled(
    [issue(given)].filter((each) => isHeard(each, config)),
    config,
  );
  return first ? `${first.severity} ${first.sure}` : null;
};

describe('strictness', () => {
  it('is a cut for what may well be meant otherwise', () => {
    assert.equal(told({}, {}), null);
    assert.equal(told({}, { strictness: 'quiet' }), null);
    assert.equal(told({}, { strictness: 'normal' }), 'hint ask');
    assert.equal(told({}, { strictness: 'all' }), 'warning ask');
  });

  it('leaves advice and what is surer as they are', () => {
    for (const strictness of ['quiet', 'normal', 'all'] as const) {
      assert.equal(told({ rule: 'efficiency' }, { strictness }), 'hint ask');
      assert.equal(told({ sure: 'likely', severity: 'warning' }, { strictness }), 'warning likely');
      assert.equal(told({ sure: 'certain', severity: 'error' }, { strictness }), 'error certain');
    }
  });

  it('goes with the severities of rules: a doubt is never graver than a hint unless all is wanted', () => {
    const rules = { contradiction: 'error' } as const;
    assert.equal(told({}, { rules, strictness: 'normal' }), 'hint ask');
    assert.equal(told({}, { rules, strictness: 'all' }), 'error ask');
    assert.equal(told({}, { rules: { contradiction: 'off' }, strictness: 'all' }), null);
  });
});

describe('a finding', () => {
  const wrong = '# Plan\n\nTP 4, PP 2, DP 8 on 64 GPUs.\n\nBytes per parameter: 2 + 4 + 12 = 20.\n';

  it('is as sure as its rule says, whatever severity the settings give it', () => {
    for (const config of [{}, { rules: { arithmetic: 'hint' } }] as Config[]) {
      const { findings } = analyze(wrong, { language: 'markdown', config });
      assert.deepEqual(
        findings.map(({ rule, sure }) => [rule, sure]),
        [['arithmetic', 'certain']],
      );
    }
  });

  it('tells in its hover where it is less than certain', () => {
    const text = '# Plan\n\nTP 4, PP 2, DP 8 on 64 GPUs.\n';
    const analysis = analyze(text, { language: 'markdown' });
    const at = text.indexOf('4');
    const with_ = (sure: Finding['sure']) =>
      hoverAt({ ...analysis, findings: [issue({ sure, span: { start: at, end: at + 1 } })] }, at)?.markdown ?? '';
    assert.doesNotMatch(with_('certain'), /contradiction/);
    assert.match(with_('likely'), /`contradiction`: likely/);
    assert.match(with_('ask'), /`contradiction`: a question/);
    const off = text.indexOf('Plan');
    assert.equal(
      hoverAt({ ...analysis, findings: [issue({ span: { start: off, end: off + 4 } })] }, off)?.markdown,
      '`contradiction`: a question, for another reading is at hand',
    );
  });
});
