import type { WordToken } from '../notation/token.ts';
import { plainWords } from '../vocabulary/phrase.ts';

const known = new WeakMap<readonly WordToken[], string>();

/** What a number counts, in normal form: `experts per gpu` of `8 experts/GPU`; '' where nothing stands behind it. */
export function nounWords(words: readonly WordToken[]): string {
  if (words.length === 0) return '';
  let text = known.get(words);
  if (text === undefined) {
    text = plainWords(words.map((word) => word.text).join(' '));
    known.set(words, text);
  }
  return text;
}
