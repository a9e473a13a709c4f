import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Analysis, analyze, applyEdits, fixAll, repairsFor } from '../../server/src/engine.ts';
import { damaged, type Text, wrongPlan } from './arbitraries.ts';
import { holds } from './check.ts';

const fixed = (analysis: Analysis, unsafe = false): string => {
  const repair = fixAll(analysis, { unsafe });
  return repair ? applyEdits(analysis.text, repair.edits) : analysis.text;
};

/**
 * By rule, severity and line: these repairs add no lines, and an error that stays may speak of new figures. What is worth knowing of plans
 * of which nothing is false comes with a repair.
 */
const said = (analysis: Analysis): Map<string, number> => {
  const out = new Map<string, number>();
  for (const { rule, severity, span } of analysis.findings) {
    if (rule === 'efficiency') continue;
    const place = `${severity} ${rule} on line ${analysis.lines.lineOf(span.start) + 1}`;
    out.set(place, (out.get(place) ?? 0) + 1);
  }
  return out;
};

const documents: fc.Arbitrary<Text> = fc.oneof(wrongPlan, damaged);

for (const unsafe of [false, true]) {
  test(`fix all${unsafe ? ', with what takes a decision' : ''}: nothing new is wrong, and a second time changes nothing`, () => {
    holds(unsafe ? 60 : 90, documents, ({ text, language }) => {
      const before = analyze(text, { language });
      const once = fixed(before, unsafe);
      const after = analyze(once, { language });
      const [known, now] = [said(before), said(after)];
      for (const [place, count] of now) {
        const worse = place.replace(/^warning/, 'error').replace(/^hint/, 'warning');
        const lines = text.split('\n').length === once.split('\n').length;
        assert.ok(
          !lines || count <= (known.get(place) ?? 0) + (known.get(worse) ?? 0) + (known.get(worse.replace(/^warning/, 'error')) ?? 0),
          `new after fix all: ${place}`,
        );
      }
      assert.equal(fixed(after, unsafe), once);
    });
  });
}

test('every repair of a finding settles it', () => {
  holds(60, documents, ({ text, language }) => {
    const before = analyze(text, { language });
    for (const finding of before.findings) {
      if (finding.rule === 'syntax' || finding.rule === 'suppression') continue;
      const repairs = repairsFor(before, finding).filter(({ kind }) => kind !== 'suppress');
      assert.ok(repairs.filter(({ preferred }) => preferred).length <= 1, 'at most one repair is preferred');
      const line = before.lines.lineOf(finding.span.start);
      // two equal findings may stand on one line: one of them is settled
      const same = (analysis: Analysis): number =>
        analysis.findings.filter(
          ({ rule, message, span }) => rule === finding.rule && message === finding.message && analysis.lines.lineOf(span.start) === line,
        ).length;
      for (const { title, edits } of repairs)
        assert.ok(same(analyze(applyEdits(text, edits), { language })) < same(before), `still there after «${title}»: ${finding.message}`);
    }
  });
});
