import type { Span } from './span.ts';

/** Where a pattern is found in a text, looked up once for all of its parts. */
export class Hits {
  readonly #starts: number[] = [];

  /** @param pattern without the flags `g` and `y` */
  constructor(text: string, pattern: RegExp) {
    for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) this.#starts.push(match.index);
  }

  /** Whether a match begins in the span. */
  within({ start, end }: Span): boolean {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (this.#starts[low] ?? Number.POSITIVE_INFINITY) < end;
  }
}
