import type { TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';

/**
 * Edits of one text that never meet: what a removal covers cannot be rewritten any more, and of two texts for one place the first stays
 * unless it is replaced on purpose.
 */
export class EditSet {
  /** In the order of the text. Since they are apart, their ends are in order too. */
  readonly #edits: TextEdit[] = [];

  /** The text that will stand in exactly this place; undefined where it is left as it is. */
  at(span: Span): string | undefined {
    const [from, to] = this.#touching(span);
    for (let at = from; at < to; at++) if (sameSpan(this.#at(at).span, span)) return this.#at(at).newText;
    return undefined;
  }

  /** Writes `newText` over `span`; another text for the very same span is replaced. False where it would meet another edit. */
  write(span: Span, newText: string): boolean {
    const [from, to] = this.#touching(span);
    let place = from;
    for (let at = from; at < to; at++) {
      const other = this.#at(at).span;
      if (sameSpan(other, span)) {
        this.#edits[at] = { span, newText };
        return true;
      }
      if (meet(other, span)) return false;
      if (inOrder(other, span) < 0) place = at + 1;
    }
    this.#edits.splice(place, 0, { span, newText });
    return true;
  }

  /** Takes the characters of `span` out, with all that was to be written into them. */
  remove(span: Span): void {
    let whole = span;
    for (;;) {
      const [from, to] = this.#touching(whole);
      let first = from;
      while (first < to && !takenAlong(this.#at(first).span, whole)) first++;
      let end = to;
      while (end > first && !takenAlong(this.#at(end - 1).span, whole)) end--;
      const met = this.#edits.splice(first, end - first);
      if (met.length === 0) {
        let place = from;
        while (place < this.#edits.length && inOrder(this.#at(place).span, whole) <= 0) place++;
        this.#edits.splice(place, 0, { span: whole, newText: '' });
        return;
      }
      whole = {
        start: Math.min(whole.start, (met[0] as TextEdit).span.start),
        end: Math.max(whole.end, (met.at(-1) as TextEdit).span.end),
      };
    }
  }

  /** All of `edits`, or none where one of them meets what is there. Edits that are there already count as taken. */
  add(edits: readonly TextEdit[]): boolean {
    const fits = edits.every((edit) => {
      const [from, to] = this.#touching(edit.span);
      for (let at = from; at < to; at++) {
        const other = this.#at(at);
        if (sameSpan(other.span, edit.span) ? other.newText !== edit.newText : meet(other.span, edit.span)) return false;
      }
      return true;
    });
    if (fits) for (const { span, newText } of edits) this.write(span, newText);
    return fits;
  }

  /** In the order of the text. */
  list(): TextEdit[] {
    return [...this.#edits];
  }

  #at(index: number): TextEdit {
    return this.#edits[index] as TextEdit;
  }

  /** Indices of the edits that share characters or an end with `span`: from the first to before the last. */
  #touching({ start, end }: Span): [from: number, to: number] {
    let [low, high] = [0, this.#edits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#at(middle).span.end < start) low = middle + 1;
      else high = middle;
    }
    let to = low;
    while (to < this.#edits.length && this.#at(to).span.start <= end) to++;
    return [low, to];
  }
}

const inOrder = (a: Span, b: Span): number => a.start - b.start || a.end - b.end;

const sameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/** They share characters, or one is put into the middle of the other. */
const meet = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

const takenAlong = (edit: Span, removed: Span): boolean => meet(edit, removed) || (removed.start <= edit.start && edit.end <= removed.end);
