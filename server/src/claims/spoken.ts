import { asks, conditions } from '../lexicon/acts.ts';
import { matcher } from '../lexicon/matcher.ts';
import { wishes } from '../lexicon/room.ts';
import { tokenize } from '../notation/lexer.ts';
import type { Atom, Line } from './atoms.ts';
import { gapText } from './gap.ts';
import type { Page } from './page.ts';

/**
 * A statement as it is spoken: words in lower case, signs and marks apart by single blanks, and `#0`, `#1` … for its figures, so that a
 * pattern tells what stands around which figure.
 */
export function spoken(page: Page, { statement, tokens, gaps }: Line): string {
  if (tokens.length === 0) {
    const own = tokenize(page.document.plain, statement.span);
    return gapText(own, 0, own.length);
  }
  return gaps.map((gap, index) => (index === 0 ? gap : `#${index - 1}${gap}`)).join('');
}

/** Where the clause stands that holds the characters at `from`: up to a full stop, semicolon or dash on either side. */
export function clauseAt(text: string, from: number): string {
  const ends = / [.;!?。;—–] /g;
  let start = 0;
  let end = text.length;
  for (const { index } of text.matchAll(ends)) {
    if (index < from) start = index + 2;
    else {
      end = Math.min(end, index + 2);
      break;
    }
  }
  return text.slice(start, end);
}

const [isWish, isCondition, isQuestion] = [matcher(wishes), matcher(conditions), matcher(asks)];

/** Whether the clause says of what is that it is so: no wish, condition, plan or question. */
export const isAsserted = (clause: string): boolean =>
  !isWish(clause) && !isCondition(clause) && !isQuestion(clause) && !/\?/.test(clause) && !/["“”]/.test(clause);

/** What the first lines say that say such a thing; a page on which hundreds do is a log, and each is looked up in the whole page. */
export function firstFew<T>(lines: readonly Line[], read: (line: Line) => T | null): T[] {
  const out: T[] = [];
  for (const line of lines) {
    const told = read(line);
    if (told === null) continue;
    out.push(told);
    if (out.length === most) break;
  }
  return out;
}

const most = 200;

/** A figure that is one of two of one duration: `7 min 20 s`. */
export function isCompound(line: Line, index: number): boolean {
  const [before, atom, behind] = [line.atoms[index - 1], line.atoms[index] as Atom, line.atoms[index + 1]];
  const bare = (gap: string | undefined): boolean => gap === ' ' || gap === ' and ';
  return (
    (behind !== undefined && behind.measure === atom.measure && bare(line.gaps[index + 1])) ||
    (before !== undefined && before.measure === atom.measure && bare(line.gaps[index]))
  );
}
