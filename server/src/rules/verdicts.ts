import type { WrittenNumber } from '../notation/number.ts';
import { sameDimension } from '../notation/unit.ts';
import { suffixOf, writeLike } from '../notation/write.ts';
import { type Span, span } from '../text/span.ts';
import type { Correction } from './rule.ts';

/**
 * What may be done about a goal that is missed and told to be met: the verdict that follows from the figures, and each figure as the other one
 * is. Which of them is wrong nobody but the author knows, so none is preferred.
 */
export function verdictCorrections(plain: string, at: Span, figures: readonly WrittenNumber[], verdict?: Span): Correction[] {
  const said = verdict
    ? otherVerdict(plain, verdict)
    : (notAll(plain, at) ?? otherVerdict(plain, linesOf(plain, at), at.end) ?? otherSign(plain, at));
  return [
    ...(said
      ? [{ title: `Write ${said.text}`, preferred: false, safe: false, insertions: [{ span: said.span, newText: said.text }] }]
      : []),
    ...sides(plain, figures),
  ];
}

interface Rewritten {
  readonly span: Span;
  readonly text: string;
}

const marks: Readonly<Record<string, string>> = { '✓': '✗', '✔': '✘', '✅': '❌', '☑': '☒', '🟢': '🔴' };
const words: Readonly<Record<string, string>> = {
  met: 'missed',
  meets: 'misses',
  pass: 'fail',
  passed: 'failed',
  passes: 'fails',
  yes: 'no',
  true: 'false',
  ok: 'not ok',
  achieved: 'missed',
  fits: 'does not fit',
  达标: '未达标',
  满足: '不满足',
  通过: '未通过',
};
const verdicts = new RegExp(
  String.raw`[${Object.keys(marks).join('')}]|(?<![\p{L}-])(?:${Object.keys(words)
    .filter((word) => /^[a-z]/.test(word))
    .join('|')})(?![\p{L}-])|(?<![不未])(?:达标|满足|通过)`,
  'giu',
);

/** The tick right behind the figures, or the cell that is a verdict and nothing else, or the one tick or word of the line: turned round. */
function otherVerdict(plain: string, line: Span, behind = -1): Rewritten | null {
  const found = [...plain.slice(line.start, line.end).matchAll(verdicts)].map((match) => ({
    text: match[0],
    start: line.start + match.index,
  }));
  const ticks = found.filter(({ text }) => text in marks);
  const near = ticks.filter(({ start }) => start >= behind && behind >= line.start && /^[ )*_]{0,3}$/.test(plain.slice(behind, start)));
  const cells = found.filter(({ text, start }) => isCell(plain, line, { start, end: start + text.length }));
  const [one, ...others] = [near, cells, ticks, found].find(({ length }) => length > 0) ?? [];
  if (!one || others.length > 0) return null;
  const { text, start } = one;
  return { span: span(start, start + text.length), text: marks[text] ?? likeCase(words[text.toLowerCase()] ?? '', text) };
}

/** `| ✓ |` */
const isCell = (plain: string, line: Span, at: Span): boolean =>
  /\|[ *_`]*$/.test(plain.slice(line.start, at.start)) && /^\ufe0f?[ *_`]*\|/.test(plain.slice(at.end, line.end));

const likeCase = (word: string, like: string): string =>
  like === like.toUpperCase() ? word.toUpperCase() : /^\p{Lu}/u.test(like) ? `${word[0]?.toUpperCase()}${word.slice(1)}` : word;

/** `All targets are met`: not all, and no tick before it. */
function notAll(plain: string, at: Span): Rewritten | null {
  const from = Math.max(0, at.start - 2);
  const before = /[✓✔✅☑] ?$/u.exec(plain.slice(from, at.start))?.[0] ?? '';
  const match = /^([✓✔✅☑] ?)?((?:meets?|meeting|satisf(?:y|ies)) )?(all)\b/iu.exec(plain.slice(at.start, at.end));
  const [whole = '', own = '', verb = '', all] = match ?? [];
  if (!all) return null;
  const ticked = `${before}${own}`;
  const tick = ticked[0] ?? '';
  const start = verb === '' || ticked !== '' ? at.start - before.length : at.start + whole.length - all.length;
  return {
    span: span(start, at.start + whole.length),
    text: `${marks[tick] ?? ''}${ticked.slice(1)}${ticked === '' ? '' : verb}${likeCase('not all', all)}`,
  };
}

const signs: Readonly<Record<string, string>> = { '<': '>', '>': '<', '≤': '>', '≥': '<' };

/** `1.2 s < 1 s`: the sign that holds. */
function otherSign(plain: string, at: Span): Rewritten | null {
  const [only, ...others] = [...plain.slice(at.start, at.end).matchAll(/[<>≤≥](?!=)/g)];
  const text = only && signs[only[0]];
  if (!only || !text || others.length > 0) return null;
  const start = at.start + only.index;
  return { span: span(start, start + 1), text };
}

/** Each of the two figures as the other one is. */
function sides(plain: string, figures: readonly WrittenNumber[]): Correction[] {
  const [a, b, ...others] = figures;
  if (!a || !b || others.length > 0 || a.magnitude !== b.magnitude || !areAlike(plain, a, b)) return [];
  return [
    [a, b],
    [b, a],
  ].flatMap(([number, other]) => {
    if (!number || !other) return [];
    const text = writeLike(other.value, number);
    const suffix = suffixOf(number);
    return text === number.text
      ? []
      : [
          {
            title: `Change ${number.text}${suffix} to ${text}${suffix}`,
            preferred: false,
            safe: false,
            choice: true,
            numbers: [{ number, value: other.value }],
          },
        ];
  });
}

/** In units of one dimension, or with the very same word behind them. */
function areAlike(plain: string, a: WrittenNumber, b: WrittenNumber): boolean {
  if (a.unit && b.unit && !a.unit.noun && !b.unit.noun) return sameDimension(a.unit.dimension, b.unit.dimension);
  const [one, other] = [a, b].map(({ digits }) => /^ ?(\p{L}[\p{L}/]*|%)/u.exec(plain.slice(digits.end, digits.end + 24))?.[1]);
  return one !== undefined && one === other;
}

/** The lines that the characters stand on. */
function linesOf(plain: string, at: Span): Span {
  const end = plain.indexOf('\n', at.end);
  return span(plain.lastIndexOf('\n', at.start - 1) + 1, end < 0 ? plain.length : end);
}
