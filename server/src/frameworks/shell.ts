import { type Span, span } from '../text/span.ts';

/**
 * Reads a shell script as far as its commands can be told without running them: words with quotes, line continuations, comments,
 * assignments (`TP=8`, arrays), `$VAR`, `${VAR:-8}`, `$((A * B))`. Everything else is unknown and marked so.
 */

/** A run of characters of a word, and the offset in the document where they stand. */
interface Piece {
  readonly text: string;
  readonly start: number;
  /** A default that the environment may override. */
  readonly soft: boolean;
}

/** A word of a command with its variables filled in. */
export interface Word {
  readonly text: string;
  /** Parts of it are not known. */
  readonly unknown: boolean;
  readonly pieces: readonly Piece[];
  /** Where the word stands in the command line. */
  readonly at: Span;
}

export interface Command {
  readonly words: readonly Word[];
  readonly at: Span;
  /** Further words come in by a variable or by `"$@"` that cannot be told: what is absent may be there. */
  readonly open: boolean;
  /** Assignments before the command's name: `CUDA_VISIBLE_DEVICES=0,1 vllm serve …`. */
  readonly environment: ReadonlyMap<string, Word>;
}

export interface Script {
  readonly commands: readonly Command[];
  /** Variables with one value; null where several are assigned, or one that is not known. */
  readonly variables: ReadonlyMap<string, readonly Word[] | null>;
  readonly comments: readonly { readonly text: string; readonly at: Span }[];
}

export interface ScriptOptions {
  /** Values from outside: the environment of a container. */
  readonly environment?: ReadonlyMap<string, Word>;
  /** Line ends do not end a command: a folded YAML text, a list of flags. */
  readonly folded?: boolean;
  readonly depth?: number;
}

const most = 20_000;
const mostPieces = 2000;
const longestScript = 200_000;
/** Stands for characters that are not known. */
const gap = '\ufffc';

/** A raw word: literal runs and variables, not yet filled in. */
type Part =
  | { readonly kind: 'text'; readonly text: string; readonly start: number }
  | { readonly kind: 'variable'; readonly text: string; readonly start: number; readonly quoted: boolean }
  | { readonly kind: 'sum'; readonly text: string; readonly start: number }
  | { readonly kind: 'gap' };
interface RawWord {
  readonly parts: readonly Part[];
  readonly at: Span;
  /** Words of an array or a quoted list: `ARGS=(--tp 8)`. */
  readonly list: readonly RawWord[] | null;
}
type Token = { readonly kind: 'word'; readonly word: RawWord } | { readonly kind: 'end' };

/** Reads `text.slice(at.start, at.end)`. */
export function readScript(text: string, at: Span, options: ScriptOptions = {}): Script {
  const comments: { text: string; at: Span }[] = [];
  const end = Math.min(at.end, at.start + longestScript);
  const tokens = new Tokenizer(text, at.start, end, options.folded ?? false, comments).run();
  const variables = new Map<string, readonly Word[] | null>();
  const raw = new Map<string, RawWord | null>();
  const lines: RawWord[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'end') lines.push([]);
    else lines.at(-1)?.push(token.word);
  }
  const expander = new Expander(raw, options.environment ?? new Map());
  const commands: Command[] = [];
  // assignments first: a script may define its arguments anywhere above
  for (const line of lines) for (const word of assignments(line)) note(raw, word);
  for (const line of lines) {
    const words = commandWords(line);
    if (words.length === 0) continue;
    const made = expander.command(words, line);
    if (made) commands.push(made);
  }
  for (const name of raw.keys()) variables.set(name, expander.variable(name));
  return { commands, variables, comments };
}

const assignment = /^([A-Za-z_]\w*)(\+?)=/;
/** Words before which a command may start. */
const leading = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  '{',
  '(',
  'time',
  'exec',
  'nohup',
  'sudo',
  'env',
  'command',
  'eval',
  'export',
  'local',
  'declare',
  'readonly',
  '$',
  '%',
  '>',
]);

/** Names of variables that hold words, and the words of the script itself. */
const manyWords = /ARG|OPT|FLAG|EXTRA|PARAM|CMD|OVERRIDE|@/i;

const firstText = (word: RawWord | undefined): string => (word?.parts[0]?.kind === 'text' ? word.parts[0].text : '');

