import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';

/**
 * Edits of one text that never meet: what a removal covers cannot be rewritten any more, and of two texts for one place the first stays
 * unless it is replaced on purpose.
 */
export class EditSet {
  #edits: TextEdit[] = [];

  /** The text that will stand in exactly this place; undefined where it is left as it is. */
  at({ start, end }: Span): string | undefined {
    return this.#edits.find(({ span }) => span.start === start && span.end === end)?.newText;
  }

  /** Writes `newText` over `span`; another text for the very same span is replaced. False where it would meet another edit. */
  write(span: Span, newText: string): boolean {
    const others = this.#edits.filter((edit) => !sameSpan(edit.span, span));
    if (others.some((edit) => meet(edit.span, span))) return false;
    others.push({ span, newText });
    this.#edits = others;
    return true;
  }

  /** Takes the characters of `span` out, with all that was to be written into them. */
  remove(span: Span): void {
    let { start, end } = span;
    for (;;) {
      const met = this.#edits.filter((edit) => meet(edit.span, { start, end }) || within(edit.span, { start, end }));
      if (met.length === 0) break;
      this.#edits = this.#edits.filter((edit) => !met.includes(edit));
      start = Math.min(start, ...met.map((edit) => edit.span.start));
      end = Math.max(end, ...met.map((edit) => edit.span.end));
    }
    this.#edits.push({ span: { start, end }, newText: '' });
  }

  /** All of `edits`, or none where one of them meets what is there. Edits that are there already count as taken. */
  add(edits: readonly TextEdit[]): boolean {
    const fits = edits.every(
      (edit) =>
        this.at(edit.span) === edit.newText || !this.#edits.some((other) => sameSpan(other.span, edit.span) || meet(other.span, edit.span)),
    );
    if (fits) for (const { span, newText } of edits) this.write(span, newText);
    return fits;
  }

  /** In the order of the text. */
  list(): TextEdit[] {
    return [...this.#edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }
}

const sameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/** They share characters, or one is put into the middle of the other. */
const meet = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

const within = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
