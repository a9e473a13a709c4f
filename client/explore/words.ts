/** Words of the page in the language of its host. */

let bundle: Readonly<Record<string, string>> = {};

/** From here on the page speaks another language; what is not among its words stays English. */
export function speak(words: Readonly<Record<string, string>>): void {
  bundle = words;
}

/** `text` in the language of the page, with `{0}` and so on filled in. */
export const t = (text: string, ...filled: readonly (string | number)[]): string =>
  (bundle[text] ?? text).replace(/\{(\d)\}/g, (whole, at) => String(filled[Number(at)] ?? whole));
