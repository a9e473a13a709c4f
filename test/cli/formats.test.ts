import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coloursFor } from '../../server/src/cli/output/colour.ts';
import { fingerprints } from '../../server/src/cli/output/fingerprints.ts';
import { githubDocument } from '../../server/src/cli/output/github.ts';
import { summary } from '../../server/src/cli/output/pretty.ts';
import { noTotals, type Totals } from '../../server/src/cli/output/report.ts';
import { checked } from '../../server/src/cli/output/select.ts';
import { type Analysis, analyze, type Finding, LineIndex } from '../../server/src/engine.ts';

/** An analysis with findings of our own: `[rule, severity, message, characters at fault, which of several]`. */
function found(text: string, ...findings: [Finding['rule'], Finding['severity'], string, string, number?][]): Analysis {
  return {
    ...analyze(text),
    isPlan: true,
    lines: new LineIndex(text),
    findings: findings.map(([rule, severity, message, at, nth = 0]) => {
      let start = text.indexOf(at);
      for (let i = 0; i < nth; i++) start = text.indexOf(at, start + 1);
      return { rule, severity, sure: 'certain', message, span: { start, end: start + at.length }, related: [] };
    }),
  };
}

describe('workflow commands', () => {
  const written = (path: string, analysis: Analysis | null, workspace = '/repo') =>
    githubDocument(workspace)(checked({ path, language: 'markdown', analysis }));

  it('give severity, place and message', () => {
    const analysis = found(
      'TP: 8\nGPUs: 🚀 512\n',
      ['gpu-count', 'error', 'it is 2048', '512'],
      ['placement', 'warning', 'w', 'TP'],
      ['unit', 'hint', 'h', '8\nGPUs'],
    );
    assert.equal(
      written('/repo/docs/plan.md', analysis),
      '::error file=docs/plan.md,line=2,col=10,endColumn=13,title=planwright gpu-count::it is 2048\n' +
        '::warning file=docs/plan.md,line=1,col=1,endColumn=3,title=planwright placement::w\n' +
        '::notice file=docs/plan.md,line=1,endLine=2,title=planwright unit::h\n',
    );
  });

  it('escape what would end a value', () => {
    const analysis = found('8', ['unit', 'error', '100% of\r\n8: a, b', '8']);
    assert.equal(
      written('/repo/a,b:c%.md', analysis),
      '::error file=a%2Cb%3Ac%25.md,line=1,col=1,endColumn=2,title=planwright unit::100%25 of%0D%0A8: a, b\n',
    );
  });

  it('keep the full path of a file outside of the workspace', () => {
    assert.match(written('/elsewhere/p.md', found('8', ['unit', 'error', 'm', '8'])), /file=\/elsewhere\/p\.md,/);
  });

  it('are silent about what was not read', () => {
    assert.equal(written('big.md', null), '');
  });
});

describe('fingerprints', () => {
  const at8 = (text: string) => fingerprints(found(text, ['unit', 'error', 'm', '8']));

  it('outlive lines added above, and changed blanks', () => {
    assert.deepEqual(at8('a 8 b'), at8('title\n\n  a  8 b'));
  });

  it('change with the line, the characters and the rule', () => {
    assert.notDeepEqual(at8('a 8 b'), at8('c 8 b'));
    assert.notDeepEqual(fingerprints(found('a 8 b', ['range', 'error', 'm', '8'])), at8('a 8 b'));
  });

  it('differ for equal lines', () => {
    const prints = fingerprints(found('a 8\na 8\n', ['unit', 'error', 'm', '8', 0], ['unit', 'error', 'm', '8', 1]));
    assert.equal(new Set(prints).size, 2);
  });
});

describe('colour', () => {
  const isOn = (isTTY: boolean, env: NodeJS.ProcessEnv) => coloursFor({ isTTY }, env).isColorSupported;

  it('is for terminals, unless the environment says otherwise', () => {
    assert.equal(isOn(true, {}), true);
    assert.equal(isOn(false, {}), false);
    assert.equal(isOn(false, { CI: 'true' }), false);
    assert.equal(isOn(true, { TERM: 'dumb' }), false);
    assert.equal(isOn(true, { NO_COLOR: '1' }), false);
    assert.equal(isOn(true, { NO_COLOR: '' }), true);
    assert.equal(isOn(false, { FORCE_COLOR: '1' }), true);
    assert.equal(isOn(true, { FORCE_COLOR: '0' }), false);
  });
});

describe('the closing line', () => {
  const line = (totals: Partial<Totals>) => summary({ ...noTotals, ...totals }, coloursFor({ isTTY: false }, {}));

  it('counts findings, plans and claims', () => {
    assert.equal(
      line({ errors: 3, warnings: 2, documents: 4, plans: 1, claims: 37, held: 34 }),
      '3 errors, 2 warnings in 1 plan; 37 claims checked, 34 hold',
    );
    assert.equal(line({ errors: 1, hints: 1, documents: 2, plans: 2, claims: 1 }), '1 error, 1 hint in 2 plans; 1 claim checked, 0 hold');
    assert.equal(line({ documents: 1, plans: 1, claims: 5, held: 5 }), 'no findings in 1 plan; 5 claims checked, all hold');
    assert.equal(line({ documents: 1, plans: 1 }), 'no findings in 1 plan');
  });

  it('tells where there was nothing to check', () => {
    assert.equal(line({ documents: 2 }), 'no plan among 2 files (a plan states how a model is spread over GPUs, or launches it)');
    assert.equal(line({}), 'no files to check');
  });
});
