import { type Tree, TreeFragment } from '@lezer/common';
import { type MarkdownParser, parser, Table, TaskList } from '@lezer/markdown';
import { isDigit } from './chars.ts';
import type { Document } from './document.ts';

/**
 * Block structure only. Lezer's own inline pass takes time that grows with the square of the text on hostile input,
 * and what we need of it (`inline.ts`) is less.
 */
const blockParser: MarkdownParser = parser.configure([Table, TaskList]);
blockParser.parseInline = () => [];

/** How many list and quote marks one line may open; more are read as text. */
const deepestLine = 24;

const widestIndentation = 200;

interface Parsed {
  readonly input: string;
  readonly tree: Tree;
}

const parsed = new WeakMap<Document, Parsed>();

/** Lets a later version of the document be parsed from what did not change. */
export function remember(document: Document, blocks: Parsed): void {
  parsed.set(document, blocks);
}

/**
 * Parses `input`, a text as long as the document's in which lines end in `\n` alone (see `parserInput`).
 * What it has in common with `previous` at both ends is not parsed again.
 */
export function parseBlocks(input: string, previous: Document | undefined): Parsed {
  const before = previous && parsed.get(previous);
  if (!before) return { input, tree: blockParser.parse(input) };
  const change = difference(before.input, input);
  const fragments = TreeFragment.applyChanges(TreeFragment.addTree(before.tree), change ? [change] : []);
  return { input, tree: blockParser.parse(input, fragments) };
}

/**
 * The one stretch in which two texts differ, as Lezer wants it, up to the end of its line: a block of code begins behind its indentation, and
 * is one no longer where that is gone. Null where the texts are the same.
 */
function difference(a: string, b: string): { fromA: number; toA: number; fromB: number; toB: number } | null {
  if (a === b) return null;
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < shorter - start && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  const end = a.indexOf('\n', a.length - tail);
  tail = end < 0 ? 0 : a.length - end - 1;
  return { fromA: start, toA: a.length - tail, fromB: start, toB: b.length - tail };
}

/**
 * The text as the block parser takes it, character for character in the same place: carriage returns become blanks (or line feeds
 * where they stand alone), a byte order mark and the front matter become blank, and lines that its expressions take too long for,
 * or do not see through, are put simply.
 */
export function parserInput(text: string, frontMatterEnd: number): string {
  let input = text;
  if (input.includes('\r')) input = input.replace(/\r\n?/g, (ending) => (ending.length === 2 ? ' \n' : '\n'));
  if (frontMatterEnd > 0) input = input.slice(0, frontMatterEnd).replace(/[^\n]/g, ' ') + input.slice(frontMatterEnd);
  else if (input.startsWith('\ufeff')) input = ` ${input.slice(1)}`;
  return simplifyLines(input);
}

/**
 * Rewrites, one for one, container marks beyond the deepest and indentation beyond the widest (as `x`): `1. 1. 1. …` and very long
 * indentation take the parser time that grows with their square. And it moves the last bar of a table's `|---|` to the end of its
 * line, since the parser knows no table whose second line ends in blanks, as every line does that ended in `\r\n`.
 */
function simplifyLines(input: string): string {
  const pieces: string[] = [];
  let done = 0;
  let inTable = false;
  const put = (from: number, to: number, words: string): void => {
    pieces.push(input.slice(done, from), words);
    done = to;
  };
  for (let at = 0; at < input.length; ) {
    let depth = 0;
    let i = at;
    for (;;) {
      const blanks = i;
      while (input.charCodeAt(i) === 32 || input.charCodeAt(i) === 9) i++;
      if (i - blanks > widestIndentation) put(blanks + widestIndentation, i, 'x'.repeat(i - blanks - widestIndentation));
      const end = containerMarkEnd(input, i);
      if (end < 0) break;
      if (++depth > deepestLine) put(i, end, 'x'.repeat(end - i));
      i = end;
    }
    const newline = input.indexOf('\n', i);
    const lineEnd = newline < 0 ? input.length : newline;
    inTable = isDelimiterRow(input, i, lineEnd) || (inTable && lineEnd > i);
    // a rule below a table, which the parser takes for the underline of a heading
    if (inTable && isRule(input, i, lineEnd)) put(i, lineEnd, input.slice(i, lineEnd).replaceAll('-', '*'));
    const bar = lastBarBeforeBlanks(input, i, lineEnd);
    if (bar >= 0) put(bar, lineEnd, `${' '.repeat(lineEnd - bar - 1)}|`);
    at = lineEnd + 1;
  }
  if (pieces.length === 0) return input;
  pieces.push(input.slice(done));
  return pieces.join('');
}

/** `|---|:--:|`: bars, dashes and colons, at least one bar. */
function isDelimiterRow(input: string, from: number, to: number): boolean {
  let bar = false;
  let dash = false;
  for (let i = from; i < to; i++) {
    const c = input[i];
    if (c === '|') bar = true;
    else if (c === '-') dash = true;
    else if (c !== ':' && c !== ' ' && c !== '\t') return false;
  }
  return bar && dash;
}

/** `---`, of at least three dashes. */
function isRule(input: string, from: number, to: number): boolean {
  let end = to;
  while (end > from && (input[end - 1] === ' ' || input[end - 1] === '\t')) end--;
  for (let i = from; i < end; i++) if (input[i] !== '-') return false;
  return end - from >= 3;
}

/** Offset of the bar that ends a line of bars, dashes and colons, where only blanks come after it; -1 elsewhere. */
function lastBarBeforeBlanks(input: string, from: number, to: number): number {
  if (input[from] !== '|' && input[from] !== '-' && input[from] !== ':') return -1;
  let bar = to - 1;
  while (bar > from && (input[bar] === ' ' || input[bar] === '\t')) bar--;
  if (bar === to - 1 || input[bar] !== '|') return -1;
  for (let i = from; i < bar; i++) if (!'|-: \t'.includes(input[i] ?? '')) return -1;
  return bar;
}

function containerMarkEnd(input: string, at: number): number {
  const c = input.charCodeAt(at);
  if (c === 62) return at + 1;
  let i = at;
  if (c === 45 || c === 42 || c === 43) i++;
  else {
    while (i < at + 9 && isDigit(input.charCodeAt(i))) i++;
    if (i === at || (input[i] !== '.' && input[i] !== ')')) return -1;
    i++;
  }
  return input.charCodeAt(i) === 32 || input.charCodeAt(i) === 9 ? i : -1;
}
