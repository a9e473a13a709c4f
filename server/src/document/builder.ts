import { type Span, span } from '../text/span.ts';
import { addressIn } from './comments.ts';
import type { Cell, Document, Language, Problem, Section, Statement, StatementKind } from './document.ts';
import { Kept } from './kept.ts';
import { findLabel, type Labelled } from './label.ts';
import { Lists } from './lists.ts';
import { trim } from './trim.ts';
import { Words } from './words.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Draft {
  readonly kind: StatementKind;
  readonly start: number;
  readonly end: number;
  readonly labelled?: Labelled | null;
  readonly parent?: Statement | null;
  readonly block: number;
  readonly fence?: string | null;
  readonly cell?: Cell | null;
}

/** Collects the statements and sections of one document and puts them in order. */
export class DocumentBuilder {
  readonly text: string;
  readonly plain: string;
  readonly problems: Problem[] = [];
  readonly #language: Language;
  readonly #statements: Writable<Statement>[] = [];
  readonly #sections: Writable<Section>[] = [];
  #open: Writable<Section>[] = [];
  #block = -1;
  #list: number | null = null;
  #sorted = true;

  constructor(language: Language, text: string, plain: string) {
    this.#language = language;
    this.text = text;
    this.plain = plain;
  }

  /**
   * The number of a block: of the list it stands in (all that is nested in a list shares the list's number, so that numbers grow along
   * the document), or the next one where `list` is null.
   */
  blockOf(list: number | null): number {
    if (list === null || list !== this.#list) this.#block++;
    this.#list = list;
    return this.#block;
  }

  /** Opens a section at `start`; those of the same and of lower rank end there. */
  openSection(level: number, start: number, title: Span): void {
    while ((this.#open.at(-1)?.level ?? 0) >= level) this.#close(start);
    const section = { index: this.#sections.length, level, title, span: span(start, this.text.length), parent: this.#open.at(-1) ?? null };
    this.#sections.push(section);
    this.#open.push(section);
  }

  #close(end: number): void {
    const section = this.#open.pop();
    if (section) section.span = span(section.span.start, end);
  }

  /** Adds a statement, its ends trimmed; null where no words are left. */
  add(draft: Draft): Statement | null {
    const whole = this.trim(draft.start, draft.end);
    if (whole.start === whole.end) return null;
    const { labelled } = draft;
    return this.#push(draft, whole, labelled?.label ?? null, labelled ? this.trim(labelled.bodyFrom, whole.end) : whole);
  }

  /** Adds a statement whose spans are known exactly. */
  addExact(draft: Omit<Draft, 'start' | 'end' | 'labelled'>, whole: Span, label: Span | null, body: Span): Statement {
    return this.#push(draft, whole, label, body);
  }

  /** Adds the words of a comment, its mark left out. What is addressed to this program is said of no plan: it is part of no label or body. */
  addComment(words: Span, place: { parent: Statement | null; block: number; fence: string | null }): void {
    const { start, end } = this.trim(words.start, words.end);
    if (start === end) return;
    const address = addressIn(this.text, start, end);
    const said = this.trim(start, address < 0 ? end : address);
    const labelled = said.start < said.end ? findLabel(this.text, this.plain, said.start, said.end) : null;
    const body = labelled ? this.trim(labelled.bodyFrom, said.end) : said;
    this.addExact({ kind: 'comment', ...place }, span(start, end), labelled?.label ?? null, body);
  }

  #push(draft: Omit<Draft, 'start' | 'end' | 'labelled'>, whole: Span, label: Span | null, body: Span): Statement {
    const last = this.#statements.at(-1);
    if (last && last.span.start > whole.start) this.#sorted = false;
    const statement: Writable<Statement> = {
      index: this.#statements.length,
      kind: draft.kind,
      span: whole,
      label,
      body,
      section: this.#open.at(-1) ?? null,
      parent: draft.parent ?? null,
      block: draft.block,
      fence: draft.fence ?? null,
      cell: draft.cell ?? null,
      own: new Kept(),
      place: new Kept(),
    };
    this.#statements.push(statement);
    return statement;
  }

  /** The span without blanks and hidden marks at its ends. */
  trim(start: number, end: number): Span {
    const { start: from, end: to } = trim(this.plain, start, Math.max(start, end));
    // A decoded entity stands in its first place: the rest of it belongs to it.
    if (to > from && this.plain.charCodeAt(to) === 0 && this.text[to - 1] === '&' && this.plain[to - 1] !== '&') {
      return span(from, this.text.indexOf(';', to) + 1);
    }
    return span(from, to);
  }

  finish(): Document {
    if (!this.#sorted) {
      this.#statements.sort((a, b) => a.span.start - b.span.start || a.index - b.index);
      for (const [index, statement] of this.#statements.entries()) statement.index = index;
    }
    return {
      language: this.#language,
      text: this.text,
      plain: this.plain,
      sections: this.#sections,
      statements: this.#statements,
      problems: this.problems,
      words: new Words(this.text),
      own: new Lists(this.#statements.length),
      place: new Lists(this.#statements.length),
      whole: new Kept(),
    };
  }
}