/** The assignments of a line: before its command, or behind `export`. */
function assignments(line: readonly RawWord[]): RawWord[] {
  const out: RawWord[] = [];
  // : "${TP:=4}" does nothing but set what is not set
  if (firstText(line[0]) === ':' && line[0]?.parts.length === 1) {
    for (const word of line.slice(1)) {
      const [part] = word.parts;
      const name = part?.kind === 'variable' && word.parts.length === 1 ? /^([A-Za-z_]\w*):?=/.exec(part.text)?.[1] : undefined;
      if (name && part) out.push({ parts: [{ kind: 'text', text: `${name}=`, start: word.at.start }, part], at: word.at, list: null });
    }
    return out;
  }
  for (const [index, word] of line.entries()) {
    const text = firstText(word);
    if (assignment.test(text)) out.push(word);
    else if (text === 'for' && line.length > index + 1) {
      // a loop's variable takes several values
      const name = firstText(line[index + 1]);
      if (/^\w+$/.test(name))
        out.push({ parts: [{ kind: 'text', text: `${name}=`, start: word.at.start }, { kind: 'gap' }], at: word.at, list: null });
      break;
    } else if (!leading.has(text) && !text.startsWith('-')) break;
  }
  return out;
}

function note(raw: Map<string, RawWord | null>, word: RawWord): void {
  const match = assignment.exec(firstText(word));
  const name = match?.[1];
  if (!match || !name) return;
  const first = word.parts[0];
  const rest: Part[] = [];
  if (first?.kind === 'text' && first.text.length > match[0].length)
    rest.push({ kind: 'text', text: first.text.slice(match[0].length), start: first.start + match[0].length });
  rest.push(...word.parts.slice(1));
  const value: RawWord = { parts: rest, at: span(word.at.start + match[0].length, word.at.end), list: word.list };
  const known = raw.get(name);
  if (known === undefined) raw.set(name, match[2] === '+' ? null : value);
  else if (known === null) return;
  else if (match[2] === '+') raw.set(name, append(known, value));
  else if (!sameWord(known, value)) raw.set(name, null);
}

/** `ARGS+=" --tp 8"`, `ARGS+=(--tp 8)`. */
function append(known: RawWord, value: RawWord): RawWord {
  const at = span(known.at.start, value.at.end);
  if (known.list && value.list) return { parts: [], at, list: [...known.list, ...value.list] };
  return { parts: [...known.parts, ...value.parts], at, list: null };
}

/** Written alike, and without a part that is not known. */
const sameWord = (a: RawWord, b: RawWord): boolean =>
  a.list === null && b.list === null && a.parts.length === b.parts.length && a.parts.every((part, index) => samePart(part, b.parts[index]));
const samePart = (a: Part, b: Part | undefined): boolean => a.kind !== 'gap' && a.kind === b?.kind && a.text === b.text;

/** The words of a command without what stands before it. */
function commandWords(line: readonly RawWord[]): readonly RawWord[] {
  let i = 0;
  while (i < line.length) {
    const text = firstText(line[i]);
    if (leading.has(text) || assignment.test(text)) i++;
    else break;
  }
  return line.slice(i);
}

class Tokenizer {
  readonly #text: string;
  readonly #end: number;
  readonly #folded: boolean;
  readonly #comments: { text: string; at: Span }[];
  #at: number;
  #heredocs: string[] = [];

