/**
 * One matcher for every list of words: a phrase stands in a text when its letters do, at the borders of words; Han and kana know no borders.
 * Time is linear in the text.
 */
export type Matcher = (text: string) => boolean;

const han = /[぀-鿿]/;
const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The alternatives of a list as the source of a pattern. */
export function anyOf(words: readonly string[]): string {
  const plain = words.filter((word) => !han.test(word)).map(escaped);
  const free = words.filter((word) => han.test(word)).map(escaped);
  const bordered = plain.length > 0 ? [`(?<![\\p{Script=Latin}\\d_])(?:${plain.join('|')})(?![\\p{Script=Latin}\\d_])`] : [];
  return [...bordered, ...free].join('|');
}

export function matcher(words: readonly string[]): Matcher {
  const pattern = new RegExp(anyOf(words), 'iu');
  return (text) => pattern.test(text);
}
