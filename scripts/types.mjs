/** Declarations of the engine's face for users of the package: `dist/types/engine.d.ts` and those that it leads to. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot, root } from './setup.mjs';

const entry = 'engine.d.ts';

/** Writes them and returns how many there are. */
export function writeTypes() {
  const made = mkdtempSync(path.join(tmpdir(), 'planwright-types-'));
  try {
    const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', 'server/src', '--outDir', made];
    const tsc = inRoot('node_modules/typescript/bin/tsc');
    const project = inRoot('scripts/types.tsconfig.json');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project, ...options], { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`no declarations:\n${stdout}`);
    const wanted = reachable(made);
    rmSync(inRoot('dist/types'), { recursive: true, force: true });
    for (const file of wanted) cpSync(path.join(made, file), inRoot('dist/types', file));
    return wanted.size;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Files of a folder of declarations that the entry imports, and those that they import. */
function reachable(folder) {
  const found = new Set([entry]);
  for (const file of found) {
    for (const [, specifier] of readFileSync(path.join(folder, file), 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g))
      found.add(path.posix.join(path.posix.dirname(file), `${specifier}.d.ts`));
  }
  return found;
}
