import path from 'node:path';
import { minimatch } from 'minimatch';
import type { Trouble } from './trouble.ts';
import { walk } from './walk.ts';

/** Whether a name that is no file may stand for several: shells on Windows, and quotes anywhere, leave that to us. */
export const isPattern = (given: string): boolean => /[*?[\]{}]/.test(given);

/** Files that a pattern such as `docs/**\/*.{md,yaml}` names, in the order of their names. What git ignores is left out, as in a folder. */
export async function* matching(pattern: string, trouble: Trouble): AsyncGenerator<string> {
  const given = path.sep === '\\' ? pattern.replaceAll('\\', '/') : pattern;
  const parts = given.split('/');
  const first = parts.findIndex(isPattern);
  const base = parts.slice(0, first).join('/') || (given.startsWith('/') ? '/' : '.');
  const rest = parts.slice(first).join('/');
  const accepts = (file: string): boolean => minimatch(path.relative(base, file).split(path.sep).join('/'), rest);
  yield* walk(base, trouble, accepts);
}
