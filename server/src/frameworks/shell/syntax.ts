import { plainText, type RawWord, type Token } from './words.ts';

/** The structure of a script, as far as it decides which commands run and what they see. */
export type Node =
  | { readonly kind: 'simple'; readonly words: readonly RawWord[] }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  /** `a && b || c`: what follows the first may not run. */
  | { readonly kind: 'chain'; readonly items: readonly Node[] }
  /** `a | b`, `( … )`, `a &`: what is assigned in it is gone behind it. Of the last nobody waits for the end. */
  | { readonly kind: 'apart'; readonly items: readonly Node[]; readonly behind?: boolean }
  /** `if`, `case`: one of the bodies runs, or none unless `whole`. Each test runs before the bodies below it. */
  | { readonly kind: 'branches'; readonly parts: readonly { readonly test: Node | null; readonly body: Node }[]; readonly whole: boolean }
  | { readonly kind: 'loop'; readonly names: readonly string[]; readonly body: Node }
  | { readonly kind: 'function'; readonly name: string; readonly body: Node }
  | { readonly kind: 'sum'; readonly text: string };

const deepest = 60;
const nothing: Node = { kind: 'list', items: [] };

/** Reads tokens into structure. What is not closed ends with the script; what is out of place is taken for a command. */
export function parseScript(tokens: readonly Token[]): Node {
  return new Parser(tokens).script();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  script(): Node {
    const items: Node[] = [];
    while (this.#at < this.#tokens.length) {
      const before = this.#at;
      items.push(this.#list([]));
      if (this.#at === before) this.#at++;
    }
    return { kind: 'list', items };
  }

  #word(): RawWord | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === 'word' ? token.word : undefined;
  }

  /** The word at the place, where it is literal. */
  #text(): string {
    return plainText(this.#word());
  }

  #sign(): string {
    const token = this.#tokens[this.#at];
    return token?.kind === 'sign' ? token.sign : '';
  }

  #accept(word: string): boolean {
    if (this.#text() !== word && this.#sign() !== word) return false;
    this.#at++;
    return true;
  }

  #skipBreaks(): void {
    while (this.#sign() === '\n' || this.#sign() === ';') this.#at++;
  }

  /** Commands up to one of the words or signs, which is left. */
  #list(stops: readonly string[]): Node {
    if (++this.#depth > deepest) {
      this.#depth--;
      return this.#simple() ?? nothing;
    }
    const items: Node[] = [];
    while (this.#at < this.#tokens.length) {
      this.#skipBreaks();
      if (this.#at >= this.#tokens.length || stops.includes(this.#text() || this.#sign())) break;
      const before = this.#at;
      const item = this.#chain();
      if (this.#sign() === '&') items.push({ kind: 'apart', items: [item], behind: true });
      else items.push(item);
      if (this.#sign() === '&' || this.#at === before) this.#at++;
    }
    this.#depth--;
    return items.length === 1 && items[0] ? items[0] : { kind: 'list', items };
  }

  #chain(): Node {
    const items = [this.#pipe()];
    while (this.#sign() === '&&' || this.#sign() === '||') {
      this.#at++;
      while (this.#sign() === '\n') this.#at++;
      items.push(this.#pipe());
    }
    return items.length === 1 ? (items[0] as Node) : { kind: 'chain', items };
  }

  #pipe(): Node {
    const items = [this.#command()];
    while (this.#sign() === '|') {
      this.#at++;
      while (this.#sign() === '\n') this.#at++;
      items.push(this.#command());
    }
    return items.length === 1 ? (items[0] as Node) : { kind: 'apart', items };
  }

  #command(): Node {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'sum') {
      this.#at++;
      return { kind: 'sum', text: token.text };
    }
    if (this.#accept('(')) {
      const body = this.#list([')']);
      this.#accept(')');
      return this.#closed({ kind: 'apart', items: [body] });
    }
    switch (this.#text()) {
      case 'if':
        return this.#closed(this.#if());
      case 'for':
      case 'select':
        return this.#closed(this.#for());
      case 'while':
      case 'until':
        return this.#closed(this.#while());
      case 'case':
        return this.#closed(this.#case());
      case 'function':
        return this.#function();
      case '{': {
        this.#at++;
        const body = this.#list(['}']);
        this.#accept('}');
        return this.#closed(body);
      }
    }
    return this.#simple() ?? nothing;
  }

  /** Redirections behind a compound command are passed over. */
  #closed(node: Node): Node {
    while (this.#word()) this.#at++;
    return node;
  }

  #if(): Node {
    const parts: { test: Node | null; body: Node }[] = [];
    this.#at++;
    do {
      const test = this.#list(['then', 'else', 'fi']);
      this.#accept('then');
      parts.push({ test, body: this.#list(['elif', 'else', 'fi']) });
    } while (this.#accept('elif'));
    const whole = this.#accept('else');
    if (whole) parts.push({ test: null, body: this.#list(['fi']) });
    this.#accept('fi');
    return { kind: 'branches', parts, whole };
  }

  #for(): Node {
    this.#at++;
    const name = this.#text();
    while (this.#at < this.#tokens.length && this.#sign() !== '\n' && this.#sign() !== ';' && this.#text() !== 'do') this.#at++;
    this.#skipBreaks();
    return this.#body(/^\w+$/.test(name) ? [name] : [], null);
  }

  #while(): Node {
    this.#at++;
    return this.#body([], this.#list(['do', 'done']));
  }

  #body(names: readonly string[], test: Node | null): Node {
    this.#skipBreaks();
    this.#accept('do');
    const body = this.#list(['done']);
    this.#accept('done');
    return { kind: 'loop', names, body: test ? { kind: 'list', items: [test, body] } : body };
  }

  #case(): Node {
    const parts: { test: null; body: Node }[] = [];
    let whole = false;
    while (this.#at < this.#tokens.length && this.#text() !== 'in') this.#at++;
    this.#at++;
    for (;;) {
      while (this.#sign() === '\n' || this.#sign() === ';' || this.#sign() === ';;') this.#at++;
      if (this.#at >= this.#tokens.length || this.#accept('esac')) break;
      this.#accept('(');
      if (this.#text() === '*') whole = true;
      while (this.#at < this.#tokens.length && this.#sign() !== ')' && this.#sign() !== '\n') this.#at++;
      this.#at++;
      parts.push({ test: null, body: this.#list([';;', 'esac']) });
    }
    return { kind: 'branches', parts, whole };
  }

  #function(): Node {
    this.#at++;
    const name = this.#text();
    this.#at++;
    if (this.#accept('(')) this.#accept(')');
    while (this.#sign() === '\n') this.#at++;
    return { kind: 'function', name, body: this.#command() };
  }

  #simple(): Node | undefined {
    const words: RawWord[] = [];
    for (let word = this.#word(); word; word = this.#word()) {
      words.push(word);
      this.#at++;
    }
    const name = plainText(words[0]);
    const [open, close] = [this.#tokens[this.#at], this.#tokens[this.#at + 1]];
    const called = open?.kind === 'sign' && open.sign === '(' && close?.kind === 'sign' && close.sign === ')';
    if (words.length === 1 && called && /^[A-Za-z_][\w:-]*$/.test(name)) {
      this.#at += 2;
      while (this.#sign() === '\n') this.#at++;
      return { kind: 'function', name, body: this.#command() };
    }
    return words.length > 0 ? { kind: 'simple', words } : undefined;
  }
}
