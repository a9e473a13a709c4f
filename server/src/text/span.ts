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

/** A test for sharing a character with any of `spans`; each call takes the logarithm of their number. */
export function overlapsAny(spans: readonly Span[]): (other: Span) => boolean {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  // the furthest end of all that begin no later
  const ends: number[] = [];
  for (const { end } of sorted) ends.push(Math.max(end, ends.at(-1) ?? end));
  return (other) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Span).start < other.end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] as number) > other.start;
  };
}
