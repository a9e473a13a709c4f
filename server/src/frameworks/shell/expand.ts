import { type Span, span } from '../../text/span.ts';
import type { Held, State } from './state.ts';
import { unknownValue, unset } from './state.ts';
import { type Sum, shellInteger, sumOf } from './sum.ts';
import { assignment, type Command, firstText, gap, isSoft, type Part, type Piece, type RawWord, type Word } from './words.ts';

/** More words of a script are not filled in. */
const most = 20_000;
const mostPieces = 2000;
/** Longer texts (in UTF-16 code units) that variables build up are not kept. */
const longest = 50_000;

/** Names of variables that hold words, and the words of the script itself. */
const manyWords = /ARG|OPT|FLAG|EXTRA|PARAM|CMD|OVERRIDE|@[@*]/i;

/** Fills variables in, as they are at one place of the script. */
export class Expander {
  state: State;
  /** Names that were looked at. */
  readonly used = new Set<string>();
  readonly #outside: ReadonlyMap<string, Word>;
  #budget = most;

  constructor(state: State, outside: ReadonlyMap<string, Word>) {
    this.state = state;
    this.#outside = outside;
  }

  get spent(): boolean {
    return this.#budget < 0;
  }

  /** A command's words; `before` are the assignments and words that stand before its name. */
  command(words: readonly RawWord[], before: readonly RawWord[]): Command | null {
    const out: Word[] = [];
    let open = false;
    for (const word of words) {
      const expanded = this.word(word);
      if (!expanded) {
        // `--node-rank $RANK` is one value; `$EXTRA_ARGS` may be any words
        const flagged =
          /^--?[A-Za-z][\w-]*$/.test(out.at(-1)?.text ?? '') &&
          !manyWords.test(word.parts.map((part) => (part.kind === 'variable' ? part.text : '')).join(''));
        if (flagged) out.push(unknownWord(word.at));
        else open = true;
        continue;
      }
      out.push(...expanded);
      if (out.length > most) break;
    }
    if (out.length === 0) return null;
    const environment = new Map<string, Word>(this.#outside);
    for (const name of this.state.exported) {
      const held = this.state.get(name);
      if (held === unset) environment.delete(name);
      else if (held) environment.set(name, held.words?.length === 1 && held.words[0] ? held.words[0] : unknownWord(span(0, 0)));
    }
    for (const word of before) {
      const match = assignment.exec(firstText(word));
      if (!match?.[1] || match[2]) continue;
      const [value] = this.word(valueOf(word, match[0].length)) ?? [];
      environment.set(match[1], value ?? unknownWord(word.at));
    }
    return { words: out, at: span(words[0]?.at.start ?? 0, words.at(-1)?.at.end ?? 0), open, environment };
  }

  /** The words that a raw word becomes; null where it is nothing but an unknown variable that may hold any words. */
  word(word: RawWord): readonly Word[] | null {
    if (this.#budget-- < 0) return null;
    const only = word.parts.length === 1 ? word.parts[0] : undefined;
    if (only?.kind === 'variable') {
      const name = /^@?(\w+)(?:\[[@*]\])?$/.exec(only.text)?.[1];
      const held = name ? this.#lookup(name) : undefined;
      if (only.text.startsWith('@') && !held) return /^@[@*]$/.test(only.text) || !only.quoted ? null : [unknownWord(word.at)];
      if (name !== undefined && !held?.words) return only.quoted ? [unknownWord(word.at)] : null;
      // in quotes the blanks of a text stay, and an array is taken as it is
      if (held?.words && (held.list || !only.quoted || held.words.length === 1)) return held.words;
    }
    if (only?.kind === 'gap') return [unknownWord(word.at)];
    const pieces = this.#pieces(word.parts);
    const text = pieces.map((piece) => piece.text).join('');
    // a variable that holds several words becomes several words, unless in quotes
    if (only?.kind === 'variable' && !only.quoted && /\s/.test(text)) return fields(pieces, word.at);
    return [{ text, unknown: text.includes(gap), pieces, at: word.at }];
  }

  /** What an assignment's right side is. */
  value(word: RawWord): Held {
    const constant = word.parts.every((part) => part.kind === 'text');
    if (word.list) {
      const words: Word[] = [];
      for (const item of word.list) {
        const expanded = this.word(item);
        if (!expanded || words.length > most) return { words: null, list: true, constant: false };
        words.push(...expanded);
      }
      return { words, list: true, constant: false };
    }
    return heldText(this.#pieces(word.parts), word.at, constant);
  }

  /** Undefined where neither the script nor its environment sets it. */
  #lookup(name: string): Held | undefined {
    this.used.add(name);
    const held = this.state.get(name);
    if (held) return held === unset ? undefined : held;
    const outside = this.#outside.get(name);
    return outside && { words: [outside], list: false, constant: false };
  }

  /** A variable as a number of shell arithmetic. */
  number(name: string): Sum {
    const words = this.#lookup(name)?.words;
    const word = words?.length === 1 ? words[0] : undefined;
    return { value: word && !word.unknown ? shellInteger(word.text) : undefined, soft: word ? isSoft(word) : false };
  }

  #pieces(parts: readonly Part[]): Piece[] {
    const pieces: Piece[] = [];
    let length = 0;
    for (const part of parts) {
      const from = pieces.length;
      this.#piece(part, pieces);
      for (let i = from; i < pieces.length; i++) length += pieces[i]?.text.length ?? 0;
      if (length > longest) return [{ text: gap, start: -1, soft: false }];
    }
    return pieces;
  }

  #piece(part: Part, pieces: Piece[]): void {
    // variables made of variables grow without bounds
    if (pieces.length > mostPieces || part.kind === 'gap') {
      pieces.push({ text: gap, start: -1, soft: false });
      return;
    }
    if (part.kind === 'text') pieces.push({ text: part.text, start: part.start, soft: false });
    else if (part.kind === 'sum') {
      const { value, soft } = sumOf(part.text, (name) => this.number(name));
      pieces.push({ text: value === undefined ? gap : String(value), start: -1, soft });
    } else this.#variable(part.text, part.start, pieces);
  }

