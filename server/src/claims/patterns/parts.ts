import { exactly, type Interval } from '../../notation/interval.ts';
import { figure } from '../../notation/write.ts';
import { singular } from '../../text/singular.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { besides, counts, type Deal, dealt, inAll, standsAlone, wholly } from '../deal.ts';
import { isExcepted, isManifold } from '../exceptions.ts';
import { isDegree } from '../figures.ts';
import { type Part, partAt, thingOf } from '../part.ts';
import { words } from '../phrases.ts';
import { agrees } from '../ratio.ts';
import { type Side, sidesOfProduct, type Term, termOf } from '../side.ts';
import { packsOf } from './packs.ts';
import { shown } from './ratio.ts';

/** What is dealt out in a statement, and whether the figures agree. */
export function parts(line: Line): Claim[] {
  if (line.atoms.length < 3) return [];
  const out: Claim[] = [];
  for (let index = 0; index < line.atoms.length; index++) {
    const part = standsAlone(line, index) ? partAt(line, index) : undefined;
    const deal = part ? dealOf(line, part, index) : packsOf(line, index);
    if (deal) out.push(claimOf(line, deal));
  }
  return out;
}

/** Between the holders and what each of them has: `4 stages of 4 layers each`. */
const having = new RegExp(
  String.raw`^ ${words}(?:of|with|×|x|at|,? ?each (?:with|having|holding|of)|, with|having|holding|, ?(?:每\p{L}*)|每\p{L}*|\() ${words}$`,
  'u',
);
/** What a result stands behind. */
const results = new RegExp(
  String.raw`(?:=|→|->|⇒|\b(?:means|makes|gives|gets|so|hence|thus|therefore|i . e .|namely|for|total|in all|in total)\b|共|总共|合计|即) ${words}$`,
  'u',
);
const seconds: ReadonlySet<string> = new Set(['s', 'ms', 'sec', 'second', '秒']);

function dealOf(line: Line, part: Part, at: number): Deal | null {
  const each = line.atoms[at] as Atom;
  const others = line.atoms.filter((_, index) => index !== at && standsAlone(line, index) && !partAt(line, index));
  // a rate has a pattern of its own
  if (part.holder !== null && seconds.has(part.holder)) return null;
  const holders = holdersOf(line, part, at, others);
  const wholes = others.filter((atom) => !holders.includes(atom) && sameThing(line, at, part, atom));
  const [all, many] = [wholes[0], holders[0]];
  if (!all || !many || wholes.length > 1 || holders.length > 1 || all === many) return null;
  if (all.number.qualifier === 'above' || each.number.qualifier === 'above') return null;
  const strict = isStrict(line, all, many, each);
  // bytes and hours are of many things: only where one is told to be the result of the others
  if (!strict && (each.measure !== 'count' || turns.test(gapsWithin(line, [all, many, each])))) return null;
  return { all, many, each, strict };
}

/** Another clause, that does something with some of them: `…; we use 30 GPUs`. */
const turns = /[;.]|\b(?:use[sd]?|using|needs?|needed|takes?|keeps?|kept|reserves?d?|runs?|ran|leaves?)\b/u;

function gapsWithin(line: Line, three: readonly Atom[]): string {
  const at = three.map((atom) => line.atoms.indexOf(atom));
  return line.gaps.slice(Math.min(...at) + 1, Math.max(...at) + 1).join(' ');
}

function holdersOf(line: Line, { holder }: Part, at: number, others: readonly Atom[]): Atom[] {
  if (holder !== null) {
    const named = others.filter((atom) =>
      atom.measure === 'count' ? atom.number.decimals === 0 && counts(atom, holder) : singular(atom.number.unit?.text ?? '') === holder,
    );
    // `64 heads, TP 8 → 8 heads a card`, `512 split into 128 per GPU (TP 4)`
    const follows = results.test(line.gaps[at] ?? '') || isCutInto(line, at);
    return named.length === 0 && follows ? others.filter((atom) => isDegree(line, atom)) : named;
  }
  const before = line.atoms[at - 1];
  return before &&
    others.includes(before) &&
    before.measure === 'count' &&
    before.number.decimals === 0 &&
    before.noun.length > 0 &&
    having.test(line.gaps[at] ?? '')
    ? [before]
    : [];
}

