import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { analyze, detailsAt, hoverAt } from '../../server/src/engine.ts';
import { isKnown, why } from '../../server/src/explain/why.ts';

const plan = readFileSync('examples/plan.md', 'utf8');
const analysis = analyze(plan, { path: 'plan.md' });

/** The lines of a hover over the last character of `words`, wherever they first stand. */
const over = (words: string, text = plan, of = analysis): string[] => {
  const hover = hoverAt(of, text.indexOf(words) + words.length - 1);
  return hover?.markdown.split('\n\n') ?? [];
};
const inPlan = (text: string) => (words: string) => over(words, text, analyze(text, { path: 'plan.md' }));

describe('a hover', () => {
  it('says what the number is with its formula, what disagrees, what a GPU holds, and what decides that', () => {
    const [what, disagrees, decides, holds, ...more] = over('(TP):   8');
    assert.match(what ?? '', /^\*\*tensor parallel size \(TP\)\*\* = 8 · `TP 8 × PP 4 × EP 16 × DP 4 = 2048` GPUs/);
    assert.match(disagrees ?? '', /^disagrees: 8 × 4 × 16 × 4 is 2048, not 512 \(line 39\)/);
    assert.match(holds ?? '', /^a GPU of stage \d \(the fullest of 4\) holds \*\*≈ .+ GB\*\* \(.+ GB\), .+ % of 64 GB$/);
    assert.match(decides ?? '', /^_what would narrow this most: .+_$/);
    assert.deepEqual(more, []);
  });

  it('says that a derived number holds, wherever its derivation stands', () => {
    const hover = inPlan(
      '# Plan\n\n- Layers: 16\n- PP: 4\n- TP: 2\n- GPUs: 8\n- Layers per stage: 4 (16 ÷ 4 = 4)\n- Heads: 32\n- Heads per rank: 32 ÷ 2 = 16\n',
    );
    assert.match(hover('stage: 4')[1] ?? '', /^holds: `16 ÷ 4 = 4`/);
    assert.match(hover('÷ 2 = 16')[1] ?? '', /^holds: `32 ÷ 2 = 16`/);
  });

  it('does not say of a place what its squiggle says already', () => {
    assert.doesNotMatch(over('Total GPUs: 512 (8 × 4 × 16 × 4 = 512').join('\n'), /disagrees: 8 × 4 × 16 × 4 is 2048/);
    // below a finding with its places there is room for a line each
    const named = over('Total GPUs: 512 (8 × 4 × 16').at(-1) ?? '';
    assert.match(named, /^\*\*expert parallel size \(EP\)\*\* = 16 · `[^`]+` GPUs with EP as a factor$/);
    assert.match(over('(EP):   16')[0] ?? '', /EP as a factor.*EP folded into DP/);
  });

  it('tells a range, and that it decides', () => {
    const [what, decides, holds] = over('128-10240');
    assert.equal(what, '**sequence length** = 128 to 10,240');
    assert.match(holds ?? '', /a GPU of stage/);
    assert.match(decides ?? '', /^_what would narrow this most: sequence length 128 to 10,240/);
  });

  it('tells of percentages and other comparisons whether they hold', () => {
    const hover = inPlan(
      '# Plan\n\n- TP: 8\n- PP: 2\n- GPUs: 16\n- Memory per GPU: 64GB\n- Used: 16GB (25% of 64GB)\n- With recompute: from 70GB to 35GB (40% reduction)\n',
    );
    assert.match(hover('(25').join(), /^holds, a share of the whole: `/);
    assert.match(hover('35GB (40').join(), /^does not hold, a change: `/);
  });

  it('tells of ranks and other figures that a claim rests on whether it holds', () => {
    assert.match(over('GPUs 128').join(), /^holds: (?!holds)/);
    const slip = plan.replace('GPUs 128-255', 'GPUs 129-255');
    assert.notEqual(slip, plan);
    const hover = inPlan(slip);
    assert.match(hover('GPUs 256').join(), /^holds: /);
    const schedule = inPlan(readFileSync('examples/plan-corrected.md', 'utf8'));
    assert.match(schedule('leave a 15.8').join(), /^holds: 3 of 19 is 15\.8 %$/);
    assert.doesNotMatch(hover('GPUs 129').join(), /does not hold/, 'its squiggle says that');
  });

  it('is there for every figure of a plan of which anything is known', () => {
    let known = 0;
    for (const name of readdirSync('examples')) {
      const text = readFileSync(`examples/${name}`, 'utf8');
      const of = analyze(text, { path: name });
      if (!of.isPlan) continue;
      for (const figure of why(of, { start: 0, end: text.length })) {
        if (!isKnown(figure)) continue;
        known++;
        assert.ok(
          hoverAt(of, figure.span.start) ?? hoverAt(of, figure.span.end),
          `${name}: ${text.slice(figure.span.start, figure.span.end + 30)}`,
        );
      }
    }
    assert.ok(known > 200, `${known}`);
  });

  it('holds no table, and is short wherever it stands', () => {
    for (let at = 0; at < plan.length; at += 3) {
      const hover = hoverAt(analysis, at);
      if (!hover) continue;
      assert.doesNotMatch(hover.markdown, /^\|/m);
      assert.ok(hover.markdown.split('\n\n').length <= 4, hover.markdown);
      assert.ok(hover.span.start <= at && at <= hover.span.end);
    }
  });
});

describe('details', () => {
  const page = detailsAt(analysis, plan.indexOf('(TP):   8') + 8) ?? '';

  it('begin with the number and put totals first', () => {
    assert.match(page, /^# tensor parallel size \(TP\) = 8\n/);
    for (const [, rows = ''] of page.matchAll(/^\|[- :|]+\|\n((?:\|.*\n)+)/gm)) {
      if (rows.includes('total')) assert.match(rows, /^\| \*\*total\*\*/);
    }
  });

  it('name the stage, say which figure is to be reckoned with, and have tables whose rows are as long as their heads', () => {
    assert.match(page, /^\| stage \d, per GPU \| reckoned with \| from – to \| how \|$/m);
    assert.match(page, /^\| stage \| layers \| reckoned with \| from – to \| share of 64 GB \|$/m);
    const cells = (row: string) => row.replaceAll('\\|', '').split('|').length;
    for (const [table] of page.matchAll(/^(?:\|.*\n)+/gm)) {
      const [head = '', ...rows] = table.trimEnd().split('\n');
      for (const row of rows) assert.equal(cells(row), cells(head), row);
    }
  });

  it('compare with the repair that is at hand', () => {
    assert.match(page, /^## If the plan is restated$/m);
    assert.match(page, /^\| per GPU \| as it is, stage \d \| TP 4 · PP 4 · EP 8 · DP 4, stage \d \|$/m);
  });

  it('say of a number that was not read that nothing was checked, and what it stands under', () => {
    const text = `${plan}\n## Appendix\n\nThe meeting of 17 people chose the H100.\n`;
    const of = (words: string) => detailsAt(analyze(text, { path: 'plan.md' }), text.indexOf(words)) ?? '';
    assert.match(
      of('17 people'),
      /^# 17\n\nNot read as a quantity: nothing depends on it, and nothing was checked\.\n\nIt stands under .+Appendix\./,
    );
    assert.match(of('100.'), /^# 100\n\nPart of the name H100, and no quantity/);
  });

  it('are those of the plan where no number stands, and none where nothing is known', () => {
    assert.match(detailsAt(analysis, 0) ?? '', /^## What a GPU/);
    assert.equal(detailsAt(analyze('# Notes\n'), 0), null);
  });
});
