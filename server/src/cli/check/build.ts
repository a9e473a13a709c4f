import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { version } from '../version.ts';

/** Names the program: its version, and when and how large its bundles were made. */
export async function buildOf(bundles: string): Promise<string> {
  const made = createHash('sha256').update(version);
  for (const name of (await readdir(bundles)).sort()) {
    const { size, mtimeMs } = await stat(path.join(bundles, name));
    made.update(`\0${name}\0${size}\0${mtimeMs}`);
  }
  return made.digest('hex').slice(0, 32);
}
