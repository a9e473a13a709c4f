import { Memo } from '../text/memo.ts';

/**
 * A label or noun phrase brought to one form: lower case, words apart by one blank, hyphens, underscores and slashes resolved
 * (`Experts/GPU` → `experts per gpu`), what stands in parentheses taken out and kept beside.
 */
export interface Phrase {
  readonly words: string;
  /** Contents of the parentheses, in the same form: `tp`. */
  readonly hints: readonly string[];
}

export const phrase = (text: string): Phrase => phrases.of(text);

const phrases = new Memo(read);

function read(text: string): Phrase {
  const hints: string[] = [];
  let outside = '';
  let inside = '';
  let depth = 0;
  for (const char of text) {
    if (char === '(' || char === '（' || char === '[') depth++;
    else if (char === ')' || char === '）' || char === ']') {
      depth = Math.max(0, depth - 1);
      if (depth === 0) {
        hints.push(plainWords(inside));
        inside = '';
      }
    } else if (depth > 0) inside += char;
    else outside += char;
  }
  return { words: plainWords(outside), hints };
}

/** `Experts/GPU:` → `experts per gpu`. */
export const plainWords = (text: string): string => plain.of(text);

const plain = new Memo(normalise);

function normalise(text: string): string {
  return text
    .replace(/\0/g, '')
    .replace(/ZeRO/g, 'zero')
    .replace(/MoE/g, 'moe')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\//g, ' per ')
    .replace(/[-_–—:.,*#]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
