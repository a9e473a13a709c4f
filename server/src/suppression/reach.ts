import type { Document, Statement } from '../document/document.ts';
import type { LineIndex } from '../text/lines.ts';
import type { Span } from '../text/span.ts';
import type { Directive } from './directive.ts';
import { fenceAt, lastBefore, marksOf } from './find.ts';

/** Lines, the last one included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

const reached = new WeakMap<Directive, Lines | null>();

/** What a comment speaks of when it says `next line`: the next line with words, or all of what begins there. Null at the end of the text. */
export function linesBehind(document: Document, lines: LineIndex, directive: Directive): Lines | null {
  let found = reached.get(directive);
  if (found === undefined) {
    let line = lines.lineOf(directive.comment.end) + 1;
    while (line < lines.count && isSilent(document, lines, line)) line++;
    found = line < lines.count ? extent(document, lines, line) : null;
    reached.set(directive, found);
  }
  return found;
}

/** No words for a reader on it: blanks, the marks of quotes, or comments for this program. */
function isSilent(document: Document, lines: LineIndex, line: number): boolean {
  const { directives } = marksOf(document);
  let at = lines.startOf(line);
  const end = lines.endOf(line);
  let words = '';
  for (let i = lastBefore(directives, ({ comment }) => comment.end <= at) + 1; i < directives.length; i++) {
    const comment = directives[i]?.comment;
    if (!comment || comment.start >= end) break;
    words += document.text.slice(at, Math.max(at, comment.start));
    at = comment.end;
  }
  words += document.text.slice(at, Math.max(at, end));
  return document.language === 'markdown' ? /^[\s>]*$/.test(words) : /^\s*$/.test(words);
}

/** The lines of what begins on `line`: a code block, a value that goes on over several lines, else the line alone. */
function extent(document: Document, lines: LineIndex, line: number): Lines {
  const start = lines.startOf(line);
  const fence = fenceAt(document, start);
  if (fence && fence.start === start) return { first: line, last: lines.lineOf(fence.end) };
  const { statements } = document;
  const from = statementsFrom(document, start);
  let last = line;
  for (let i = from; i < statements.length; i++) {
    const statement = statements[i];
    if (!statement || lines.lineOf(statement.span.start) > line) break;
    if (isLongValue(lines, statement)) last = Math.max(last, lines.lineOf(statement.span.end));
    else if (isIndentedCode(document, statement)) last = lines.lineOf(endOfCode(document, i).span.end);
  }
  return { first: line, last };
}

/** The last statement of the indented code that the one at `index` begins. */
function endOfCode(document: Document, index: number): Statement {
  let last = document.statements[index] as Statement;
  for (let i = index + 1; i < document.statements.length; i++) {
    const statement = document.statements[i];
    if (!statement || !isIndentedCode(document, statement) || statement.block !== last.block) break;
    last = statement;
  }
  return last;
}

/** Index of the first statement that starts at `offset` or behind it. */
export const statementsFrom = ({ statements }: Document, offset: number): number =>
  lastBefore(statements, ({ span }) => span.start < offset) + 1;

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
