/**
 * Reads every markdown, YAML and JSON file of a folder, whatever it is about, and tells which are taken for plans and what is found in
 * them. Where a folder holds no plans, such as node_modules, anything found is a false alarm.
 *
 *   npm run silence -- DIR…            node_modules are read too
 *   npm run silence -- --list DIR…     names every plan, not only those with findings
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { loadEngine } from '../bench/engine.mjs';
import { ensureDependencies } from './setup.mjs';

const args = process.argv.slice(2);
const listAll = args.includes('--list');
const folders = args.filter((arg) => !arg.startsWith('--'));
if (folders.length === 0) {
  console.error('usage: npm run silence -- [--list] DIR…');
  process.exit(2);
}
const extensions = new Set(['.md', '.markdown', '.yaml', '.yml', '.json']);
const largest = 5_000_000;

ensureDependencies();
const { analyze } = await loadEngine();
const total = { files: 0, bytes: 0, plans: 0, error: 0, warning: 0, hint: 0, thrown: 0, slowest: 0, slowestFile: '' };
const began = performance.now();
for (const given of folders) {
  if (statSync(given).isDirectory()) for (const file of filesOf(given)) read(file);
  else read(given);
}
const seconds = (performance.now() - began) / 1000;

console.log(
  `${total.files} files (${(total.bytes / 1e6).toFixed(1)} MB) in ${seconds.toFixed(1)} s: ${total.plans} plans; ` +
    `${total.error} errors, ${total.warning} warnings, ${total.hint} hints${total.thrown > 0 ? `; ${total.thrown} files made the engine throw` : ''}`,
);
if (total.slowestFile) console.log(`slowest: ${total.slowest.toFixed(0)} ms, ${total.slowestFile}`);

function read(file) {
  let text;
  try {
    if (statSync(file).size > largest) return;
    text = readFileSync(file, 'utf8');
  } catch {
    return;
  }
  total.files++;
  total.bytes += text.length;
  const before = performance.now();
  try {
    const { isPlan, findings, lines } = analyze(text, { path: file.split(path.sep).join('/') });
    if (isPlan) total.plans++;
    if (isPlan && (listAll || findings.length > 0)) console.log(file);
    for (const { severity, rule, message, span } of findings) {
      total[severity]++;
      const { line, column } = lines.positionOf(span.start);
      console.log(`  ${line + 1}:${column + 1} ${severity} ${rule}: ${message}`);
    }
  } catch (error) {
    total.thrown++;
    console.log(`${file}\n  ${error.stack}`);
  }
  const took = performance.now() - before;
  if (took > total.slowest) Object.assign(total, { slowest: took, slowestFile: file });
}

/** In the order of names; links are not followed. */
function* filesOf(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* filesOf(inside);
    else if (entry.isFile() && extensions.has(path.extname(entry.name).toLowerCase())) yield inside;
  }
}
