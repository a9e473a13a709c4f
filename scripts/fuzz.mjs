/**
 * Damages documents in every way that comes to mind and asserts that the engine does not throw, stays quick, says only what makes sense, and
 * repairs what it repairs for good. Prints each kind of failure with its smallest example. See docs/testing.md.
 *
 *   npm run fuzz -- --minutes 10                so long, with a seed of its own
 *   npm run fuzz -- --seed 7 --cases 20000      so many, the same ones each time
 *   npm run fuzz -- --from ../plans             with the documents of other folders too
 *   npm run fuzz -- --cut                       every document cut off after each of its characters
 *   npm run fuzz -- --seed 7 --show 1234        the text of one case
 *   npm run fuzz -- --allow slow                kinds of failure that are told and do not count
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { ensureDependencies, inRoot } from './setup.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    cases: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    from: { type: 'string', multiple: true, default: [] },
    workers: { type: 'string', default: String(availableParallelism()) },
    examples: { type: 'string', default: '1' },
    allow: { type: 'string', multiple: true, default: [] },
    cut: { type: 'boolean', default: false },
    show: { type: 'string' },
  },
});

/** A worker that is at one case for so long hangs: milliseconds of this process' own time, which others that are busy do not take. */
const patience = 60_000;
const spent = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;

ensureDependencies();
const folders = [...['examples', 'test/rules/fixtures', 'test/frameworks/fixtures'].map((folder) => inRoot(folder)), ...values.from];
const seed = Number(values.seed);
const minutes = Number(values.minutes ?? (values.cases || values.cut ? 1e6 : 1));
const last = Number(values.cases ?? 2 ** 31 - 1);
const folder = await bundle();
try {
  if (values.show === undefined) process.exitCode = await fuzz();
  else {
    const { caseOf, cutCase, readSources } = await import(pathToFileURL(path.join(folder, 'cases.mjs')));
    const [index, sources] = [Number(values.show), readSources(folders)];
    process.stdout.write((values.cut ? cutCase(index, sources) : caseOf(seed, index, sources))?.text ?? '');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function fuzz() {
  const began = Date.now();
  const count = Math.max(1, Number(values.workers));
  const found = [];
  let done = 0;
  await Promise.all(Array.from({ length: count }, (_, at) => oneAfterTheOther(at, count)));
  report(found, done, began);
  return found.some(({ kind }) => !values.allow.some((allowed) => kind.startsWith(allowed))) || done === 0 ? 1 : 0;

  /** A worker, and another one from the next case on where it hangs. */
  async function oneAfterTheOther(at, step) {
    for (let first = at; first !== null; ) first = await work(first, step);
  }

  function work(first, step) {
    const progress = new Int32Array(new SharedArrayBuffer(8));
    const workerData = { seed, first, step, last, folders, cut: values.cut, examples: Number(values.examples), shared: progress.buffer };
    return new Promise((resolve, reject) => {
      const worker = new Worker(path.join(folder, 'worker.mjs'), { workerData });
      let [seen, since] = [-1, spent()];
      const watch = setInterval(() => {
        const index = Atomics.load(progress, 0);
        if (index !== seen) [seen, since] = [index, spent()];
        const over = Date.now() - began > minutes * 60_000;
        const hangs = spent() - since > patience * step;
        if (!over && !hangs) return;
        if (hangs) found.push({ index, kind: 'hangs', detail: `more than ${patience / 1000} s`, origin: `--show ${index}`, text: null });
        end(hangs && !over ? index + step : null);
        void worker.terminate();
      }, 500);
      const end = (next) => {
        clearInterval(watch);
        done += Atomics.load(progress, 1);
        worker.removeAllListeners();
        resolve(next);
      };
      worker.on('message', (one) => found.push(one));
      worker.on('error', reject);
      worker.on('exit', () => end(null));
    });
  }
}

function report(found, done, began) {
  const kinds = Map.groupBy ? Map.groupBy(found, ({ kind }) => kind) : grouped(found);
  for (const [kind, all] of [...kinds].sort((a, b) => b[1].length - a[1].length)) {
    console.log(`\n${all.length} × ${kind}`);
    for (const { index, origin, language, detail, text } of all.filter((one) => one.text !== null).slice(0, Number(values.examples)))
      console.log(`  case ${index} (${origin}), ${language}: ${detail.split('\n')[0]}\n${indented(text)}`);
  }
  console.log(
    `\n${done} cases, seed ${seed}, ${((Date.now() - began) / 60_000).toFixed(1)} minutes: ${found.length} failures of ${kinds.size} kinds`,
  );
}

function grouped(found) {
  const kinds = new Map();
  for (const one of found) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
  return kinds;
}

/** Of a long text the beginning and the end. */
function indented(text) {
  const shown = text.length > 2_000 ? `${text.slice(0, 1_000)}\n…\n${text.slice(-500)}` : text;
  return shown.replace(/^/gm, '    ');
}

/** The cases and the engine, bundled from the sources as they are now. */
async function bundle() {
  const esbuild = await import('esbuild');
  mkdirSync(inRoot('out'), { recursive: true });
  const out = mkdtempSync(inRoot('out/fuzz-'));
  await esbuild.build({
    entryPoints: [inRoot('test/fuzz/worker.ts'), inRoot('test/fuzz/cases.ts')],
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return out;
}
