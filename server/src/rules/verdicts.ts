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
  const line = verdict ?? linesOf(plain, at);
  const said = (verdict ? null : notAll(plain, at)) ?? otherVerdict(plain, line) ?? (verdict ? null : otherSign(plain, at));
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

/** The one tick of the line, else the one word: turned round. */
function otherVerdict(plain: string, line: Span): Rewritten | null {
  const found = [...plain.slice(line.start, line.end).matchAll(verdicts)];
  const ticks = found.filter(([text]) => text in marks);
  const [only, ...others] = ticks.length > 0 ? ticks : found;
  if (!only || others.length > 0) return null;
  const [text] = only;
  const other = marks[text] ?? likeCase(words[text.toLowerCase()] ?? '', text);
  const start = line.start + only.index;
  return { span: span(start, start + text.length), text: other };
}

const likeCase = (word: string, like: string): string =>
  like === like.toUpperCase() ? word.toUpperCase() : /^\p{Lu}/u.test(like) ? `${word[0]?.toUpperCase()}${word.slice(1)}` : word;

/** `All targets are met`: not all, and no tick before it. */
function notAll(plain: string, at: Span): Rewritten | null {
  const all = /^(?:[✓✔✅☑] ?)?(all)\b/iu.exec(plain.slice(at.start, at.end));
  if (!all?.[1]) return null;
  const end = at.start + all[0].length;
  const ticked = /[✓✔✅☑] ?$/u.exec(plain.slice(Math.max(0, at.start - 2), end - all[1].length))?.[0] ?? '';
  const tick = ticked[0] ?? '';
  return {
    span: span(end - all[1].length - ticked.length, end),
    text: `${marks[tick] ?? ''}${ticked.slice(1)}${likeCase('not all', all[1])}`,
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
