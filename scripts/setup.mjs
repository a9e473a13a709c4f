/**
 * What a fresh clone lacks: the packages of package-lock.json. Node built-ins only, so that any script may import it first.
 */
import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const inRoot = (...parts) => path.join(root, ...parts);

const startedAt = Date.now();

/** Seconds since the script began, as `12.3 s`. */
export const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

export const say = (text) => console.log(`[${elapsed().padStart(7)}] ${text}`);

/** Name and version of every package of a lock file, by the folder that it is installed in; null where there is no such file. */
function packagesOf(lock) {
  try {
    const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
    return new Map(Object.entries(packages).map(([folder, { version, optional = false }]) => [folder, { version, optional }]));
  } catch {
    return null;
  }
}

/** Whether all locked packages are installed. Optional ones may be for other machines. The dates of files tell nothing: git sets them anew. */
function isComplete() {
  const installed = packagesOf(inRoot('node_modules/.package-lock.json'));
  const locked = packagesOf(inRoot('package-lock.json'));
  if (!installed || !locked) return false;
  return [...locked].every(([folder, { version, optional }]) => {
    const found = installed.get(folder)?.version;
    return folder === '' || found === version || (optional && found === undefined);
  });
}

/** Installs the locked packages where some are missing from node_modules. */
export function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Node 20 or newer is needed; this is ${process.version}`);
  if (isComplete()) return;
  // `npm ci` empties the folder first, which would be somebody else's
  if (lstatSync(inRoot('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error('node_modules is a link to packages of another revision; remove the link, or link what package-lock.json names');
  say('installing the packages of package-lock.json (npm ci), about 20 s …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error(`npm ci failed (${npm.error?.message ?? `exit code ${npm.status}`})`);
  say('packages installed');
}
