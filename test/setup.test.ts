import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folder } from './cli/folder.ts';

test('packages that a checkout only links to are left alone', { skip: process.platform === 'win32' }, () => {
  const at = folder({
    'other/kept.txt': 'kept\n',
    'checkout/package-lock.json': '{"packages":{"":{},"node_modules/none":{"version":"1.0.0"}}}',
  });
  const checkout = path.join(at, 'checkout');
  mkdirSync(path.join(checkout, 'scripts'));
  copyFileSync('scripts/setup.mjs', path.join(checkout, 'scripts/setup.mjs'));
  writeFileSync(path.join(checkout, 'run.mjs'), "import { ensureDependencies } from './scripts/setup.mjs';\nensureDependencies();\n");
  symlinkSync(path.join(at, 'other'), path.join(checkout, 'node_modules'));
  const { status, stderr } = spawnSync(process.execPath, ['run.mjs'], { cwd: checkout, encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stderr, /node_modules is a link/);
  assert.ok(existsSync(path.join(at, 'other/kept.txt')));
});
