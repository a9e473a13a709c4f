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
