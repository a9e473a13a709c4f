import { slice } from '../../plan/reading.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Ear, Page } from '../page.ts';
import { nounBefore } from './range.ts';

/**
 * Ranges of indices by themselves: one that runs backwards (`GPUs 22-15`), and one that ends where no index is (`Layers 40-158`), which the
 * page itself tells: it counts 80 layers, another range ends with layer 79, and nothing in it counts more.
 */
export function indices(page: Page): Claim[] {
  const heard = page.heard(indexed).lines;
  const places = heard.flatMap((line) => line.atoms.flatMap((range, at) => placeOf(line, range, at) ?? []));
  return [...places.flatMap(backwards), ...byNoun(places).flatMap((some) => beyond(page, some))];
}

interface Place {
  readonly line: Line;
  readonly from: number;
  readonly to: number;
  readonly range: Atom;
  readonly noun: string;
}

/** What is numbered in a plan, one after the other. */
const numbered = new Set(['gpu', 'npu', 'layer', 'expert', 'rank', 'stage', 'node', 'device', 'block']);

function placeOf(line: Line, range: Atom, at: number): Place | null {
  const { number, to, measure } = range;
  if (!to || measure !== 'count' || number.unit || to.unit) return null;
  if (![number, to].every(({ decimals, magnitude, value }) => decimals === 0 && magnitude === 1 && Number.isInteger(value))) return null;
  const gap = line.gaps[at] ?? '';
  const noun = nounBefore(gap)?.toLowerCase();
  return noun && numbered.has(noun) && plural.test(gap) ? { line, from: number.value, to: to.value, range, noun } : null;
}

/** `GPU 8-25` is one thing of a name as often as a range. */
const plural = /\p{L}s ?(?:[:=[({] ?)?$/u;

/** Whether a line tells a range of what is numbered. */
export const indexed: Ear = (_, line) => line.atoms.some((atom, at) => placeOf(line, atom, at) !== null);

/** What is walked from its end is no slip. */
const reversed = /\b(?:revers|backward|descend|down\b|countdown|last to first|top to bottom|bottom)/i;

function backwards(place: Place): Claim[] {
  const { line, from, to, range } = place;
  // `layers 112-15`, with the digits that stay left out
  const short = String(to).length < String(from).length;
  // all of a sentence that run so are meant to
  const descending = line.atoms.filter((atom) => atom.to !== null && atom.to.value < atom.number.value).length;
  if (to >= from || short || descending > 1 || line.gaps.some((gap) => reversed.test(gap))) return [];
  return [claimOf(place, `${range.number.text}-${range.to?.text ?? ''} runs backwards`)];
}

const byNoun = (places: readonly Place[]): Place[][] =>
  [...new Set(places.map(({ noun }) => noun))].map((noun) => places.filter((place) => place.noun === noun && place.to >= place.from));

function beyond(page: Page, places: readonly Place[]): Claim[] {
  const [first] = places;
  if (!first || places.length < 2) return [];
  const most = mostCounted(page, first.noun);
  // a range that ends with the last one says that they are numbered from nought; one that begins behind it, that there are more
  if (!places.some(({ to }) => to + 1 === most) || places.some(({ from }) => from >= most)) return [];
  return places
    .filter(({ to }) => to > most)
    .map((place) => claimOf(place, `there are ${most} ${manyOf(first.noun)}, so none has the number ${place.to}`));
}

const manyOf = (noun: string): string => `${/^[gn]pu$/.test(noun) ? noun.toUpperCase() : noun}s`;

/** The highest count of them that the page states. */
function mostCounted(page: Page, noun: string): number {
  const [counted, named] = [new RegExp(`^${noun}s?$`), new RegExp(`\\b${noun}s?\\b`, 'i')];
  let most = 0;
  for (const { atoms, statement } of page.lines) {
    const labelled = statement.label !== null && named.test(slice(page.document, statement.label));
    for (const { number, to, noun: words, measure } of atoms) {
      if (measure !== 'count' || to !== null || number.unit || number.value <= most) continue;
      if (labelled || words.slice(0, 3).some((word) => counted.test(word))) most = number.value;
    }
  }
  return most;
}

const claimOf = ({ line, range }: Place, says: string): Claim => ({
  pattern: 'sequence',
  statement: line.statement,
  span: { start: range.number.digits.start, end: (range.to ?? range.number).digits.end },
  holds: false,
  sure: 'likely',
  says,
  figures: range.to ? [range.number, range.to] : [range.number],
  correction: null,
});
