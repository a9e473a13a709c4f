#!/usr/bin/env node
// Runs the command line from its bundle. In a clone the bundle is made first where it is missing or older than the sources.
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bundle = path.join(root, 'dist/node/main.cjs');
const builder = path.join(root, 'scripts/build.mjs');

try {
  if (existsSync(builder) && isStale()) await build();
  const { main } = createRequire(import.meta.url)(bundle);
  process.exitCode = await main(process.argv.slice(2), root);
} catch (error) {
  console.error(`planwright: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

/** Whether a file that goes into the bundle is newer than it. */
function isStale() {
  const made = changedAt(bundle);
  const sources = ['server/src', 'schemas'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true }).map((file) => path.join(root, folder, file)),
  );
  return [builder, path.join(root, 'package.json'), ...sources].some((file) => changedAt(file) > made);
}

function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Makes the bundles; of several processes that want them at the same time, one makes them and the others wait. */
async function build() {
  if (!existsSync(path.join(root, 'node_modules/esbuild'))) throw new Error('the packages are not installed; run `npm ci` first');
  const lock = path.join(root, 'dist/.building');
  mkdirSync(path.dirname(lock), { recursive: true });
  while (!tryLock(lock)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    // a build takes a second or two: a lock this old was left behind
    if (Date.now() - changedAt(lock) > 60_000) unlock(lock);
  }
  try {
    if (!isStale()) return;
    console.error('planwright: building, since the sources are newer than dist …');
    await (await import(builder)).build();
  } finally {
    unlock(lock);
  }
}

function tryLock(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function unlock(lock) {
  try {
    rmdirSync(lock);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
