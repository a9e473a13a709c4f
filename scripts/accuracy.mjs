/**
 * How well labelled documents are read: a folder with `docs/` and `labels.json`. See docs/accuracy.md.
 *
 *   npm run accuracy -- SET…                     figures read, claims, findings true or false, mistakes found, changed claims noticed
 *   npm run accuracy -- SET --verbose            with each mistake missed, each finding that meets no label, each change unnoticed
 *   npm run accuracy -- SET --no-mutation        without changing right claims, which takes longest
 *   npm run accuracy -- SET --json               for programs
 *   npm run accuracy -- DIR                      of a folder without labels: what it claims, and whether changes of it are noticed
 *   npm run accuracy -- DIR --share 0.1          … of a tenth of these, for large folders
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { loadEngine } from '../bench/engine.mjs';
import { ensureDependencies } from './setup.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    verbose: { type: 'boolean' },
    json: { type: 'boolean' },
    'no-mutation': { type: 'boolean' },
    share: { type: 'string', default: '1' },
  },
});
if (positionals.length === 0) {
  console.error('usage: npm run accuracy -- SET… [--verbose] [--no-mutation] [--json]');
  process.exit(2);
}
ensureDependencies();
const { readSet, unlabelled, measure, reportText, reportJson } = await loadEngine('test/accuracy/measure.ts');
const began = performance.now();
const withMutation = !values['no-mutation'];
const labelled = positionals.every((folder) => existsSync(path.join(folder, 'labels.json')));
const documents = labelled ? positionals.flatMap(readSet) : (await Promise.all(positionals.map(unlabelled))).flat();
if (documents.length === 0)
  console.error('no document here claims anything; `planwright check` passes over what planwright.yaml and git ignore');
const { scored, notes } = measure(documents, { share: withMutation ? Number(values.share) : 0, seed: 0 });
const shown = labelled ? notes : notes.filter((note) => note.startsWith('unmoved'));
if (values.json) console.log(JSON.stringify(reportJson(scored, withMutation)));
else {
  console.log(reportText(scored, values.verbose ? shown : [], withMutation, labelled));
  console.log(`\n${((performance.now() - began) / 1000).toFixed(1)} s`);
}
