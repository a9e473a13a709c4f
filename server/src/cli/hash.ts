import { createHash } from 'node:crypto';

/** Names texts by their content. */
export function hashOf(...parts: readonly string[]): string {
  const made = createHash('sha256');
  for (const part of parts) made.update(part).update('\0');
  return made.digest('hex').slice(0, 40);
}
