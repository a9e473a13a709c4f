import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readDocument } from '../../server/src/document/read.ts';
import { type Analysis, analyze, fixAll, inspect, outline } from '../../server/src/engine.ts';
import { applyEdit, damaged, edit, plan, soup, wrongPlan } from './arbitraries.ts';
import { holds } from './check.ts';

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

test('code that loses its indentation is read as the sentence that it became', () => {
  const plan = '\n\n- TP: 4\n- PP: 4\n- GPUs: 16\n'.repeat(20);
  const code = readDocument(`    The cluster has 16 GPUs.${plan}`, 'markdown');
  for (const indentation of ['', ' ', '   ']) {
    const text = `${indentation}The cluster has 16 GPUs.${plan}`;
    assert.deepEqual(readDocument(text, 'markdown', code).statements, readDocument(text, 'markdown').statements);
    assert.equal(readDocument(text, 'markdown', code).statements[0]?.kind, 'sentence');
  }
});
