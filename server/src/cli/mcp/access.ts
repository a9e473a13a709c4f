import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../input/trouble.ts';

/** The folders that an agent may have documents read from. */
export interface Access {
  /** The first of them: relative paths start there. */
  readonly home: string;
  /** Absolute and real path of what `given` names. Throws where that is outside, whether by `..`, by a link, or by an absolute path. */
  readonly resolve: (given: string) => Promise<string>;
  readonly holds: (real: string) => boolean;
}

/** Access to these folders; those that are not there count for nothing, and the working folder stands in where none is left. */
export async function accessTo(folders: readonly string[]): Promise<Access> {
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)));
  const roots = real.filter((folder) => folder !== null);
  const [home = await realpath(process.cwd())] = roots;
  if (roots.length === 0) roots.push(home);
  const holds = (file: string): boolean => roots.some((root) => isWithin(root, file));
  return {
    home,
    holds,
    async resolve(given) {
      const named = path.resolve(home, given);
      const found = await realpath(named).catch(() => null);
      // what is not there is told apart only inside: outside nothing is said of what there is
      if (!holds(found ?? named)) throw new UsageError(`${given} is outside of the folders that may be read: ${roots.join(', ')}`);
      return found ?? named;
    },
  };
}

function isWithin(folder: string, file: string): boolean {
  const inside = path.relative(folder, file);
  return inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
}

/** Paths of the `file:` addresses among a client's roots. */
export const pathsOf = (uris: readonly string[]): string[] =>
  uris.flatMap((uri) => {
    try {
      return [fileURLToPath(uri)];
    } catch {
      return [];
    }
  });
