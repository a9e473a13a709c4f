import type { Position, Range } from 'vscode-languageserver-protocol';
import type { LineIndex, Span } from '../engine.ts';

/** LSP's ranges are zero-based lines and UTF-16 columns, as the engine's line index counts them. */
export function toRange(lines: LineIndex, span: Span): Range {
  return { start: toPosition(lines, span.start), end: toPosition(lines, span.end) };
}

export function toPosition(lines: LineIndex, offset: number): Position {
  const { line, column } = lines.positionOf(offset);
  return { line, character: column };
}

export const toOffset = (lines: LineIndex, position: Position): number =>
  lines.offsetOf({ line: position.line, column: position.character });

export const toSpan = (lines: LineIndex, range: Range): Span => ({ start: toOffset(lines, range.start), end: toOffset(lines, range.end) });
