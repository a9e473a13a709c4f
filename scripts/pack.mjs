/**
 * Builds for production and packs dist/planwright-VERSION.tgz, the package as npm would publish it.
 *
 *   node scripts/pack.mjs [--built]     with --built the bundles are taken as they lie in dist/
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureDependencies, inRoot, root, say } from './setup.mjs';
import { writeTypes } from './types.mjs';

/** Resolves to `{ file, files }`: the tarball, and the paths of what is in it. Scripts are off in this repository, so the build is called here. */
export async function pack({ built = false, log = () => {} } = {}) {
  if (!built) await build({ minify: true, log });
  log(`dist/types ${writeTypes()} files`);
  const folder = inRoot('dist');
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  const [packed] = JSON.parse(stdout);
  log(`dist/${packed.filename} ${Math.round(packed.size / 1000)} kB, ${packed.files.length} files`);
  return { file: inRoot('dist', packed.filename), files: packed.files.map((file) => file.path) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureDependencies();
  await pack({ built: process.argv.includes('--built'), log: say });
}
