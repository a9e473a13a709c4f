/**
 * What a change of the engine does to the findings in a folder of documents: reads every file that `check` would walk with the engine of a
 * revision and with the one of the working tree, and tells which findings are gone and which are new.
 *
 *   npm run ecosystem -- DIR… --base REV            against a branch, tag or commit
 *   npm run ecosystem -- DIR… --base REV --json     for programs
 *
 * Exit codes: 0 the findings are the same, 1 they differ, 2 it could not be told.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ensureDependencies, inRoot, root } from './setup.mjs';

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { base: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0 || !values.base) {
    console.error('usage: npm run ecosystem -- DIR… --base REV [--json]');
    process.exit(2);
  }
  ensureDependencies();
  const began = performance.now();
  const folder = mkdtempIn('out');
  try {
    const base = path.join(folder, 'base');
    git('worktree', 'add', '--detach', '--quiet', base, values.base);
    try {
      const [walk, diff, older, newer, olderWalk] = await bundleAll(folder, base);
      const files = await (await import(walk)).filesOf(positionals);
      // a thread each: both at the same time
      const [before, after] = await Promise.all(
        [
          { engine: older, walk: olderWalk, files },
          { engine: newer, walk, files },
        ].map(inThread),
      );
      const { compare, diffText } = await import(diff);
      const result = compare(before, after);
      console.log(values.json ? JSON.stringify(result) : diffText(result));
      if (!values.json) console.log(`\n${files.length} files, ${((performance.now() - began) / 1000).toFixed(1)} s`);
      process.exitCode = result.gone.length + result.new.length > 0 ? 1 : 0;
    } finally {
      git('worktree', 'remove', '--force', base);
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Inside of the repository, so that the packages of a revision are those that are installed here. */
function mkdtempIn(name) {
  mkdirSync(inRoot(name), { recursive: true });
  return mkdtempSync(inRoot(`${name}/ecosystem-`));
}

function git(...args) {
  execFileSync('git', args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
}

/** How a revision hands files to its engine, which may differ from today's; today's where it has none of its own. */
function walkOf(base) {
  const own = path.join(base, 'test/accuracy/ecosystem/walk.ts');
  return existsSync(own) ? own : inRoot('test/accuracy/ecosystem/walk.ts');
}

async function bundleAll(folder, base) {
  const esbuild = await import('esbuild');
  const bundled = async (name, entry) => {
    const outfile = path.join(folder, `${name}.mjs`);
    await esbuild.build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    });
    return outfile;
  };
  return Promise.all([
    bundled('walk', inRoot('test/accuracy/ecosystem/walk.ts')),
    bundled('diff', inRoot('test/accuracy/ecosystem/diff.ts')),
    bundled('older', path.join(base, 'server/src/engine.ts')),
    bundled('newer', inRoot('server/src/engine.ts')),
    bundled('older-walk', walkOf(base)),
  ]);
}

const inThread = (data) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: data });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

/** In a thread of its own: what one engine finds in the files. */
async function findingsOf({ engine, walk, files }) {
  const [{ analyze }, { readAll }] = await Promise.all([import(engine), import(walk)]);
  return readAll(analyze, files);
}

if (isMainThread) await main();
else parentPort.postMessage(await findingsOf(workerData));
