/** Packages of others for a measurement, in a folder of their own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Fetches what is missing; false, with a word about it, where it cannot be had. */
export function installed(folder, versions, say) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
  if (Object.keys(versions).every((name) => existsSync(path.join(folder, 'node_modules', name)))) return true;
  say(`fetching ${Object.keys(versions).join(', ')} from npm …`);
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (npm.status === 0) return true;
  say(`they cannot be had (${(npm.stderr || npm.error?.message || '').trim().split('\n')[0]}); they are left out`);
  return false;
}
