import { constants, type Stats } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { inTime, patience } from './in-time.ts';

export interface Bounds {
  /** Folders, one of which the file has to be in once all links are followed; absent where the user named the file. */
  readonly inside?: readonly string[];
  /** Bytes. */
  readonly limit: number;
  /** Milliseconds. */
  readonly patience?: number;
}

/** Why a file is not read: there is none, it is not one, it is somewhere else, it is too long, or nothing came in time. */
export type Refusal = 'missing' | 'irregular' | 'outside' | 'large' | 'late';

export class RefusedFile extends Error {
  readonly reason: Refusal;

  constructor(reason: Refusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * The bytes of a file that is none of the user's naming: settings, ignore files, files that documents take values from. A repository may hold
 * links to anything, so a device or a pipe is never opened, nothing outside of `inside` is read, and never more than `limit`. Throws
 * `RefusedFile`, or the system's own error.
 */
export function readProjectFile(file: string, bounds: Bounds): Promise<Buffer> {
  return inTime(readBounded(file, bounds), bounds.patience ?? patience, () => new RefusedFile('late', 'took too long to read'));
}

async function readBounded(file: string, { inside, limit }: Bounds): Promise<Buffer> {
  const real = await realpath(file);
  if (inside && !(await isInside(real, inside))) throw new RefusedFile('outside', 'leads out of the project');
  // asked before it is opened: opening a device can have effects
  assertRegular(await lstat(real), limit);
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | constants.O_NOFOLLOW);
  try {
    assertRegular(await handle.stat(), limit);
    // one byte more than allowed tells of a file that grew meanwhile
    const bytes = Buffer.allocUnsafe(limit + 1);
    let size = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, size, Math.min(64 * 1024, bytes.length - size));
      if (bytesRead === 0) return Buffer.from(bytes.subarray(0, size));
      size += bytesRead;
      if (size > limit) throw new RefusedFile('large', `larger than ${limit / 1e6} MB`);
    }
  } finally {
    await handle.close();
  }
}

function assertRegular(stats: Stats, limit: number): void {
  if (!stats.isFile()) throw new RefusedFile('irregular', stats.isDirectory() ? 'is a folder' : 'is no regular file');
  if (stats.size > limit) throw new RefusedFile('large', `larger than ${limit / 1e6} MB`);
}

async function isInside(real: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    const root = await realpath(folder).catch(() => null);
    if (root !== null && within(root, real)) return true;
  }
  return false;
}

/** Whether a path is a folder or in it; both absolute and without links. */
export function within(folder: string, file: string): boolean {
  const inside = path.relative(folder, file);
  return inside !== '..' && !inside.startsWith(`..${path.sep}`) && !path.isAbsolute(inside);
}
