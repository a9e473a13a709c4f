import type { Span } from '../../text/span.ts';
import { type Atom, borrowing, comparable, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { shown } from './ratio.ts';

/**
 * Two figures and how they stand to each other as whole numbers: `12 GPUs for attention, 4 for experts (3:1)`, `2400 against 1800, a ratio of
 * 4:3`. Told in either order, and rounded to the small numbers that people use.
 */
export function odds(line: Line): Claim[] {
  const out: Claim[] = [];
  if (line.gaps.some((gap) => isOfAnother.test(gap))) return [];
  for (const token of line.tokens) {
    if (token.kind !== 'word') continue;
    const told = written.exec(token.text);
    if (!told) continue;
    // the gap that it stands in is the one before the first figure behind it
    const next = line.atoms.findIndex(({ number }) => number.digits.start > token.start);
    const at = next < 0 ? line.atoms.length : next;
    const [before, after] = (line.gaps[at] ?? '').split(token.text, 2) as [string, string | undefined];
    const called =
      /\bratio\b/.test(before) ||
      /^ (?:\p{L}+ )?ratio\b/u.test(after ?? '') ||
      (told[1] !== told[2] && matched.test(after ?? '') && !line.gaps.some((gap) => isOfEach.test(gap)));
    // 1:1 and what is named otherwise are of ports, links and copies: 2:1 oversubscription
    if (!called && (told[1] === told[2] || !opens.test(before) || /^ [\p{L}-]/u.test(after ?? ''))) continue;
    const pair = pairFor(line, at, after ?? '');
    if (pair)
      out.push(
        claimOf(line, pair, [Number(told[1]), Number(told[2])], {
          start: token.start,
          end: token.start + token.text.replace('.', '').length,
        }),
      );
  }
  return out;
}

/** `3:1`, not the time 03:10. */
const written = /^([1-9]\d?):([1-9]\d?)\.?$/;
/** In brackets, behind an arrow or a sign, or called a ratio. */
const opens = /(?:\(|→|=|,|\bor|\bratio\b[^#]*) $/;

/** `in the new nodes it is 1:1`: one is of another time, or of another thing. */
const isOfAnother =
  /(?:^| )(?:old|new|newer|now|earlier|previously|formerly|planned|future|later|instead|otherwise|another|other|with all|after|before|if|would|could) |旧|新的|改为|之前|之后/u;

/** `1:1 mapping`: of what is told of each of them nobody knows. */
const matched = /^ (?:mapping|match|correspondence|assignment)\b/u;
const isOfEach = /(?:^| )(?:each|every|per|apiece|\/) /u;

/** The two figures before, or in brackets behind, that the odds can be of: alike, and the only ones. */
function pairFor({ atoms }: Line, at: number, after: string): readonly [Atom, Atom] | null {
  if (at === 2) return pair(atoms[0], atoms[1]);
  // 3:1 (12 GPUs and 4 GPUs)
  return at === 0 && atoms.length === 2 && /^ (?:\p{L}+ )?\(/u.test(after) ? pair(atoms[0], atoms[1]) : null;
}

function pair(a: Atom | undefined, b: Atom | undefined): readonly [Atom, Atom] | null {
  if (!a || !b || a.term || b.term || a.to || b.to || a.measure === '%' || b.measure === '%') return null;
  const [x, y] = [borrowing(a, b), borrowing(b, a)];
  if (!comparable(x, y) && !(x.measure === 'count' && y.measure === 'count')) return null;
  return x.number.value > 0 && y.number.value > 0 ? [x, y] : null;
}

function claimOf(line: Line, [a, b]: readonly [Atom, Atom], [p, q]: readonly [number, number], at: Span): Claim {
  const [x, y] = [valueOf(a).middle, valueOf(b).middle];
  const said = p / q;
  const whole = Number.isInteger(x) && Number.isInteger(y);
  const close = (slack: number): boolean => [x / y, y / x].some((ratio) => Math.abs(ratio / said - 1) <= slack);
  const holds = close(0.06);
  const truth = whole && gcd(x, y) > 1 ? lowest(x, y, said) : (Math.max(x, y) / Math.min(x, y)).toFixed(2);
  return {
    pattern: 'share',
    statement: line.statement,
    span: at,
    holds,
    sure: 'certain',
    says: holds ? `holds: ${shown(a)} to ${shown(b)}` : `${shown(a)} to ${shown(b)} is ${truth}, not ${p}:${q}`,
    figures: [a.number, b.number],
    correction: null,
    rewrite: { span: at, text: oddsLike(x / y, p / q) },
  };
}

/** The side that is 1 stays 1: `1:4` becomes `1:5`, and `2.5:1` where it does not come out whole. */
function oddsLike(ratio: number, said: number): string {
  const larger = Math.max(ratio, 1 / ratio);
  const text = Math.abs(larger - Math.round(larger)) < 0.06 * larger ? String(Math.round(larger)) : larger.toFixed(1);
  return said < 1 ? `1:${text}` : `${text}:1`;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** In lowest terms, the way round that is nearer to what is said. */
function lowest(x: number, y: number, said: number): string {
  const by = gcd(x, y);
  const [p, q] = [x / by, y / by];
  return Math.abs(Math.log(p / q / said)) <= Math.abs(Math.log(q / p / said)) ? `${p}:${q}` : `${q}:${p}`;
}
