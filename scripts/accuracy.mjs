/**
 * How well labelled documents are read: a folder with `docs/` and `labels.json`. See docs/accuracy.md.
 *
 *   npm run accuracy -- SET…                     figures read, claims, findings true or false, mistakes found, changed claims noticed
 *   npm run accuracy -- SET --verbose            with each mistake missed, each finding that meets no label, each change unnoticed
 *   npm run accuracy -- SET --no-mutation        without changing right claims, which takes longest
 *   npm run accuracy -- SET --json               for programs
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { loadEngine } from '../bench/engine.mjs';
import { ensureDependencies } from './setup.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean' }, json: { type: 'boolean' }, 'no-mutation': { type: 'boolean' } },
});
if (positionals.length === 0) {
  console.error('usage: npm run accuracy -- SET… [--verbose] [--no-mutation] [--json]');
  process.exit(2);
}
ensureDependencies();
const { readSet, measure, reportText, reportJson } = await loadEngine('test/accuracy/measure.ts');
const began = performance.now();
const withMutation = !values['no-mutation'];
const { scored, notes } = measure(positionals.flatMap(readSet), { share: withMutation ? 1 : 0, seed: 0 });
if (values.json) console.log(JSON.stringify(reportJson(scored, withMutation)));
else {
  console.log(reportText(scored, values.verbose ? notes : [], withMutation));
  console.log(`\n${((performance.now() - began) / 1000).toFixed(1)} s`);
}
