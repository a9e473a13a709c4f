import type { TextDocument, TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../engine.ts';

/** So long (in milliseconds) after the last digit a number counts as written; editors that tell when the caret leaves it are given more. */
const pause = { blind: 700, told: 2_000 };

/** Runs something in so many milliseconds, and gives what calls it off. */
export type Later = (run: () => void, milliseconds: number) => () => void;

const afterwards: Later = (run, milliseconds) => {
  const timer = setTimeout(run, milliseconds);
  (timer as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer);
};

/** One character of a number, put in without replacing anything: a person writes it. */
const digit = /^[\d.,]$/;

/**
 * Numbers that are being written. `64` is `6` first, and `6` is wrong: nothing is said of a number while the caret is behind its last
 * digit, until the person pauses or goes elsewhere.
 */
export class Typing {
  readonly #done: (uri: string) => void;
  readonly #later: Later;
  readonly #at = new Map<string, { readonly offset: number; readonly cancel: () => void }>();
  /** Whether the editor tells where its caret is. */
  told = false;

  /**
   * @param done is told when what was held back may be said
   * @param later the clock
   */
  constructor(done: (uri: string) => void, later: Later = afterwards) {
    this.#done = done;
    this.#later = later;
  }

  /** Takes in an edit of the document as it was before. */
  edited(before: TextDocument, changes: readonly TextDocumentContentChangeEvent[]): void {
    this.forget(before.uri);
    const [change] = changes;
    if (changes.length !== 1 || !change || !('range' in change) || !digit.test(change.text)) return;
    const { start, end } = change.range;
    if (start.line !== end.line || start.character !== end.character) return;
    const cancel = this.#later(() => this.#release(before.uri), this.told ? pause.told : pause.blind);
    this.#at.set(before.uri, { offset: before.offsetAt(start) + change.text.length, cancel });
  }

  /** The caret is at `offset`. */
  moved(uri: string, offset: number): void {
    const typed = this.#at.get(uri);
    if (typed && typed.offset !== offset) this.#release(uri);
  }

  forget(uri: string): void {
    this.#at.get(uri)?.cancel();
    this.#at.delete(uri);
  }

  /** For each finding whether it may be said now: none of its places ends where a number is being written. */
  said(uri: string, { findings }: Analysis): boolean[] {
    const at = this.#at.get(uri)?.offset;
    return findings.map(({ span, related }) => span.end !== at && !related.some((place) => place.span.end === at));
  }

  #release(uri: string): void {
    this.forget(uri);
    this.#done(uri);
  }
}
