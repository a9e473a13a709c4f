/** A text within an address: compressed, and in letters that an address may hold. The same in a browser and in Node. */

export interface Shared {
  readonly text: string;
  /** A language of the engine; null for markdown. */
  readonly language: string | null;
}

/** Longer ones are cut short by browsers and chats; characters. */
export const longestLink = 60_000;
/** More than this is no plan; bytes. It bounds what a small address may unpack to. */
const longestText = 1_000_000;

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > longestText) throw new Error('The text of this link is too long.');
    parts.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** `#text=…&language=yaml` */
export async function fragmentOf({ text, language }: Shared): Promise<string> {
  const packed = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'));
  let binary = '';
  for (const byte of packed) binary += String.fromCharCode(byte);
  const letters = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return `#text=${letters}${language === null || language === 'markdown' ? '' : `&language=${language}`}`;
}

/** What a fragment holds; null where it holds none. Throws in words where it is damaged. */
export async function sharedIn(fragment: string): Promise<Shared | null> {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  const letters = given.get('text');
  if (letters === null) return null;
  try {
    const binary = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
    const packed = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const text = new TextDecoder().decode(await through(packed, new DecompressionStream('deflate-raw')));
    return { text, language: given.get('language') };
  } catch (error) {
    throw new Error(error instanceof Error && error.message.startsWith('The text') ? error.message : 'This link is damaged.');
  }
}
