import { overlaps, type Span } from './span.ts';

export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Sorted, with repetitions dropped. Throws where two edits overlap: that would be a defect of the repair that made them. */
export function normaliseEdits(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const out: TextEdit[] = [];
  for (const edit of sorted) {
    const last = out.at(-1);
    if (last && last.span.start === edit.span.start && last.span.end === edit.span.end && last.newText === edit.newText) continue;
    if (last && overlaps(last.span, edit.span)) throw new Error(`overlapping edits at ${edit.span.start}`);
    out.push(edit);
  }
  return out;
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let at = 0;
  for (const edit of normaliseEdits(edits)) {
    out += text.slice(at, edit.span.start) + edit.newText;
    at = edit.span.end;
  }
  return out + text.slice(at);
}

interface Piece {
  readonly text: string;
  /** Where it stands in the first text; null for what an edit put in. */
  readonly start: number | null;
}

/** One list of edits of `text` for two: `first` is made to `text`, `second` to what comes out. */
export function composeEdits(text: string, first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  const pieces = replaced(replaced([{ text, start: 0 }], normaliseEdits(first)), normaliseEdits(second));
  const out: TextEdit[] = [];
  let at = 0;
  let inserted = '';
  const flush = (to: number): void => {
    if (inserted !== '' || to > at) {
      if (text.slice(at, to) !== inserted) out.push({ span: { start: at, end: to }, newText: inserted });
    }
    inserted = '';
  };
  for (const piece of pieces) {
    if (piece.start === null) {
      inserted += piece.text;
      continue;
    }
    flush(piece.start);
    at = piece.start + piece.text.length;
  }
  flush(text.length);
  return normaliseEdits(out);
}

/** The pieces after these edits, which are sorted and apart. */
function replaced(pieces: readonly Piece[], edits: readonly TextEdit[]): Piece[] {
  const out: Piece[] = [];
  let index = 0;
  /** Of the piece at `index` so much is done; `at` is where that is in the text. */
  let done = 0;
  let at = 0;
  const goTo = (offset: number, keep: boolean): void => {
    for (let piece = pieces[index]; piece && at < offset; piece = pieces[index]) {
      const step = Math.min(offset - at, piece.text.length - done);
      if (keep && step > 0)
        out.push({ text: piece.text.slice(done, done + step), start: piece.start === null ? null : piece.start + done });
      at += step;
      done += step;
      if (done === piece.text.length) {
        index++;
        done = 0;
      }
    }
  };
  for (const { span, newText } of edits) {
    goTo(span.start, true);
    if (newText !== '') out.push({ text: newText, start: null });
    goTo(span.end, false);
  }
  goTo(Number.POSITIVE_INFINITY, true);
  return out;
}
