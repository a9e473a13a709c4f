import { type Span, span } from '../text/span.ts';
import { hasLetter, isAsciiLetter, isBlank, isBoxDrawing, isCjk, isDigit, isOrnament } from './chars.ts';
import { indexWithin } from './lines-of.ts';
import { trim } from './trim.ts';

export interface Labelled {
  readonly label: Span;
  /** Where the body may start: just past the colon, dash or equals sign. */
  readonly bodyFrom: number;
}

const longestLabel = 80;
const colon = 58;
const wideColon = 0xff1a;

/**
 * The label that the words from `start` to `end` begin with: `Experts per GPU: 4`, `**Latency** - 16 ms`, `总数：512`.
 * `plain` is the text without its markup, `text` the text itself (bold runs are seen there).
 */
export function findLabel(text: string, plain: string, start: number, end: number): Labelled | null {
  const from = skipOrnaments(plain, start, end);
  if (from >= end) return null;
  const limit = Math.min(end, from + longestLabel * 2);
  const bold = boldEnd(text, plain, start, from, limit);
  let depth = 0;
  let quoted = false;
  for (let i = skipEnumerator(plain, from, limit); i < limit; i++) {
    const c = plain.charCodeAt(i);
    if (c === 10 || c === 13) return null;
    if (i === bold && depth === 0) {
      const dash = dashAfter(plain, i, end);
      if (dash > 0) return accept(plain, from, i, dash);
    }
    if (c === 34) quoted = !quoted;
    else if (c === 0x201c || c === 0x201d) quoted = c === 0x201c;
    else if (quoted) continue;
    else if (c === 40 || c === 91 || c === 123 || c === 0xff08) depth++;
    else if ((c === 41 || c === 93 || c === 125 || c === 0xff09) && depth > 0) depth--;
    else if (depth > 0) continue;
    else if (c === wideColon) return accept(plain, from, i, i + 1);
    else if (c === colon) {
      const next = plain.charCodeAt(i + 1);
      const ends = i + 1 >= end || (isBlank(next) && (next !== 0 || closesMarkup(text, i + 1))) || isCjk(plain.charCodeAt(i - 1));
      if (ends && !(isDigit(next) && isDigit(plain.charCodeAt(i - 1)))) return accept(plain, from, i, i + 1);
    } else if (endsPhrase(plain, i, c)) return null;
  }
  return null;
}

/** A colon at the end of a bold run or of code ends a label whatever follows: `**Total:**512`. */
const closesMarkup = (text: string, at: number): boolean => '*_`~'.includes(text[at] ?? ' ');

/** What no label holds: the end of a sentence, an equation's sign, or the bar between columns. */
function endsPhrase(plain: string, at: number, c: number): boolean {
  if (c === 124 && isBlank(plain.charCodeAt(at - 1))) return true;
  if (c === 0x3002 || c === 59 || c === 0xff1b || c === 0xff01 || c === 0xff1f || c === 61) return true;
  if (c !== 46 && c !== 33 && c !== 63) return false;
  return isBlank(plain.charCodeAt(at + 1));
}

function accept(plain: string, from: number, to: number, bodyFrom: number): Labelled | null {
  const label = unquote(plain, trim(plain, from, to));
  if (label.end - label.start > longestLabel || !hasLetter(plain.slice(label.start, label.end))) return null;
  return { label, bodyFrom };
}

/** Past blanks, marks and whatever people decorate the start of a line with. */
export function skipOrnaments(plain: string, start: number, end: number): number {
  let i = start;
  while (i < end) {
    const c = plain.charCodeAt(i);
    if (!isBlank(c) && !isOrnament(c) && !isBoxDrawing(c)) break;
    i++;
  }
  return i;
}

/** Past `1. ` or `2) `, whose full stop ends no sentence. */
function skipEnumerator(plain: string, from: number, end: number): number {
  let i = from;
  while (i < end && (isDigit(plain.charCodeAt(i)) || (plain[i] === '.' && isDigit(plain.charCodeAt(i + 1))))) i++;
  if (i === from || (plain[i] !== '.' && plain[i] !== ')') || !isBlank(plain.charCodeAt(i + 1))) return from;
  return i + 1;
}

/** Where the bold run that opens the words closes, or -1. */
function boldEnd(text: string, plain: string, start: number, from: number, limit: number): number {
  let open = from - 1;
  const earliest = Math.max(1, start - 2);
  while (open >= earliest && plain.charCodeAt(open) === 0 && !isStrong(text, open - 1)) open--;
  if (open < earliest || plain.charCodeAt(open) !== 0) return -1;
  const mark = text.slice(open - 1, open + 1);
  for (let i = from; i < limit; i++) if (plain.charCodeAt(i) === 0 && text.startsWith(mark, i)) return i;
  return -1;
}

const isStrong = (text: string, at: number): boolean => text.startsWith('**', at) || text.startsWith('__', at);

/** Offset past ` - ` (or a long dash) that stands at `at` after marks, or -1. */
function dashAfter(plain: string, at: number, end: number): number {
  let i = at;
  while (i < end && plain.charCodeAt(i) === 0) i++;
  const blanks = i;
  while (i < end && (plain[i] === ' ' || plain[i] === '\t')) i++;
  if (i === blanks || i + 1 >= end) return -1;
  if (plain[i] !== '-' && plain[i] !== '–' && plain[i] !== '—') return -1;
  if (plain[i] === '-' && plain[i + 1] === '-') i++;
  return isBlank(plain.charCodeAt(i + 1)) ? i + 1 : -1;
}

