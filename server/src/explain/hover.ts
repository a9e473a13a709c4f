import type { Analysis } from '../analyze.ts';
import type { Span } from '../text/span.ts';

export interface Hover {
  /** The characters that the hover speaks of. */
  readonly span: Span;
  readonly markdown: string;
}

/** The quantity at `offset` with its formula filled in and, where it can be told, what one GPU must hold. */
export function hoverAt(_analysis: Analysis, _offset: number): Hover | null {
  return null;
}
