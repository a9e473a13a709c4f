import { matcher } from '../../lexicon/matcher.ts';
import { fallWords, riseWords } from '../../lexicon/roles.ts';
import { exactly } from '../../notation/interval.ts';
import { suffixOf, writeLike } from '../../notation/write.ts';
import { singular } from '../../text/singular.ts';
import { span } from '../../text/span.ts';
import { type Atom, borrowing, comparable, type Line, valueOf } from '../atoms.ts';
import type { Claim, PatternId } from '../claim.ts';
import { isBound, isDegree, unbound } from '../figures.ts';
import { changed, closes, closesChange, gap, gaps, words } from '../phrases.ts';
import { agrees, ratioHolds } from '../ratio.ts';
import { otherwise } from '../shares.ts';
import { sidesOfRatio, termOf } from '../side.ts';

/**
 * A percentage or a factor beside the two figures that it is of. Found by the signs and small words between three figures alone; it is put
 * to the test in every reading (of the one, of the other, rest, difference, points) and is false only where all fail.
 */
interface Row {
  readonly pattern: PatternId;
  /** Which of three figures in a row is the ratio, `p`, and the two that it is of. */
  readonly shape: readonly ('a' | 'b' | 'p')[];
  readonly gaps: readonly RegExp[];
  readonly before?: RegExp;
  readonly after?: RegExp;
  /** Only between figures that carry a unit, or where the ratio has a sign or a word of change by it. */
  readonly needsDirection?: boolean;
  /** Only between figures of one measure, or of one noun. */
  readonly oneThing?: boolean;
}

