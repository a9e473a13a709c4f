import type { Document, Statement } from '../document/document.ts';
import type { Item } from '../notation/expression.ts';
import { tokenize } from '../notation/lexer.ts';
import { parseItems } from '../notation/parser.ts';
import { shiftItems, shiftTokens } from '../notation/shift.ts';
import { groupsThousands } from '../notation/thousands.ts';
import type { Token } from '../notation/token.ts';
import { Memo } from '../text/memo.ts';
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
  const body: Span =
    statement.body.end - statement.body.start > longest
      ? { start: statement.body.start, end: statement.body.start + longest }
      : statement.body;
  const label = statement.label ? slice(document, statement.label) : '';
  if (!hasDigit(document.plain, body)) return { statement, tokens: [], items: [], label };
  const memo = separates(document) ? withThousands : withoutThousands;
  return { statement, ...placed(memo.of(document.plain.slice(body.start, body.end)), body.start), label };
}

/** The arithmetic of a text. */
interface Arithmetic {
  readonly tokens: readonly Token[];
  readonly items: readonly Item[];
}

/** A text read once, with offsets as it stood where it was met last. */
interface ReadText {
  at: number;
  read: Arithmetic;
}

function readText(text: string, grouped: boolean): ReadText {
  const tokens = tokenize(text, { start: 0, end: text.length });
  return { at: 0, read: { tokens, items: parseItems(tokens, text, grouped) } };
}

/** As many as a long document has statements with figures. */
const most = 4_096;

/** A keystroke changes one statement: what the others say is known, and where they have not moved, so is every offset. */
const withThousands = new Memo((text) => readText(text, true), most);
const withoutThousands = new Memo((text) => readText(text, false), most);

function placed(text: ReadText, at: number): Arithmetic {
  const by = at - text.at;
  if (by !== 0) {
    text.at = at;
    text.read = { tokens: shiftTokens(text.read.tokens, by), items: shiftItems(text.read.items, by) };
  }
  return text.read;
}

const grouped = new WeakMap<Document, boolean>();

/** Whether the document's author separates thousands. */
function separates(document: Document): boolean {
  let known = grouped.get(document);
  if (known === undefined) {
    known = groupsThousands(document.plain);
    grouped.set(document, known);
  }
  return known;
}

export function slice(document: Document, span: Span): string {
  const text = document.plain.slice(span.start, span.end);
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

function hasDigit(text: string, body: Span): boolean {
  for (let i = body.start; i < body.end; i++) {
    const c = text.charCodeAt(i);
    if (c >= 48 && c <= 57) return true;
  }
  return false;
}
