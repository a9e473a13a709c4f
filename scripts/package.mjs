/** Builds for production and packs dist/planwright.vsix. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureDependencies, inRoot, root, say } from './setup.mjs';

export const vsix = inRoot('dist/planwright.vsix');

export async function packageExtension({ log = () => {} } = {}) {
  await build({ minify: true, log });
  const script = inRoot('node_modules/@vscode/vsce/vsce');
  const options = { cwd: root, encoding: 'utf8' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'package', '--no-dependencies', '--out', vsix], options);
  if (status !== 0) throw new Error(`vsce failed:\n${stdout}\n${stderr}`);
  log(stdout.trim().split('\n').at(-1));
  return vsix;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureDependencies();
  await packageExtension({ log: say });
}
