import type { LineIndex, Span } from '../../engine.ts';

/** Lines and columns from 1, columns in UTF-16 code units, `end` just behind the last character. */
export interface Range {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

export function toRange(lines: LineIndex, { start, end }: Span): Range {
  const position = (offset: number) => {
    const { line, column } = lines.positionOf(offset);
    return { line: line + 1, column: column + 1 };
  };
  return { start: position(start), end: position(end) };
}
