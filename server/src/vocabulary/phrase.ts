/**
 * A label or noun phrase brought to one form: lower case, words apart by one blank, hyphens, underscores and slashes resolved
 * (`Experts/GPU` → `experts per gpu`), what stands in parentheses taken out and kept beside.
 */
export interface Phrase {
  readonly words: string;
  /** Contents of the parentheses, in the same form: `tp`. */
  readonly hints: readonly string[];
}

const cache = new Map<string, Phrase>();
const cacheLimit = 4096;

export function phrase(text: string): Phrase {
  const known = cache.get(text);
  if (known) return known;
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
  const result = { words: plainWords(outside), hints };
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(text, result);
  return result;
}

export function plainWords(text: string): string {
  const known = plain.get(text);
  if (known !== undefined) return known;
  const words = normalise(text);
  if (plain.size >= cacheLimit) plain.clear();
  plain.set(text, words);
  return words;
}

const plain = new Map<string, string>();

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
