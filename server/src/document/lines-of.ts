import { type Span, span } from '../text/span.ts';

/** The lines of `text.slice(from, to)` that are not empty, without their endings. */
export function linesOf(text: string, from: number, to: number): Span[] {
  const lines: Span[] = [];
  let start = from;
  for (let i = from; i <= to; i++) {
    const c = i === to ? 10 : text.charCodeAt(i);
    if (c !== 10 && c !== 13) continue;
    if (i > start) lines.push(span(start, i));
    start = i + 1;
  }
  return lines;
}

/** Offset of the start of the line that holds `at`. */
export function lineStart(text: string, at: number): number {
  let i = at;
  while (i > 0 && text.charCodeAt(i - 1) !== 10 && text.charCodeAt(i - 1) !== 13) i--;
  return i;
}

/** `text.indexOf` that looks no further than `to`: a search to the end of the text for every line would take the square of its length. */
export function indexWithin(text: string, character: string, from: number, to: number): number {
  const code = character.charCodeAt(0);
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === code) return i;
  return -1;
}
