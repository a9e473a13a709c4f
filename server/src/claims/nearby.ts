import { matcher } from '../lexicon/matcher.ts';
import { taken, untaken } from '../lexicon/shares.ts';
import type { Line } from './atoms.ts';

/** What parts the words of a figure from those before it, and from those behind it. */
const marks = / [,;()→.—–|✓✗+](?= )/u;
const ends = / (?:[,;():→.—–|✓✗+=]|and|but|while|with|by|for|on)(?= )/u;

/** The words that stand right at a figure: those before it since the last mark, and those behind it up to the next. */
export function wordsAt({ gaps }: Line, index: number): { readonly before: string; readonly behind: string } {
  const before = (gaps[index] ?? ' ').split(marks).at(-1) ?? ' ';
  const behind = (gaps[index + 1] ?? ' ').split(ends)[0] ?? ' ';
  const near = 4;
  return {
    before: ` ${before.trim().split(' ').slice(-near).join(' ')} `,
    behind: ` ${behind.trim().split(' ').slice(0, near).join(' ')} `,
  };
}

const [isTaken, isUntaken] = [matcher(taken), matcher(untaken)];
const isTurned = / (?:not|no|non|un|never|if|was|were|after|before) | 未| 不/u;

/** Which part of a whole the words call it: what is taken, or what is left; null where they say neither, or both. */
export function sideOf(words: string): 'taken' | 'left' | null {
  if (isTurned.test(words)) return null;
  const [used, free] = [isTaken(words), isUntaken(words)];
  return used === free ? null : used ? 'taken' : 'left';
}

/** The words right at a figure say so; `33 % of free memory` is of another whole. */
export function sideAt(line: Line, index: number): 'taken' | 'left' | null {
  const { before, behind } = wordsAt(line, index);
  return sideOf(`${before}${behind.split(' of ')[0]} `);
}

/** Whether a word elsewhere in the statement tells of what is left. */
export function tellsOfRest({ gaps }: Line, index: number): boolean {
  const ahead = (gaps[index] ?? '').split(marks).slice(0, -1);
  const after = (gaps[index + 1] ?? '').split(ends).slice(1);
  const others = gapsNear(gaps, index).filter((gap) => gap !== gaps[index] && gap !== gaps[index + 1]);
  return [...others, ...ahead, ...after].some(isUntaken);
}

/** The gaps around a figure, as far as a sentence goes; a statement may hold thousands. */
export const gapsNear = (gaps: readonly string[], index: number): readonly string[] => gaps.slice(Math.max(0, index - 8), index + 10);
