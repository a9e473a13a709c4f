import { type Span, span } from '../text/span.ts';
import type { DocumentBuilder } from './builder.ts';
import type { Statement } from './document.ts';
import { linesOf } from './lines-of.ts';
import { readCodeLines, skipCommentMark } from './listing.ts';
import { trim } from './trim.ts';

/** Deeper nesting than this is read line by line: parsers recurse, and nobody writes it by hand. */
export const deepestNesting = 128;

export interface PairsPlace {
  /** Info word of the markdown fence the text stands in; null for a file of its own. */
  readonly fence: string | null;
  readonly parent: Statement | null;
  /** The number all statements share; null to give every top-level key its own. */
  readonly block: number | null;
}

/** Turns keys, values and comments of any configuration language into statements. */
export class PairWriter {
  readonly #builder: DocumentBuilder;
  readonly #place: PairsPlace;
  readonly #written: Statement[] = [];
  #block: number;

  constructor(builder: DocumentBuilder, place: PairsPlace) {
    this.#builder = builder;
    this.#place = place;
    this.#block = place.block ?? -1;
  }

  /** `key: value`; `value` is null where the key holds a collection or nothing. `end` is where the value with its quotes ends; the statement's span holds the quotes of the key too. */
  key(label: Span, value: Span | null, end: number, parent: Statement | null): Statement | null {
    if (label.start === label.end) return null;
    this.#startBlock(parent);
    const { text } = this.#builder;
    const quote = text[label.start - 1];
    const quoted = (quote === '"' || quote === "'") && text[label.end] === quote ? 1 : 0;
    return this.#add(span(label.start - quoted, Math.max(label.end + quoted, end)), label, value ?? span(label.end, label.end), parent);
  }

  /** An element of a sequence. A collection is marked by its first characters, with an empty body. */
  element(whole: Span, body: Span | null, parent: Statement | null): Statement | null {
    if (whole.start === whole.end) return null;
    this.#startBlock(parent);
    return this.#add(whole, null, body ?? span(whole.start, whole.start), parent);
  }

  #startBlock(parent: Statement | null): void {
    if (this.#place.block === null && !parent) this.#block = this.#builder.blockOf(null);
  }

  #add(outer: Span, label: Span | null, inner: Span, parent: Statement | null): Statement | null {
    const { text } = this.#builder;
    const whole = trim(text, outer.start, outer.end);
    const body = trim(text, inner.start, inner.end);
    if (whole.start === whole.end) return null;
    const { fence, parent: holder } = this.#place;
    const draft = { kind: 'pair' as const, parent: parent ?? holder, block: this.#block, fence };
    const statement = this.#builder.addExact(draft, whole, label, body);
    this.#written.push(statement);
    return statement;
  }

  /** The lines of a long text value, as statements below its pair. */
  lines(content: Span, pair: Statement): void {
    const { text } = this.#builder;
    const lines = linesOf(text, content.start, content.end);
    if (lines.length < 2) return;
    const words = text.slice(content.start, content.end);
    const language = words.startsWith('#!') || words.includes('\\\n') || words.includes('\\\r') ? 'bash' : '';
    readCodeLines(this.#builder, lines, { fence: this.#place.fence, language, block: pair.block, parent: pair });
  }

  /** Comments, marks included. One belongs to the pair it trails, or stands in the block of the pair that follows. */
  comments(spans: readonly Span[]): void {
    const { text } = this.#builder;
    const written = this.#written.toSorted((a, b) => a.span.start - b.span.start);
    let next = 0;
    for (const comment of spans) {
      while (next < written.length && (written[next]?.span.start ?? 0) < comment.start) next++;
      const before = written[next - 1];
      const trailed = before && isSameLine(text, before.span, comment.start) ? before : null;
      const block = trailed?.block ?? written[next]?.block ?? before?.block ?? this.#place.block ?? this.#builder.blockOf(null);
      for (const line of linesOf(text, comment.start, comment.end)) {
        this.#builder.addComment(span(skipCommentMark(text, line), line.end), {
          parent: trailed ?? this.#place.parent,
          block,
          fence: this.#place.fence,
        });
      }
    }
  }
}

/** Whether no line ends between a statement and `offset`. */
function isSameLine(text: string, statement: Span, offset: number): boolean {
  const from = Math.min(statement.end, offset);
  for (let i = from; i < offset; i++) if (text[i] === '\n' || text[i] === '\r') return false;
  return true;
}
