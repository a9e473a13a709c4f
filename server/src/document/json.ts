import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { type Span, span } from '../text/span.ts';
import { DocumentBuilder } from './builder.ts';
import { isBlank } from './chars.ts';
import type { Document, Problem, Statement } from './document.ts';
import { linesOf } from './lines-of.ts';
import { readCodeLines } from './listing.ts';
import { deepestNesting, type PairsPlace, PairWriter } from './pairs.ts';

const mostProblems = 20;

const options = { allowTrailingComma: true, allowEmptyContent: true };

const messages: Readonly<Record<string, string>> = {
  InvalidSymbol: 'not a JSON value',
  InvalidNumberFormat: 'not a number as JSON writes it',
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing brace is expected here',
  CloseBracketExpected: 'a closing bracket is expected here',
  EndOfFileExpected: 'the end of the document is expected here',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a string is not closed',
  UnexpectedEndOfNumber: 'a number breaks off',
  InvalidUnicode: 'not a Unicode escape',
  InvalidEscapeCharacter: 'not an escape that JSON knows',
  InvalidCharacter: 'a character that JSON does not allow here',
};

/** Reads JSON, with comments and trailing commas. */
export function readJson(text: string): Document {
  const builder = new DocumentBuilder('json', text, text);
  const source = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const deep = tooDeep(source);
  if (deep < 0) builder.problems.push(...writeJson(builder, source, 0, { fence: null, parent: null, block: null }));
  else {
    builder.problems.push({ span: span(deep, deep + 1), message: 'nested too deeply to read as JSON: read line by line' });
    readCodeLines(builder, linesOf(text, 0, text.length), { fence: null, language: 'json', block: builder.blockOf(null), parent: null });
  }
  return builder.finish();
}

/** The problems of a JSON text, without reading it. */
export function jsonProblems(source: string, base: number): Problem[] {
  if (tooDeep(source) >= 0) return [{ span: span(base, base), message: 'nested too deeply to read as JSON' }];
  const problems: Problem[] = [];
  visit(
    quoteBareWords(source),
    { onError: (error, offset, length) => problems.push(problemAt(error, base + offset, length, base + source.length)) },
    options,
  );
  return problems;
}

/** The scanner may report one character past the end of the text, hence `limit`. */
function problemAt(error: ParseErrorCode, offset: number, length: number, limit: number): Problem {
  const code = printParseErrorCode(error);
  return { span: span(Math.min(offset, limit), Math.min(offset + length, limit)), message: messages[code] ?? code };
}

/** Offset of the bracket that nests deeper than is read, or -1. Exact for JSON, whose strings are plain to see. */
function tooDeep(source: string): number {
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source.charCodeAt(i);
    if (c === 34) {
      for (i++; i < source.length && source.charCodeAt(i) !== 34 && source.charCodeAt(i) !== 10; i++) if (source.charCodeAt(i) === 92) i++;
    } else if (c === 91 || c === 123) {
      if (++depth > deepestNesting) return i;
    } else if ((c === 93 || c === 125) && depth > 0) depth--;
  }
  return -1;
}

/** Writes the pairs of `source`, which stands at `base` in the document, and tells what does not parse. */
export function writeJson(builder: DocumentBuilder, source: string, base: number, place: PairsPlace): Problem[] {
  const writer = new PairWriter(builder, place);
  const problems: Problem[] = [];
  const comments: Span[] = [];
  /** The statements that hold the collections now open; null for the outermost. */
  const open: { readonly array: boolean; readonly holder: Statement | null }[] = [];
  let key: Span | null = null;
  const holder = (): Statement | null => open.at(-1)?.holder ?? null;

  const begin = (array: boolean, offset: number, length: number): void => {
    const at = span(base + offset, base + offset + length);
    let own = holder();
    if (key) own = writer.key(key, null, key.end, own) ?? own;
    else if (open.at(-1)?.array) own = writer.element(at, null, own);
    key = null;
    open.push({ array, holder: own });
  };
  const end = (): void => {
    flush();
    open.pop();
  };
  /** A key whose value never came. */
  const flush = (): void => {
    if (key) writer.key(key, null, key.end, holder());
    key = null;
  };

  visit(
    quoteBareWords(source),
    {
      onObjectBegin: (offset, length) => begin(false, offset, length),
      onArrayBegin: (offset, length) => begin(true, offset, length),
      onObjectEnd: end,
      onArrayEnd: end,
      onObjectProperty: (_name, offset, length) => {
        flush();
        key = unquoted(source, offset, length, base);
      },
      onLiteralValue: (_value, offset, length) => {
        const body = unquoted(source, offset, length, base);
        const whole = span(base + offset, base + offset + length);
        if (key) writer.key(key, body.start < body.end ? body : null, whole.end, holder());
        else writer.element(whole, body, holder());
        key = null;
      },
      onComment: (offset, length) => {
        const close = source.startsWith('/*', offset) && source.startsWith('*/', offset + length - 2) ? 2 : 0;
        comments.push(span(base + offset, base + Math.min(offset + length, source.length) - close));
      },
      onError: (error, offset, length) => {
        if (problems.length < mostProblems) problems.push(problemAt(error, base + offset, length, base + source.length));
      },
    },
    options,
  );
  flush();
  writer.comments(comments);
  return problems;
}

/**
 * Puts a string of the same length in the place of every bare word (`GBSIZE`, `{{ tp }}`, `None`, a key of JSON5), so that templates
 * and relatives of JSON read without a problem. Numbers, `true`, `false` and `null` stay.
 */
function quoteBareWords(source: string): string {
  const pieces: string[] = [];
  let done = 0;
  for (let i = 0; i < source.length; ) {
    const c = source[i] ?? '';
    if (c === '"') i = stringEnd(source, i);
    else if (source.startsWith('//', i)) i = endOf(source, '\n', i);
    else if (source.startsWith('/*', i)) i = endOf(source, '*/', i);
    else {
      const end = bareWordEnd(source, i);
      const word = source.slice(i, end);
      if (end > i && !/^(?:true|false|null|[-\d].*)$/.test(word)) {
        pieces.push(source.slice(done, i), end - i === 1 ? '0' : `"${'x'.repeat(end - i - 2)}"`);
        done = end;
      }
      i = Math.max(end, i + 1);
    }
  }
  if (pieces.length === 0) return source;
  pieces.push(source.slice(done));
  return pieces.join('');
}

function stringEnd(source: string, at: number): number {
  for (let i = at + 1; i < source.length && source[i] !== '\n'; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '"') return i + 1;
  }
  return endOf(source, '\n', at);
}

function endOf(source: string, mark: string, at: number): number {
  const found = source.indexOf(mark, at + 1);
  return found < 0 ? source.length : found + mark.length;
}

/** End of the word without quotes that starts at `at`; `at` itself where none does. */
function bareWordEnd(source: string, at: number): number {
  for (const [open, close] of gaps) {
    if (!source.startsWith(open, at)) continue;
    const end = source.slice(at, at + 200).indexOf(close);
    if (end > 0) return at + end + close.length;
  }
  let i = at;
  while (i < source.length && !isBlank(source.charCodeAt(i)) && !',:[]{}"/'.includes(source[i] ?? '')) i++;
  return i;
}

const gaps = [
  ['{{', '}}'],
  ['${', '}'],
] as const;

function unquoted(source: string, offset: number, length: number, base: number): Span {
  const quote = source[offset];
  if (quote !== '"') return span(base + offset, base + offset + length);
  const closed = length > 1 && source[offset + length - 1] === quote;
  return span(base + offset + 1, base + offset + length - (closed ? 1 : 0));
}
