import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { analyze, modificationReport, repairsAt } from '../../server/src/engine.ts';

const examples = ['examples/plan.md', 'examples/plan.yaml'].map((path) => analyze(readFileSync(path, 'utf8'), { path }));
/** One number is wrong, and no degree. */
const slip = analyze('# Small plan\n\n- TP: 4\n- PP: 2\n- DP: 4\n- Total GPUs: 64 (4 × 2 × 4 = 64)\n', { language: 'markdown' });

const links = {
  line: (line: number) => `to:line-${line}`,
  apply: 'to:apply',
  layout: (title: string) => `to:${title.replace(/\W+/g, '-')}`,
};
const headings = (markdown: string, level: number): string[] =>
  [...markdown.matchAll(/^(#+) (.*)$/gm)].filter(([, marks]) => marks?.length === level).map(([, , title]) => title ?? '');

describe('the modifications report', () => {
  test('numbers its nodes from one, without a gap, and has each section once', () => {
    for (const analysis of [...examples, slip]) {
      const report = modificationReport(analysis);
      const numbers = headings(report, 3).map((title) => Number(/^(\d+)\. /.exec(title)?.[1]));
      assert.ok(numbers.length > 0);
      assert.deepEqual(
        numbers,
        numbers.map((_, at) => at + 1),
      );
      const sections = headings(report, 2);
      assert.equal(new Set(sections).size, sections.length);
    }
  });

  test('tells of a layout only where it is what the report applies', () => {
    const report = modificationReport(slip);
    assert.match(report, /Total GPUs: 32 \(4 × 2 × 4 = 32\)/);
    assert.doesNotMatch(report, /Performance impact/);
    assert.match(modificationReport(examples[0] as (typeof examples)[0]), /Performance impact[\s\S]*TP 8 → 4, EP 16 → 8/);
  });

  test('leads to each line, to all of its changes and to other layouts, and nowhere without an editor', () => {
    const [plan] = examples as [(typeof examples)[0]];
    const report = modificationReport(plan, links);
    for (const { span } of plan.findings) {
      const line = plan.lines.lineOf(span.start) + 1;
      assert.ok(report.includes(`- [line ${line}](to:line-${line}), `), `line ${line}`);
    }
    assert.match(report, /\[lines 35 to 39\]\(to:line-35\)/);
    assert.match(report, /\[Show and apply all 31 changes\]\(to:apply\)/);
    assert.match(report, /\| \[Use TP 4 · PP 4 · EP 16 · DP 2\]\(to:Use-TP-4-PP-4-EP-16-DP-2\) \| TP 8 → 4, DP 4 → 2 \| ≈ \d+ GB/);
    assert.match(report, /Check by hand:\n {2}- \[line 14\]/);
    assert.doesNotMatch(modificationReport(plan), /\]\(/);
  });
});

describe('what a corrected plan should say beside its figures', () => {
  test('comes with the layout that it speaks of, and makes nothing wrong', () => {
    const [plan] = examples as [(typeof examples)[0]];
    const finding = plan.findings.find(({ rule }) => rule === 'gpu-count');
    assert.ok(finding);
    const added = repairsAt(plan, finding.span).filter(({ kind }) => kind === 'insert');
    assert.deepEqual(
      added.map(({ title }) => title.replace(/^.*, /, '')),
      ['with a note on communication', 'with a section on the performance impact'],
    );
    for (const { edits } of added) {
      assert.ok(edits.some(({ newText }) => /\*\*Communication\*\*: TP 8 → 4|## Performance impact/.test(newText)));
      const text = [...edits]
        .reverse()
        .reduce((all, { span, newText }) => all.slice(0, span.start) + newText + all.slice(span.end), plan.text);
      const after = analyze(text, { language: 'markdown' });
      assert.ok(!after.findings.some(({ rule }) => rule === 'gpu-count'));
      assert.ok(after.findings.length < plan.findings.length);
    }
  });
});