const declarators = ['export ', 'set ', 'const ', 'let ', 'var ', 'local ', 'readonly ', 'declare ', 'ENV '];

/**
 * - `listing`: keys are words, as people write them (`Total GPUs = 512`)
 * - `shell`: a blank ends a word, so that `run.py tp=8` has no key
 * - `code`: a key may follow its type (`int tp = 8`) or be an index (`config["tp"] = 8`)
 */
export type AssignmentStyle = 'listing' | 'shell' | 'code';

/** The key of `key = value` in a fence. None: `8 × 4 = 32`, `a += 1`, `x == y`, `TP=8 PP=4 run.sh` (more than one value). */
export function findAssignment(line: string, start: number, end: number, style: AssignmentStyle): Labelled | null {
  const equals = indexWithin(line, '=', start, Math.min(end, start + longestLabel));
  if (equals < 0) return null;
  if ('=><!+-*/%&|^~:'.includes(line[equals - 1] ?? ' ') || '=>~'.includes(firstWritten(line, equals + 1, end))) return null;
  let from = skipOrnaments(line, start, equals);
  for (const word of declarators) {
    if (line.startsWith(word, from)) {
      from += word.length;
      break;
    }
  }
  let label = unquote(line, trim(line, from, equals));
  if (style === 'code') label = lastName(line, label);
  const key = line.slice(label.start, label.end);
  if (!hasLetter(key) || !isKey(key)) return null;
  const tight = !isBlank(line.charCodeAt(equals - 1)) && !isBlank(line.charCodeAt(equals + 1));
  if (tight) {
    if (key.includes(' ') && (style === 'shell' || key.includes(' -'))) return null;
    if (hasTightAssignment(line, equals + 1, end)) return null;
  }
  return { label, bodyFrom: equals + 1 };
}

/**
 * `key: value` of a programming language: `"tp": 8,`, `size: int = 8` (whose value is `8`). The key is a name or a quoted name;
 * `for i in range(8):` has none.
 */
export function findCodeKey(line: string, start: number, end: number): Labelled | null {
  const limit = Math.min(end, start + longestLabel + 2);
  for (let i = start; i < limit; i++) {
    if (line[i] !== ':') continue;
    if (i + 1 < end && !isBlank(line.charCodeAt(i + 1))) return null;
    const label = unquote(line, trim(line, start, i));
    const key = line.slice(label.start, label.end);
    if (!hasLetter(key) || !isKey(key)) return null;
    const quoted = label.end < i && line[label.end] !== ' ';
    if (!quoted && /[ ()]/.test(key)) return null;
    return { label, bodyFrom: afterType(line, i + 1, limit) };
  }
  return null;
}

function firstWritten(line: string, from: number, end: number): string {
  let i = from;
  while (i < end && isBlank(line.charCodeAt(i))) i++;
  return i < end ? (line[i] ?? ' ') : ' ';
}

/** Past the type and the sign of ` int = 8`; `from` where no type stands there. */
function afterType(line: string, from: number, limit: number): number {
  for (let i = from; i < limit; i++) {
    const c = line.charCodeAt(i);
    if (c === 61) return line[i + 1] === '=' || i === from ? from : i + 1;
    if (!isAsciiLetter(c) && !isDigit(c) && !' _.[],|'.includes(line[i] ?? '')) return from;
  }
  return from;
}

/** `tp` of `int tp`, `config["tp"]` and `config['tp']`. */
function lastName(line: string, key: Span): Span {
  const words = line.slice(key.start, key.end);
  if (words.endsWith(']')) {
    const open = key.start + words.lastIndexOf('[');
    const index = span(open + 1, key.end - 1);
    const inner = open > key.start ? unquote(line, index) : index;
    return inner.start > index.start ? inner : key;
  }
  const blank = words.lastIndexOf(' ');
  return blank > 0 ? span(key.start + blank + 1, key.end) : key;
}

function unquote(line: string, key: Span): Span {
  const quote = line[key.start];
  const quoted = (quote === '"' || quote === "'" || quote === '`') && key.end - key.start > 2 && line[key.end - 1] === quote;
  return quoted ? span(key.start + 1, key.end - 1) : key;
}

function isKey(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const c = key.charCodeAt(i);
    if (isAsciiLetter(c) || isDigit(c) || c > 127 || '_.()[] '.includes(key[i] ?? '')) {
      if (c === 0xd7 || c === 0xf7 || c === 0xb7 || (c >= 0x2190 && c <= 0x22ff)) return false;
      continue;
    }
    // A dash or slash inside a word belongs to it; with blanks around it, it computes.
    if ((c === 45 || c === 47) && key[i + 1] !== ' ' && key[i - 1] !== ' ' && i > 0) continue;
    if (c === 45 && (i === 0 || key[i - 1] === '-') && key[i + 1] !== ' ') continue;
    return false;
  }
  return true;
}

function hasTightAssignment(line: string, from: number, end: number): boolean {
  for (let i = indexWithin(line, '=', from, end); i >= 0; i = indexWithin(line, '=', i + 1, end)) {
    const before = line.charCodeAt(i - 1);
    if (!isBlank(before) && (isAsciiLetter(before) || isDigit(before) || before === 95) && !isBlank(line.charCodeAt(i + 1))) return true;
  }
  return false;
}
