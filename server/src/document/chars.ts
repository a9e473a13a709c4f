/** Blank to a reader: white space, the mask `\0` of markup, no-break and full-width blanks, a byte order mark. */
export function isBlank(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13) || code === 0;
  if (code < 0xa0) return false;
  return code === 0xa0 || code === 0x3000 || code === 0xfeff || (code >= 0x2000 && code <= 0x200b) || code === 0x202f || code === 0x205f;
}

/** White space or the edge of the text (`NaN`), as CommonMark's flanking rules see it. */
export const isSpaceOrEdge = (code: number): boolean => Number.isNaN(code) || isBlank(code);

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export const isAsciiLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

export const isAsciiWord = (code: number): boolean => isDigit(code) || isAsciiLetter(code) || code === 95;

export const isAsciiPunctuation = (code: number): boolean =>
  (code >= 33 && code <= 47) || (code >= 58 && code <= 64) || (code >= 91 && code <= 96) || (code >= 123 && code <= 126);

const punctuation = /[\p{P}\p{S}]/u;

/** Punctuation or symbol in the sense of CommonMark; half of a surrogate pair (an emoji, as a rule) counts as one. */
export function isPunctuation(code: number): boolean {
  if (code < 128) return isAsciiPunctuation(code);
  if (code >= 0xd800 && code <= 0xdfff) return true;
  return punctuation.test(String.fromCharCode(code));
}

const letter = /\p{L}/u;

export const hasLetter = (words: string): boolean => isAsciiLetter(words.charCodeAt(0)) || letter.test(words);

/** A letter of a script written without blanks between words, where a colon or full stop needs no blank after it either. */
export const isCjk = (code: number): boolean =>
  (code >= 0x3040 && code <= 0x30ff) ||
  (code >= 0x3400 && code <= 0x9fff) ||
  (code >= 0xac00 && code <= 0xd7af) ||
  (code >= 0xf900 && code <= 0xfaff);

/** Check marks, crosses, bullets, arrows, geometric shapes and emoji: what people put before a line to mark it. */
export function isOrnament(code: number): boolean {
  return (
    (code >= 0x2190 && code <= 0x21ff) ||
    (code >= 0x2300 && code <= 0x23ff) ||
    (code >= 0x2460 && code <= 0x27bf) ||
    (code >= 0x2b00 && code <= 0x2bff) ||
    (code >= 0xd83c && code <= 0xd83e) ||
    (code >= 0xdc00 && code <= 0xdfff) ||
    code === 0xfe0f ||
    code === 0x200d ||
    code === 0x2022 ||
    code === 0x20e3
  );
}

/** Box-drawing characters, of which trees and frames in fences are made. */
export const isBoxDrawing = (code: number): boolean => code >= 0x2500 && code <= 0x257f;
