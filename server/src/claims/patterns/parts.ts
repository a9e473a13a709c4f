import { exactly, type Interval } from '../../notation/interval.ts';
import { isSymbol } from '../../notation/symbols.ts';
import { figure } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { type Part, partAt, stem, thingOf } from '../part.ts';
import { words } from '../phrases.ts';
import { agrees } from '../ratio.ts';
import { type Side, sidesOfProduct, type Term, termOf } from '../side.ts';
import { shown } from './ratio.ts';

/**
 * A whole that is dealt out: so much in all, so many that share it, so much for each of them. `64 experts over 8 GPUs, 8 per GPU`,
 * `16 layers in 4 stages of 4 layers each`, `12 nodes of 8 GPUs, 96 in total`. The nouns tell which of three figures is which; the small
 * words between tell whether the three must agree, or whether copies and further factors may stand behind them.
 */
interface Deal {
  readonly all: Atom;
  readonly many: Atom;
  readonly each: Atom;
  /** Told as an equation: dealt out without rest, or a result behind a sign. */
  readonly strict: boolean;
}

export function parts(line: Line): Claim[] {
  if (line.atoms.length < 3) return [];
  const out: Claim[] = [];
  for (let index = 0; index < line.atoms.length; index++) {
    if (!plain(line, index)) continue;
    const part = partAt(line, index);
    const deal = part ? dealOf(line, part, index) : packsOf(line, index);
    if (deal) out.push(claimOf(line, deal));
  }
  return out;
}

/** A figure on its own; `over 8 GPUs` deals out, and is no bound here. */
const plain = (line: Line, index: number): boolean => {
  const { term, to, number, measure, negative } = line.atoms[index] as Atom;
  return (
    !term &&
    to === null &&
    !negative &&
    (number.qualifier === 'exact' ||
      number.qualifier === 'about' ||
      (number.qualifier === 'above' && /\bover $/.test(line.gaps[index] ?? ''))) &&
    measure !== '%' &&
    measure !== 'x' &&
    number.value > 0 &&
    (measure !== 'count' || !/[a-z]/i.test(number.text))
  );
};

/** Between the holders and what each of them has: `4 stages of 4 layers each`. */
const having = new RegExp(
  String.raw`^ ${words}(?:of|with|×|x|at|,? ?each (?:with|having|holding|of)|, with|having|holding|, ?(?:每\p{L}*)|每\p{L}*) ${words}$`,
  'u',
);
/** Between the whole and those that share it. */
const dealt = new RegExp(
  `^ ${words}(?:split|splits|divided|divides|partitioned|sharded|cut|grouped|arranged|organi[sz]ed|parted)? ?(?:evenly |equally )?(?:in|into|over|across|among|between|onto|on|by|分成|分为|分到|分布在|拆成) ${words}$`,
  'u',
);
/** Words that leave nothing over. */
const wholly = /(?:split|divided|divides|partitioned|sharded|grouped|arranged|\binto|分成|分为|拆成)/u;
/** What a result stands behind. */
const results = new RegExp(
  String.raw`(?:=|→|->|⇒|\b(?:means|makes|gives|gets|so|hence|thus|therefore|i . e .|namely|for|total|in all|in total)\b|共|总共|合计|即) ${words}$`,
  'u',
);
const inAll = new RegExp(`^ ${words}(?:in total|in all|altogether|total|overall|combined|共|总)`, 'u');

function dealOf(line: Line, part: Part, at: number): Deal | null {
  const each = line.atoms[at] as Atom;
  const others = line.atoms.filter((_, index) => index !== at && plain(line, index) && !partAt(line, index));
  const holders = holdersOf(line, part, at, others);
  const wholes = others.filter((atom) => !holders.includes(atom) && sameThing(each, part, atom));
  const [all, many] = [wholes[0], holders[0]];
  if (!all || !many || wholes.length > 1 || holders.length > 1 || all === many) return null;
  if (all.number.qualifier === 'above' || each.number.qualifier === 'above') return null;
  const strict = isStrict(line, all, many, each);
  // bytes and hours are of many things: only where one is told to be the result of the others
  if (!strict && (each.measure !== 'count' || turns.test(gapsWithin(line, [all, many, each])))) return null;
  return { all, many, each, strict };
}

/** `12 nodes of 8 GPUs, 96 in total`: nothing says each, but the last one is told to be the total of the second. */
function packsOf(line: Line, at: number): Deal | null {
  const [many, each, all] = [line.atoms[at - 1], line.atoms[at], line.atoms[at + 1]];
  if (!many || !each || !all || !plain(line, at - 1) || !plain(line, at + 1) || partAt(line, at - 1) || partAt(line, at + 1)) return null;
  if (many.measure !== 'count' || many.number.decimals > 0 || each.measure !== all.measure || thingOf(many).length === 0) return null;
  const [noun, same] = [thingOf(each).at(-1), thingOf(all).at(-1)];
  if (each.measure === 'count' && noun !== undefined && same !== undefined && stem(noun) !== stem(same)) return null;
  if (noun !== undefined && counts(many, stem(noun))) return null;
  const between = line.gaps[at + 1] ?? '';
  if (besides.test(line.gaps[at + 2] ?? '')) return null;
  const total = told.test(` ${between} `) || inAll.test(line.gaps[at + 2] ?? '') || (same !== undefined && result.test(between));
  return packs.test(line.gaps[at] ?? '') && opens.test(between) && total ? { all, many, each, strict: true } : null;
}

