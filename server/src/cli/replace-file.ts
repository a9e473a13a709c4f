import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { access, constants, type FileHandle, mkdtemp, open, realpath, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Ways in which a folder refuses a second file although the file itself may be written. */
const refusals = new Set(['EACCES', 'EPERM', 'EBUSY', 'EXDEV']);

/** A file that is neither what it was nor what it should be; the text that it had is in `copy`. */
export class DamagedFile extends Error {
  readonly copy: string;

  constructor(message: string, copy: string) {
    super(message);
    this.copy = copy;
  }
}

/**
 * Gives a file a new text in one step: a reader sees the old text or the new one, never half of it, and a crash leaves the old one.
 * Follows symbolic links, keeps mode and owner. A file that has other names (hard links), or stands in a folder that cannot be written to,
 * is overwritten in place, with a copy elsewhere until that is done. Throws where the file no longer holds `before`, or cannot be written: it
 * then holds `before`, unless the error is a `DamagedFile`.
 */
export async function replaceFile(file: string, before: string, after: string): Promise<void> {
  const target = await realpath(file);
  await access(target, constants.W_OK);
  const then = await identity(target);
  if (then.nlink > 1) return replaceInPlace(target, before, after);
  const beside = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await removedOnSignal(beside, async () => {
      await writeBeside(beside, target, before, after, then);
      const now = await identity(target);
      if (now.ino !== then.ino || now.mtimeNs !== then.mtimeNs || now.size !== then.size) throw changed();
      await rename(beside, target);
    });
  } catch (error) {
    await unlink(beside).catch(() => {});
    if (!refusals.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await replaceInPlace(target, before, after);
  }
}

type Identity = Awaited<ReturnType<typeof identity>>;
const identity = (file: string) => stat(file, { bigint: true });

const changed = () => new Error('changed by another program meanwhile');

/** The new text in a file of its own, on the disk and not only on its way there, with the mode and owner of the old one. */
async function writeBeside(beside: string, target: string, before: string, after: string, { mode, uid, gid }: Identity): Promise<void> {
  const old = await open(target, 'r');
  try {
    if (!(await old.readFile()).equals(Buffer.from(before))) throw changed();
  } finally {
    await old.close();
  }
  const handle = await open(beside, 'wx', Number(mode) & 0o7777);
  try {
    await handle.writeFile(after);
    await handle.chmod(Number(mode) & 0o7777);
    const made = await handle.stat({ bigint: true });
    if (made.uid !== uid || made.gid !== gid) await handle.chown(Number(uid), Number(gid));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does some work; where the process is told to end meanwhile, a file that would be left behind goes with it. */
async function removedOnSignal(leftover: string, work: () => Promise<void>): Promise<void> {
  const end = (signal: NodeJS.Signals): void => {
    try {
      unlinkSync(leftover);
    } catch {
      // it is not there yet, or no longer
    }
    stop();
    process.kill(process.pid, signal);
  };
  const stop = () => void signals.map((signal) => process.removeListener(signal, end));
  for (const signal of signals) process.once(signal, end);
  try {
    await work();
  } finally {
    stop();
  }
}

async function replaceInPlace(target: string, before: string, after: string): Promise<void> {
  const [old, fresh] = [Buffer.from(before), Buffer.from(after)];
  const folder = await mkdtemp(path.join(tmpdir(), 'planwright-'));
  const copy = path.join(folder, path.basename(target));
  let keep = false;
  try {
    await writeFile(copy, old, { mode: 0o600, flush: true });
    const handle = await open(target, 'r+');
    try {
      if (!(await handle.readFile()).equals(old)) throw changed();
      await overwrite(handle, old, fresh);
    } finally {
      await handle.close();
    }
  } catch (error) {
    keep = error instanceof Damaged;
    throw error instanceof Damaged ? new DamagedFile(error.message, copy) : error;
  } finally {
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
}

class Damaged extends Error {}

/** What is needed of a file that is open for reading and writing. */
export type Writable = Pick<FileHandle, 'write' | 'truncate' | 'sync'>;

/**
 * Gives an open file that holds `before` the content `after`. What it needs beyond its length it takes first, so that a full disk is met
 * while all of `before` stands; whatever else fails, `before` is written back.
 */
export async function overwrite(handle: Writable, before: Buffer, after: Buffer): Promise<void> {
  try {
    await writeAll(handle, after, before.length);
    await writeAll(handle, after, 0, Math.min(before.length, after.length));
    await handle.truncate(after.length);
    await handle.sync();
  } catch (error) {
    try {
      await writeAll(handle, before, 0);
      await handle.truncate(before.length);
      await handle.sync();
    } catch (second) {
      throw new Damaged(second instanceof Error ? second.message : String(second));
    }
    throw error;
  }
}

/** Bytes `from` to `to` of the content, to where they belong in the file. */
async function writeAll(handle: Writable, content: Buffer, from: number, to = content.length): Promise<void> {
  for (let at = from; at < to; ) at += (await handle.write(content, at, to - at, at)).bytesWritten;
}
