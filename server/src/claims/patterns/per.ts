import { figure } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { agrees } from '../ratio.ts';
import { shown } from './ratio.ts';

/**
 * So many of one thing for each of another, beside both counts: `32 heads across 8 GPUs, 4 heads per GPU`, `8 nodes, 4 GPUs per node, 32
 * GPUs`. The nouns alone tie the three. Any other figure of the statement may divide or multiply as well; false only where none does.
 */
export function pers(line: Line): Claim[] {
  const figures = line.atoms.filter((atom) => atom.measure === 'count' && atom.to === null && !/[a-z]/i.test(atom.number.text));
  if (figures.length < 3) return [];
  const out: Claim[] = [];
  for (const rate of figures) {
    const [counted, holder] = rateOf(rate);
    if (!counted || !holder || counted === holder) continue;
    const others = figures.filter((atom) => atom !== rate && rateOf(atom)[1] === null);
    const [totals, holders] = [others.filter((atom) => counts(atom, counted)), others.filter((atom) => counts(atom, holder))];
    const [all, many] = [totals[0], holders[0]];
    if (!all || !many || totals.length > 1 || holders.length > 1) continue;
    out.push(claimOf(line, rate, all, many, holdsSomehow(line, rate, all, many)));
  }
  return out;
}

/** `heads` and `GPU` of `4 heads per GPU`; nulls where nothing is told per something. */
function rateOf({ noun }: Atom): readonly [string | null, string | null] {
  const at = noun.findIndex((word) => word === 'per' || word === 'each' || word === 'every');
  if (at < 1) return [null, null];
  const holder = noun[at + 1];
  return noun[at] === 'per' && !holder ? [null, null] : [stem(noun[at - 1] ?? ''), holder ? stem(holder) : null];
}

/** Whether the thing counted is named before the first small word: `GPUs` of `H100 GPUs across`. */
function counts({ noun }: Atom, what: string): boolean {
  const end = noun.findIndex((word) => small.has(word));
  return (end < 0 ? noun : noun.slice(0, end)).some((word) => stem(word) === what);
}

const small = new Set([
  'across',
  'over',
  'on',
  'in',
  'of',
  'for',
  'with',
  'and',
  'per',
  'each',
  'to',
  'into',
  'by',
  'total',
  'available',
  'are',
  'is',
  'at',
  'from',
  'or',
  'split',
  'divided',
  'distributed',
  'spread',
]);
const stem = (word: string): string => word.toLowerCase().replace(/s$/, '');

/** Whether the rate is the quotient, in a reading that may take one more figure of the statement as a factor or divisor, or leave out a rest. */
function holdsSomehow(line: Line, rate: Atom, all: Atom, many: Atom): boolean {
  const [total, holders] = [valueOf(all).middle, valueOf(many).middle];
  if (total <= 0 || holders <= 0) return true;
  const extra = [
    1,
    ...line.atoms.filter((atom) => atom !== rate && atom !== all && atom.to === null).map((atom) => valueOf(atom).middle),
  ].filter((value) => value > 0);
  const quotients = extra.flatMap((factor) => [total / holders / factor, (total / holders) * factor, total / factor, factor / holders]);
  // copies of each, or further parts that the statement leaves out
  const copies = (rate.number.shown * holders) / total;
  if (copies !== 1 && (Number.isInteger(copies) || Number.isInteger(1 / copies))) return true;
  return quotients.some(
    (value) =>
      agrees({ low: value, middle: value, high: value }, rate.number) ||
      (Number.isInteger(rate.number.shown) && (Math.ceil(value) === rate.number.shown || Math.floor(value) === rate.number.shown)),
  );
}

function claimOf(line: Line, rate: Atom, all: Atom, many: Atom, holds: boolean): Claim {
  const value = valueOf(all).middle / valueOf(many).middle;
  const [counted, holder] = [rate.noun[0] ?? '', many.noun[0] ?? ''];
  return {
    pattern: 'each',
    statement: line.statement,
    span: rate.number.digits,
    holds,
    sure: 'likely',
    says: holds
      ? `holds: ${shown(all)} over ${shown(many)}`
      : `${shown(all)} ${counted} over ${shown(many)} ${holder} are ${figure(value)} each, not ${shown(rate)}`,
    figures: [all.number, many.number, rate.number],
    correction: Number.isInteger(value) ? { number: rate.number, value } : null,
  };
}
