import { isAsciiLetter, isAsciiPunctuation, isAsciiWord, isDigit, isPunctuation, isSpaceOrEdge } from './chars.ts';
import { commentEnd } from './comments.ts';
import { readEntity } from './entities.ts';
import { readTag } from './html.ts';
import type { Mask } from './mask.ts';

export interface InlineOptions {
  /** Normalised labels of the document's link definitions: `[text][ref]` is a link only where `ref` is among them. */
  readonly references: ReadonlySet<string>;
  /** In a table cell `\|` is a pipe even inside of code. */
  readonly cell: boolean;
}

/** A run of `*` or `_` that may open or close emphasis. */
interface Delimiter {
  readonly character: number;
  start: number;
  length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** Length before any of it was used, for CommonMark's rule of three. */
  readonly original: number;
  previous: Delimiter | null;
  next: Delimiter | null;
}

const backslash = 92;
const backtick = 96;
const lessThan = 60;
const ampersand = 38;
const asterisk = 42;
const underscore = 95;
const openBracket = 91;
const closeBracket = 93;
const openParen = 40;
const closeParen = 41;
const exclamation = 33;
const tilde = 126;
const pipe = 124;
const colon = 58;
const wideColon = 0xff1a;
const newline = 10;

/** Longer targets than this are not looked for: it keeps the pass linear. */
const longestTarget = 2000;
const deepestTarget = 32;

export const normaliseReference = (label: string): string => label.trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Hides the inline markup of `text.slice(from, to)`, in time linear in its length whatever stands in it.
 * It follows CommonMark except where a plan means arithmetic: a `*` between two word characters (`a*b`, `2**10`) is no emphasis,
 * `[0,1](TP=2)` is no link, and struck-out words are hidden with their marks, since they are no longer part of what is said.
 */
export function maskInline(text: string, from: number, to: number, mask: Mask, options: InlineOptions): void {
  new InlinePass(text, from, to, mask, options).run();
}

class InlinePass {
  /** The piece alone, so that no search runs past its end. */
  readonly #text: string;
  /** Where the piece starts in the document. */
  readonly #base: number;
  readonly #mask: Mask;
  readonly #options: InlineOptions;
  #lastDelimiter: Delimiter | null = null;
  #firstDelimiter: Delimiter | null = null;
  /** Brackets still open: where, and whether of an image. */
  #brackets: { at: number; image: boolean }[] = [];
  /** Code marks by length, each list in order with the place reached in it. */
  #codeMarks: Map<number, { at: number[]; reached: number }> | null = null;
  #strike = -1;
  #noMoreComments = false;
  #lastParen = -2;

  constructor(text: string, from: number, to: number, mask: Mask, options: InlineOptions) {
    this.#text = text.slice(from, to);
    this.#base = from;
    this.#mask = mask;
    this.#options = options;
  }

  run(): void {
    let at = 0;
    while (at < this.#text.length) at = this.#step(at);
    this.#resolveEmphasis();
  }

  #hide(from: number, to: number): void {
    this.#mask.hide(this.#base + from, this.#base + to);
  }

