import { anyOf, matcher } from '../../lexicon/matcher.ts';
import { devices, lengths, paddings, spares } from '../../lexicon/members.ts';
import type { WrittenNumber } from '../../notation/number.ts';
import { numberAt } from '../../plan/launches.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { faceOf, type Members, membersOf } from '../members.ts';
import { timesStated } from '../novel.ts';
import type { Ear, Page } from '../page.ts';

/** How many an index list or range holds beside what is told of it: `GPUs 2,3 (TP=2)`, `experts [0,1,2,3] (4 experts)`, `[0, 0, p] → length 3`. */
export function holdings(page: Page, line: Line): Claim[] {
  if (!/\d/.test(page.text(line.statement))) return [];
  const face = faceOf(page, line.statement);
  const told = placesOf(page, line).flatMap((place) => degreeOf(place, face) ?? countOf(place) ?? eachOf(place) ?? []);
  return [...told, ...lengthsOf(page, line, face)];
}

function placesOf(page: Page, line: Line): Place[] {
  const { start, end } = line.statement.span;
  const all = membersOf(page, line.statement);
  if (all.length === 0) return [];
  const face = faceOf(page, line.statement);
  return all.map((members, index) => {
    const behind = face.slice(members.span.end - start, (all[index + 1]?.span.start ?? end) - start);
    return { page, line, members, behind, at: members.span.end };
  });
}

/** Whether it depends on the page what a line says of a list: `4 each (16 in all)`, which may be of other lists too. */
export const tellsInAll: Ear = (page, line) => placesOf(page, line).some(({ behind }) => each.test(behind));

interface Place {
  readonly page: Page;
  readonly line: Line;
  readonly members: Members;
  /** What follows, up to the next list. */
  readonly behind: string;
  /** Where that begins. */
  readonly at: number;
}

const isDevice = matcher(devices);
const isSpare = matcher(spares);
const isPadded = matcher(paddings);

/** `(TP=2)`, `with TP=4`, `(4-way tensor parallel)`: more than one only where they multiply. */
const degree =
  /^ {0,2}(?:→|->|—|–|:|,)? {0,2}(?:\(|（|with |using |at |in )? {0,2}(?:(?:tp|pp|dp|cp) ?[=:]? ?(\d{1,5})|(\d{1,5})-way(?= ?(?:tensor|pipeline|data|model|context|tp|pp|dp|cp|parallel|[)）])))(?![\d.])/i;
const another = /^[^()（）]{0,30}(?:\+|plus|and |(?:tp|pp|dp|cp|ep|sp|etp) ?[=:]? ?\d|\d-way)/i;

/** So many devices hold whole groups of a degree, or a group holds whole lists of them. */
function degreeOf({ page, line, members, behind, at }: Place, face: string): Claim[] | null {
  if (members.noun === null || !isDevice(members.noun) || isSpare(face)) return null;
  const match = degree.exec(behind);
  if (!match || another.test(behind.slice(match[0].length))) return null;
  const digits = (match[1] ?? match[2]) as string;
  const size = Number(digits);
  const many = members.counts;
  if (size === 0 || (size === 1 && many[0] === 1)) return null;
  const holds = many.some((count) => count % size === 0 || size % count === 0);
  const start = at + match.index + match[0].search(/\d+(?:-way)?$/i);
  return [
    claimOf(line, members, numberAt(page.document.plain, { start, end: start + digits.length }, size), {
      holds,
      sure: 'certain',
      says: holds ? `holds: ${members.text} for a degree of ${digits}` : `${members.text} ${are(members)}, which ${size} does not divide`,
      value: null,
    }),
  ];
}

const are = ({ counts }: Members): string => `are ${counts[0] as number}`;

const opened =
  /^ {0,2}(?:\(|（|:|=|→|->|—|–|,|，) {0,2}(?:=|i\.e\.,?|total|共)? {0,2}(\d{1,5}) {0,2}([\p{L}-]+)(?= {0,2}(?:[),.;:），。→|]|$))/u;

/** A list, for ranges are counted elsewhere: told to be so many of what stands before it. */
function countOf({ page, line, members, behind, at }: Place): Claim[] | null {
  if (!members.isList || members.noun === null) return null;
  const match = opened.exec(behind);
  const [whole, digits, noun] = (match ?? []) as unknown as [string, string, string];
  if (!match || noun.toLowerCase().replace(/s$/, '') !== members.noun) return null;
  const many = Number(digits);
  const holds = members.counts.includes(many);
  const isMore = many > Math.max(...members.counts);
  // a choice of them, and how many there are in all
  if (!holds && !isConsecutive(members) && (isMore || members.indices.includes(many))) return null;
  const start = at + whole.indexOf(digits);
  return [
    claimOf(line, members, numberAt(page.document.plain, { start, end: start + digits.length }, many), {
      holds,
      sure: isMore ? 'likely' : 'certain',
      says: holds ? `holds: ${members.text} are ${digits}` : `${noun} ${members.text} ${are(members)}, not ${digits}`,
      value: members.counts[0] ?? null,
    }),
  ];
}

