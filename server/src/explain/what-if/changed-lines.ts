import type { Analysis } from '../../analyze.ts';
import type { Repair } from '../../findings.ts';
import { applyEdits, type TextEdit } from '../../text/edit.ts';

/** A line that a repair changes. */
export interface ChangedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** The lines that a repair changes, in the order of the document: what one looks at before it is written. */
export function changedLines({ text, lines }: Analysis, { edits }: Repair): ChangedLine[] {
  const byLine = new Map<number, TextEdit[]>();
  for (const edit of edits) {
    const line = lines.lineOf(edit.span.start);
    byLine.set(line, [...(byLine.get(line) ?? []), edit]);
  }
  return [...byLine]
    .sort(([a], [b]) => a - b)
    .map(([line, own]) => {
      const start = text.lastIndexOf('\n', Math.min(...own.map(({ span }) => span.start)) - 1) + 1;
      const ends = text.indexOf('\n', Math.max(...own.map(({ span }) => span.end)));
      const before = text.slice(start, ends < 0 ? text.length : ends);
      const moved = own.map(({ span, newText }) => ({ span: { start: span.start - start, end: span.end - start }, newText }));
      return { line: line + 1, before: before.replace(/\r$/, ''), after: applyEdits(before, moved).replace(/\r$/, '') };
    });
}
