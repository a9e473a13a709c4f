import { Slot } from '../document/kept.ts';
import type { Line } from './atoms.ts';
import { type Ear, heardOf, listened, type Page } from './page.ts';

/** By which of all ears a line is heard, a bit for each; no more than 31 of them. */
const heardBy = new Slot<number>();

/** What each of `ears` hears. A line is listened to once, as long as it stays as it is: an edit touches one or two. */
export function hearing(page: Page, ears: readonly Ear[]): Page['heard'] {
  const lines: Line[][] = ears.map(() => []);
  const listen = (line: Line): number =>
    line.statement.place.of(heardBy, () => ears.reduce((bits, hears, at) => (hears(page, line) ? bits | (1 << at) : bits), 0));
  for (const line of page.lines) {
    let bits = listen(line);
    for (let at = 0; bits !== 0; at++, bits >>>= 1) if (bits & 1) lines[at]?.push(line);
  }
  const all = ears.map((_, at) => heardOf(page, lines[at] ?? [], (line) => (listen(line) & (1 << at)) !== 0));
  return (ear) => all[ears.indexOf(ear)] ?? listened(page, ear);
}