const packs = new RegExp(`^ ${words}(?:of|with|×|x) ${words}$`, 'u');
const opens = new RegExp(
  String.raw`^ ${words}(?:\(|,|=|→|—|–|:|;|in total|makes|make|gives|give|are|is|i . e .|共|总共|合计) ?(?:${words})$`,
  'u',
);
const told = /(?:in total|in all|altogether|total|overall|共|总)/u;
const result = /(?:=|→| makes?| gives?| are| is) /u;

/** Another clause, that does something with some of them: `…; we use 30 GPUs`. */
const turns = /[;.]|\b(?:use[sd]?|using|needs?|needed|takes?|keeps?|kept|reserves?d?|runs?|ran|leaves?)\b/u;

function gapsWithin(line: Line, three: readonly Atom[]): string {
  const at = three.map((atom) => line.atoms.indexOf(atom));
  return line.gaps.slice(Math.min(...at) + 1, Math.max(...at) + 1).join(' ');
}

function holdersOf(line: Line, { holder }: Part, at: number, others: readonly Atom[]): Atom[] {
  if (holder !== null) {
    const named = others.filter((atom) =>
      atom.measure === 'count' ? atom.number.decimals === 0 && counts(atom, holder) : stem(atom.number.unit?.text ?? '') === holder,
    );
    // `64 heads, TP 8 → 8 heads a card`
    return named.length === 0 && results.test(line.gaps[at] ?? '') ? others.filter((atom) => isDegree(line, atom)) : named;
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

/** `TP 8`, `EP=16`, `16-way EP`. */
function isDegree({ tokens }: Line, atom: Atom): boolean {
  if (atom.measure !== 'count' || atom.number.unit !== null) return false;
  const sign = tokens[atom.first - 1];
  const before = tokens[atom.first - (sign?.kind === 'relation' ? 2 : 1)];
  return (before?.kind === 'word' && isSymbol(before.text)) || (atom.noun[0] === 'way' && isSymbol(atom.noun[1] ?? ''));
}

/** Whether `atom` may be the whole of which `each` is a part: the same measure or noun. */
const sameThing = (each: Atom, { counted }: Part, atom: Atom): boolean =>
  each.measure === 'count' ? atom.measure === 'count' && counted !== null && counts(atom, counted) : atom.measure === each.measure;

/** Whether the thing is named behind the figure before the first small word: `GPUs` of `H100 GPUs across`. */
const counts = (atom: Atom, what: string): boolean => thingOf(atom).some((word) => stem(word) === what);

function isStrict(line: Line, all: Atom, many: Atom, each: Atom): boolean {
  const [a, n] = [line.atoms.indexOf(all), line.atoms.indexOf(many)];
  const before = line.gaps[a] ?? '';
  const behind = line.gaps[a + 1] ?? '';
  const total = (inAll.test(behind) || inAll.test(` ${all.noun.join(' ')} `)) && follows.test(before);
  if ((total || (results.test(before) && follows.test(before))) && !besides.test(behind)) return true;
  // 48 GB at 24 KB a token gives 2,000,000 tokens
  if (many.first > all.first && many.first > each.first && results.test(line.gaps[n] ?? '')) return true;
  const between = n === a + 1 ? (line.gaps[n] ?? '') : '';
  if (dealt.test(between) && wholly.test(between)) return true;
  const e = line.atoms.indexOf(each);
  return results.test(line.gaps[e] ?? '') && !besides.test(line.gaps[e + 1] ?? '') && (dealt.test(between) || each.measure === 'count');
}

/** Nothing is done between: `4 nodes with 8 GPUs per node, for 32 GPUs`, not `…; we use 30 GPUs`. */
const follows =
  /(?:^|[,;:(=→—–]|->) ?(?:(?:and|so|or|for|that|which|it|this|is|are|makes?|gives?|means|hence|thus|therefore|i|e|\.|a|total|of|in all|altogether|totall?ing|namely|共|总共|合计|总|=|→) )*$/u;
/** What is counted with it, or left out. */
const besides =
  /\b(?:with|without|including|incl|excluding|plus|minus|except|after|before|left|remain\w*|spare|free|healthy|usable|used)\b/u;

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
      if (Math.ceil(quotient) === each.number.shown || Math.floor(quotient) === each.number.shown) return true;
    } else if (agrees({ low: exact.low / n.high, middle: quotient, high: exact.high / n.low }, each.number)) return true;
  }
  const room = total.middle / one.middle;
  if (many.first === last && (Math.ceil(room) === many.number.shown || Math.floor(room) === many.number.shown)) return true;
  const further = line.atoms.filter((atom) => ![all, many, each].includes(atom) && atom.to === null && atom.measure === 'count');
  const factors = further.map((atom) => atom.number.value).filter((value) => value > 1);
  if (factors.some((factor) => agrees(times(product, factor), all.number) || agrees(times(product, 1 / factor), all.number))) return true;
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
    sure: deal.strict ? 'certain' : 'likely',
    says: ok ? `holds: ${name(many)} of ${name(each)} make ${shown(all)}` : says,
    figures: [all.number, many.number, each.number],
    correction:
      Number.isInteger(value / scale) || result.number.decimals > 0 ? { number: result.number, value: (value / scale) * unit } : null,
    sides: () => sidesOf(deal, result),
  };
}

const name = (atom: Atom): string =>
  atom.measure === 'count' && atom.number.unit === null ? `${shown(atom)} ${thingOf(atom).join(' ')}`.trim() : shown(atom);
