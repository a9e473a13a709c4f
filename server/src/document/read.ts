import type { Document, Language } from './document.ts';
export { detectLanguage } from './language.ts';
import { readMarkdown } from './markdown.ts';

/** Longer texts (in UTF-16 code units) are not checked: no plan is that long, and an editor must stay responsive. */
export const largestText = 5_000_000;

/** How far in a NUL character tells a binary file. */
const binaryProbe = 8192;

/**
 * Reads any text into the one shape the rest of the engine works on. Never throws: what does not parse is told in `problems`,
 * and the rest is still read. With `previous`, an earlier version of the same document, unchanged parts are not parsed again.
 */
export function readDocument(text: string, language: Language, previous?: Document): Document {
  const refusal = refuse(text);
  if (refusal !== null) {
    return { language, text, plain: text, sections: [], statements: [], problems: [{ span: { start: 0, end: 0 }, message: refusal }] };
  }
  return readMarkdown(text, previous);
}

function refuse(text: string): string | null {
  if (text.length > largestText) return `too large to check: ${Math.round(text.length / 1e6)} MB`;
  return text.slice(0, binaryProbe).includes('\0') ? 'not text' : null;
}
