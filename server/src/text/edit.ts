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
  let pieces: Piece[] = [{ text, start: 0 }];
  // from the end, so that offsets before an edit stay true
  for (const edit of normaliseEdits(first).reverse()) pieces = replaced(pieces, edit);
  for (const edit of normaliseEdits(second).reverse()) pieces = replaced(pieces, edit);
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

function replaced(pieces: readonly Piece[], { span, newText }: TextEdit): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  let done = false;
  const put = (): void => {
    if (!done && newText !== '') out.push({ text: newText, start: null });
    done = true;
  };
  for (const piece of pieces) {
    const end = at + piece.text.length;
    const before = Math.max(0, Math.min(piece.text.length, span.start - at));
    const after = Math.max(0, Math.min(piece.text.length, end - span.end));
    if (before > 0) out.push({ text: piece.text.slice(0, before), start: piece.start });
    if (span.start <= end && span.start >= at && before === Math.min(piece.text.length, span.start - at)) put();
    if (after > 0 && after <= piece.text.length - before) {
      put();
      const cut = piece.text.length - after;
      out.push({ text: piece.text.slice(cut), start: piece.start === null ? null : piece.start + cut });
    }
    at = end;
  }
  put();
  return out;
}
