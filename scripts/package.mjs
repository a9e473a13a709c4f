/** Builds for production and packs dist/planwright.vsix. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureDependencies, inRoot, say } from './setup.mjs';

export const vsix = inRoot('dist/planwright.vsix');

/**
 * What the extension consists of. npm's `files` of package.json are those of another package, and vsce heeds them too: so these are laid out
 * in a folder of their own, with a manifest that holds no more than an editor reads.
 */
const contents = {
  'dist/extension': null,
  'dist/node': null,
  'dist/web/extension.js': null,
  'dist/web/server.js': null,
  'dist/page': null,
  'dist/app': null,
  'bin/planwright.mjs': null,
  'docs/rules': null,
  'dist/NOTICES.txt': null,
  'docs/images/icon.png': null,
  'docs/marketplace.md': 'README.md',
  l10n: null,
  'package.nls.json': null,
  'package.nls.zh-cn.json': null,
  syntaxes: null,
  schemas: null,
  skills: null,
  snippets: null,
  walkthrough: null,
  LICENSE: null,
  'CHANGELOG.md': null,
};

/** Keys of package.json that are npm's, or for those who work on the project. */
const others = ['files', 'exports', 'bin', 'publishConfig', 'mcpName', 'scripts', 'devDependencies'];

export async function packageExtension({ log = () => {} } = {}) {
  await build({ minify: true, log });
  const stage = inRoot('dist/vsix');
  rmSync(stage, { recursive: true, force: true });
  for (const [from, to] of Object.entries(contents)) {
    if (existsSync(inRoot(from))) cpSync(inRoot(from), inRoot('dist/vsix', to ?? from), { recursive: true });
  }
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  for (const key of others) delete manifest[key];
  // npm knows no other language and wants the words themselves
  manifest.description = '%description%';
  writeFileSync(inRoot('dist/vsix/package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const script = inRoot('node_modules/@vscode/vsce/vsce');
  const options = { cwd: stage, encoding: 'utf8' };
  const args = ['package', '--no-dependencies', '--skip-license', '--out', vsix];
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
  if (status !== 0) throw new Error(`vsce failed:\n${stdout}\n${stderr}`);
  log(stdout.trim().split('\n').at(-1));
  return vsix;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  ensureDependencies();
  await packageExtension({ log: say });
}
