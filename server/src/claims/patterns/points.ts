import { pointNouns } from '../../lexicon/roles.ts';
import { figure } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import { gapsNear } from '../nearby.ts';
import { changed, gap, gaps } from '../phrases.ts';
import { shown } from './ratio.ts';

/** A difference of two percentages in points: `from 40 % to 58 %, up 18 points`, `缓存命中率从 40 % 升到 58 %,提升 18 个百分点`. */
export function pointsOf(line: Line): Claim[] {
  const out: Claim[] = [];
  for (let at = 0; at + 2 < line.atoms.length; at++) {
    const three = line.atoms.slice(at, at + 3) as [Atom, Atom, Atom];
    const behind = isPoints(three[2]) && gaps.to.test(line.gaps[at + 1] ?? '') && aside.test(line.gaps[at + 2] ?? '');
    const ahead = isPoints(three[0]) && intoPair.test(line.gaps[at + 1] ?? '') && gaps.to.test(line.gaps[at + 2] ?? '');
    const [a, b, points] = behind ? three : ahead ? [three[1], three[2], three[0]] : [];
    if (!a || !b || !points || a.measure !== '%' || b.measure !== '%' || ![a, b, points].every(isPlain)) continue;
    if (changed.test(gapsNear(line.gaps, at).join(' '))) out.push(claimOf(line, a, b, points));
  }
  return out;
}

const isPoints = ({ measure, noun }: Atom): boolean => measure === 'count' && noun.slice(0, 2).some((word) => pointNouns.has(word));
const aside = gap(String.raw`W(?:,|;|:|\(|—|–|=) (?:[+-] )?W(?:by |of )?`);
const intoPair = gap(String.raw`W(?:\(|:|,)? ?(?:from |从 ?)?`);

function claimOf(line: Line, a: Atom, b: Atom, points: Atom): Claim {
  const [x, y] = [valueOf(a), valueOf(b)];
  const truth = Math.abs(x.middle - y.middle) * 100;
  const slack = (x.high - x.low + y.high - y.low) * 50 + 10 ** -points.number.decimals / 2 + 1e-9;
  const holds = Math.abs(truth - points.number.shown) <= slack;
  return {
    pattern: 'change',
    statement: line.statement,
    span: points.number.digits,
    holds,
    sure: 'certain',
    says: holds
      ? `holds: ${shown(a)} to ${shown(b)}`
      : `from ${shown(a)} to ${shown(b)} are ${figure(truth)} points, not ${points.number.text}`,
    figures: [a.number, b.number, points.number],
    correction: { number: points.number, value: truth },
  };
}
