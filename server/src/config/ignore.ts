import ignore, { type Ignore } from 'ignore';
import type { Config } from './config.ts';

/** Whether the settings leave a file alone. `path` is seen from the settings' folder, with `/` between names and without a leading `./`. */
export function ignorer(config: Config): (path: string) => boolean {
  if (!config.ignore || config.ignore.length === 0) return () => false;
  const patterns = patternsOf(config.ignore);
  return (path) => ignore.isPathValid(path) && patterns.ignores(path);
}

/** Patterns as a `.gitignore` holds them, without those that are no plain patterns. */
export const patternsOf = (lines: readonly string[]): Ignore => ignore().add(lines.filter(isPlain));

/** Each `*` of a name is tried at each character of it, and each `**` at each folder: with more of them a file name can be made that takes hours. */
const mostStars = 3;
const mostFolders = 3;

/** Whether a pattern is matched in reasonable time, whatever the path. */
export function isPlain(pattern: string): boolean {
  const parts = pattern.split('/').map((part) => part.replace(/\*{2,}/g, (stars) => (part === stars ? '**' : '*')));
  return (
    parts.filter((part) => part === '**').length <= mostFolders &&
    parts.every((part) => part === '**' || part.split('*').length - 1 <= mostStars)
  );
}
