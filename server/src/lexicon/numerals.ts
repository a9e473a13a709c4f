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
