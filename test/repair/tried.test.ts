import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Analysis, analyze, type Repair, repairsFor } from '../../server/src/engine.ts';
import { outcomeOf } from '../../server/src/repair/accept.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

const example = (path: string, change: (text: string) => string = (text) => text) => ({ path, text: change(readFileSync(path, 'utf8')) });

/** What comes of one repair is in part what comes of another. */
const wrong = [example('examples/plan.md'), example('examples/plan.yaml', (text) => text.replace(/(?<=\blayers: )\d+/, '18'))];

const toldOf = ({ findings }: Analysis) => findings.map(({ rule, severity, message, span }) => ({ rule, severity, message, span }));

const offered = (analysis: Analysis, order: (count: number) => number[]): (readonly Repair[])[] => {
  const out: (readonly Repair[])[] = [];
  for (const at of order(analysis.findings.length)) {
    const finding = analysis.findings[at];
    if (finding) out[at] = repairsFor(analysis, finding);
  }
  return out;
};
const titles = (all: (readonly Repair[])[]) =>
  all.map((repairs) => repairs.map(({ title, preferred, tier, edits }) => ({ title, preferred, tier, edits })));

describe('a repair that is tried', () => {
  it('comes to what its result read anew comes to, whatever was tried before', () => {
    let tried = 0;
    for (const { path, text } of wrong) {
      const analysis = analyze(text, { path });
      const repairs = offered(analysis, (count) => [...Array(count).keys()]).flat();
      for (const { edits } of repairs.reverse()) {
        const outcome = outcomeOf(analysis, edits);
        if (!outcome) continue;
        tried++;
        assert.deepEqual(toldOf(outcome.after), toldOf(analyze(applyEdits(text, edits), { path })), path);
      }
    }
    assert.ok(tried > 20, `${tried}`);
  });

  it('is the same in whatever order repairs are asked for', () => {
    for (const { path, text } of wrong) {
      const [forth, back] = [
        offered(analyze(text, { path }), (count) => [...Array(count).keys()]),
        offered(analyze(text, { path }), (count) => [...Array(count).keys()].reverse()),
      ];
      assert.deepEqual(titles(back), titles(forth), path);
    }
  });
});
