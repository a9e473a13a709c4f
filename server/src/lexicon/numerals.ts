/** Small whole numbers in words, English and Chinese. */
const words: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  both: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
};

/** The number that a word stands for; undefined where it is none. */
export const numeral = (word: string): number | undefined => words[word.toLowerCase()];

/** All of them, as the source of a pattern. */
export const numerals: string = Object.keys(words).join('|');

/** `value` as `like` is written, in digits or in a word, with its capital; undefined where it has no word. */
export function numeralLike(value: number, like: string): string | undefined {
  if (numeral(like) === undefined) return String(value);
  const isChinese = /^\p{Script=Han}$/u.test(like);
  const word = Object.keys(words).find((name) => words[name] === value && name !== 'both' && /^\p{Script=Han}$/u.test(name) === isChinese);
  return word && /^\p{Lu}/u.test(like) ? word[0]?.toUpperCase() + word.slice(1) : word;
}
