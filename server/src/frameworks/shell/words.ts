import { type Span, span } from '../../text/span.ts';

/** A run of characters of a word, and the offset in the document where they stand; -1 where they were computed. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  /** A default that the environment may override, or one of several assignments. */
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
  /** What the command finds in its environment: exported variables, and assignments before its name (`CUDA_VISIBLE_DEVICES=0,1 vllm serve …`). */
  readonly environment: ReadonlyMap<string, Word>;
  /** When it runs; absent where it may not run at all, or in turn with others. */
  readonly job?: Job;
}

/** Commands of one stage that are left running (`&`, `docker run -d`) run beside all that are started behind them. */
export interface Job {
  /** Goes up where something may end what runs: `wait`, `kill`, `docker stop`. */
  readonly stage: number;
  readonly left: boolean;
}

/** Stands for characters that are not known. */
export const gap = '\ufffc';

/** A raw word: literal runs and variables, not yet filled in. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly start: number }
  | { readonly kind: 'variable'; readonly text: string; readonly start: number; readonly quoted: boolean }
  | { readonly kind: 'sum'; readonly text: string; readonly start: number }
  | { readonly kind: 'gap' };

export interface RawWord {
  readonly parts: readonly Part[];
  readonly at: Span;
  /** Words of an array: `ARGS=(--tp 8)`. */
  readonly list: readonly RawWord[] | null;
}

/** `;;`, `&&`, `(`, a line's end as `\n`; `sum` is the inside of `(( … ))`. */
export type Token =
  | { readonly kind: 'word'; readonly word: RawWord }
  | { readonly kind: 'sign'; readonly sign: string }
  | { readonly kind: 'sum'; readonly text: string };

/** The characters with which a word begins, where they are literal. */
export const firstText = (word: RawWord | undefined): string => (word?.parts[0]?.kind === 'text' ? word.parts[0].text : '');

/** The whole word where it is literal, else ''. */
export const plainText = (word: RawWord | undefined): string => (word?.parts.length === 1 && word.list === null ? firstText(word) : '');

/** `TP=`, `ARGS+=` */
export const assignment = /^([A-Za-z_]\w*)(\+?)=/;

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