/** Opens right behind the whole: `32 (`, `32 in total (`. */
const intoBracket = /^ (?:total |in total |in all |共 )?\( $/u;

/** The figure before is told to be dealt out into such parts. */
const isCutInto = ({ gaps }: Line, at: number): boolean => dealt.test(gaps[at] ?? '') && wholly.test(gaps[at] ?? '');

/** Whether `atom` may be the whole of which the figure at `at` is a part: the same measure or noun, or told to be dealt out into it. */
function sameThing(line: Line, at: number, { counted }: Part, atom: Atom): boolean {
  const each = line.atoms[at] as Atom;
  if (each.measure !== 'count' || atom.measure !== 'count') return atom.measure === each.measure;
  if (counted !== null) return counts(atom, counted);
  const [before, between] = [line.gaps[at] ?? '', line.gaps[at - 1] ?? ''];
  // `32 (4 per GPU on 8 GPUs)`; `63 shards divided into 3 parts (21 each)`
  if (atom === line.atoms[at - 1]) return isCutInto(line, at) || intoBracket.test(before);
  return atom === line.atoms[at - 2] && dealt.test(between) && wholly.test(between);
}

function isStrict(line: Line, all: Atom, many: Atom, each: Atom): boolean {
  const [a, n] = [line.atoms.indexOf(all), line.atoms.indexOf(many)];
  const before = withoutThing(line, a);
  const behind = line.gaps[a + 1] ?? '';
  const total = (inAll.test(behind) || inAll.test(` ${all.noun.join(' ')} `)) && follows.test(before);
  if ((total || (results.test(before) && follows.test(before))) && !besides.test(behind)) return true;
  // 48 GB at 24 KB a token gives 2,000,000 tokens
  if (many.first > all.first && many.first > each.first && results.test(line.gaps[n] ?? '')) return true;
  const between = n === a + 1 ? (line.gaps[n] ?? '') : '';
  if (dealt.test(between) && wholly.test(between)) return true;
  const e = line.atoms.indexOf(each);
  if (e === a + 1 && isCutInto(line, e) && n === e + 1 && / \( /.test(line.gaps[n] ?? '')) return true;
  return results.test(line.gaps[e] ?? '') && !besides.test(line.gaps[e + 1] ?? '') && (dealt.test(between) || each.measure === 'count');
}

/** The words before a figure, without what the figure before them counts: `that makes` of `6 nodes that makes 48 GPUs`. */
function withoutThing({ gaps, atoms }: Line, index: number): string {
  const before = atoms[index - 1];
  const things = before ? ` ${thingOf(before).join(' ')} ` : '';
  const space = gaps[index] ?? '';
  return things.length > 2 && space.startsWith(things) ? space.slice(things.length - 1) : space;
}

/** Nothing is done between: `4 nodes with 8 GPUs per node, for 32 GPUs`, not `…; we use 30 GPUs`. */
const follows =
  /(?:^|[,;:(=→—–]|->) ?(?:(?:and|so|or|for|that|which|it|this|is|are|makes?|gives?|means|hence|thus|therefore|i|e|\.|a|total|of|in all|altogether|totall?ing|namely|共|总共|合计|总|=|→) )*$/u;
/** How many: of `20 days` at so much a day, twenty. */
const holdersIn = (many: Atom): Interval => (many.measure === 'count' ? valueOf(many) : exactly(many.number.shown));

/** Whether the three agree. Loosely: in a reading that takes one more figure of the statement as a factor, or copies, or a rest. */
function holds(line: Line, { all, many, each, strict }: Deal): boolean {
  const [total, n, one] = [valueOf(all, true), holdersIn(many), valueOf(each)];
  const product = { low: n.low * one.low, middle: n.middle * one.middle, high: n.high * one.high };
  if (agrees(product, all.number)) return true;
  // what follows may be rounded, and one may go without
  const last = Math.max(all.first, many.first, each.first);
  const exact = valueOf(all);
  const quotient = exact.middle / n.middle;
  if (each.first === last) {
    if (each.measure === 'count' && each.number.decimals === 0 && each.number.magnitude === 1) {
      // of fewer than one each there is none on some
      if ((quotient > 1 && Math.ceil(quotient) === each.number.shown) || Math.floor(quotient) === each.number.shown) return true;
    } else if (agrees({ low: exact.low / n.high, middle: quotient, high: exact.high / n.low }, each.number)) return true;
  }
  const room = total.middle / one.middle;
  if (many.first === last && (Math.ceil(room) === many.number.shown || Math.floor(room) === many.number.shown)) return true;
  const further = line.atoms.filter((atom) => ![all, many, each].includes(atom) && atom.to === null && atom.measure === 'count');
  const factors = further.map((atom) => atom.number.value).filter((value) => value > 1);
  if (factors.some((factor) => agrees(times(product, factor), all.number) || agrees(times(product, 1 / factor), all.number))) return true;
  // `8 GPUs per node, but only 6 of them are ours: 10 nodes give us 60`
  const some = further.filter((atom) => /^ of (?:them|these|those|which) /.test(line.gaps[line.atoms.indexOf(atom) + 1] ?? ''));
  if (some.some(({ number }) => agrees(times(n, number.value), all.number))) return true;
  if (isManifold(line.gaps) || isExcepted(line.atoms, line.gaps, [all, many, each], product.middle, total.middle)) return true;
  if (strict) return false;
  const copies = product.middle / total.middle;
  const bare = [total.middle, ...factors.map((factor) => total.middle / factor), ...factors.map((factor) => factor / n.middle)];
  return (
    Number.isInteger(copies) ||
    Number.isInteger(1 / copies) ||
    bare.some((value) => agrees({ low: value, middle: value, high: value }, each.number))
  );
}

const times = ({ low, middle, high }: Interval, by: number): Interval => ({
  low: low * by,
  middle: middle * by,
  high: high * by,
});

/** All of it is so many times what each of them has. */
function sidesOf({ all, many, each }: Deal, result: Atom): Side[] {
  const term = (atom: Atom): Term =>
    atom === many && many.measure !== 'count'
      ? { number: atom.number, value: atom.number.shown, unit: atom.number.value / atom.number.shown }
      : termOf(atom);
  const rest = [all, many, each].filter((atom) => atom !== result);
  return sidesOfProduct(
    term(result),
    rest.map((atom) => ({ ...term(atom), exponent: result === all || atom === all ? 1 : -1 })),
  );
}

function claimOf(line: Line, deal: Deal): Claim {
  const { all, many, each } = deal;
  const ok = holds(line, deal);
  const [total, n, one] = [valueOf(all).middle, holdersIn(many).middle, valueOf(each).middle];
  // the figure that stands last is the one that follows
  const result = [all, many, each].reduce((last, atom) => (atom.first > last.first ? atom : last));
  const stated = shown(result);
  const unit = result.number.magnitude * (result.number.unit?.scale ?? 1) * result.factor;
  const scale = result === many && many.measure !== 'count' ? 1 : unit;
  const value = result === all ? n * one : result === each ? total / n : total / one;
  const says =
    result === all
      ? `${name(many)} of ${name(each)} are ${figure(value / scale)}, not ${stated}`
      : result === each
        ? `${name(all)} over ${name(many)} are ${figure(value / scale)} each, not ${stated}`
        : `${name(all)} by ${name(each)} each take ${figure(value / scale)}, not ${stated}`;
  return {
    pattern: 'each',
    statement: line.statement,
    span: result.number.digits,
    holds: ok,
    sure: deal.strict && !deal.copies ? 'certain' : 'likely',
    says: ok ? `holds: ${name(many)} of ${name(each)} make ${shown(all)}` : says,
    figures: [all.number, many.number, each.number],
    correction:
      Number.isInteger(value / scale) || result.number.decimals > 0 ? { number: result.number, value: (value / scale) * unit } : null,
    sides: () => sidesOf(deal, result),
  };
}

const name = (atom: Atom): string =>
  atom.measure === 'count' && atom.number.unit === null ? `${shown(atom)} ${thingOf(atom).join(' ')}`.trim() : shown(atom);
