/**
 * Bundles test files (TypeScript, ES modules; packages stay outside) and runs them with Node's own test runner, a process a file.
 * Tests run with the repository root as working directory.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { inRoot, root, say } from './setup.mjs';

/** All test files but those that run inside of an editor; with patterns, those whose path from the root contains one of them. */
export function testFiles(patterns = []) {
  const wanted = patterns.map((pattern) => (path.isAbsolute(pattern) ? path.relative(root, pattern) : path.normalize(pattern)));
  return readdirSync(inRoot('test'), { recursive: true })
    .map((entry) => path.join('test', entry))
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith(path.join('test', 'editor')))
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .sort();
}

/** Tests that start processes, measure time or read much: `--quick` leaves them to the whole run. */
const slow = [
  /^test\/cli\/(?:plans|process|hostile|includes|kept-code|many|mcp|weights)\./,
  /^test\/accuracy\/(?:accuracy|ecosystem)\./,
  /^test\/lsp\/(?:process|hostile-files|config|plan|typing|includes)\./,
  /^test\/properties\/(?:time|look)\./,
  /^test\/(?:document|frameworks)\/hostile\./,
  /^test\/(?:site\/site|docs|engine\/performance|frameworks\/dialects|explain\/inert)\./,
];
export const isSlow = (file) => slow.some((pattern) => pattern.test(file.split(path.sep).join('/')));

async function bundle(files, outdir) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: files,
    outdir,
    outbase: files[0]?.startsWith('out') ? path.dirname(files[0]) : 'test',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    plugins: [seeded],
    sourcemap: 'linked',
    outExtension: { '.js': '.mjs' },
    logLevel: 'warning',
    charset: 'utf8',
  });
  return outdir;
}

/** Tests get fast-check with a seed: none fails by chance. */
const seeded = {
  name: 'seeded',
  setup(build) {
    const module = inRoot('test/seeded.ts');
    build.onResolve({ filter: /^fast-check$/ }, ({ importer }) =>
      path.resolve(importer) === module ? { path: 'fast-check', external: true } : { path: module },
    );
  },
};

const indent = (text) => text.replace(/^/gm, '      ');

/** What went wrong, with the assertion's own words first. */
function reason(error) {
  const cause = error?.cause ?? error;
  return typeof cause === 'object' && cause !== null ? (cause.stack ?? String(cause)) : String(cause ?? 'failed');
}

/**
 * Files that import some of the tests each: a process for all of those has read the engine once. Hooks of a whole file would be hooks of all:
 * such files are left out.
 */
function together(given, outdir) {
  const files = given.filter((file) => !/^(?:after|before)(?:Each)?\(/m.test(readFileSync(inRoot(file), 'utf8')));
  const batches = Array.from({ length: Math.min(files.length, availableParallelism()) }, () => []);
  for (const [at, file] of files.entries()) batches[at % batches.length].push(file);
  return batches.map((batch, at) => {
    const entry = path.join(outdir, `batch-${at + 1}.test.ts`);
    writeFileSync(entry, batch.map((file) => `import ${JSON.stringify(inRoot(file))};\n`).join(''));
    return path.relative(root, entry);
  });
}

/**
 * Runs the files and prints a line for each, and every failure in full. Resolves to the counts. `quick` runs many files in one process.
 */
export async function runUnitTests(given, { verbose = false, quick = false } = {}) {
  // a folder of its own, so that two runs at the same time do not meet
  await mkdir(inRoot('out'), { recursive: true });
  const outdir = mkdtempSync(inRoot('out/test-'));
  const files = quick ? together(given, outdir) : given;
  await bundle(files, outdir);
  const count = { passed: 0, failed: 0, skipped: 0 };
  const perFile = new Map();
  const base = quick ? path.relative(root, outdir) : 'test';
  const source = (file) => path.join(base, path.relative(outdir, file)).replace(/\.mjs$/, '.ts');
  const entries = files.map((file) => path.join(outdir, path.relative(base, file)).replace(/\.ts$/, '.mjs'));
  const names = new Set(entries);
  const of = (file) => {
    if (!perFile.has(file)) perFile.set(file, { passed: 0, failed: 0, lines: [], output: '' });
    return perFile.get(file);
  };
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --enable-source-maps`.trim();
  try {
    for await (const { type, data } of run({
      files: entries,
      // what is measured is CPU time, which neighbours hardly change
      concurrency: availableParallelism(),
    })) {
      if (type === 'test:stdout' || type === 'test:stderr') of(data.file).output += data.message;
      const isFile = names.has(data.name);
      if (type === 'test:pass' && !isFile && data.details.type !== 'suite') {
        count[data.skip || data.todo ? 'skipped' : 'passed']++;
        if (verbose) console.log(`    ✓ ${data.name} (${data.details.duration_ms.toFixed(0)} ms)`);
      }
      if (type === 'test:fail' && data.details.type !== 'suite') {
        count.failed++;
        console.log(
          `    ✗ ${isFile ? `${source(data.name)} ended badly` : data.name}\n${indent(isFile ? of(data.name).output : reason(data.details.error))}`,
        );
      }
      if (type === 'test:complete' && isFile) {
        const seconds = (data.details.duration_ms / 1000).toFixed(1);
        say(`${data.details.passed ? '✓' : '✗'} ${source(data.name)} (${seconds} s)`);
        if (verbose && of(data.name).output) console.log(indent(of(data.name).output));
      }
    }
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
  return count;
}