  constructor(text: string, start: number, end: number, folded: boolean, comments: { text: string; at: Span }[]) {
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
        if (!this.#folded) tokens.push({ kind: 'end' });
      } else if (c === ' ' || c === '\t' || c === '\0') this.#at++;
      else if (c === '\\' && this.#continues()) this.#skipLine();
      else if (c === '#') this.#comment();
      else if (c === ';' || c === '|' || c === '&') {
        this.#at++;
        tokens.push({ kind: 'end' });
      } else if (c === '<' && this.#text.startsWith('<<', this.#at)) this.#heredoc();
      else if (c === ')' || c === '}') this.#at++;
      else if (c === '(') {
        this.#at++;
        tokens.push({ kind: 'end' });
      } else tokens.push({ kind: 'word', word: this.#word() });
    }
    return tokens;
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
    if (match?.[1] && !this.#text.startsWith('<<<', this.#at)) {
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
      } else if (
        quote === '' &&
        (c === ' ' ||
          c === '\t' ||
          c === '\n' ||
          c === '\r' ||
          c === ';' ||
          c === '|' ||
          c === '&' ||
          c === '\0' ||
          c === ')' ||
          c === '(' ||
          c === '<')
      )
        break;
      else {
        add(c);
        this.#at++;
      }
    }
    flush();
    if (this.#at === start) this.#at++;
    return { parts, at: span(start, Math.min(this.#at, this.#end)), list: null };
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
    const name = /^(?:\w+|[@*#?!$-])/.exec(rest.slice(start + 1, Math.min(this.#end, start + 80)))?.[0] ?? '';
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

class Expander {
  readonly #raw: ReadonlyMap<string, RawWord | null>;
  readonly #environment: ReadonlyMap<string, Word>;
  readonly #known = new Map<string, Word[] | null>();
  readonly #busy = new Set<string>();
  #budget = most;

  constructor(raw: ReadonlyMap<string, RawWord | null>, environment: ReadonlyMap<string, Word>) {
    this.#raw = raw;
    this.#environment = environment;
  }

  command(words: readonly RawWord[], line: readonly RawWord[]): Command | null {
    const out: Word[] = [];
    let open = false;
    for (const word of words) {
      const expanded = this.word(word);
      if (!expanded) {
        // `--node-rank $RANK` is one value; `$EXTRA_ARGS` may be any words
        const flagged =
          /^--?[A-Za-z][\w-]*$/.test(out.at(-1)?.text ?? '') &&
          !manyWords.test(word.parts.map((part) => (part.kind === 'variable' ? part.text : '')).join(''));
        if (flagged) out.push(this.#unknown(word.at));
        else open = true;
        continue;
      }
      out.push(...expanded);
      if (out.length > most) break;
    }
    if (out.length === 0) return null;
    const environment = new Map<string, Word>();
    for (const word of line.slice(0, line.length - words.length)) {
      const match = assignment.exec(firstText(word));
      const value = match?.[1] ? this.word(word)?.[0] : undefined;
      if (match?.[1] && value) environment.set(match[1], { ...value, text: value.text.slice(match[0].length) });
    }
    return { words: out, at: span(words[0]?.at.start ?? 0, words.at(-1)?.at.end ?? 0), open, environment };
  }

  /** The words that a raw word becomes; null where it is nothing but an unknown variable that may hold any words. */
  word(word: RawWord): Word[] | null {
    if (this.#budget-- < 0) return null;
    const only = word.parts.length === 1 ? word.parts[0] : undefined;
    if (only?.kind === 'variable') {
      const name = /^(\w+)(?:\[[@*]\])?$/.exec(only.text)?.[1];
      if (only.text.startsWith('@')) return /^@[@*]$/.test(only.text) || !only.quoted ? null : [this.#unknown(word.at)];
      const list = name ? this.#lookup(name) : undefined;
      if (list === null || (name !== undefined && list === undefined)) return only.quoted ? [this.#unknown(word.at)] : null;
      if (list) return list;
    }
    if (only?.kind === 'gap') return [this.#unknown(word.at)];
    const pieces: Piece[] = [];
    for (const part of word.parts) this.#piece(part, pieces);
    const text = pieces.map((piece) => piece.text).join('');
    // a variable that holds several words becomes several words, unless in quotes
    if (only?.kind === 'variable' && !only.quoted && /\s/.test(text)) return this.#fields(pieces, word.at);
    return [{ text, unknown: text.includes(gap), pieces, at: word.at }];
  }

  /** Value of a variable as words; null where several or unknown. */
  variable(name: string): readonly Word[] | null {
    return this.#lookup(name) ?? null;
  }

  /** Undefined where the script and its environment do not set it; null where its value cannot be told. */
  #lookup(name: string): Word[] | null | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const raw = this.#raw.get(name);
    if (raw === undefined) {
      const outside = this.#environment.get(name);
      return outside && [outside];
    }
    if (raw === null || this.#busy.has(name) || this.#busy.size > 20) return null;
    this.#busy.add(name);
    let words: Word[] | null = [];
    if (raw.list) {
      for (const item of raw.list) {
        const expanded = this.word(item);
        if (expanded) words?.push(...expanded);
        else words = null;
        if (!words) break;
      }
    } else {
      const pieces: Piece[] = [];
      for (const part of raw.parts) this.#piece(part, pieces);
      const text = pieces.map((piece) => piece.text).join('');
      words =
        /\s/.test(text) && !text.includes(gap) ? this.#fields(pieces, raw.at) : [{ text, unknown: text.includes(gap), pieces, at: raw.at }];
      if (/\s/.test(text) && text.includes(gap)) words = null;
    }
    this.#busy.delete(name);
    this.#known.set(name, words);
    return words;
  }

  #unknown(at: Span): Word {
    return { text: gap, unknown: true, pieces: [], at };
  }

  #piece(part: Part, pieces: Piece[]): void {
    // variables made of variables grow without bounds
    if (pieces.length > mostPieces) {
      pieces.push({ text: gap, start: 0, soft: false });
      return;
    }
    if (part.kind === 'text') pieces.push({ text: part.text, start: part.start, soft: false });
    else if (part.kind === 'gap') pieces.push({ text: gap, start: 0, soft: false });
    else if (part.kind === 'sum') {
      const { value, soft } = this.#sum(part.text);
      pieces.push({ text: value === undefined ? gap : String(value), start: -1, soft });
    } else this.#variable(part.text, part.start, pieces);
  }

  /** `VAR`, `VAR:-8`, `VAR[@]` inside a longer word. */
  #variable(text: string, start: number, pieces: Piece[]): void {
    const match = /^(\w+)(?:\[[@*]\])?(?:(:?[-=])([\s\S]*))?$/.exec(text);
    const name = match?.[1];
    if (!match || !name) {
      pieces.push({ text: gap, start: 0, soft: false });
      return;
    }
    const known = this.#lookup(name);
    // MP=${MP:-8} speaks of itself: the default counts
    if (known && !(match[2] && known.length === 1 && known[0]?.text === '')) {
      for (const [index, word] of known.entries()) {
        if (index > 0) pieces.push({ text: ' ', start: -1, soft: false });
        if (word.unknown) pieces.push({ text: gap, start: 0, soft: false });
        else pieces.push(...word.pieces.slice(0, mostPieces));
      }
    } else if (match[2] && match[3] !== undefined && known !== null) this.#default(match[3], start + text.length - match[3].length, pieces);
    else if (match[2] && match[3] !== undefined && this.#busy.has(name))
      this.#default(match[3], start + text.length - match[3].length, pieces);
    else pieces.push({ text: gap, start: 0, soft: false });
  }

  #default(text: string, start: number, pieces: Piece[]): void {
    const quoted = /^(["'])([\s\S]*)\1$/.exec(text);
    const value = quoted?.[2] ?? text;
    if (/[$`]/.test(value)) pieces.push({ text: gap, start: 0, soft: true });
    else pieces.push({ text: value, start: start + (quoted ? 1 : 0), soft: true });
  }

  /** Splits the pieces of an unquoted variable at its blanks. */
  #fields(pieces: readonly Piece[], at: Span): Word[] {
    const words: Word[] = [];
    let current: Piece[] = [];
    const close = (): void => {
      const text = current.map((piece) => piece.text).join('');
      if (text !== '') words.push({ text, unknown: text.includes(gap), pieces: current, at });
      current = [];
    };
    for (const piece of pieces) {
      let from = 0;
      for (let i = 0; i <= piece.text.length; i++) {
        if (i < piece.text.length && !/\s/.test(piece.text[i] ?? '')) continue;
        if (i > from) current.push({ text: piece.text.slice(from, i), start: piece.start < 0 ? -1 : piece.start + from, soft: piece.soft });
        if (i < piece.text.length) close();
        from = i + 1;
      }
    }
    close();
    return words;
  }

  /** `A * B / 2` with known variables; soft where one of them is. */
  #sum(text: string): { readonly value: number | undefined; readonly soft: boolean } {
    let soft = false;
    const tokens = text.match(/\d+|\$?\{?[A-Za-z_]\w*\}?|[-+*/%()]|\S/g) ?? [];
    if (tokens.length > 40) return { value: undefined, soft };
    let at = 0;
    const factor = (): number | undefined => {
      const token = tokens[at++];
      if (token === undefined) return undefined;
      if (/^\d+$/.test(token)) return Number(token);
      if (token === '(') {
        const inner = sum();
        return tokens[at++] === ')' ? inner : undefined;
      }
      const name = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(token)?.[1];
      const value = name ? this.#lookup(name) : undefined;
      const word = value?.length === 1 ? value[0] : undefined;
      if (word && isSoft(word)) soft = true;
      return word && !word.unknown && /^\d+$/.test(word.text) ? Number(word.text) : undefined;
    };
    const product = (): number | undefined => {
      let left = factor();
      while (tokens[at] === '*' || tokens[at] === '/' || tokens[at] === '%') {
        const sign = tokens[at++];
        const right = factor();
        if (left === undefined || right === undefined || (sign !== '*' && right === 0)) return undefined;
        left = sign === '*' ? left * right : sign === '/' ? Math.trunc(left / right) : left % right;
      }
      return left;
    };
    const sum = (): number | undefined => {
      let left = product();
      while (tokens[at] === '+' || tokens[at] === '-') {
        const sign = tokens[at++];
        const right = product();
        if (left === undefined || right === undefined) return undefined;
        left = sign === '+' ? left + right : left - right;
      }
      return left;
    };
    const value = sum();
    return { value: at === tokens.length ? value : undefined, soft };
  }
}

/** Offset in the document of a word's character `index`; -1 where that part was computed. */
export function offsetIn(word: Word, index: number): number {
  let at = 0;
  for (const piece of word.pieces) {
    if (index < at + piece.text.length) return piece.start < 0 ? -1 : piece.start + (index - at);
    at += piece.text.length;
  }
  return -1;
}

export const isSoft = (word: Word): boolean => word.pieces.some((piece) => piece.soft);

/** A word as it stands: for lists of arguments, whose elements are no shell text. */
export const literal = (text: string, start: number): Word => ({
  text,
  unknown: false,
  pieces: [{ text, start, soft: false }],
  at: span(start, start + text.length),
});
