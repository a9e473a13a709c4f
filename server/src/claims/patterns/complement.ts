import { figure } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import { sideAt, sideOf } from '../nearby.ts';
import { shown } from './ratio.ts';

/** What is taken of a whole and what is left of it, side by side: `77 % headroom (23 % used)`, `占用 60 %,剩余 40 %`. Together they are all of it. */
export function complements(line: Line): Claim[] {
  const { atoms } = line;
  // a third share stands between: 60 % used, 30 % free, 10 % reserved
  if (atoms.filter(({ measure }) => measure === '%').length !== 2) return [];
  const at = atoms.findIndex(({ measure }) => measure === '%');
  const [first, second] = [atoms[at], atoms[at + 1]];
  if (!first || second?.measure !== '%' || !isPlain(first) || !isPlain(second)) return [];
  if (first.number.value > 1 || second.number.value > 1 || !isSideBySide(line, at)) return [];
  const sides = [sideAt(line, at), sideAt(line, at + 1)];
  return sides.includes('taken') && sides.includes('left') ? [claimOf(line, first, second)] : [];
}

/** In a bracket behind it, or behind a comma: `77 % free, 23 % used`; no other thing is named by either. */
function isSideBySide({ gaps }: Line, at: number): boolean {
  const [before, between, behind] = [gaps[at] ?? '', gaps[at + 1] ?? '', gaps[at + 2] ?? ''];
  const bracket = /^ (?:[^\s()#,;]+ ){0,2}\( (?:[^\s()#,;]+ )?(?:[:=] )?$/u.test(between);
  if (bracket) return /^ (?:[^\s()#,;]+ )?\)/u.test(behind);
  const bare = / [,;/] | and /u.test(between) && between.split(/ [,;/] | and /u).every((words) => isBareSide(words));
  return bare && isBareSide(behind.split(/ [,;.)](?= |$)/u)[0] ?? '') && !/\p{L} [,;]/u.test(before.trim());
}

/** `used`, `剩余`, or nothing: the name of the side alone. */
const isBareSide = (words: string): boolean => {
  const said = words.replace(/[:=]/g, ' ').trim();
  return said === '' || (!said.includes(' ') && sideOf(` ${said} `) !== null);
};

function claimOf(line: Line, first: Atom, second: Atom): Claim {
  const [x, y] = [valueOf(first, true), valueOf(second, true)];
  const holds = x.low + y.low <= 1 + 1e-9 && x.high + y.high >= 1 - 1e-9;
  return {
    pattern: 'rest',
    statement: line.statement,
    span: second.number.digits,
    holds,
    sure: 'certain',
    says: holds
      ? `holds: ${shown(first)} and ${shown(second)} are all of it`
      : `${shown(first)} leaves ${figure(100 * (1 - x.middle))}%, not ${shown(second)}`,
    figures: [first.number, second.number],
    correction: { number: second.number, value: 1 - x.middle },
  };
}
