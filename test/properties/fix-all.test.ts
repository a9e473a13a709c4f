import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Analysis, analyze, applyEdits, fixAll, repairsFor } from '../../server/src/engine.ts';
import { damaged, type Text, wrongPlan } from './arbitraries.ts';
import { holds } from './check.ts';

const fixed = (analysis: Analysis): string => {
  const repair = fixAll(analysis);
  return repair ? applyEdits(analysis.text, repair.edits) : analysis.text;
};

/** By rule and line: no repair adds or takes lines, and an error that stays may speak of new figures. */
const errors = (analysis: Analysis): Set<string> =>
  new Set(
    analysis.findings
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, span }) => `${rule} on line ${analysis.lines.lineOf(span.start) + 1}`),
  );

const documents: fc.Arbitrary<Text> = fc.oneof(wrongPlan, damaged);

test('fix all: brings no new error, and a second time changes nothing', () => {
  holds(110, documents, ({ text, language }) => {
    const before = analyze(text, { language });
    const once = fixed(before);
    const after = analyze(once, { language });
    const known = errors(before);
    for (const error of errors(after)) assert.ok(known.has(error), `new after fix all: ${error}`);
    assert.equal(fixed(after), once);
  });
});

test('the preferred repair of a finding settles it', () => {
  holds(60, documents, ({ text, language }) => {
    const before = analyze(text, { language });
    for (const finding of before.findings) {
      const preferred = repairsFor(before, finding).filter((repair) => repair.preferred);
      assert.ok(preferred.length <= 1, 'at most one repair is preferred');
      if (!preferred[0]) continue;
      const after = analyze(applyEdits(text, preferred[0].edits), { language });
      const line = before.lines.lineOf(finding.span.start);
      const still = after.findings.some(
        ({ rule, message, span }) => rule === finding.rule && message === finding.message && after.lines.lineOf(span.start) === line,
      );
      assert.ok(!still, `still there after «${preferred[0].title}»: ${finding.message}`);
    }
  });
});
