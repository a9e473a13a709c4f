import { matcher } from '../lexicon/matcher.ts';
import { attained } from '../lexicon/shares.ts';
import { suffixOf, writeLike } from '../notation/write.ts';
import { type Atom, type Line, valueOf } from './atoms.ts';
import type { Claim } from './claim.ts';
import { sideAt, sideOf, tellsOfRest, wordsAt } from './nearby.ts';
import { changed } from './phrases.ts';
import { agrees } from './ratio.ts';

const isAttained = matcher(attained);

type Told = Pick<Claim, 'says' | 'sure'>;

/**
 * A share that only holds in a reading which the words beside it rule out: `21 of 64 GB (67 % utilization)` is what is left, `16,384 (3× the
 * 4,096)` what it has more. Null where the words leave it open.
 */
export function otherwise(line: Line, a: Atom, b: Atom, p: Atom): Told | null {
  if (isShare(a, b, p)) return p.measure === '%' ? calledRest(line, a, b, p) : null;
  if (p.measure === 'x') return calledMore(line, p) ? null : { says: denied(a, b, p, ''), sure: 'certain' };
  const at = line.atoms.indexOf(p);
  const near = wordsAt(line, at);
  const isPartOf = p.first < b.first && p.first > a.first && /^ (?:of|占) /.test(line.gaps[at + 1] ?? '');
  if (isPartOf) return { says: denied(a, b, p, '; that is what it leaves'), sure: 'certain' };
  const used =
    sideAt(line, at) === 'taken' ||
    isAttained(`${near.before}${near.behind}`) ||
    /^ of (?:the |its |our )?(?:capacity|limit|budget|memory|total) /.test(near.behind);
  return used && !tellsOfRest(line, at) ? { says: denied(a, b, p, '; that is what it leaves'), sure: 'certain' } : null;
}

/** `21 of 64 GB (33 % headroom)`: told to be left, and it is what is taken; where nothing else tells of what is left. */
function calledRest(line: Line, a: Atom, b: Atom, p: Atom): Told | null {
  const at = line.atoms.indexOf(p);
  if (p.first < a.first || sideAt(line, at) !== 'left' || tellsOfRest(line, at) || isRest(a, b, p)) return null;
  const rest = writeLike(1 - valueOf(a).middle / valueOf(b).middle, p.number);
  const used = sideOf(line.gaps.slice(Math.max(0, at - 8), at).join(' ')) === 'taken';
  return {
    says: `${a.number.text} of ${b.number.text}${suffixOf(b.number)} leaves ${rest}${suffixOf(p.number)}, not ${p.number.text}${suffixOf(p.number)}`,
    sure: used ? 'certain' : 'likely',
  };
}

/** `3× more`, `a speedup of 3×`: a change by so much, or to so much. */
function calledMore(line: Line, p: Atom): boolean {
  const at = line.atoms.indexOf(p);
  return changed.test(`${line.gaps[at] ?? ''} ${line.gaps[at + 1] ?? ''}`);
}

const ratio = (a: Atom, b: Atom): { low: number; middle: number; high: number } => {
  const [x, y] = [valueOf(a), valueOf(b)];
  return { low: x.low / y.high, middle: x.middle / y.middle, high: x.high / y.low };
};

const isShare = (a: Atom, b: Atom, p: Atom): boolean =>
  agrees(ratio(a, b), p.number) || (p.measure === 'x' && agrees(ratio(b, a), p.number));

function isRest(a: Atom, b: Atom, p: Atom): boolean {
  const { low, middle, high } = ratio(a, b);
  return agrees({ low: 1 - high, middle: 1 - middle, high: 1 - low }, p.number);
}

function denied(a: Atom, b: Atom, p: Atom, more: string): string {
  const share = writeLike(valueOf(a).middle / valueOf(b).middle, p.number);
  const [left, right] = [a, b].map(({ number }) => `${number.text}${suffixOf(number)}`);
  return `${left} of ${right} is ${share}${suffixOf(p.number)}, not ${p.number.text}${suffixOf(p.number)}${more}`;
}
