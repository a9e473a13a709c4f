import { type Span, span } from '../text/span.ts';

/** Offset just past the HTML comment that starts at `at`, or -1 where it is never closed. */
export function commentEnd(text: string, at: number): number {
  if (text.startsWith('<!-->', at)) return at + 5;
  if (text.startsWith('<!--->', at)) return at + 6;
  const close = text.indexOf('-->', at + 4);
  return close < 0 ? -1 : close + 3;
}

/** Stretches of a markdown text that its block structure alone does not tell apart. */
export interface CommentsAndFences {
  /** HTML comments, with their marks, in order. Those shown as code (in a fence, or between backticks on their line) are none. */
  readonly comments: readonly Span[];
  /** Fenced code, from the start of the opening line to the end of the closing one, or of the text where it is never closed. */
  readonly fences: readonly Span[];
}

/** The HTML comments of a markdown text, with their marks, in order. */
export const htmlComments = (text: string): readonly Span[] => (text.includes('<!--') ? commentsAndFences(text).comments : []);

/** One pass over both, since either may hold what looks like the other. */
export function commentsAndFences(text: string): CommentsAndFences {
  const comments: Span[] = [];
  const fences: Span[] = [];
  let fence: { start: number; character: string; length: number } | null = null;
  let next = text.indexOf('<!--');
  let at = 0;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    const mark = startsLine(text, at) ? fenceMark(text, at, lineEnd) : null;
    if (fence) {
      if (mark && mark.character === fence.character && mark.length >= fence.length && mark.bare) {
        fences.push(span(fence.start, lineEnd));
        fence = null;
      }
      at = lineEnd + 1;
      continue;
    }
    if (mark && !(mark.character === '`' && mark.hasBacktick)) {
      fence = { start: at, ...mark };
      at = lineEnd + 1;
      continue;
    }
    if (next >= 0 && next < at) next = text.indexOf('<!--', at);
    let inCode = false;
    while (next >= 0 && next < lineEnd) {
      if (oddBackticks(text, at, next)) inCode = !inCode;
      at = next;
      const end = inCode ? at + 4 : commentEnd(text, at);
      // one that is never closed is none, and neither is any behind it
      if (end < 0) next = -1;
      else {
        if (!inCode) comments.push(span(at, end));
        at = end;
        next = text.indexOf('<!--', at);
      }
    }
    at = Math.max(at, lineEnd + 1);
  }
  if (fence) fences.push(span(fence.start, text.length));
  return { comments, fences };
}

const startsLine = (text: string, at: number): boolean => at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r';

function endOfLine(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13) return i;
  }
  return text.length;
}

function fenceMark(
  text: string,
  from: number,
  to: number,
): { character: string; length: number; bare: boolean; hasBacktick: boolean } | null {
  let i = from;
  while (i < to && (text[i] === ' ' || text[i] === '\t' || text[i] === '>')) i++;
  const character = text[i];
  if (character !== '`' && character !== '~') return null;
  const start = i;
  while (i < to && text[i] === character) i++;
  if (i - start < 3) return null;
  const rest = text.slice(i, to);
  return { character, length: i - start, bare: rest.trim() === '', hasBacktick: rest.includes('`') };
}

function oddBackticks(text: string, from: number, to: number): boolean {
  let odd = false;
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 96) odd = !odd;
  return odd;
}

/** What a comment for this program begins with. */
export const address = 'planwright-';

/**
 * Where in a comment's words (its mark left out) this program is addressed: at their start, or behind a further mark
 * (`128 GPUs  # planwright-disable-line`), that mark included; -1 where it is not.
 */
export function addressIn(text: string, start: number, end: number): number {
  const words = text.slice(start, end);
  for (let at = words.indexOf(address); at >= 0; at = words.indexOf(address, at + 1)) {
    let i = at;
    while (i > 0 && (words[i - 1] === ' ' || words[i - 1] === '\t')) i--;
    const blanks = i;
    while (i > 0 && (words[i - 1] === '#' || words[i - 1] === '/')) i--;
    if (i === 0 || i < blanks) return start + i;
  }
  return -1;
}