  #replace(from: number, to: number, character: string): void {
    this.#mask.replace(this.#base + from, this.#base + to, character);
  }

  /** Code unit at `at`; `NaN` outside of the piece. */
  #code(at: number): number {
    return this.#text.charCodeAt(at);
  }

  #runEnd(at: number, code: number): number {
    let end = at + 1;
    while (end < this.#text.length && this.#text.charCodeAt(end) === code) end++;
    return end;
  }

  #step(at: number): number {
    switch (this.#text.charCodeAt(at)) {
      case backslash:
        return this.#escape(at);
      case backtick:
        return this.#inlineCode(at);
      case lessThan:
        return this.#angle(at);
      case ampersand: {
        const entity = readEntity(this.#text, at, this.#text.length);
        if (!entity) return at + 1;
        if (entity.character === '') this.#hide(at, entity.end);
        else this.#replace(at, entity.end, entity.character);
        return entity.end;
      }
      case asterisk:
      case underscore:
        return this.#delimiter(at);
      case exclamation:
        if (this.#code(at + 1) !== openBracket) return at + 1;
        this.#brackets.push({ at: at + 1, image: true });
        return at + 2;
      case openBracket:
        this.#brackets.push({ at, image: false });
        return at + 1;
      case closeBracket:
        return this.#closeBracket(at);
      case tilde:
        return this.#strikethrough(at);
      default:
        return at + 1;
    }
  }

  #escape(at: number): number {
    const next = this.#code(at + 1);
    if (isAsciiPunctuation(next)) {
      this.#hide(at, at + 1);
      return at + 2;
    }
    if (next === newline) this.#hide(at, at + 1);
    return at + 1;
  }

  #inlineCode(at: number): number {
    const end = this.#runEnd(at, backtick);
    const close = this.#closingCode(at, end);
    if (close < 0) return end;
    const length = end - at;
    this.#hide(at, end);
    this.#hide(close, close + length);
    if (this.#options.cell) {
      for (let i = end; i < close; i++) if (this.#code(i) === backslash && this.#code(i + 1) === pipe) this.#hide(i, i + 1);
    }
    return close + length;
  }

  /** Where the next run of exactly as many backticks starts, or -1. */
  #closingCode(at: number, end: number): number {
    if (!this.#codeMarks) {
      this.#codeMarks = new Map();
      for (let i = at; i < this.#text.length; ) {
        if (this.#text.charCodeAt(i) !== backtick) {
          i = this.#text.indexOf('`', i);
          if (i < 0) break;
        }
        const runEnd = this.#runEnd(i, backtick);
        const marks = this.#codeMarks.get(runEnd - i);
        if (marks) marks.at.push(i);
        else this.#codeMarks.set(runEnd - i, { at: [i], reached: 0 });
        i = runEnd;
      }
    }
    const marks = this.#codeMarks.get(end - at);
    if (!marks) return -1;
    while (marks.reached < marks.at.length && (marks.at[marks.reached] ?? 0) < end) marks.reached++;
    return marks.at[marks.reached] ?? -1;
  }

  #angle(at: number): number {
    if (!this.#noMoreComments && this.#text.startsWith('<!--', at)) {
      const end = commentEnd(this.#text, at);
      if (end > 0) {
        this.#hide(at, end);
        return end;
      }
      this.#noMoreComments = true;
      return at + 1;
    }
    const tag = readTag(this.#text, at, this.#text.length);
    if (!tag) return at + 1;
    if (tag.kind === 'link') {
      this.#hide(at, at + 1);
      this.#hide(tag.end - 1, tag.end);
    } else if (tag.kind === 'break') this.#replace(at, tag.end, '\n');
    else this.#hide(at, tag.end);
    return tag.end;
  }

  #delimiter(at: number): number {
    const character = this.#text.charCodeAt(at);
    const end = this.#runEnd(at, character);
    const before = this.#code(at - 1);
    const after = this.#code(end);
    const leftFlanking = !isSpaceOrEdge(after) && (!isPunctuation(after) || isSpaceOrEdge(before) || isPunctuation(before));
    const rightFlanking = !isSpaceOrEdge(before) && (!isPunctuation(before) || isSpaceOrEdge(after) || isPunctuation(after));
    let canOpen = leftFlanking;
    let canClose = rightFlanking;
    if (character === underscore) {
      canOpen = leftFlanking && (!rightFlanking || isPunctuation(before));
      canClose = rightFlanking && (!leftFlanking || isPunctuation(after));
    } else if (isAsciiWord(before) && isAsciiWord(after)) {
      canOpen = false;
      // `**TP**8` closes its bold run; `a*b` and `2**10` multiply and raise.
      canClose = canClose && end - at >= 2 && !isDigit(before);
    } else if (before === colon || before === wideColon) {
      // `**Total:**512` is no bold run to CommonMark, yet nobody means anything else by it.
      canClose = true;
    }
    if (!canOpen && !canClose) return end;
    const previous = this.#lastDelimiter;
    const delimiter: Delimiter = { character, start: at, length: end - at, original: end - at, canOpen, canClose, previous, next: null };
    if (previous) previous.next = delimiter;
    else this.#firstDelimiter = delimiter;
    this.#lastDelimiter = delimiter;
    return end;
  }

  /** CommonMark's "process emphasis", with its lower bounds for openers, which keep it linear. */
  #resolveEmphasis(): void {
    const bottoms = new Map<number, Delimiter | null>();
    let closer = this.#firstDelimiter;
    while (closer) {
      if (!closer.canClose) {
        closer = closer.next;
        continue;
      }
      const key = closer.character * 8 + (closer.canOpen ? 4 : 0) + (closer.original % 3);
      const bottom = bottoms.get(key) ?? null;
      let opener = closer.previous;
      while (opener && opener !== bottom && !matches(opener, closer)) opener = opener.previous;
      if (!opener || opener === bottom) {
        bottoms.set(key, closer.previous);
        const next: Delimiter | null = closer.next;
        if (!closer.canOpen) this.#drop(closer);
        closer = next;
        continue;
      }
      const used = opener.length >= 2 && closer.length >= 2 ? 2 : 1;
      this.#hide(opener.start + opener.length - used, opener.start + opener.length);
      this.#hide(closer.start, closer.start + used);
      opener.length -= used;
      closer.start += used;
      closer.length -= used;
      opener.next = closer;
      closer.previous = opener;
      if (opener.length === 0) this.#drop(opener);
      if (closer.length === 0) {
        const next: Delimiter | null = closer.next;
        this.#drop(closer);
        closer = next;
      }
    }
  }

  #drop(delimiter: Delimiter): void {
    if (delimiter.previous) delimiter.previous.next = delimiter.next;
    else this.#firstDelimiter = delimiter.next;
    if (delimiter.next) delimiter.next.previous = delimiter.previous;
    else this.#lastDelimiter = delimiter.previous;
  }

  #closeBracket(at: number): number {
    const open = this.#brackets.pop();
    if (!open) return at + 1;
    const end = this.#code(at + 1) === openParen ? this.#inlineTarget(at + 1) : this.#reference(open.at, at);
    if (end < 0) return at + 1;
    this.#hide(open.image ? open.at - 1 : open.at, open.at + 1);
    this.#hide(at, end);
    // A link holds no other link: the brackets around it are brackets.
    if (!open.image) this.#brackets = [];
    return end;
  }

  /** End of `(target "title")` that starts at `at`, or -1 where it is no link's target. */
  #inlineTarget(at: number): number {
    if (this.#lastParen === -2) this.#lastParen = this.#text.lastIndexOf(')', this.#text.length - 1);
    if (this.#lastParen < at) return -1;
    const limit = Math.min(this.#text.length, at + longestTarget);
    let i = this.#skipBlanks(at + 1, limit);
    const start = i;
    if (this.#code(i) === lessThan) {
      i++;
      while (i < limit && !'<>\n'.includes(this.#text[i] ?? '')) i++;
      if (this.#text[i] !== '>') return -1;
      i++;
    } else {
      let depth = 0;
      for (; i < limit; i++) {
        const c = this.#text.charCodeAt(i);
        if (c <= 32) break;
        if (c === backslash) i++;
        else if (c === openParen) {
          if (++depth > deepestTarget) return -1;
        } else if (c === closeParen && depth-- === 0) break;
      }
    }
    if (!isTarget(this.#text.slice(start, i))) return -1;
    const afterTarget = i;
    i = this.#skipBlanks(i, limit);
    const quote = this.#text[i];
    if (i > afterTarget && (quote === '"' || quote === "'")) {
      const close = this.#text.indexOf(quote, i + 1);
      if (close < 0 || close >= limit) return -1;
      i = this.#skipBlanks(close + 1, limit);
    }
    return i < limit && this.#code(i) === closeParen ? i + 1 : -1;
  }

  #skipBlanks(at: number, limit: number): number {
    while (at < limit && this.#text.charCodeAt(at) <= 32) at++;
    return at;
  }

  /** End of a reference link whose text is `[open…close]`, or -1. */
  #reference(open: number, close: number): number {
    const { references } = this.#options;
    if (references.size === 0) return -1;
    const isKnown = (from: number, to: number): boolean =>
      to - from <= 1000 && references.has(normaliseReference(this.#text.slice(from, to)));
    if (this.#code(close + 1) === openBracket) {
      const end = this.#text.indexOf(']', close + 2);
      if (end === close + 2) return isKnown(open + 1, close) ? end + 1 : -1;
      if (end > 0 && end - close < 1000 && isKnown(close + 2, end)) return end + 1;
    }
    return isKnown(open + 1, close) ? close + 1 : -1;
  }

  #strikethrough(at: number): number {
    const end = this.#runEnd(at, tilde);
    if (end - at !== 2) return end;
    if (this.#strike >= 0 && !isSpaceOrEdge(this.#code(at - 1))) {
      this.#hide(this.#strike, end);
      this.#strike = -1;
    } else if (!isSpaceOrEdge(this.#code(end))) this.#strike = at;
    return end;
  }
}

function matches(opener: Delimiter, closer: Delimiter): boolean {
  if (opener.character !== closer.character || !opener.canOpen) return false;
  if (!opener.canClose && !closer.canOpen) return true;
  return (opener.original + closer.original) % 3 !== 0 || (opener.original % 3 === 0 && closer.original % 3 === 0);
}

/** Whether words in parentheses after a bracket can be meant as an address: `[0,1](TP=2)` and `[3](1.5x)` are not. */
function isTarget(target: string): boolean {
  if (target === '' || target.startsWith('<')) return true;
  if (target.includes('://') || target.startsWith('#') || target.startsWith('mailto:')) return true;
  if (target.includes('=') && !target.includes('?')) return false;
  let letters = false;
  let structure = false;
  for (let i = 0; i < target.length; i++) {
    const c = target.charCodeAt(i);
    if (isAsciiLetter(c) || c > 127) letters = true;
    else if (c === 46 || c === 47 || c === 35) structure = structure || isAsciiLetter(target.charCodeAt(i + 1)) || c === 47;
  }
  return letters && structure;
}
