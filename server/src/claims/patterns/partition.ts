import type { Statement } from '../../document/document.ts';
import { anyOf, matcher } from '../../lexicon/matcher.ts';
import { spares, splits } from '../../lexicon/members.ts';
import type { WrittenNumber } from '../../notation/number.ts';
import { numberAt } from '../../plan/launches.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { faceOf, formOf, type Members, membersOf } from '../members.ts';
import type { Ear, Page } from '../page.ts';
import { isIndex } from './range.ts';

/** A total told in parts: `63 experts split 21-21-21`, `[31, 30] of the 61 layers`; and parts whose ranges follow: `[31, 30]`, `rank 0: [0, 31)`. */
export function partitions(page: Page): Claim[] {
  return [
    ...page.heard(deals).lines.flatMap((line) => inLine(page, line)),
    ...page
      .heard(listsSizes)
      .groups()
      .flatMap((group) => overLines(page, group)),
  ];
}

/** Whether a line tells a total in parts. */
export const deals: Ear = (page, line) => inLine(page, line).length > 0;

/** Whether a line gives sizes, `[31, 30]`, that the ranges below it may have. */
export const listsSizes: Ear = (page, { statement }) => sizesIn(page, statement) !== null;

function sizesIn(page: Page, statement: Statement): Members | null {
  const all = membersOf(page, statement);
  const [parts] = all;
  return parts && all.length === 1 && parts.isList && parts.text.startsWith('[') && parts.numbers.length === parts.indices.length
    ? parts
    : null;
}

const split = anyOf(splits);
const isSpare = matcher(spares);
const list = String.raw`(\[ ?\d{1,5}(?:, ?\d{1,5}){1,31} ?\]|\d{1,4}(?:-\d{1,4}){2,31}|\d{1,4}(?:/\d{1,4}){1,31})`;
const free = String.raw`(?<![\p{L}\d.,/_-])`;
const ends = String.raw`(?![\d%‰×:-]|[./]\d|, ?\d| ?%)`;
const total = String.raw`(\d{1,5}) ?((?:[\p{L}-]+ ){0,2}[\p{L}-]+)`;
const forms: readonly RegExp[] = [
  // `63 experts are split 21-21-21`, `61 层划分为 [31, 30]`
  new RegExp(String.raw`${free}${total}[^\d.;。；:]{0,12}?(?:${split})[^\d.;。；[]{0,14}?${list}${ends}`, 'iu'),
  // `61 层按 31/30 切分`, `61 layers as [31, 30] split`
  new RegExp(String.raw`${free}${total}[^\d.;。；[]{0,8}?${list}${ends}[^\d.;。；]{0,3}?(?:${split})`, 'iu'),
  // `a 21-21-21 split of 63 experts`
  new RegExp(String.raw`${free}${list}${ends}[^\d.;。；]{0,12}?(?:${split})[^\d.;。；]{0,10}? ${total}`, 'iu'),
];

function inLine(page: Page, line: Line): Claim[] {
  const face = faceOf(page, line.statement);
  if (face.length > 400 || !/\d[-/,] ?\d/.test(face)) return [];
  for (const [at, form] of forms.entries()) {
    const match = form.exec(face);
    if (!match) continue;
    const [, one = '', two = '', three = ''] = match;
    const [digits, parts] = at === 2 ? [two, one] : [one, three];
    const number = (text: string, from: number): WrittenNumber => {
      const start = line.statement.span.start + from;
      return numberAt(page.document.plain, { start, end: start + text.length }, Number(text));
    };
    const from = match.index + match[0].indexOf(parts);
    const figures = [...parts.matchAll(/\d+/g)].map(({ 0: text, index }) => number(text, from + index));
    const place = at === 2 ? match[0].indexOf(digits, parts.length) : 0;
    return claimOf(line, face, number(digits, match.index + place), figures, parts);
  }
  return [];
}

/** Sizes, not a ratio of them, nor degrees that are multiplied, nor one size of each; what is left over is said to be spare. */
function claimOf(line: Line, face: string, whole: WrittenNumber, parts: readonly WrittenNumber[], text: string): Claim[] {
  const values = parts.map(({ value }) => value);
  const sum = values.reduce((all, value) => all + value, 0);
  const product = values.reduce((all, value) => all * value, 1);
  const holds = sum === whole.value;
  const isOther =
    values.some((value) => value === 0 || value >= whole.value) ||
    whole.value % sum === 0 ||
    product === whole.value ||
    sum === 100 ||
    values.length === whole.value ||
    whole.value > 2 * sum;
  if (!holds && (isOther || isSpare(face))) return [];
  const [first, last] = [parts[0] as WrittenNumber, parts.at(-1) as WrittenNumber];
  return [
    {
      pattern: 'sum',
      statement: line.statement,
      span: { start: first.span.start, end: last.span.end },
      holds,
      // what is left may go elsewhere
      sure: sum > whole.value ? 'certain' : 'likely',
      says: holds ? `holds: ${text} are ${sum} together` : `${text} are ${sum} together, not ${whole.text}`,
      figures: [whole, ...parts],
      correction: null,
    },
  ];
}

/** `PP2: [31, 30]` over the two ranges that it tells the sizes of. */
function overLines(page: Page, group: readonly Line[]): Claim[] {
  return group.flatMap((line, at) => {
    const parts = sizesIn(page, line.statement);
    if (!parts) return [];
    const count = parts.numbers.length;
    const below = group.slice(at + 1, at + 1 + count);
    const ranges = below.map((each) => each.atoms.find(isIndex));
    const forms = new Set(below.map((each) => formOf(page, each.statement).text));
    const isRow = ranges.every((range, place) => place === 0 || (range && follows(ranges[place - 1], range)));
    if (
      count < 2 ||
      ranges.length < count ||
      !isRow ||
      forms.size > 1 ||
      forms.has(formOf(page, line.statement).text) ||
      below.some((each) => each.atoms.length > 3)
    )
      return [];
    return sized(
      line,
      parts,
      ranges.filter((range): range is Atom => range !== undefined),
      below,
    );
  });
}

/** A range that begins where the one before it ends, or right after. */
function follows(previous: Atom | undefined, { number }: Atom): boolean {
  const step = previous?.to ? number.value - previous.to.value : Number.NaN;
  return step === 0 || step === 1;
}

/** Sizes by ranges with their ends or without the last one; one part of all departs. */
function sized(line: Line, { numbers, text }: Members, ranges: readonly Atom[], below: readonly Line[]): Claim[] {
  const sizes = ranges.map(({ number, to }) => (to ?? number).value - number.value);
  const readings = [0, 1].map((more) => numbers.flatMap(({ value }, at) => (value === (sizes[at] as number) + more ? [] : [at])));
  const [off = []] = [...readings].sort((a, b) => a.length - b.length);
  const more = readings[0] === off ? 0 : 1;
  const [odd] = off;
  if (off.length > 1) return [];
  const number = numbers[odd ?? 0] as WrittenNumber;
  const range = ranges[odd ?? 0] as Atom;
  const size = (sizes[odd ?? 0] as number) + more;
  return [
    {
      pattern: 'count',
      statement: line.statement,
      span: number.span,
      holds: odd === undefined,
      sure: 'certain',
      says:
        odd === undefined
          ? `holds: the sizes of ${text} are those of the ranges below`
          : `${number.text} here, but the range below has ${size}`,
      figures: [number],
      places: [{ message: `${range.number.text} to ${range.to?.text ?? ''}`, span: (below[odd ?? 0] as Line).statement.span }],
      correction: odd === undefined ? null : { number, value: size },
    },
  ];
}
