import type { Statement } from '../document/document.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { numberAt } from '../plan/launches.ts';
import type { Span } from '../text/span.ts';
import { type Page, perStatement } from './page.ts';

/** Numbered things as a text tells them: `0-7`, `[0,1,2,3]`, `GPUs 2,3`, `[0, 32)`. */
export interface Members {
  /** With its brackets. */
  readonly span: Span;
  readonly text: string;
  /** All figures as written, the ends of ranges among them. */
  readonly numbers: readonly WrittenNumber[];
  /** The numbers one by one, as they are read first. */
  readonly indices: readonly number[];
  /** How many it may hold: `[0,3]` is a list of two, or 0 to 3. */
  readonly counts: readonly number[];
  readonly isList: boolean;
  /** The word before it, singular, in lower case. */
  readonly noun: string | null;
}

/** A statement's characters with markup as blanks, so that offsets stay true. */
export function faceOf(page: Page, { span }: Statement): string {
  return page.document.plain.slice(span.start, span.end).replaceAll('\0', ' ');
}

/** Arrays are printed without commas: `[31 30]`. */
const separator = String.raw`(?:, ?| (?=\d+[ \d,]*\]))`;
const one = String.raw`\d{1,5}(?: ?(?:-|–|~|\.\.) ?\d{1,5})?`;
/** A bracket, a list or range, a bracket; nothing glued to it that would make it a part of something else. */
const written = new RegExp(
  String.raw`(?<![\p{L}\d_.,$^+*×·/:=–-])(?:([[({])[ ]?)?(${one}(?:${separator}${one}){0,255})(?:[ ]?([\])}]))?(?![\d_.%]*[\p{L}\d_%]|[-–/:.]\d|, ?\d)`,
  'gu',
);
const longest = 1_200;
const most = 4_096;

/** All index lists and ranges of a statement, in order. */
export const membersOf = perStatement((page: Page, statement: Statement): readonly Members[] => {
  const face = faceOf(page, statement);
  if (face.length > longest || !/\d ?[-–~,.]/.test(face)) return [];
  return [...face.matchAll(written)].flatMap((match) => read(page.document.plain, face, match, statement.span.start) ?? []);
});

/** A statement as a form, and what stands in it at each `#`: a list, a range, or a number alone. */
export interface Form {
  readonly text: string;
  readonly slots: readonly (Members | WrittenNumber)[];
}

export const isMembers = (slot: Members | WrittenNumber | undefined): slot is Members => slot !== undefined && 'indices' in slot;

/** Statements of one form differ in their figures alone, a list counting as one. */
export const formOf = perStatement((page: Page, statement: Statement): Form => {
  const face = faceOf(page, statement);
  const base = statement.span.start;
  const slots: (Members | WrittenNumber)[] = [];
  let text = '';
  let at = 0;
  const plainUntil = (end: number): void => {
    text += face.slice(at, end).replace(/\d+/g, (digits, index: number) => {
      const start = base + at + index;
      slots.push(numberAt(page.document.plain, { start, end: start + digits.length }, Number(digits)));
      return '#';
    });
  };
  for (const members of membersOf(page, statement)) {
    plainUntil(members.span.start - base);
    // the brackets belong to the form
    slots.push(members);
    text += /^[[{]/.test(members.text) ? `${members.text[0]}#${members.text.at(-1)}` : '#';
    at = members.span.end - base;
  }
  plainUntil(face.length);
  return { text: text.replace(/ +/g, ' '), slots };
});

function read(plain: string, face: string, match: RegExpMatchArray, base: number): Members | null {
  const [whole, opened = '', body = '', closed = ''] = match;
  const at = match.index ?? 0;
  const pieces = body.split(/, ?|(?<=\d) (?=\d)/);
  // `1,024` is a number, `1,024, 2,048` are two
  if (
    /, /.test(body)
      ? /,\d{3}(?!\d)/.test(body)
      : opened !== '[' && pieces.length > 1 && pieces.slice(1).every((piece) => /^\d{3}$/.test(piece))
  )
    return null;
  const from = at + whole.indexOf(body);
  const numbers = [...body.matchAll(/\d+/g)].map(({ 0: digits, index }) => {
    const start = base + from + index;
    return numberAt(plain, { start, end: start + digits.length }, Number(digits));
  });
  const indices: number[] = [];
  for (const piece of pieces) {
    const [low, high] = (piece.match(/\d+/g) ?? []).map(Number) as [number, number | undefined];
    if (high !== undefined && (high < low || high - low > most)) return null;
    for (let index = low; index <= (high ?? low); index++) indices.push(index);
    if (indices.length > most) return null;
  }
  const isRange = pieces.length === 1 && numbers.length === 2;
  if (!isRange && pieces.length < 2 && !(opened === '[' && closed === ']')) return null;
  const [low, high] = [indices[0] as number, indices.at(-1) as number];
  const isPair = pieces.length === 2 && opened !== '' && numbers.length === 2 && high > low;
  // `[0, 32)`: the last one is left out
  const isOpen = isPair && opened === '[' && closed === ')';
  const counts = isOpen ? [high - low] : isPair ? [2, high - low + 1, high - low] : [indices.length];
  const isWrapped = opened !== '' && closed !== '' && (opened === '[' || opened === '{' || isOpen);
  const span = isWrapped ? { start: at, end: at + whole.length } : { start: from, end: from + body.length };
  return {
    span: { start: base + span.start, end: base + span.end },
    text: face.slice(span.start, span.end),
    numbers,
    indices: isOpen ? Array.from({ length: high - low }, (_, index) => low + index) : indices,
    counts,
    isList: !isRange && !isOpen,
    noun: nounOf(face.slice(0, isWrapped ? at : from)),
  };
}

/** The word right before, past a mark: `GPUs` of `GPUs: [0,1]`. */
function nounOf(before: string): string | null {
  const found = /(\p{Script=Han}{1,4}|[\p{L}_]{2,}) {0,2}(?:[:=#({[] {0,2})?$/u.exec(before);
  return found?.[1]?.toLowerCase().replace(/s$/, '') ?? null;
}
