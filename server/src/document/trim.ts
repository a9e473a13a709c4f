import { type Span, span } from '../text/span.ts';
import { isBlank } from './chars.ts';

/** The span without the blanks and hidden marks at its ends; empty (at its start) where nothing else is in it. */
export function trim(plain: string, start: number, end: number): Span {
  let from = start;
  let to = end;
  while (to > from && isBlank(plain.charCodeAt(to - 1))) to--;
  while (from < to && isBlank(plain.charCodeAt(from))) from++;
  return span(from, to);
}
