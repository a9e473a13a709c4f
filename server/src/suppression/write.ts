import type { Document, Statement } from '../document/document.ts';
import type { Finding } from '../findings.ts';
import type { TextEdit } from '../text/edit.ts';
import type { LineIndex } from '../text/lines.ts';
import { type Span, span } from '../text/span.ts';
import type { Directive } from './directive.ts';
import { fenceAt, marksOf } from './find.ts';
import { isIndentedCode, isLongValue, linesBehind, statementAt, statementsFrom } from './reach.ts';

/** A comment that silences a finding, and what it speaks of. */
export interface Silence {
  /** `on this line`, `in this code block`, `in this value`, `in this document` */
  readonly where: string;
  readonly edit: TextEdit;
}

interface Place {
  readonly document: Document;
  readonly lines: LineIndex;
  readonly path: string | null;
  readonly finding: Finding;
}

/**
 * The comment that silences a finding where it stands, in the form that its place allows; null where none does (JSON without comments,
 * code that no comment can be put beside).
 */
export function silenceHere(document: Document, lines: LineIndex, path: string | null, finding: Finding): Silence | null {
  const place: Place = { document, lines, path, finding };
  const statement = statementAt(document, finding.span);
  const marks = marksOf(document);
  if (document.language !== 'markdown' || finding.span.start < marks.frontMatterEnd) return inConfig(place, statement);
  const fence = fenceAt(document, finding.span.start);
  if (fence) {
    const info = statement?.fence ?? '';
    const commented = /^(?:ya?ml|jsonc|json5)$/.test(info) && statement?.kind === 'pair';
    return (commented ? inConfig(place, statement, info) : null) ?? above(place, lines.lineOf(fence.start), 'in this code block');
  }
  if (statement && (statement.fence !== null || isIndentedCode(document, statement))) return null;
  return behindLine(place, statement);
}

/** The comment that silences the finding's rule in the whole document. */
export function silenceEverywhere(document: Document, lines: LineIndex, path: string | null, { rule }: Finding): Silence | null {
  const where = 'in this document';
  const { directives, frontMatterEnd } = marksOf(document);
  const known = directives.find((directive) => directive.kind === 'disable-file' && directive.rules.length > 0);
  if (known) return { where, edit: joined(known, rule) };
  const wrap = wrapFor(document, path);
  if (!wrap) return null;
  const start = frontMatterEnd > 0 ? lines.startOf(lines.lineOf(frontMatterEnd) + 1) : document.text.startsWith('\ufeff') ? 1 : 0;
  return { where, edit: insertion(start, `${wrap(`disable-file ${rule}`)}${lineEnding(document, lines, 0)}`) };
}

type Wrap = (order: string) => string;

const html: Wrap = (order) => `<!-- planwright-${order} -->`;
const hash: Wrap = (order) => `# planwright-${order}`;
const slashes: Wrap = (order) => `// planwright-${order}`;

/** How a comment is written in a document, or in a fence of it; null where comments would break it for others. */
function wrapFor(document: Document, path: string | null, fence: string | null = null): Wrap | null {
  const language = fence ?? document.language;
  if (language === 'markdown') return html;
  if (/^json/.test(language)) {
    const commented = language !== 'json' || /\.(?:jsonc|json5|code-workspace)$/i.test(path ?? '') || marksOf(document).codeComments;
    return commented ? slashes : null;
  }
  return hash;
}

/** Behind the pair, or above it where the line's end is no place for a comment. */
function inConfig(place: Place, statement: Statement | null, fence: string | null = null): Silence | null {
  const { document, lines, path, finding } = place;
  const front = document.language === 'markdown' && fence === null;
  const wrap = front ? hash : wrapFor(document, path, fence);
  if (!wrap) return null;
  const line = lines.lineOf(finding.span.start);
  const long = longValueAround(lines, statement) ?? firstOnLine(place, line, (other) => isLongValue(lines, other));
  if (long) return above(place, lines.lineOf(long.span.start), 'in this value', wrap);
  const known = directiveOn(place, line);
  if (known) return { where: 'on this line', edit: joined(known, finding.rule) };
  if (firstOnLine(place, line, ({ kind }) => kind === 'comment')) return above(place, line, 'on this line', wrap);
  return { where: 'on this line', edit: insertion(wordsEnd(document, lines, line), `  ${wrap(`disable-line ${finding.rule}`)}`) };
}

function longValueAround(lines: LineIndex, statement: Statement | null): Statement | null {
  let outermost: Statement | null = null;
  for (let i = statement; i; i = i.parent) if (isLongValue(lines, i)) outermost = i;
  return outermost;
}

