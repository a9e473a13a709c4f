import { type Span, span } from '../../text/span.ts';
import type { Part, RawWord, Token } from './words.ts';

export interface Comment {
  readonly text: string;
  readonly at: Span;
}

/** More tokens (in all) are not looked at. */
const most = 20_000;

const wordEnds = ' \t\n\r;|&\0()<';

/**
 * Cuts a script into words, signs and comments. `folded`: line ends do not end a command. Tolerant where guides are: blanks behind a
 * backslash, comments between continued lines, `<placeholders>`.
 */
export class Tokenizer {
  readonly #text: string;
  readonly #end: number;
  readonly #folded: boolean;
  readonly #comments: Comment[];
  #at: number;
  #heredocs: string[] = [];

  constructor(text: string, start: number, end: number, folded: boolean, comments: Comment[]) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
    this.#folded = folded;
    this.#comments = comments;
  }

  run(): Token[] {
    const tokens: Token[] = [];
    while (this.#at < this.#end && tokens.length < most) {
      const c = this.#text[this.#at] ?? '';
      if (c === '\n' || c === '\r') {
        this.#at++;
        if (this.#heredocs.length > 0) this.#skipHeredocs();
        if (!this.#folded) tokens.push({ kind: 'sign', sign: '\n' });
      } else if (c === ' ' || c === '\t' || c === '\0') this.#at++;
      else if (c === '\\' && this.#continues()) this.#skipLine();
      else if (c === '#') this.#comment();
      else if (c === '<' && this.#text.startsWith('<<', this.#at)) this.#heredoc();
      else {
        const sign = this.#sign();
        tokens.push(sign ?? { kind: 'word', word: this.#word() });
      }
    }
    return tokens;
  }

  #sign(): Token | undefined {
    const text = this.#text;
    const at = this.#at;
    if (text.startsWith('((', at)) {
      const end = this.#balanced(at, '(', ')');
      if (text[end - 2] === ')') {
        this.#at = end;
        return { kind: 'sum', text: text.slice(at + 2, end - 2) };
      }
    }
    if (text.startsWith('&>', at)) return undefined;
    for (const sign of [';;', '&&', '||', '|&', ';', '|', '&', '(', ')']) {
      if (!text.startsWith(sign, at)) continue;
      this.#at += sign.length;
      return { kind: 'sign', sign: sign === '|&' ? '|' : sign };
    }
    return undefined;
  }

  /** A backslash at the end of a line, blanks behind it forgiven. */
  #continues(): boolean {
    for (let i = this.#at + 1; i <= this.#end; i++) {
      const c = this.#text[i];
      if (c === '\n' || c === '\r' || i >= this.#end) return true;
      if (c !== ' ' && c !== '\t' && c !== '\0') return false;
    }
    return true;
  }

  #skipLine(): void {
    while (this.#at < this.#end && this.#text[this.#at] !== '\n' && this.#text[this.#at] !== '\r') this.#at++;
    if (this.#text[this.#at] === '\r' && this.#text[this.#at + 1] === '\n') this.#at++;
    this.#at++;
    // a comment between continued lines is a slip of guides, not the end of the command
    for (;;) {
      let i = this.#at;
      while (i < this.#end && ' \t\0'.includes(this.#text[i] ?? '')) i++;
      if (this.#text[i] !== '#' || i >= this.#end) return;
      this.#at = i;
      this.#comment();
      if (this.#at < this.#end) this.#at++;
    }
  }

  #comment(): void {
    const start = this.#at;
    while (this.#at < this.#end && this.#text[this.#at] !== '\n' && this.#text[this.#at] !== '\r') this.#at++;
    this.#comments.push({ text: this.#text.slice(start, this.#at), at: span(start, this.#at) });
  }

  #heredoc(): void {
    const match = /^<<[-~]?[ \t]*["'\\]?(\w+)["']?/.exec(this.#text.slice(this.#at, this.#at + 80));
    if (this.#text.startsWith('<<<', this.#at)) this.#at += 3;
    else if (match?.[1]) {
      this.#heredocs.push(match[1]);
      this.#at += match[0].length;
    } else this.#at += 2;
  }

  #skipHeredocs(): void {
    for (const mark of this.#heredocs) {
      for (;;) {
        if (this.#at >= this.#end) break;
        const start = this.#at;
        let end = start;
        while (end < this.#end && this.#text[end] !== '\n') end++;
        this.#at = end + 1;
        if (this.#text.slice(start, end).trim() === mark) break;
      }
    }
    this.#heredocs = [];
    this.#at = Math.min(this.#at, this.#end);
  }

  /** Whether a word ends at the character: `2>&1` and `&>log` are one. */
  #ends(c: string, word: string): boolean {
    if (!wordEnds.includes(c)) return false;
    if (c !== '&') return true;
    return !word.endsWith('>') && this.#text[this.#at + 1] !== '>';
  }

  #word(): RawWord {
    const start = this.#at;
    const parts: Part[] = [];
    let text = '';
    let textStart = start;
    const flush = (): void => {
      if (text !== '') parts.push({ kind: 'text', text, start: textStart });
      text = '';
    };
    const add = (c: string): void => {
      if (text === '') textStart = this.#at;
      text += c;
    };
    let quote = '';
    while (this.#at < this.#end) {
      const c = this.#text[this.#at] ?? '';
      if (quote === "'") {
        if (c === "'") {
          quote = '';
          flush();
        } else add(c);
        this.#at++;
      } else if (c === '\\') {
        const next = this.#text[this.#at + 1] ?? '';
        if (quote === '' && this.#continues()) break;
        // the backslash goes: what is behind it stands one further
        flush();
        this.#at++;
        if (next === '\n') flush();
        else if (this.#at < this.#end) add(next);
        this.#at++;
      } else if (quote === '"' && c === '"') {
        quote = '';
        flush();
        this.#at++;
      } else if (quote === '' && (c === '"' || c === "'")) {
        quote = c;
        flush();
        this.#at++;
      } else if (c === '$') {
        flush();
        parts.push(this.#dollar(quote === '"'));
      } else if (c === '`') {
        flush();
        this.#at++;
        while (this.#at < this.#end && this.#text[this.#at] !== '`') this.#at++;
        this.#at++;
        parts.push({ kind: 'gap' });
      } else if (quote === '' && c === '(' && text.endsWith('=')) {
        flush();
        return { parts, at: span(start, this.#at), list: this.#array() };
      } else if (quote === '' && c === '<') {
        const hole = this.#placeholder();
        if (!hole) break;
        flush();
        parts.push({ kind: 'gap' });
        this.#at += hole;
      } else if (quote === '' && this.#ends(c, text)) break;
      else {
        add(c);
        this.#at++;
      }
    }
    flush();
    if (this.#at === start) this.#at++;
    return { parts, at: span(start, Math.min(this.#at, this.#end)), list: null };
  }

  /** Length of `<number of nodes>` or `<( … )` at the place; 0 where a file is read in. */
  #placeholder(): number {
    if (this.#text[this.#at + 1] === '(') return this.#balanced(this.#at + 1, '(', ')') - this.#at;
    return /^<[A-Za-z][^<>\n]{0,60}>/.exec(this.#text.slice(this.#at, Math.min(this.#end, this.#at + 64)))?.[0].length ?? 0;
  }

  /** `$VAR`, `${…}`, `$(…)`, `$((…))`; a lone `$` is a character. */
  #dollar(quoted: boolean): Part {
    const start = this.#at;
    const rest = this.#text;
    const next = rest[start + 1] ?? '';
    if (next === '(') {
      const sum = rest[start + 2] === '(';
      const end = this.#balanced(start + 1, '(', ')');
      this.#at = end;
      if (sum && rest[end - 2] === ')') return { kind: 'sum', text: rest.slice(start + 3, end - 2), start: start + 3 };
      // Kubernetes: $(TP_SIZE)
      const name = rest.slice(start + 2, end - 1);
      return /^\w+$/.test(name) ? { kind: 'variable', text: name, start: start + 2, quoted: true } : { kind: 'gap' };
    }
    if (next === '{') {
      // GitHub, Jinja: ${{ … }}
      const end = this.#balanced(start + 1, '{', '}');
      this.#at = end;
      const inner = rest.slice(start + 2, end - 1);
      return inner.startsWith('{') ? { kind: 'gap' } : { kind: 'variable', text: inner, start: start + 2, quoted };
    }
    const name = /^(?:[A-Za-z_]\w*|\d|[@*#?!$-])/.exec(rest.slice(start + 1, Math.min(this.#end, start + 80)))?.[0] ?? '';
    this.#at = start + 1 + name.length;
    if (name === '') return { kind: 'text', text: '$', start };
    return /^[A-Za-z_]/.test(name)
      ? { kind: 'variable', text: name, start: start + 1, quoted }
      : { kind: 'variable', text: `@${name}`, start: start + 1, quoted };
  }

  #balanced(open: number, opening: string, close: string): number {
    let depth = 0;
    for (let i = open; i < this.#end; i++) {
      const c = this.#text[i];
      if (c === opening) depth++;
      else if (c === close && --depth === 0) return i + 1;
    }
    return this.#end;
  }

  /** The words of `NAME=( … )`. */
  #array(): RawWord[] {
    const end = this.#balanced(this.#at, '(', ')');
    const inner = new Tokenizer(this.#text, this.#at + 1, end - 1, true, this.#comments).run();
    this.#at = end;
    return inner.flatMap((token) => (token.kind === 'word' ? [token.word] : []));
  }
}
