/**
 * Tries every repair of documents and tells which promises one breaks: nothing is wrong that was not before, the finding is settled, once more
 * changes nothing, no other byte changes. Of a labelled set (`docs/` and `labels.json`, see docs/accuracy.md) it also changes figures of right
 * claims and counts how often the preferred repair restores them, and whether *fix all* ever writes a wrong one.
 *
 *   npm run repairs -- PATH…             files, folders and sets
 *   npm run repairs -- --verbose PATH…   with each broken promise and each figure that is not restored
 *   npm run repairs -- --share 0.1 SET   with a tenth of the changes
 *   npm run repairs -- --claimed PATH…   also of a folder without labels: changes what it claims
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { loadEngine } from '../bench/engine.mjs';
import { ensureDependencies } from './setup.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean' }, share: { type: 'string', default: '1' }, claimed: { type: 'boolean' } },
});
if (positionals.length === 0) {
  console.error('usage: npm run repairs -- PATH… [--verbose] [--share 0.1] [--claimed]');
  process.exit(2);
}
const extensions = new Set(['.md', '.markdown', '.yaml', '.yml', '.json', '.toml', '.sh', '.sbatch', '.rst']);
/** Of longer files each repair takes seconds. */
const largest = 200_000;

function* filesIn(place) {
  if (!statSync(place).isDirectory()) return yield place;
  for (const name of readdirSync(place).sort()) {
    const file = path.join(place, name);
    if (statSync(file).isDirectory()) yield* filesIn(file);
    else if (extensions.has(path.extname(name)) && name !== 'labels.json') yield file;
  }
}

ensureDependencies();
const { brokenPromises, roundTrips } = await loadEngine('test/repair/all.ts');
const began = performance.now();
const total = { documents: 0, repairs: 0, forward: 0, refused: 0, mended: 0, merged: 0, left: 0 };
const broken = new Map();
for (const place of positionals) {
  for (const file of filesIn(place)) {
    const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
    if (text.length > largest || text.includes('\0')) {
      total.left++;
      continue;
    }
    const found = brokenPromises(file, text);
    total.documents++;
    total.repairs += found.tried;
    const there = roundTrips(file, text);
    total.forward += there.forward;
    total.refused += there.refused;
    total.mended += there.mended;
    total.merged += there.merged;
    for (const { promise, line, title, detail } of [...found.broken, ...there.broken]) {
      broken.set(promise, (broken.get(promise) ?? 0) + 1);
      if (values.verbose) console.log(`${promise}: ${file}:${line} ${title} | ${detail.slice(0, 200)}`);
    }
  }
}
console.log(
  `${total.repairs} repairs in ${total.documents} documents${total.left > 0 ? ` (${total.left} longer or binary ones left out)` : ''}`,
);
console.log(
  `${total.forward} times restated to other degrees, and back but for ${total.mended} that settle something and ${total.merged} to what another set-up of the document has; ${total.refused} refused`,
);
for (const promise of ['nothing new', 'settles', 'idempotent', 'no other byte', 'there and back', 'throws'])
  console.log(`  ${promise}: broken ${broken.get(promise) ?? 0} times`);

let harmed = 0;
const sets = positionals.filter((place) => existsSync(path.join(place, 'labels.json')) && existsSync(path.join(place, 'docs')));
if (sets.length > 0 || values.claimed) {
  const { readSet, unlabelled } = await loadEngine('test/accuracy/measure.ts');
  const others = values.claimed ? (await Promise.all(positionals.filter((place) => !sets.includes(place)).map(unlabelled))).flat() : [];
  const { restoredIn } = await loadEngine('test/accuracy/restored.ts');
  const notes = [];
  const {
    caught,
    preferring,
    byPreferred,
    byFirstTwo,
    byAny,
    byNone,
    fixed,
    harmed: wrong,
  } = restoredIn([...sets.flatMap(readSet), ...others], Number(values.share), 0, notes);
  harmed = wrong;
  const of = (count, whole) => `${count} of ${whole}${whole > 0 ? ` (${((100 * count) / whole).toFixed(1)} %)` : ''}`;
  if (values.verbose) for (const note of notes) console.log(note);
  console.log(`changed figures that are noticed: ${caught}`);
  console.log(`  restored by the preferred repair: ${of(byPreferred, caught)}; of those that prefer one: ${of(byPreferred, preferring)}`);
  console.log(`  restored by one of the first two that are offered: ${of(byFirstTwo, caught)}`);
  console.log(`  restored by any that is offered: ${of(byAny, caught)}; nothing offered: ${byNone}`);
  console.log(`  fix all: restored ${fixed}, wrote another figure than the document had ${harmed} times`);
}
console.log(`${((performance.now() - began) / 1000).toFixed(1)} s`);
process.exitCode = broken.size > 0 || harmed > 0 ? 1 : 0;
