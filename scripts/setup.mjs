/**
 * What a fresh clone lacks: the packages of package-lock.json. Node built-ins only, so that any script may import it first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const inRoot = (...parts) => path.join(root, ...parts);

const startedAt = Date.now();

/** Seconds since the script began, as `12.3 s`. */
export const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

export const say = (text) => console.log(`[${elapsed().padStart(7)}] ${text}`);

/** Installs the locked packages where node_modules is missing or older than the lock file. */
export function ensureDependencies() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Node 20 or newer is needed; this is ${process.version}`);
  const installed = inRoot('node_modules/.package-lock.json');
  const lock = inRoot('package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say(
    `installing packages (npm ci), since node_modules is ${existsSync(installed) ? 'older than package-lock.json' : 'missing'}; about 20 s …`,
  );
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error(`npm ci failed (${npm.error?.message ?? `exit code ${npm.status}`})`);
  say('packages installed');
}