const isConsecutive = ({ indices }: Members): boolean => indices.every((index, at) => index === (indices[0] as number) + at);

const each =
  /^ {0,2}(?:\(|:|=|→|->|—|–|,)? {0,2}(?:each (?:has|holds|takes|with) )?(\d{1,5}) ((?:[\p{L}-]+ ){0,2}?[\p{L}-]+?)(?: each| per [\p{L}]+)? {0,2}[(,:=→]+ {0,2}(?:total |= ?|so )?(\d{1,6}) ((?:[\p{L}-]+ ){0,2}?)(?:total|in total|in all|altogether)(?![\p{L}])/u;

/** `GPUs 8-11: 2 heads each (8 heads total)`. */
function eachOf({ page, line, members, behind, at }: Place): Claim[] | null {
  const match = each.exec(behind);
  const [whole, one, noun, all, of] = (match ?? []) as unknown as [string, string, string, string, string];
  if (!match || !/ each| per /.test(whole)) return null;
  const stem = (words: string): string => words.trim().split(' ').at(-1)?.toLowerCase().replace(/s$/, '') ?? '';
  if (of.trim() !== '' && stem(of) !== stem(noun)) return null;
  const [part, total] = [Number(one), Number(all)];
  const holds = members.counts.some((count) => count * part === total);
  const start = at + whole.lastIndexOf(all);
  const value = (members.counts[0] as number) * part;
  // in all may be of others too
  if (total > value && timesStated(page.document, total) > 1) return null;
  return [
    claimOf(line, members, numberAt(page.document.plain, { start, end: start + all.length }, total), {
      holds,
      sure: total > value ? 'likely' : 'certain',
      says: holds
        ? `holds: ${members.counts[0]} × ${one} = ${all}`
        : `${members.text} ${are(members)}, and ${one} each make ${value}, not ${all}`,
      value,
    }),
  ];
}

const length = anyOf(lengths);
/** `[0, 0, p, p] → length 4`, `[a, b, c] (3 elements)`, `长度 4`; dots stand for what is left out. */
const bracketed = new RegExp(
  String.raw`(?<![\p{L}\d_)\]^])\[([^[\](){}…=]{1,400})\][\x20\x60]{0,3}(?:\(|（|→|->|:|=|has|of|,|，)? {0,2}(?:(?:${length})(?: of| =|:|=)? {0,2}(\d{1,4})|(\d{1,4}) (?:${length}))(?![\d.\p{L}])`,
  'giu',
);

function lengthsOf(page: Page, line: Line, face: string): Claim[] {
  const out: Claim[] = [];
  if (face.length > 1_200 || !face.includes('[')) return out;
  for (const match of face.matchAll(bracketed)) {
    const [whole, body, behind, before] = match as unknown as [string, string, string | undefined, string | undefined];
    const parts = body.split(',').map((part) => part.trim());
    // a slice, a text of words, dots
    if (parts.length < 2 || parts.some((part) => part === '' || !/^[\p{L}\d_.'"-]{1,16}$/u.test(part) || part.includes('..'))) continue;
    const digits = (behind ?? before) as string;
    const start = line.statement.span.start + match.index + whole.lastIndexOf(digits);
    const many = Number(digits);
    const holds = parts.length === many || ofFigures(parts).includes(many);
    if (!holds && many > parts.length && isPadded(face)) continue;
    out.push({
      ...bare(line, numberAt(page.document.plain, { start, end: start + digits.length }, many)),
      holds,
      sure: many > parts.length ? 'likely' : 'certain',
      says: holds ? `holds: ${digits} stand in the brackets` : `${parts.length} stand in the brackets, not ${digits}`,
      correction: { number: numberAt(page.document.plain, { start, end: start + digits.length }, many), value: parts.length },
    });
  }
  return out;
}

/** What a length may be beside how many there are: of pieces their sum or the last bound, of a shape its product. */
function ofFigures(parts: readonly string[]): number[] {
  const figures = parts.map(Number);
  if (figures.some(Number.isNaN)) return [];
  return [
    figures.reduce((sum, figure) => sum + figure, 0),
    figures.reduce((product, figure) => product * figure, 1),
    figures.at(-1) as number,
  ];
}

const bare = (line: Line, number: WrittenNumber): Omit<Claim, 'holds' | 'sure' | 'says' | 'correction'> => ({
  pattern: 'count',
  statement: line.statement,
  span: number.span,
  figures: [number],
});

function claimOf(
  line: Line,
  { numbers }: Members,
  number: WrittenNumber,
  { holds, sure, says, value }: Pick<Claim, 'holds' | 'sure' | 'says'> & { readonly value: number | null },
): Claim {
  return {
    ...bare(line, number),
    holds,
    sure,
    says,
    figures: [...numbers.slice(0, 8), number],
    correction: value === null ? null : { number, value },
  };
}
