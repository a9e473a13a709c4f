/** What stands in `plain` in place of a character of markup. */
export const masked = '\0';

/** Collects which characters of a text are markup, in any order, and then rewrites them one for one. */
export class Mask {
  readonly #text: string;
  readonly #marks: Uint8Array;
  readonly #shown = new Map<number, string>();
  #touched = false;

  constructor(text: string) {
    this.#text = text;
    this.#marks = new Uint8Array(text.length);
  }

  hide(from: number, to: number): void {
    for (let i = from; i < to; i++) this.#marks[i] = 1;
    this.#touched = true;
  }

  /** Puts one character in the place of `from` and hides the rest up to `to`. */
  replace(from: number, to: number, character: string): void {
    this.hide(from, to);
    this.#shown.set(from, character);
  }

  /** The text with its marks hidden; as long as the text. */
  apply(): string {
    if (!this.#touched) return this.#text;
    const pieces: string[] = [];
    let at = 0;
    while (at < this.#text.length) {
      const hidden = this.#marks.indexOf(1, at);
      if (hidden < 0) break;
      pieces.push(this.#text.slice(at, hidden));
      let end = this.#marks.indexOf(0, hidden);
      if (end < 0) end = this.#text.length;
      pieces.push(this.#hiddenRun(hidden, end));
      at = end;
    }
    pieces.push(this.#text.slice(at));
    return pieces.join('');
  }

  #hiddenRun(from: number, to: number): string {
    if (this.#shown.size === 0) return masked.repeat(to - from);
    let out = '';
    for (let i = from; i < to; i++) out += this.#shown.get(i) ?? masked;
    return out;
  }
}
