import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folder } from '../cli/folder.ts';
import { changes, floors, later, newest } from './floors.ts';
import { type Labelled, readSet } from './labels.ts';
import { measure } from './measure.ts';
import { mutationsOf, noticed, sample } from './mutation.ts';
import { reportJson, reportText } from './report.ts';
import { score } from './score.ts';
import { percent, sum } from './tally.ts';
import { unlabelled } from './unlabelled.ts';

const documents = ['a', 'b'].flatMap((name) => readSet(`test/accuracy/documents/${name}`));

describe('documents written without sight of the engine', () => {
  it('are many, of many styles, with many right claims, and their labels speak of lines that are there', () => {
    assert.ok(documents.length >= 40);
    assert.ok(new Set(documents.map(({ style }) => style)).size >= 12);
    assert.ok(documents.reduce((n, { correct = [] }) => n + correct.length, 0) >= 900);
    for (const { file, text, errors, warnings, traps = [], correct = [] } of documents) {
      const last = text.split('\n').length;
      const lines = [...errors, ...warnings].flatMap((each) => [...each.lines, ...(each.related ?? [])]);
      for (const line of [...lines, ...traps.map((each) => each.line), ...correct.map((each) => each.line)])
        assert.ok(line >= 1 && line <= last, `${file}:${line}`);
    }
  });

  for (const [name, set, least] of [
    ['the first forty', documents, floors],
    ['twenty later ones', readSet('test/accuracy/documents/c'), later],
    ['the newest twenty', readSet('test/accuracy/documents/d'), newest],
  ] as const)
    it(`are read as well as when it was measured last: ${name}`, () => {
      const { scored, notes } = measure(set, changes);
      const { errors, warnings, determinate, mutation, kinds } = sum(scored.map(({ tally }) => tally));
      const wrong = notes.filter((note) => /^(?:FALSE|warning)\?/.test(note)).join('\n');
      assert.ok(errors.false <= least.mostFalseErrors, wrong);
      assert.ok(warnings.false <= least.mostFalseWarnings, wrong);
      const found = percent(determinate.found, determinate.n) ?? 0;
      assert.ok(found >= least.leastFound, `${found} % of the provable mistakes: ${JSON.stringify(kinds)}`);
      assert.ok(mutation.n > 80 && mutation.n < 500, `${mutation.n} changes`);
      const seen = percent(mutation.found, mutation.n) ?? 0;
      assert.ok(seen >= least.leastNoticed, `${seen} % of ${mutation.n} changed right claims`);
    });
});

describe('the counting', () => {
  const page = (over: Partial<Labelled>): Labelled => ({
    file: 'p.md',
    text: '# Plan\n\nTP 4, PP 2, DP 8 on 64 GPUs.\n\nBytes: 2 + 4 + 12 = 20.\n\nLoad: 10 + 20 = 30.\n',
    errors: [],
    warnings: [],
    ...over,
  });
  const mistake = { lines: [5], kind: 'sum', claim: 'c', truth: 't', determinate: true, mechanical: true };

  it('tells true findings from doubts and false ones by the line that they stand on', () => {
    assert.deepEqual(score(page({})).tally.errors, { true: 0, doubt: 0, false: 1 });
    assert.deepEqual(score(page({ errors: [mistake] })).tally.errors, { true: 1, doubt: 0, false: 0 });
    assert.deepEqual(score(page({ warnings: [mistake] })).tally.errors, { true: 0, doubt: 1, false: 0 });
    assert.equal(score(page({ traps: [{ line: 5, why: 'looks wrong' }] })).tally.trapAlarms, 1);
    assert.match(score(page({})).notes.join(), /FALSE\? +p\.md:5 arithmetic/);
  });

  it('counts a mistake as found only where a finding stands on it, or beside it and names it', () => {
    assert.deepEqual(score(page({ errors: [mistake] })).tally.kinds, { sum: { n: 1, found: 1 } });
    const elsewhere = score(page({ errors: [{ ...mistake, lines: [7], related: [5] }] }));
    assert.deepEqual(elsewhere.tally.determinate, { n: 1, found: 0 });
    assert.match(elsewhere.notes.join('\n'), /missed +p\.md:7 sum: c => t/);
    assert.deepEqual(score(page({ errors: [{ ...mistake, determinate: false }] })).tally.determinate, { n: 0, found: 0 });
  });

  it('changes the last two figures of a right claim, each on its own, and asks for something new on that line', () => {
    const scored = score(page({ errors: [mistake], correct: [{ line: 7, claim: '10 + 20 = 30' }] }));
    const changed = mutationsOf(scored.document);
    assert.equal(changed.length, 2);
    for (const each of changed) {
      assert.equal(each.text.split('\n').filter((line, at) => line !== scored.document.text.split('\n')[at]).length, 1);
      assert.deepEqual(noticed(scored, each), { found: true, asError: true });
    }
    const nothing = { name: 'p.md', line: 3, what: '', text: scored.document.text };
    assert.deepEqual(noticed(scored, nothing), { found: false, asError: false });
  });

  it('picks the same part for the same seed', () => {
    const every = documents.flatMap(mutationsOf);
    assert.deepEqual(sample(every, 0.1, 5), sample(every, 0.1, 5));
    assert.notDeepEqual(sample(every, 0.1, 5), sample(every, 0.1, 6));
    assert.equal(sample(every, 1, 5).length, every.length);
  });

  it('is told in words and in JSON', () => {
    const { scored, notes } = measure([page({ style: 'note', errors: [mistake], correct: [{ line: 7, claim: '20 = 30' }] })], {
      share: 1,
      seed: 0,
    });
    const text = reportText(scored, notes, true);
    assert.match(text, /errors +1: 1 true, 0 doubt, 0 false; 100 % true or doubt/);
    assert.match(text, /provable +1 of 1 \(100 %\) found/);
    assert.match(text, /changed +2 of 2 \(100 %\) right claims noticed, 2 as an error/);
    assert.match(text, /by style\n {2}note/);
    const json = reportJson(scored, true) as Record<string, unknown>;
    assert.deepEqual([json.errors, json.trueErrors, json.determinateRecall, json.caughtPercent], [1, 1, 100, 100]);
  });
});

describe('a folder without labels', () => {
  it('is measured by the claims that the engine itself takes for right', async () => {
    const at = folder({
      '.git/HEAD': '',
      'a.md': '# Plan\n\nTP 4, PP 2, DP 8.\n\nLoad: 10 + 20 = 30.\n\nUsed 32 of 80 GB (40 %).\n\nLoad: 10 + 20 = 31.\n',
      'words.md': '# Nothing to claim\n\nIn 2024 we met 3 times.\n',
      'b.yaml': 'tensor_model_parallel_size: 4\n',
    });
    const documents = await unlabelled(at);
    assert.deepEqual(
      documents.map(({ file, correct }) => [path.basename(file), correct]),
      [
        [
          'a.md',
          [
            { line: 5, claim: '10 20 30' },
            { line: 7, claim: '32 80 40' },
          ],
        ],
      ],
    );
    const { scored, notes } = measure(documents, { share: 1, seed: 0 });
    assert.deepEqual(scored[0]?.tally.mutation, { n: 4, found: 4, asError: 4 }, notes.join('\n'));
    const text = reportText(scored, notes, true, false);
    assert.match(text, /changed +4 of 4 \(100 %\)/);
    assert.doesNotMatch(text, /false/);
  });
});
