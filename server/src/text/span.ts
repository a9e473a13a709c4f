/** A half-open range of UTF-16 code units in a source text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });

export const contains = (outer: Span, offset: number): boolean => outer.start <= offset && offset <= outer.end;

export const covers = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** Whether two spans share a character, or one is an empty span inside the other. */
export const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;
