import { leaves as anyLeaves } from '../../lexicon/shares.ts';
import { subtract } from '../../notation/interval.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { type Atom, borrowing, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import { sideAt, sideOf } from '../nearby.ts';
import { gap, gaps } from '../phrases.ts';
import { agrees } from '../ratio.ts';
import { sidesOfSum, termOf } from '../side.ts';
import { shown } from './ratio.ts';

/** What is taken of a whole and what is left of it, side by side: `77 % headroom (23 % used)`, `占用 60 %,剩余 40 %`. Together they are all of it. */
export function complements(line: Line): Claim[] {
  const { atoms } = line;
  const leaving = atoms.flatMap((_, at) => leavesAt(line, at) ?? []);
  if (leaving.length > 0) return leaving;
  // a third share stands between: 60 % used, 30 % free, 10 % reserved
  if (atoms.filter(({ measure }) => measure === '%').length !== 2) return [];
  const at = atoms.findIndex(({ measure }) => measure === '%');
  const [first, second] = [atoms[at], atoms[at + 1]];
  if (!first || second?.measure !== '%' || !isPlain(first) || !isPlain(second)) return [];
  if (first.number.value > 1 || second.number.value > 1 || !isSideBySide(line, at)) return [];
  const sides = [sideAt(line, at), sideAt(line, at + 1)];
  return sides.includes('taken') && sides.includes('left') ? [claimOf(line, first, second)] : [];
}

const leaves = gap(String.raw`W(?:,|;|—|–|\() (?:(?:which|that|and|it|this|so) )?(?:${anyLeaves.join('|')}) W`);

/** `63.8 of 80 GB, which leaves 16.2 GB`: what is taken, what there is, what remains. */
function leavesAt(line: Line, at: number): Claim | null {
  const [x, y, rest] = line.atoms.slice(at, at + 3);
  if (!x || !y || !rest || !gaps.of.test(line.gaps[at + 1] ?? '') || !leaves.test(line.gaps[at + 2] ?? '')) return null;
  const [part, whole] = [borrowing(x, y), borrowing(y, x)];
  if (![part, whole, rest].every(isPlain) || part.measure !== whole.measure || part.measure !== rest.measure) return null;
  if (part.measure === 'count' || part.measure === '%' || part.measure === 'x' || / (?:per|each|a) /.test(line.gaps[at + 3] ?? ''))
    return null;
  // another unit is of another whole: 2 h of the week
  if (whole.number.unit?.text !== rest.number.unit?.text) return null;
  const left = subtract(valueOf(whole), valueOf(part));
  const holds = agrees(left, rest.number);
  const unit = rest.number.magnitude * (rest.number.unit?.scale ?? 1) * rest.factor;
  return {
    pattern: 'rest',
    statement: line.statement,
    span: rest.number.digits,
    holds,
    sure: 'certain',
    says: holds
      ? `holds: ${shown(part)} of ${shown(whole)} leaves ${shown(rest)}`
      : `${shown(part)} of ${shown(whole)} leaves ${figure(left.middle / unit)}${suffixOf(rest.number)}, not ${shown(rest)}`,
    figures: [part.number, whole.number, rest.number],
    correction: { number: rest.number, value: left.middle },
    sides: () =>
      sidesOfSum(termOf(rest), [
        { ...termOf(whole), sign: 1 },
        { ...termOf(part), sign: -1 },
      ]),
  };
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
