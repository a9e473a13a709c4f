import { adopt } from '../document/adopt.ts';
import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Item } from '../notation/expression.ts';
import { tokenize } from '../notation/lexer.ts';
import { parseItems } from '../notation/parser.ts';
import { shiftItems, shiftTokens } from '../notation/shift.ts';
import { groupsThousands } from '../notation/thousands.ts';
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
  /** Nothing of it is in figures: no tokens, no items. */
  readonly bare: boolean;
}

/** No statement of a plan is longer (in UTF-16 code units); what a program poured into one line is not worth the time. */
const longest = 6_000;

/** Lets what was kept of the statements of an earlier version be of use; of no use is what was read with other thousands. */
export function inherit(document: Document, before: Document): void {
  if (separates(document) === separates(before)) adopt(document, before);
}

export function readStatement(document: Document, statement: Statement): Reading {
  const { span, body } = statement;
  const end = Math.min(body.end, body.start + longest);
  const label = statement.label ? slice(document, statement.label) : '';
  const texts = statement.own.of(read, () => new Map());
  // what stands in a statement at one place, or a part of it such as its label
  const key = (body.start - span.start) * 2 ** 24 + (end - span.start);
  let text = texts.get(key);
  if (text === undefined) {
    text = hasDigit(document.plain, { start: body.start, end })
      ? new ReadText(document.plain.slice(body.start, end), body.start, separates(document))
      : null;
    texts.set(key, text);
  }
  return text === null ? { statement, tokens: [], items: [], label, bare: true } : new PlacedReading(statement, label, text, body.start);
}

/** The arithmetic of a text, as it stands where it was asked for last. */
class ReadText {
  #at: number;
  #tokens: readonly Token[];
  #items: readonly Item[];

  constructor(text: string, at: number, grouped: boolean) {
    const tokens = tokenize(text, { start: 0, end: text.length });
    this.#at = at;
    this.#tokens = shiftTokens(tokens, at);
    this.#items = shiftItems(parseItems(tokens, text, grouped), at);
  }

  /** Where it has not moved, the same objects. */
  placed(at: number): { readonly tokens: readonly Token[]; readonly items: readonly Item[] } {
    const by = at - this.#at;
    if (by !== 0) {
      this.#at = at;
      this.#tokens = shiftTokens(this.#tokens, by);
      this.#items = shiftItems(this.#items, by);
    }
    return { tokens: this.#tokens, items: this.#items };
  }
}

/** Of a statement and of parts of it; null for those without figures. */
const read = new Slot<Map<number, ReadText | null>>();

/** A reading whose offsets are told once somebody asks for them: of most statements nobody does after an edit elsewhere. */
class PlacedReading implements Reading {
  readonly statement: Statement;
  readonly label: string;
  readonly bare = false;
  readonly #text: ReadText;
  readonly #at: number;
  #placed: { readonly tokens: readonly Token[]; readonly items: readonly Item[] } | null = null;

  constructor(statement: Statement, label: string, text: ReadText, at: number) {
    this.statement = statement;
    this.label = label;
    this.#text = text;
    this.#at = at;
  }

  get tokens(): readonly Token[] {
    this.#placed ??= this.#text.placed(this.#at);
    return this.#placed.tokens;
  }

  get items(): readonly Item[] {
    this.#placed ??= this.#text.placed(this.#at);
    return this.#placed.items;
  }
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
