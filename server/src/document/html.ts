import { isAsciiLetter, isBlank, isDigit } from './chars.ts';

/** A tag longer than this is not looked for: it keeps the pass over a text linear. */
const longestTag = 1000;

/** Elements known to HTML as people use it in markdown. `<num_gpus>` and `<TP>` are gaps to fill in, and stay. */
const elements = new Set(
  `a abbr address article aside b bdi bdo big blockquote br button caption center cite code col colgroup dd del details dfn div dl dt em
  figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label li link main mark meta nav ol option p
  picture pre q s samp script section select small source span strike strong style sub summary sup svg table tbody td textarea tfoot th
  thead time tr tt u ul var video wbr`.split(/\s+/),
);

const blocks = new Set(
  `address article aside blockquote br caption center dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li
  main nav ol p pre section summary table tbody td tfoot th thead tr ul`.split(/\s+/),
);

export interface Tag {
  /** A tag that breaks the line where it stands, any other tag, or an address in angle brackets. */
  readonly kind: 'break' | 'tag' | 'link';
  /** In lower case, without the slash of a closing tag; empty for an address. */
  readonly name: string;
  readonly end: number;
}

/** The HTML tag or `<https://…>` that starts at `at` (a `<`), or null. */
export function readTag(text: string, at: number, to: number): Tag | null {
  const limit = Math.min(to, at + longestTag);
  let i = at + 1;
  const closing = text[i] === '/';
  if (closing) i++;
  const nameStart = i;
  if (!isAsciiLetter(text.charCodeAt(i))) return null;
  while (i < limit && isNameCharacter(text.charCodeAt(i))) i++;
  if (i >= limit) return null;
  if (!closing && (text[i] === ':' || text[i] === '@')) return readAddress(text, at, limit);
  const name = text.slice(nameStart, i).toLowerCase();
  if (!elements.has(name)) return null;
  const end = closing ? closingEnd(text, i, limit) : openingEnd(text, i, limit);
  return end < 0 ? null : { kind: blocks.has(name) ? 'break' : 'tag', name, end };
}

const isNameCharacter = (c: number): boolean => isAsciiLetter(c) || isDigit(c) || c === 45;

function readAddress(text: string, at: number, limit: number): Tag | null {
  for (let i = at + 1; i < limit; i++) {
    const c = text.charCodeAt(i);
    if (c === 62) return { kind: 'link', name: '', end: i + 1 };
    if (c <= 32 || c === 60) return null;
  }
  return null;
}

function closingEnd(text: string, from: number, limit: number): number {
  let i = from;
  while (i < limit && isBlank(text.charCodeAt(i))) i++;
  return text[i] === '>' && i < limit ? i + 1 : -1;
}

function openingEnd(text: string, from: number, limit: number): number {
  for (let i = from; i < limit; i++) {
    const c = text[i];
    if (c === '>') return i + 1;
    if (c === '<') return -1;
    if (c === '"' || c === "'") {
      if (text[i - 1] !== '=') return -1;
      i = text.indexOf(c, i + 1);
      if (i < 0) return -1;
    }
  }
  return -1;
}
