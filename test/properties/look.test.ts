import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { turnedAway } from '../../server/src/analysis.ts';
import { analyze, readAnyway } from '../../server/src/analyze.ts';
import { readDocument } from '../../server/src/document/read.ts';
import { mayLaunch } from '../../server/src/frameworks/fences.ts';
import { readLaunches } from '../../server/src/frameworks/launches.ts';

const folders = ['examples', 'docs', 'test', 'schemas', 'snippets', 'skills', 'data', '.vscode'];
const kinds = /\.(?:md|mdx|rst|ya?ml|json|toml|sh|sbatch|txt)$/;
const documents = folders
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)))
  .filter((name) => kinds.test(name))
  .map((name) => ({ name, text: readFileSync(name, 'utf8') }));

/** Every third line of a config, from three beginnings: texts that have lost some of their words. Of prose the look decides what is a plan. */
const pieces = documents
  .filter(({ name }) => /\.(?:ya?ml|json|toml)$/.test(name))
  .flatMap(({ name, text }) =>
    [0, 1, 2].map((first) => ({
      name,
      text: text
        .split('\n')
        .filter((_, at) => at % 3 === first)
        .join('\n'),
    })),
  );

describe('a look at the words', () => {
  it('turns away no text of which anything would be said', () => {
    let turned = 0;
    for (const { name, text } of documents) {
      if (!turnedAway(text, { path: name })) continue;
      turned++;
      const { isPlan, findings, language } = readAnyway(text, { path: name });
      assert.deepEqual([isPlan, findings, language], [false, [], analyze(text, { path: name }).language], name);
    }
    for (const { name, text } of pieces) {
      if (!turnedAway(text, { path: name })) continue;
      turned++;
      assert.deepEqual(readAnyway(text, { path: name }).findings, [], name);
    }
    assert.ok(turned > 50, `${turned} of ${documents.length + pieces.length}`);
  });

  it('at the fences misses no launch', () => {
    let spared = 0;
    for (const { name, text } of documents) {
      const { language } = analyze(text, { path: name });
      const document = readDocument(text, language);
      if (mayLaunch(document)) continue;
      spared++;
      const { launches, wanted, whole } = readLaunches(document, name);
      assert.deepEqual([launches.length, wanted, whole], [0, [], false], name);
    }
    assert.ok(spared > 50, `${spared} of ${documents.length}`);
  });
});