const rows: readonly Row[] = [
  // 9.7 of 80 GB (12 %); 9.7/80 GB = is an equation, and read as one
  { pattern: 'share', shape: ['a', 'b', 'p'], gaps: [gaps.of, gaps.openWith], after: closes },
  { pattern: 'share', shape: ['a', 'b', 'p'], gaps: [gaps.of, gap('W(?:=|≈|→|:|is|are|makes|gives|即|为) W')] },
  // 1/8 of the experts (12.5 %); `(14 % of the weights)` is of another whole
  {
    pattern: 'share',
    shape: ['a', 'b', 'p'],
    gaps: [gap('/ '), gap(String.raw`of W\( (?:[=≈] )?`)],
    after: /^ (?:each |in all |of all |of them )?\)/u,
  },
  // 68 GB (85 % of 80 GB)
  { pattern: 'share', shape: ['a', 'p', 'b'], gaps: [gaps.openWith, gaps.of], after: closes },
  // 12 % (9.7 of 80 GB), 12 % (9.7 GB vs 80 GB)
  // 96 % of the limit (87 of 90 s)
  { pattern: 'share', shape: ['p', 'a', 'b'], gaps: [gap(String.raw`W(?:of W)?\( W`), gap('W(?:out of|of|/) W')], after: closes },
  { pattern: 'change', shape: ['p', 'a', 'b'], gaps: [gap(String.raw`W(?:W)?\( W`), gaps.against], after: closes },
  { pattern: 'change', shape: ['p', 'a', 'b'], gaps: [gap(String.raw`W(?:W)?\( W(?:from )?`), gaps.to], after: closes },
  // cut by 25 %: from 24 to 18 min; fell 25 % from 24 to 18 min
  { pattern: 'change', shape: ['p', 'a', 'b'], gaps: [gap('W(?:W)?(?:[:,—–] )?(?:from|从|由) '), gaps.to] },
  // 85 % of 80 GB = 68 GB
  { pattern: 'share', shape: ['p', 'b', 'a'], gaps: [gaps.of, gap(String.raw`W(?:=|≈|is|are|makes|gives|→|\(|即|为|是) (?:= |≈ )?W`)] },
  // 68 GB is 85 % of 80 GB
  {
    pattern: 'share',
    shape: ['a', 'p', 'b'],
    gaps: [gap('W(?:is|are|was|=|≈|or|,|—|–|即|为|是|占) (?:= |≈ |which is |that is |or |i . e . )?'), gaps.of],
  },
  // at 400 TFLOP/s that is an MFU of 40 % against the peak of 989
  {
    pattern: 'share',
    shape: ['a', 'p', 'b'],
    gaps: [
      gap('W(?:,|;|:|—|–)? ?W(?:an |the |a )?(?:mfu|hfu|utili[sz]ation|efficiency|share|fraction|利用率|占比) (?:of |is |= |为 |: )?'),
      gap('W(?:against|of|over|relative to|out of|from) W'),
    ],
  },
  // 1.8 TB/s at 80 % utilization (effective: 1.44 TB/s)
  {
    pattern: 'share',
    shape: ['b', 'p', 'a'],
    gaps: [
      gap('W(?:at|with|×|@|,) (?:an? )?W'),
      gap(String.raw`W(?:utili[sz]ation|efficiency|mfu|mbu|hfu|利用率|效率)(?:,| \() (?:i . e . )?W(?:[:=≈] )?`),
    ],
    after: closes,
  },
  // requires 64 GPUs but only 16 are available (400 %)
  {
    pattern: 'share',
    shape: ['a', 'b', 'p'],
    before: /(?:^| )(?:requir|need|demand|want|ask|call)\p{L}*(?: for)? $/u,
    gaps: [
      gap('W(?:, |; )?(?:but|while|and|whereas|with|of) (?:there are |it has |we have )?(?:only |just )?(?:the )?'),
      gap(String.raw`W(?:are |is )?(?:available|there|present|provided|exist|on hand|left) ?\( W`),
    ],
    after: closes,
  },
  // 25 ms (50 % better than 50 ms)
  { pattern: 'change', shape: ['a', 'p', 'b'], gaps: [gaps.openWith, gaps.over], after: closes },
  { pattern: 'change', shape: ['a', 'p', 'b'], gaps: [gap('W(?:is|are|was|,|—|–) (?:W)?'), gaps.over] },
  // 24 → 18 min is a cut of 25 %; from 320 to 240, down 25 %
  { pattern: 'change', shape: ['a', 'b', 'p'], gaps: [gaps.to, gaps.amounts] },
  // 71 of 90 s, 79 %; 75 GB of 80 GB, headroom 6.25 %
  {
    pattern: 'share',
    shape: ['a', 'b', 'p'],
    gaps: [gaps.of, gap('W(?:,|;|—|–) (?:a |an |or |i . e . |= )?W(?:of )?')],
    after: /^ (?:[^\s()#]+ ){0,2}(?:\)|,|;|\.|$)/u,
  },
  // 9 (vs 14) → −36 %
  {
    pattern: 'change',
    shape: ['a', 'b', 'p'],
    gaps: [
      gap(String.raw`W\( (?:vs\.?|versus|was|before|previously|from|down from|up from|instead of) W`),
      gap(String.raw`W\) W(?:→|:|,|=|—|–) (?:[+-] )?`),
    ],
    after: closesChange,
    needsDirection: true,
  },
  // in a layer of 640 µs it takes 118 µs, a share of 18 %
  { pattern: 'share', shape: ['b', 'a', 'p'], gaps: [gap('WWW'), gap('W(?:,|;|—|–) (?:a share of|a fraction of|a portion of|or) ')] },
  // from 24 to 18 min (−25 %), 24 → 18 min (25 % less)
  {
    pattern: 'change',
    shape: ['a', 'b', 'p'],
    gaps: [gaps.to, gap(String.raw`W(?:\(|,|:|=|—|–) (?:[+-] )?(?:(?:a|by|saves|saving|about) )*`)],
    after: closesChange,
    needsDirection: true,
  },
  {
    pattern: 'change',
    shape: ['a', 'b', 'p'],
    gaps: [gap(String.raw`W\( (?:was|before|previously|from|baseline|down from|up from|vs|instead of) W`), gap('W(?:,|;|:) (?:[+-] )?')],
    after: closesChange,
    needsDirection: true,
  },
  // 9 min, was 6 min (+50 %)
  {
    pattern: 'change',
    shape: ['b', 'a', 'p'],
    gaps: [gap('W[,;] (?:was|were|before|previously|formerly|down from|up from|instead of|原为|此前) W'), gap(String.raw`W\( (?:[+-] )?`)],
    after: closesChange,
    needsDirection: true,
  },
  // 2,146 against 1,480 tokens/s, an improvement of 45 %
  { pattern: 'change', shape: ['a', 'b', 'p'], gaps: [gaps.against, gaps.told], after: closesChange },
  // 25 a week, now 18 a week, down 28 %
  {
    pattern: 'change',
    shape: ['a', 'b', 'p'],
    gaps: [gap('W(?:/ [^ ]+ )?(?:,|;|,?→) W'), gaps.told],
    after: closesChange,
    oneThing: true,
  },
  // 18 min vs 24 min (−25 %)
  {
    pattern: 'change',
    shape: ['a', 'b', 'p'],
    gaps: [gaps.against, gap(String.raw`W(?:\(|,|:|=|→|—|–) (?:[+-] )?`)],
    after: closesChange,
    needsDirection: true,
  },
];

const spoken = new RegExp(`^ ${words}`, 'u');

export function ratios(line: Line): Claim[] {
  const out: Claim[] = [];
  const { atoms } = line;
  for (let at = 0; at + 2 < atoms.length; at++) {
    for (const row of rows) {
      const claim = match(line, at, row);
      if (!claim) continue;
      out.push(claim);
      break;
    }
  }
  return out;
}

function match(line: Line, at: number, row: Row): Claim | null {
  const three = [0, 1, 2].map((index) => line.atoms[at + index] as Atom);
  if (three.some((atom) => atom.term && atom.measure !== '%')) return null;
  const role = (name: 'a' | 'b' | 'p'): Atom => three[row.shape.indexOf(name)] as Atom;
  const p = role('p');
  if (!isRatio(p)) return null;
  if (!row.gaps[0]?.test(line.gaps[at + 1] ?? '') || !row.gaps[1]?.test(line.gaps[at + 2] ?? '')) return null;
  if (ofDegree(line, three, p) || (isSpeed(line, at) && [role('a'), role('b')].every(isLabel))) return null;
  // `35 GB instead of 70 GB, 44 % of the 80 GB`: not of what it was
  if (/ (?:instead of|rather than) $/.test(line.gaps[at] ?? '')) return null;
  if (row.before && !row.before.test(line.gaps[at] ?? '')) return null;
  if (row.after && !row.after.test(line.gaps[at + 3] ?? '')) return null;
  const [rawA, rawB] = [role('a'), role('b')];
  // `better than 50 ms`: the word is the gap's, no bound
  const compared = row.gaps[1] === gaps.over;
  const [a, b] = [borrowing(rawA, rawB), compared ? unbound(borrowing(rawB, rawA)) : borrowing(rawB, rawA)];
  if (a.to || b.to || isBound(a) || isBound(b) || !comparable(a, b) || (isRatio(a) && a.measure === 'x' && b.measure === 'x')) return null;
  if (row.shape[0] === 'p' && isOfOther(line.gaps[at + 1] ?? '', b)) return null;
  if (row.needsDirection && !directed(line, at, a, p)) return null;
  // `95 %: from 4 to 8 GPUs` may be what came of it
  if (row.shape[0] === 'p' && row.gaps.includes(gaps.to) && !isToldOfChange(line, at)) return null;
  // 60 ms and 40 ms are two measures, unless the one is said to be the other now
  if (row.oneThing && !/→|\b(?:now|today|then|later|this)\b|本|现|今/u.test(line.gaps[at + 1] ?? '')) return null;
  if (row.oneThing && a.measure === 'count' && (a.noun.length === 0 || a.noun[0] !== b.noun[0])) return null;
  // `18 min vs 24 min`, `better than 50 ms`: what it is set against comes second
  const backwards = row.pattern === 'change' && row.gaps.some((space) => space === gaps.against || space === gaps.over);
  const claim = backwards ? claimOf(line, row.pattern, b, a, p) : claimOf(line, row.pattern, a, b, p);
  const told = claim.holds && row.pattern === 'share' ? otherwise(line, a, b, p) : null;
  if (told) return { ...claim, ...told, holds: false };
  return claim.holds && row.gaps.includes(gaps.to) ? (againstItsDirection(line, claim, { a, b, p }) ?? claim) : claim;
}

/**
 * `from 320 to 240, down 33 %`: a fall is told of what it falls from, which makes 25 %; 33 % is the way back. Nobody can mean it, and many
 * write it.
 */
function againstItsDirection(line: Line, claim: Claim, { a, b, p }: { a: Atom; b: Atom; p: Atom }): Claim | null {
  if (p.measure !== '%') return null;
  const [x, y] = [valueOf(a), valueOf(b)];
  const said = told(line, p);
  const way = x.middle > y.middle && falls(said) ? 'fall' : x.middle < y.middle && rises(said) ? 'rise' : null;
  if (!way || (falls(said) && rises(said))) return null;
  const [part, rest] = [(x.middle - y.middle) / x.middle, y.middle / x.middle];
  const near = (value: number): boolean => agrees({ low: Math.abs(value), middle: Math.abs(value), high: Math.abs(value) }, p.number);
  if (near(part) || near(rest) || (a.measure === '%' && near(x.middle - y.middle))) return null;
  const truth = `${writeLike(Math.abs(part), p.number)}${suffixOf(p.number)}`;
  const back = way === 'fall' ? 'rise' : 'fall';
  return {
    ...claim,
    holds: false,
    sure: 'likely',
    says: `from ${shown(a)} to ${shown(b)} is a ${way} of ${truth}; ${shown(p)} is the ${back} back`,
    correction: { number: p.number, value: Math.abs(part) },
  };
}

/** `3,000 tok/s, 1.5 × that of TP 4`: a degree names what was measured, and is no figure of it. */
const ofDegree = (line: Line, three: readonly Atom[], p: Atom): boolean => {
  const [x, y] = three.filter((atom) => atom !== p) as [Atom, Atom];
  return isDegree(line, x) !== isDegree(line, y);
};

/** `16 GPUs are 1.8 × faster than 8 GPUs`: what is faster is not what is counted. */
const isLabel = ({ measure }: Atom): boolean => measure === 'count' || measure === 'B';
const isSpeed = ({ gaps }: Line, at: number): boolean => gaps.slice(at, at + 4).some((space) => speed.test(space));
export const speed =
  /(?:^| )(?:faster|slower|quicker|better|worse|cheaper|dearer|(?:more|less) (?:efficient|expensive|accurate|productive)|speed ?up|sooner|longer|that of|those of) |快|慢|贵|便宜/u;

/** The words right before and behind a percentage. */
function told(line: Line, p: Atom): string {
  const at = line.atoms.indexOf(p);
  const behind = spoken.exec(line.gaps[at + 1] ?? '')?.[0] ?? '';
  return `${line.gaps[at] ?? ''} ${behind}`;
}

const falls = matcher(fallWords);
const rises = matcher(riseWords);

export const isRatio = (atom: Atom): boolean => (atom.measure === '%' || atom.measure === 'x') && atom.to === null && !isBound(atom);

/** `TP 8 → 4 (14 %)` may be the effect of it on something else; `24 → 18 ms (−25 %)` is the change itself. */
function directed(line: Line, at: number, a: Atom, p: Atom): boolean {
  const [before, after] = [line.gaps[line.atoms.indexOf(p)] ?? '', line.gaps[at + 3] ?? ''];
  const signed = /[+-] $/.test(before);
  const told = changed.test(before) || changed.test(spoken.exec(after)?.[0] ?? '');
  return signed || told || (a.measure !== 'count' && changed.test(line.gaps.join('')));
}

/** `30 % of the tokens (12 of 90 files)`: what the percentage is of is not what is counted. */
const isOfOther = (space: string, { measure, noun }: Atom): boolean => {
  const whole = / of (.*)\($/u.exec(space.trimEnd())?.[1];
  const [thing] = noun;
  return whole !== undefined && measure === 'count' && thing !== undefined && !whole.split(' ').map(singular).includes(singular(thing));
};

/** A sign or a word of change right at a percentage that stands first. */
const isToldOfChange = ({ gaps }: Line, at: number): boolean =>
  /[+-] $/.test(gaps[at] ?? '') || changed.test(`${gaps[at] ?? ''} ${gaps[at + 1] ?? ''}`);

/** The claim that `p` is the ratio between `a` and `b`, checked in every reading. */
export function claimOf(line: Line, pattern: PatternId, a: Atom, b: Atom, p: Atom): Claim {
  const holds = ratioHolds(a, b, p.number);
  const [x, y] = [valueOf(a).middle, valueOf(b).middle];
  const value =
    pattern === 'share'
      ? x / y
      : p.measure === 'x'
        ? Math.max(x, y) / Math.min(x, y)
        : Math.abs(x - y) / (pattern === 'rest' ? Math.max(x, y) : x);
  const truth = `${writeLike(value, p.number)}${suffixOf(p.number)}`;
  const stated = `${p.number.text}${suffixOf(p.number)}`;
  const [left, right] = [shown(a), shown(b)];
  const relation =
    pattern === 'share' ? `${left} of ${right} is` : pattern === 'rest' ? `${left} leaves of ${right}` : `from ${left} to ${right} is`;
  return {
    pattern,
    statement: line.statement,
    span: span(p.number.digits.start, Math.max(p.number.span.end, p.number.digits.end)),
    holds,
    sure: 'certain',
    says: holds ? `holds: ${relation} ${stated}` : `${relation} ${truth}, not ${stated}`,
    figures: [a.number, b.number, p.number],
    correction: { number: p.number, value },
    sides: () => [
      { number: p.number, value: exactly(value) },
      ...sidesOfRatio(pattern === 'share' || pattern === 'rest' ? pattern : 'change', termOf(a), termOf(b), p.number),
    ],
  };
}

export const shown = (atom: Atom): string => `${atom.number.text}${atom.to ? `–${atom.to.text}` : ''}${suffixOf(atom.number)}`;
