import { figure, suffixOf } from '../../notation/write.ts';
import { singular } from '../../text/singular.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isManifold } from '../exceptions.ts';
import { isPlain } from '../figures.ts';
import { thingOf } from '../part.ts';
import { words } from '../phrases.ts';
import { agrees } from '../ratio.ts';
import { sidesOfProduct, type Term, termOf } from '../side.ts';
import { shown } from './ratio.ts';

/**
 * An amount, a rate and a time in one sentence: `3 M tokens at 5,100 tok/s take 9.8 min`, `182 GB in 5.2 s, 35 GB/s`. The units tell which is
 * which, and what the amount must be measured in; three that follow one another are tied by the words between.
 */
const tie = new RegExp(
  String.raw`^ ${words}(?:at|in|over|within|for|takes?|need(?:s|ed)?|lasts?|is|are|makes?|gives?|means?|=|→|or|i . e .|thus|so|hence|about|,|;|:|\(|—|–|用|需|需要|耗时|约|即|为) ?(?:${words})(?:at|in|over|is|are|takes?|about|=|\(|i . e .|or|only|just|a|at a|that is|which is|so|we get)? ?(?:${words})$`,
  'u',
);

/** `at 35 GB/s the 980 GB take …`. */
const bare = new RegExp(`^ ${words},? ?${words}$`, 'u');

export function rates(line: Line): Claim[] {
  const out: Claim[] = [];
  for (let at = 0; at + 2 < line.atoms.length; at++) {
    const three = line.atoms.slice(at, at + 3);
    const [before, first, second] = [line.gaps[at] ?? '', line.gaps[at + 1] ?? '', line.gaps[at + 2] ?? ''];
    if (
      !three.every(isPlain) ||
      !tie.test(second) ||
      !(tie.test(first) || (/\b(?:at|with) (?:the |a )?$/.test(before) && bare.test(first)))
    )
      continue;
    const time = three.find(({ measure }) => measure === 'time1');
    const rate = three.find((atom) => atom !== time && /time-1$/.test(atom.measure));
    const amount = three.find((atom) => atom !== time && atom !== rate);
    if (!time || !rate || !amount || !sameThing(amount, rate)) continue;
    // so many a second of each, and for how many
    if (/^ (?:[^\s()]+ )?(?:per|each|a|\/) /.test(line.gaps[line.atoms.indexOf(rate) + 1] ?? '')) continue;
    const claim = claimOf(line, amount, rate, time);
    if (claim.holds || !(isManifold(line.gaps) || mayMultiply(line, three) || another.test(line.gaps.slice(at, at + 4).join(' '))))
      out.push(claim);
  }
  return out;
}

/** Another rate than the one that it went at, or more than the work itself. */
const another =
  /\b(?:peak|max(?:imum)?|min(?:imum)?|burst|raw|theoretical|limit|cap|up to|at (?:most|least)|including|incl|with|plus|after|because|due|despite|overhead|warm|average|mean|p\d+)\b|峰值|最大|平均/u;

/** `Each of 8 replicas makes 3,000 tok/s`: so many of them work at it, or so often. */
const mayMultiply = ({ gaps, atoms }: Line, three: readonly Atom[]): boolean =>
  gaps.some((text) => /\b(?:each|every|per|apiece)\b|每/u.test(text)) ||
  atoms.some((atom) => !three.includes(atom) && (atom.measure === 'count' || atom.measure === 'x'));

/** What the rate counts by the second is what the amount counts. */
function sameThing(amount: Atom, rate: Atom): boolean {
  const measure = rate.measure.replace(/·?time-1$/, '');
  if (measure !== '') return amount.measure === measure;
  if (amount.measure !== 'count') return false;
  const noun = rate.number.unit?.noun;
  return noun !== undefined && noun !== null && thingOf(amount).some((thing) => alike(singular(noun), singular(thing)));
}

/** `tok` and `token`, `req` and `request`: one begins as the other does. */
const alike = (a: string, b: string): boolean => a === b || (Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a)));

/** What the result is reckoned from: an amount is so much a second for so long. */
const others = (amount: Atom, rate: Atom, time: Atom, result: Atom): (Term & { readonly exponent: 1 | -1 })[] =>
  [amount, rate, time]
    .filter((atom) => atom !== result)
    .map((atom) => ({ ...termOf(atom), exponent: result !== amount && atom !== amount ? -1 : 1 }));

function claimOf(line: Line, amount: Atom, rate: Atom, time: Atom): Claim {
  const result = [amount, rate, time].reduce((last, atom) => (atom.first > last.first ? atom : last));
  const [a, r, t] = [valueOf(amount), valueOf(rate), valueOf(time)];
  const value =
    result === amount
      ? { low: r.low * t.low, middle: r.middle * t.middle, high: r.high * t.high }
      : result === rate
        ? { low: a.low / t.high, middle: a.middle / t.middle, high: a.high / t.low }
        : { low: a.low / r.high, middle: a.middle / r.middle, high: a.high / r.low };
  const scale = result.number.magnitude * (result.number.unit?.scale ?? 1) * result.factor;
  const stated = { ...result.number, magnitude: 1, unit: null, value: result.number.shown };
  const own = { low: value.low / scale, middle: value.middle / scale, high: value.high / scale };
  const near = own.middle / result.number.shown;
  const holds = agrees(own, stated) || Math.abs(near - 1) < 0.02;
  const [x, y] = [amount, rate, time].filter((atom) => atom !== result).sort((m, n) => m.first - n.first) as [Atom, Atom];
  const joined = result === amount ? `${shown(x)} times ${shown(y)}` : `${shown(amount)} over ${shown(result === rate ? time : rate)}`;
  return {
    pattern: 'rate',
    statement: line.statement,
    span: result.number.digits,
    holds,
    // further than this another figure may stand behind it: so many replicas, passes or hours of a day
    sure: near > 0.1 && near < 10 && Math.abs(near - Math.round(near)) > 0.02 ? 'certain' : 'likely',
    says: holds ? `holds: ${joined}` : `${joined} is ${figure(own.middle)}${suffixOf(result.number)}, not ${shown(result)}`,
    figures: [amount.number, rate.number, time.number],
    correction: { number: result.number, value: value.middle },
    sides: () => sidesOfProduct(termOf(result), others(amount, rate, time, result)),
  };
}
