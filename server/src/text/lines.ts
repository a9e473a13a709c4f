/** Zero-based line and zero-based column in UTF-16 code units, as LSP counts them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Turns offsets into lines and back. `\n`, `\r\n` and a lone `\r` end a line, as in LSP.
 * The engine speaks offsets only; this is the one place where they become positions.
 */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Zero-based line that holds `offset`. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  positionOf(offset: number): Position {
    const line = this.lineOf(offset);
    return { line, column: offset - (this.#starts[line] ?? 0) };
  }

  /** Offset of a position; past the end of a line it is the end of that line. */
  offsetOf(position: Position): number {
    if (position.line >= this.#starts.length) return this.#text.length;
    const start = this.startOf(position.line);
    return Math.min(start + position.column, this.endOf(position.line));
  }

  startOf(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }

  /** Offset of the end of a line, its line ending left out. */
  endOf(line: number): number {
    let end = this.#starts[line + 1] ?? this.#text.length;
    while (end > this.startOf(line) && (this.#text[end - 1] === '\n' || this.#text[end - 1] === '\r')) end--;
    return end;
  }
}
