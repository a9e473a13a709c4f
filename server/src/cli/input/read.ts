import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { largestText } from '../../config/limits.ts';

export type Content =
  /** `text` is without a byte order mark, which `mark` keeps. `utf8` tells whether the text can be written back as it was. */
  | { readonly kind: 'text'; readonly text: string; readonly mark: string; readonly utf8: boolean }
  | { readonly kind: 'large' }
  | { readonly kind: 'binary' };

/** What a file holds. Reads no more than the limit, from a pipe just as from a file. Throws the system's errors. */
export async function readContent(file: string): Promise<Content> {
  const { size } = statSync(file);
  // at once: of a thousand files the waiting for turns would be most of the time. What has no size may still hold something
  if (size > 0) return readAtOnce(file, size);
  const handle = await open(file, 'r');
  try {
    return await collect(handle.createReadStream({ autoClose: false, end: largestText }));
  } finally {
    await handle.close();
  }
}

function readAtOnce(file: string, size: number): Content {
  if (size > largestText) return { kind: 'large' };
  const bytes = Buffer.allocUnsafe(largestText < size * 2 ? largestText + 1 : size * 2);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    return length > largestText ? { kind: 'large' } : decode(bytes.subarray(0, length));
  } finally {
    closeSync(descriptor);
  }
}

export const readStdin = (): Promise<Content> => collect(process.stdin);

async function collect(stream: AsyncIterable<Buffer | string>): Promise<Content> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > largestText) return { kind: 'large' };
    chunks.push(bytes);
  }
  return decode(Buffer.concat(chunks));
}

/**
 * UTF-8 unless a mark says UTF-16. Bytes that are no UTF-8 are read as Latin-1, a character a byte, which keeps every figure legible;
 * a zero byte tells of a file that is no text.
 */
export function decode(bytes: Buffer): Content {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
  if (utf16) return { kind: 'text', text: new TextDecoder(utf16).decode(bytes), mark: '\ufeff', utf8: false };
  if (bytes.subarray(0, 8192).includes(0)) return { kind: 'binary' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
    return { kind: 'text', text: text.slice(mark.length), mark, utf8: true };
  } catch {
    return { kind: 'text', text: bytes.toString('latin1'), mark: '', utf8: false };
  }
}
