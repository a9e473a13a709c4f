import { type Span, span } from '../text/span.ts';
import { isAsciiLetter, isBlank, isDigit, isOrnament } from './chars.ts';
import { findLabel, skipOrnaments } from './label.ts';
import { lineStart } from './lines-of.ts';

/** Words whose full stop ends no sentence, in lower case and without it. */
const abbreviations = new Set(
  'e.g i.e eg ie vs approx ca etc cf al resp incl excl max min avg est fig sec eq eqn ref vol dept dr mr mrs ms prof inc ltd corp w.r.t a.k.a'.split(
    ' ',
  ),
);

/**
 * Cuts a paragraph into sentences: at a full stop, and before a line that starts with a label or a check mark of its own.
 * A sentence runs over a soft line break otherwise. With `stops` false only lines are cut apart.
 */
export function splitSentences(text: string, plain: string, from: number, to: number, stops = true): Span[] {
  const parts: Span[] = [];
  const inParentheses = stops ? parenthesised(plain, from, to) : null;
  let start = from;
  const cut = (at: number): void => {
    if (at > start) parts.push(span(start, at));
    start = at;
  };
  for (let i = from; i < to; i++) {
    const c = plain.charCodeAt(i);
    if (c === 10 || c === 13) {
      if (startsAfresh(text, plain, start, i, to)) cut(i + 1);
      continue;
    }
    if (!inParentheses) continue;
    if (c === 0x3002 || c === 0xff01 || c === 0xff1f) {
      if (inParentheses[i - from] === 0) cut(i + 1);
      continue;
    }
    if (c !== 46 && c !== 33 && c !== 63) continue;
    if (inParentheses[i - from] !== 0) continue;
    const end = afterQuotes(plain, i + 1, to);
    if (end < to && isBlank(plain.charCodeAt(end)) && endsSentence(plain, start, i, end, to)) cut(end);
  }
  cut(to);
  return parts;
}

/** One byte a character: whether it stands between matched parentheses. An unmatched one counts for nothing. */
function parenthesised(plain: string, from: number, to: number): Uint8Array {
  const inside = new Uint8Array(to - from);
  const open: number[] = [];
  let outermost = -1;
  for (let i = from; i < to; i++) {
    const c = plain.charCodeAt(i);
    if (c === 40 || c === 0xff08) open.push(i);
    else if ((c === 41 || c === 0xff09) && open.length > 0) {
      outermost = open.pop() ?? i;
      if (open.length === 0) inside.fill(1, outermost - from, i + 1 - from);
    }
  }
  // Some parenthesis was never closed: the pairs after it are still pairs, so look again from behind it.
  if (open.length > 0) {
    let depth = 0;
    inside.fill(0);
    let close = -1;
    for (let i = to - 1; i >= from; i--) {
      const c = plain.charCodeAt(i);
      if (c === 41 || c === 0xff09) {
        if (depth++ === 0) close = i;
      } else if ((c === 40 || c === 0xff08) && depth > 0) {
        if (--depth === 0) inside.fill(1, i - from, close + 1 - from);
      }
    }
  }
  return inside;
}

/** Past closing quotes, brackets and marks that belong to the sentence before them. */
function afterQuotes(plain: string, at: number, to: number): number {
  let i = at;
  while (i < to && (plain.charCodeAt(i) === 0 || '"\'’”)]'.includes(plain[i] ?? ' '))) i++;
  // Marks before a word open something there.
  return i < to && !isBlank(plain.charCodeAt(i)) ? at : i;
}

function endsSentence(plain: string, start: number, stop: number, end: number, to: number): boolean {
  let next = end;
  while (next < to && isBlank(plain.charCodeAt(next))) next++;
  const following = plain.charCodeAt(next);
  if (following >= 97 && following <= 122) return false;
  if (plain[stop] !== '.') return true;
  let from = stop;
  while (from > start && isWordPart(plain.charCodeAt(from - 1)) && stop - from < 12) from--;
  const word = plain.slice(from, stop).replaceAll('\0', '').toLowerCase();
  if (abbreviations.has(word)) return false;
  if (word === 'no') return !isDigit(following);
  // `1. Set TP to 8`, `a. Then`: the mark of a point, not the end of one.
  const isMark = /^[\d.]+$/.test(word) || (word.length === 1 && isAsciiLetter(word.charCodeAt(0)));
  return !isMark || skipOrnaments(plain, start, from) < from;
}

const isWordPart = (c: number): boolean => isAsciiLetter(c) || isDigit(c) || c === 46 || c === 0;

/** Whether the line after the break at `at` says something of its own. */
function startsAfresh(text: string, plain: string, start: number, at: number, to: number): boolean {
  let i = at + 1;
  while (i < to && (plain.charCodeAt(i) === 0 || plain[i] === ' ' || plain[i] === '\t')) i++;
  // After an empty line the next break decides.
  if (i >= to || plain[i] === '\n' || plain[i] === '\r') return false;
  const first = plain.charCodeAt(i);
  // Arrows go on with what was said; check marks, bullets and emoji start anew.
  if (isOrnament(first)) return first < 0x2190 || first > 0x21ff;
  if (isHardBreak(text, plain, at) && !isContinuation(plain, i)) return true;
  const label = findLabel(text, plain, i, lineEnd(plain, i, to));
  if (!label) return false;
  if (first >= 97 && first <= 122) {
    const before = lastWritten(plain, start, at);
    return '.!?:;'.includes(before) || findLabel(text, plain, Math.max(start, lineStart(plain, at)), at) !== null;
  }
  return true;
}

/** Two blanks or a backslash before the end of the line, or `<br>`. */
function isHardBreak(text: string, plain: string, at: number): boolean {
  const before = text[at - 1] === '\r' ? at - 1 : at;
  return (
    (text.startsWith('  ', before - 2) && before >= 2) || (text[before - 1] === '\\' && plain[before - 1] === '\0') || text[at] === '<'
  );
}

const isContinuation = (plain: string, at: number): boolean => {
  const c = plain.charCodeAt(at);
  return (c >= 97 && c <= 122) || '=+*/×÷·-–—≈<>≤≥)]},;'.includes(plain[at] ?? ' ');
};

function lineEnd(plain: string, at: number, to: number): number {
  let i = at;
  while (i < to && plain[i] !== '\n' && plain[i] !== '\r') i++;
  return i;
}

function lastWritten(plain: string, start: number, at: number): string {
  let i = at - 1;
  while (i > start && isBlank(plain.charCodeAt(i))) i--;
  return plain[i] ?? ' ';
}
