import { randomBytes } from 'node:crypto';
import { access, chmod, chown, constants, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Ways in which a folder refuses a second file although the file itself may be written. */
const refusals = new Set(['EACCES', 'EPERM', 'EBUSY', 'EXDEV']);

/**
 * Gives a file a new text in one step: a reader sees the old text or the new one, never half of it, and a crash leaves the old one.
 * Follows symbolic links, keeps mode and owner. A file that has other names (hard links), or stands in a folder that cannot be written to,
 * is overwritten in place. Throws where the file no longer holds `before`, or cannot be written.
 */
export async function replaceFile(file: string, before: string, after: string): Promise<void> {
  const target = await realpath(file);
  await access(target, constants.W_OK);
  const { mode, uid, gid, nlink } = await stat(target);
  if ((await readFile(target, 'utf8')) !== before) throw new Error('changed by another program meanwhile');
  if (nlink > 1) return writeFile(target, after);
  const beside = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(beside, after, { flag: 'wx', mode });
    await chmod(beside, mode);
    const made = await stat(beside);
    if (made.uid !== uid || made.gid !== gid) await chown(beside, uid, gid);
    await rename(beside, target);
  } catch (error) {
    await unlink(beside).catch(() => {});
    if (!refusals.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await writeFile(target, after);
  }
}
