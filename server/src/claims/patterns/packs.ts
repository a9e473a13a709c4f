import { devices, machines, samples } from '../../lexicon/things.ts';
import { singular } from '../../text/singular.ts';
import type { Atom, Line } from '../atoms.ts';
import { besides, counts, type Deal, dealt, inAll, isAmount, standsAlone, wholly } from '../deal.ts';
import { partAt, thingOf } from '../part.ts';
import { words } from '../phrases.ts';

/**
 * So many of such a size, side by side, and what they come to before or behind them: `12 nodes of 8 GPUs, 96 in total`, `128 samples split
 * into 4 batches of 32`, `40 layers in 2×20 layers`, `each of the 4 pods uses 16 chips, 64 chips in all`, `nodes: 2, gpus: 8 (16 total)`.
 * Nothing says each; what stands between the two, and what is told to be the whole, gives them their parts.
 */
export function packsOf(line: Line, at: number): Deal | null {
  const [many, each] = [line.atoms[at - 1], line.atoms[at]];
  if (!many || !each || each.negative || many.measure !== 'count' || many.number.decimals > 0) return null;
  const product = isProduct(line, many, each);
  if (!product && (!standsAlone(line, at - 1) || !standsAlone(line, at))) return null;
  if (!product && !isPacked(line, at, many, each)) return null;
  return totalBehind(line, at, product) ?? wholeBefore(line, at, product);
}

const packs = new RegExp(`^ ${words}(?:of|with|×|x) ${words}$`, 'u');
/** `each of the 4 replicas uses 16 GPUs`. */
const eachOf = /(?:^| )(?:each|every one|all) of (?:the |our |these |those )?$/u;
const uses = new RegExp(`^ ${words}$`, 'u');

function isPacked(line: Line, at: number, many: Atom, each: Atom): boolean {
  // `micro-batches` is one word
  const [before, between] = [line.gaps[at - 1] ?? '', (line.gaps[at] ?? '').replace(/(\p{L}) - (?=\p{L})/gu, '$1')];
  if (eachOf.test(before)) return uses.test(between) && thingOf(each).length > 0;
  if (partAt(line, at - 1)) return false;
  if (packs.test(between)) return thingOf(many).length > 0 || labelOf(before) !== null;
  // nodes: 2, gpus: 8
  const [holder, held] = [labelOf(before), labelOf(between)];
  return holder !== null && held !== null && machines.has(holder) && devices.has(held) && /^ , /.test(between);
}

/** `gpus` of `…, gpus : `. */
const labelOf = (space: string): string | null => {
  const word = /(?:^|[ ,(])([\p{L}_]+) (?::|=) $/u.exec(space)?.[1];
  return word ? singular(word) : null;
};

const products = new WeakMap<Line, ReadonlySet<number>>();

/** `2×20 layers`: two factors and no result. */
function isProduct(line: Line, many: Atom, each: Atom): boolean {
  if (!many.term || !each.term) return false;
  const known = products.get(line) ?? secondFactors(line);
  products.set(line, known);
  return known.has(each.number.digits.start);
}

/** Where the second factor stands of each product of two that has no result. */
function secondFactors({ items }: Line): ReadonlySet<number> {
  const starts = items.flatMap((item) => {
    const [side] = item.kind === 'chain' && item.sides.length === 1 ? item.sides : [];
    if (side?.kind !== 'operation' || side.operators.length !== 1 || side.operators[0] !== '*') return [];
    const [first, second] = side.operands;
    return first?.kind === 'number' && second?.kind === 'number' ? [second.number.digits.start] : [];
  });
  return new Set(starts);
}

const opens = new RegExp(
  String.raw`^ ${words}(?:\(|,|=|→|—|–|:|;|in total|makes|make|gives|give|are|is|i . e .|共|总共|合计) ?(?:${words})$`,
  'u',
);
const told = /(?:in total|in all|altogether|total|overall|共|总)/u;
const result = /(?:=|→| makes?| gives?| are| is) /u;

function totalBehind(line: Line, at: number, product: boolean): Deal | null {
  const [many, each, all] = [line.atoms[at - 1] as Atom, line.atoms[at] as Atom, line.atoms[at + 1]];
  if (!all || product || !standsAlone(line, at + 1) || partAt(line, at + 1) || each.measure !== all.measure) return null;
  if (isOtherThing(each, all) || isOneThing(many, each)) return null;
  const same = thingOf(all).at(-1);
  const between = line.gaps[at + 1] ?? '';
  if (besides.test(line.gaps[at + 2] ?? '') || isFurther(line, at)) return null;
  const total = told.test(` ${between} `) || inAll.test(line.gaps[at + 2] ?? '') || (same !== undefined && result.test(between));
  if (!opens.test(between) || !total) return null;
  // `nodes: 2, gpus: 8 (8 total)`: the gpus are all of them already
  return labelOf(line.gaps[at] ?? '') !== null && all.number.value === each.number.value ? null : { all, many, each, strict: true };
}

/** `12 nodes of 8 GPUs and 4 nodes of 4 GPUs, 112 in all`: the total is of both. */
function isFurther(line: Line, at: number): boolean {
  const [many, each] = [line.atoms[at - 3], line.atoms[at - 2]];
  return many !== undefined && each !== undefined && joins.test(line.gaps[at - 1] ?? '') && isPacked(line, at - 2, many, each);
}

const joins = new RegExp(`^ ${words}(?:,|\\+|and|plus|和|与|及|加)(?: (?:and|another|plus))? $`, 'u');

function wholeBefore(line: Line, at: number, product: boolean): Deal | null {
  const [all, many, each] = [line.atoms[at - 2], line.atoms[at - 1] as Atom, line.atoms[at] as Atom];
  if (!all || !standsAlone(line, at - 2) || !isAmount(each) || partAt(line, at - 2) || each.measure !== all.measure) return null;
  const between = line.gaps[at - 1] ?? '';
  if (!dealt.test(between) || !wholly.test(between)) return null;
  if (thingOf(all).length === 0 || isOtherThing(each, all) || (!product && isOneThing(many, each))) return null;
  const behind = line.gaps.slice(at + 1).join('#');
  // `2 groups of 24 and one of 16`
  if (besides.test(behind) || (behind.includes('#') && /^ ?[^(.;:]*?(?:,|\+|\b(?:and|or)\b|和|或)/u.test(behind))) return null;
  const left = all.number.value / (many.number.value * each.number.value);
  if (left <= 1 || !Number.isInteger(left)) return { all, many, each, strict: true };
  // so many times too few: the copies of a model share samples, and other things seldom
  return thingOf(all).some((word) => samples.has(singular(word))) ? null : { all, many, each, strict: true, copies: true };
}

/** Counts of two named things. */
function isOtherThing(each: Atom, all: Atom): boolean {
  const [noun, same] = [thingOf(each).at(-1), thingOf(all).at(-1)];
  return each.measure === 'count' && noun !== undefined && same !== undefined && singular(noun) !== singular(same);
}

const isOneThing = (many: Atom, each: Atom): boolean => {
  const noun = thingOf(each).at(-1);
  return noun !== undefined && counts(many, singular(noun));
};
