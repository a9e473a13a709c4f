import { type Span, span } from '../text/span.ts';

/** Offset just past the HTML comment that starts at `at`, or -1 where it is never closed. */
export function commentEnd(text: string, at: number): number {
  if (text.startsWith('<!-->', at)) return at + 5;
  if (text.startsWith('<!--->', at)) return at + 6;
  const close = text.indexOf('-->', at + 4);
  return close < 0 ? -1 : close + 3;
}

/**
 * The HTML comments of a markdown text, with their marks, in order. Those shown as code (in a fence, or between backticks on
 * their line) are not comments.
 */
export function htmlComments(text: string): Span[] {
  const found: Span[] = [];
  if (!text.includes('<!--')) return found;
  let fence: { character: string; length: number } | null = null;
  let at = 0;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    const mark = fenceMark(text, at, lineEnd);
    if (fence) {
      if (mark && mark.character === fence.character && mark.length >= fence.length && mark.bare) fence = null;
      at = lineEnd + 1;
      continue;
    }
    if (mark && !(mark.character === '`' && mark.hasBacktick)) {
      fence = mark;
      at = lineEnd + 1;
      continue;
    }
    let resume = lineEnd + 1;
    for (let open = text.indexOf('<!--', at); open >= 0 && open < lineEnd; open = text.indexOf('<!--', open)) {
      if (oddBackticks(text, at, open)) {
        open += 4;
        continue;
      }
      const end = commentEnd(text, open);
      if (end < 0) return found;
      found.push(span(open, end));
      open = end;
      if (end > lineEnd) {
        resume = end;
        break;
      }
      at = end;
    }
    at = resume;
  }
  return found;
}

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
