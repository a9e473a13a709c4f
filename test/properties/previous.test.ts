import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Analysis, analyze, fixAll, inspect, outline } from '../../server/src/engine.ts';
import { holds } from './check.ts';
import { applyEdit, damaged, edit, plan, soup, wrongPlan } from './arbitraries.ts';

const seen = (analysis: Analysis): unknown => ({
  isPlan: analysis.isPlan,
  findings: analysis.findings.map(({ rule, severity, message, span, related }) => ({ rule, severity, message, span, related })),
  statements: analysis.document.statements.map(({ kind, span, label, body }) => ({ kind, span, label, body })),
  outline: outline(analysis),
  inspect: inspect(analysis),
  fix: fixAll(analysis)?.edits,
});

test('reading with what was read before an edit gives the same as reading anew', () => {
  holds(
    80,
    fc.tuple(fc.oneof(plan, wrongPlan, damaged, soup), fc.array(edit, { minLength: 1, maxLength: 5 })),
    ([{ text, language }, edits]) => {
      let previous = analyze(text, { language });
      let now = text;
      for (const each of edits) {
        now = applyEdit(now, each);
        const incremental = analyze(now, { language, previous });
        assert.deepEqual(seen(incremental), seen(analyze(now, { language })));
        previous = incremental;
      }
    },
  );
});