/** Of the statements that begin on a line, so many are looked at. */
const mostOnLine = 256;

function firstOnLine({ document, lines }: Place, line: number, test: (statement: Statement) => boolean): Statement | null {
  const from = statementsFrom(document, lines.startOf(line));
  for (const statement of document.statements.slice(from, from + mostOnLine)) {
    if (lines.lineOf(statement.span.start) > line) return null;
    if (test(statement)) return statement;
  }
  return null;
}

/** A comment on a line of its own above `line`, as far in as that line, behind the same marks of quotes. */
function above(place: Place, line: number, where: string, wrap: Wrap = html): Silence {
  const { document, lines, finding } = place;
  const known = marksOf(document).directives.find(
    (directive) =>
      directive.kind === 'disable-next-line' && directive.rules.length > 0 && linesBehind(document, lines, directive)?.first === line,
  );
  if (known) return { where, edit: joined(known, finding.rule) };
  const start = lines.startOf(line);
  const lead = /^[ \t>]*/.exec(document.text.slice(start, lines.endOf(line)))?.[0] ?? '';
  const bom = start === 0 && document.text.startsWith('\ufeff') ? 1 : 0;
  return { where, edit: insertion(start + bom, `${lead}${wrap(`disable-next-line ${finding.rule}`)}${lineEnding(document, lines, line)}`) };
}

/** `<!-- planwright-disable-line … -->` at the end of a line of running text. */
function behindLine(place: Place, statement: Statement | null): Silence | null {
  const { document, lines, finding } = place;
  const where = 'on this line';
  const line = lines.lineOf(finding.span.start);
  const known = directiveOn(place, line);
  if (known) return { where, edit: joined(known, finding.rule) };
  const { text } = document;
  const start = lines.startOf(line);
  let end = wordsEnd(document, lines, line);
  // a comment that goes on behind the line is stepped out of
  const open = marksOf(document).comments.find((comment) => comment.start >= start && comment.start < end && comment.end > end);
  if (open) end = blanksBefore(text, open.start, start);
  if (statement?.cell && text[end - 1] === '|' && text[end - 2] !== '\\') end = blanksBefore(text, end - 1, start);
  else if (statement?.kind === 'heading') end = beforeClosingMarks(text, start, end);
  // a break of the line
  else if (text[end - 1] === '\\') end = blanksBefore(text, end - 1, start);
  if (end <= finding.span.start || inCode(text, start, end)) return null;
  const behind = text[end];
  const edit = insertion(end, ` ${html(`disable-line ${finding.rule}`)}${behind === '|' || behind === '\\' ? ' ' : ''}`);
  return { where, edit };
}

const blanksBefore = (text: string, from: number, least: number): number => {
  let at = from;
  while (at > least && (text[at - 1] === ' ' || text[at - 1] === '\t')) at--;
  return at;
};

/** `## Title ##`: before the marks that close a heading. */
function beforeClosingMarks(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text[at - 1] === '#') at--;
  const words = blanksBefore(text, at, start);
  return at < end && words < at && words > start && text.slice(start, words).trim() !== '' ? words : end;
}

/** A code span is open at `to`. */
function inCode(text: string, from: number, to: number): boolean {
  let odd = false;
  for (let i = from; i < to; i++) if (text[i] === '`') odd = !odd;
  return odd;
}

/** A directive that speaks of `line` alone and names rules. */
function directiveOn({ document, lines }: Place, line: number): Directive | null {
  const found = marksOf(document).directives.find((directive) => {
    if (directive.rules.length === 0) return false;
    if (directive.kind === 'disable-line') return lines.lineOf(directive.comment.start) === line;
    if (directive.kind !== 'disable-next-line') return false;
    const next = linesBehind(document, lines, directive);
    return next?.first === line && next.last === line;
  });
  return found ?? null;
}

/** One more rule for a comment that is there. */
const joined = ({ rules, word }: Directive, rule: string): TextEdit => {
  const last: Span = rules.at(-1)?.span ?? word;
  return insertion(last.end, `, ${rule}`);
};

const insertion = (at: number, newText: string): TextEdit => ({ span: span(at, at), newText });

const wordsEnd = ({ text }: Document, lines: LineIndex, line: number): number => blanksBefore(text, lines.endOf(line), lines.startOf(line));

/** As the line at hand ends; as the document's others do where it is the last. */
function lineEnding({ text }: Document, lines: LineIndex, line: number): string {
  const ending = text.slice(lines.endOf(line), lines.startOf(line + 1));
  if (ending !== '') return ending;
  return line > 0 ? text.slice(lines.endOf(line - 1), lines.startOf(line)) : '\n';
}