  /** `VAR`, `VAR:-8`, `VAR[@]` inside a longer word. */
  #variable(text: string, start: number, pieces: Piece[]): void {
    const match = /^@?(\w+)(?:\[[@*]\])?(?:(:?[-=])([\s\S]*))?$/.exec(text);
    const held = match?.[1] ? this.#lookup(match[1]) : undefined;
    const empty = held?.words?.length === 1 && held.words[0]?.text === '';
    if (held && !(match?.[2]?.startsWith(':') && empty)) {
      if (!held.words) pieces.push({ text: gap, start: -1, soft: false });
      for (const [index, word] of (held.words ?? []).entries()) {
        if (index > 0) pieces.push({ text: ' ', start: -1, soft: false });
        if (word.unknown) pieces.push({ text: gap, start: -1, soft: false });
        else pieces.push(...word.pieces.slice(0, mostPieces));
      }
    } else if (match?.[2] && match[3] !== undefined) this.#default(match[3], start + text.length - match[3].length, pieces);
    else pieces.push({ text: gap, start: -1, soft: false });
  }

  #default(text: string, start: number, pieces: Piece[]): void {
    const quoted = /^(["'])([\s\S]*)\1$/.exec(text);
    const value = quoted?.[2] ?? text;
    // ${TP:-$DEFAULT_TP}
    const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(value)?.[1];
    const held = name ? this.#lookup(name)?.words : undefined;
    if (held?.length === 1 && held[0] && !held[0].unknown) for (const piece of held[0].pieces) pieces.push({ ...piece, soft: true });
    else if (/[$`]/.test(value)) pieces.push({ text: gap, start: -1, soft: true });
    else pieces.push({ text: value, start: start + (quoted ? 1 : 0), soft: true });
  }
}

/** A variable that holds a text. */
export function heldText(pieces: readonly Piece[], at: Span, constant = false): Held {
  const text = pieces.map((piece) => piece.text).join('');
  const unknown = text.includes(gap);
  if (text.length > longest || (unknown && /\s/.test(text))) return unknownValue;
  const words = /\s/.test(text) ? fields(pieces, at) : [{ text, unknown, pieces, at }];
  return { words, pieces, list: false, constant };
}

export const unknownWord = (at: Span): Word => ({ text: gap, unknown: true, pieces: [], at });

/** The right side of an assignment whose name takes `length` characters. */
export function valueOf(word: RawWord, length: number): RawWord {
  const first = word.parts[0];
  const parts: Part[] = [];
  if (first?.kind === 'text' && first.text.length > length)
    parts.push({ kind: 'text', text: first.text.slice(length), start: first.start + length });
  parts.push(...word.parts.slice(1));
  return { parts, at: span(word.at.start + length, word.at.end), list: word.list };
}

/** Splits the pieces of an unquoted variable at its blanks. */
function fields(pieces: readonly Piece[], at: Span): Word[] {
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
