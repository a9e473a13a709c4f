import type { Document, Statement } from '../document/document.ts';
import type { LineIndex } from '../text/lines.ts';
import type { Span } from '../text/span.ts';
import type { Directive } from './directive.ts';
import { marksOf } from './find.ts';

/** Lines, the last one included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** What a comment speaks of when it says `next line`: the next line with words, or all of what begins there. Null at the end of the text. */
export function linesBehind(document: Document, lines: LineIndex, directive: Directive): Lines | null {
  let line = lines.lineOf(directive.comment.end) + 1;
  while (line < lines.count && isSilent(document, lines, line)) line++;
  return line < lines.count ? extent(document, lines, line) : null;
}

/** No words for a reader on it: blanks, the marks of quotes, or comments for this program. */
function isSilent(document: Document, lines: LineIndex, line: number): boolean {
  let words = '';
  let at = lines.startOf(line);
  const end = lines.endOf(line);
  for (const { comment } of marksOf(document).directives) {
    if (comment.end <= at || comment.start >= end) continue;
    words += document.text.slice(at, Math.max(at, comment.start));
    at = comment.end;
  }
  words += document.text.slice(at, Math.max(at, end));
  return document.language === 'markdown' ? /^[\s>]*$/.test(words) : /^\s*$/.test(words);
}

/** The lines of what begins on `line`: a code block, a value that goes on over several lines, else the line alone. */
export function extent(document: Document, lines: LineIndex, line: number): Lines {
  const { fences } = marksOf(document);
  const fence = fences.find(({ start }) => lines.lineOf(start) === line);
  if (fence) return { first: line, last: lines.lineOf(fence.end) };
  let last = line;
  const from = statementsFrom(document, lines.startOf(line));
  for (let i = from; i < document.statements.length; i++) {
    const statement = document.statements[i];
    if (!statement) break;
    const begins = lines.lineOf(statement.span.start);
    if (isIndentedCode(document, statement) && (begins === line || i > from)) last = lines.lineOf(statement.span.end);
    else if (begins > line) break;
    else if (isLongValue(lines, statement)) last = Math.max(last, lines.lineOf(statement.span.end));
  }
  return { first: line, last };
}

/** Index of the first statement that starts at `offset` or behind it. */
export function statementsFrom({ statements }: Document, offset: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The innermost statement that holds the start of `span`. Those that begin further back than `mostNested` statements are not looked for. */
export function statementAt(document: Document, { start }: Span): Statement | null {
  const last = statementsFrom(document, start + 1) - 1;
  for (let i = last; i >= 0 && i > last - mostNested; i--) {
    const statement = document.statements[i];
    if (statement && statement.span.start <= start && start <= statement.span.end) return statement;
  }
  return null;
}

const mostNested = 64;

export const isIndentedCode = (document: Document, statement: Statement): boolean =>
  document.language === 'markdown' && statement.kind === 'line' && statement.fence === null && statement.parent?.kind !== 'pair';

/** A key whose one value takes several lines. */
export const isLongValue = (lines: LineIndex, { kind, span, body }: Statement): boolean =>
  kind === 'pair' && body.start < body.end && lines.lineOf(span.start) < lines.lineOf(span.end);
