import { adopt } from '../document/adopt.ts';
import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Item } from '../notation/expression.ts';
import { tokenize } from '../notation/lexer.ts';
import { parseItems } from '../notation/parser.ts';
import { Mover } from '../notation/shift.ts';
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

export const readStatement = (document: Document, statement: Statement): Reading =>
  readPart(document, statement, statement.body, statement.label ? slice(document, statement.label) : '');

/** A part of a statement, such as its label, or all of it, read as a body is. */
export function readPart(document: Document, statement: Statement, body: Span, label = ''): Reading {
  const { span } = statement;
  const end = Math.min(body.end, body.start + longest);
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

/** What a text says where it stands, and how that came of what it said where it stood before. */
export interface Placed {
  readonly tokens: readonly Token[];
  readonly items: readonly Item[];
  from: Placed | null;
  mover: Mover | null;
}

/** The arithmetic of a text, as it stands where it was asked for last. */
class ReadText {
  #at: number;
  #placed: Placed;

  constructor(text: string, at: number, grouped: boolean) {
    const tokens = tokenize(text, { start: 0, end: text.length });
    const mover = new Mover(at);
    this.#at = at;
    this.#placed = { tokens: mover.tokens(tokens), items: mover.items(parseItems(tokens, text, grouped)), from: null, mover: null };
  }

  /** Where it has not moved, the same objects. */
  placed(at: number): Placed {
    if (at !== this.#at) {
      const from = this.#placed;
      const mover = new Mover(at - this.#at);
      this.#at = at;
      this.#placed = { tokens: mover.tokens(from.tokens), items: mover.items(from.items), from, mover };
      // two places back nobody asks any more
      from.from = null;
      from.mover = null;
    }
    return this.#placed;
  }
}

/** Of a statement and of parts of it; null for those without figures. */
const read = new Slot<Map<number, ReadText | null>>();

/** A reading whose offsets are told once somebody asks for them: of most statements nobody does after an edit elsewhere. */
export class PlacedReading implements Reading {
  readonly statement: Statement;
  readonly label: string;
  readonly bare = false;
  readonly #text: ReadText;
  readonly #at: number;
  #placed: Placed | null = null;

  constructor(statement: Statement, label: string, text: ReadText, at: number) {
    this.statement = statement;
    this.label = label;
    this.#text = text;
    this.#at = at;
  }

  get placed(): Placed {
    this.#placed ??= this.#text.placed(this.#at);
    return this.#placed;
  }

  get tokens(): readonly Token[] {
    return this.placed.tokens;
  }

  get items(): readonly Item[] {
    return this.placed.items;
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
