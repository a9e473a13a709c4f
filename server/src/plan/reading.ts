import type { Document, Statement } from '../document/document.ts';
import type { Item } from '../notation/expression.ts';
import { tokenize } from '../notation/lexer.ts';
import { parseItems } from '../notation/parser.ts';
import type { Token } from '../notation/token.ts';
import type { Span } from '../text/span.ts';

/** A statement with its arithmetic read. */
export interface Reading {
  readonly statement: Statement;
  /** Tokens of the body. */
  readonly tokens: readonly Token[];
  readonly items: readonly Item[];
  /** The label's words; '' where there is none. */
  readonly label: string;
}

/** No statement of a plan is longer (in UTF-16 code units); what a program poured into one line is not worth the time. */
const longest = 6_000;

export function readStatement(document: Document, statement: Statement): Reading {
  const body: Span = statement.body.end - statement.body.start > longest ? { start: statement.body.start, end: statement.body.start + longest } : statement.body;
  const label = statement.label ? slice(document, statement.label) : '';
  if (!hasDigit(document.plain, body)) return { statement, tokens: [], items: [], label };
  const tokens = tokenize(document.plain, body);
  return { statement, tokens, items: parseItems(tokens, document.plain), label };
}

export const slice = (document: Document, span: Span): string => document.plain.slice(span.start, span.end).replaceAll('\0', '');

function hasDigit(text: string, body: Span): boolean {
  for (let i = body.start; i < body.end; i++) {
    const c = text.charCodeAt(i);
    if (c >= 48 && c <= 57) return true;
  }
  return false;
}
