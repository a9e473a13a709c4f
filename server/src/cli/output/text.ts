import { wide } from './wide.ts';

/** Control characters (a document must not steer the terminal) and marks that turn the direction of writing. */
const unprintable = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]/g;

/** Text of a document as it may stand on a terminal: one line, tabs as blanks up to every fourth column, nothing that steers. */
export function printable(text: string): string {
  if (!text.includes('\t')) return text.replace(unprintable, '\ufffd');
  let out = '';
  for (const [at, part] of text.split('\t').entries()) {
    if (at > 0) out += ' '.repeat(4 - (width(out) % 4));
    out += part.replace(unprintable, '\ufffd');
  }
  return out;
}

/** The same for a text of several lines, colours of our own left in. */
export const printableLines = (text: string): string =>
  text.replace(/\x1b\[\d{1,2}m|[^\n\t]/gu, (part) => (part.length > 1 ? part : part.replace(unprintable, '\ufffd')));

/** What takes one column a character: ASCII, and signs that plans and our own words are full of. */
const plain = /^[\x00-\x7f·–—×÷≈≤≥→…’“”°²³]*$/;

/** Columns of a terminal that a printable text takes: East Asian characters and emoji take two. */
export const width = (text: string): number => (plain.test(text) ? text.length : wide(text));

/** `7.3 GB`, decimal. */
export function gigabytes(bytes: number): string {
  const value = bytes / 1e9;
  return `${value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} GB`;
}

/** `7.3 GB`, or `7.3–9.1 GB` where the two ends differ. */
export function gigabyteRange({ low, high }: { readonly low: number; readonly high: number }): string {
  const [from, to] = [gigabytes(low), gigabytes(high)];
  return from === to ? to : `${from.replace(' GB', '')}–${to}`;
}

/** `11 %` or `11–14 %` of two shares of one. */
export function percentRange(low: number, high: number): string {
  const [from, to] = [low, high].map((share) => (share < 0.1 ? (100 * share).toFixed(1) : (100 * share).toFixed(0)));
  return from === to ? `${to} %` : `${from}–${to} %`;
}

/** Degrees that every plan speaks of, in the order in which people name them. The others are worth naming where they are not 1. */
const mainDegrees = ['tp', 'pp', 'ep', 'dp'];

/** `TP 4 · PP 4 · EP 8 · DP 4` */
export function degreesText(degrees: Readonly<Record<string, number>>): string {
  const others = Object.keys(degrees).filter((id) => !mainDegrees.includes(id) && degrees[id] !== 1);
  return [...mainDegrees.filter((id) => id in degrees), ...others].map((id) => `${id.toUpperCase()} ${degrees[id]}`).join(' · ');
}

/** Columns side by side, each as wide as its widest cell; numbers to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const blanks = ' '.repeat((widths[at] ?? 0) - width(cell));
        return right.includes(at) ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}
