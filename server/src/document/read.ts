import { largestText } from '../text/limits.ts';
import { DocumentBuilder } from './builder.ts';
import type { Document, Language } from './document.ts';
import { emptyDocument } from './empty.ts';
import { readJson } from './json.ts';
import { linesOf } from './lines-of.ts';
import { readCodeLines } from './listing.ts';

export { detectLanguage } from './language.ts';

import { readMarkdown } from './markdown.ts';
import { readRst } from './rst.ts';
import { readToml } from './toml.ts';
import { readYaml } from './yaml.ts';

/** How far in a NUL character tells a binary file. */
const binaryProbe = 8192;

/**
 * Reads any text into the one shape the rest of the engine works on. Never throws: what does not parse is told in `problems`,
 * and the rest is still read. With `previous`, an earlier version of the same document, unchanged parts are not parsed again.
 */
export function readDocument(text: string, language: Language, previous?: Document): Document {
  const refusal = refuse(text);
  if (refusal !== null) {
    return emptyDocument(text, language, [{ span: { start: 0, end: 0 }, message: refusal }]);
  }
  switch (language) {
    case 'yaml':
      return readYaml(text, previous);
    case 'json':
      return readJson(text);
    case 'toml':
      return readToml(text);
    case 'markdown':
      return readMarkdown(text, previous);
    case 'rst':
      return readRst(text);
    case 'shell':
    case 'dockerfile':
    case 'makefile':
    case 'systemd':
      return readLines(text, language, 'bash');
    case 'text':
      return readLines(text, language, '');
  }
}

/** Plain text, which is a listing, or a script: line by line. */
function readLines(text: string, language: Language, lines: string): Document {
  const builder = new DocumentBuilder(language, text, text);
  readCodeLines(builder, linesOf(text, 0, text.length), { fence: null, language: lines, block: builder.blockOf(null), parent: null });
  return builder.finish();
}

function refuse(text: string): string | null {
  if (text.length > largestText) return `too large to check: more than ${largestText / 1e6} MB`;
  return text.slice(0, binaryProbe).includes('\0') ? 'not text' : null;
}
