import { anyOf, matcher } from '../lexicon/matcher.ts';
import { demands, suppliedBehind, supplies, yields } from '../lexicon/room.ts';
import { evaluate } from '../notation/evaluate.ts';
import { type Expression, hasName, type Item } from '../notation/expression.ts';
import { type Interval, scale } from '../notation/interval.ts';
import { figure, suffixOf } from '../notation/write.ts';
import { type Atom, type Line, valueOf } from './atoms.ts';
import { isCompound } from './spoken.ts';

/** One amount that a statement gives: a figure on its own, what an equation comes to, or a sum whose result is left out. */
export interface Amount {
  /** The figure that stands for it; of a sum the first one. */
  readonly atom: Atom;
  /** Its first and last figure among those of the line. */
  readonly first: number;
  readonly last: number;
  readonly value: Interval;
  readonly measure: string;
  /** Its unit's noun, or the word that it counts; null where none follows. */
  readonly noun: string | null;
  readonly shown: string;
  /** What an equation gives, or a sum. */
  readonly result: boolean;
  readonly sum: boolean;
}

/** The amounts of a line, in order; the terms of an equation are none. */
export function amountsOf(line: Line): Amount[] {
  const indexOf = (at: number): number => line.atoms.findIndex(({ number }) => number.digits.start === at);
  return line.items.flatMap((item) => {
    const amount = amountOf(line, item, indexOf);
    return amount && !isCompound(line, amount.last) ? [amount] : [];
  });
}

function amountOf(line: Line, item: Item, indexOf: (at: number) => number): Amount | null {
  if (item.kind === 'range') return null;
  if (item.kind === 'single') return ofFigure(line, indexOf(item.expression.number.digits.start), false);
  const last = item.sides.at(-1);
  if (!last || item.relations.some((relation) => !/[=≈→]/.test(relation))) return null;
  if (last.kind === 'number') {
    const at = indexOf(last.number.digits.start);
    const reckoned = item.sides.some((side) => side.kind === 'operation') || /\b(?:each|per)\b|每/.test(line.gaps[at] ?? '');
    return ofFigure(line, at, reckoned);
  }
  return item.sides.length === 1 ? ofSum(line, last, indexOf) : null;
}

function ofFigure(line: Line, index: number, result: boolean): Amount | null {
  const atom = line.atoms[index];
  if (!atom || atom.to || atom.negative) return null;
  return {
    atom,
    first: index,
    last: index,
    value: atom.measure === 'B' ? scale(valueOf(atom), 1e9 / (atom.number.magnitude * (atom.number.unit?.scale ?? 1))) : valueOf(atom),
    measure: atom.measure,
    noun: nounOf(atom),
    shown: `${/[$€£¥](?= $)/u.exec(line.gaps[index] ?? '')?.[0] ?? ''}${atom.number.text}${suffixOf(atom.number)}${atom.factor !== 1 ? ` ${atom.noun[0]}` : counted(atom)}`,
    result,
    sum: false,
  };
}

/** `32 down + 36 up`, with no result told. */
function ofSum(line: Line, side: Expression, indexOf: (at: number) => number): Amount | null {
  if (side.kind !== 'operation' || hasName(side) || side.operators.some((operator) => operator !== '+')) return null;
  const atoms = side.operands.flatMap((operand) => (operand.kind === 'number' ? [line.atoms[indexOf(operand.number.digits.start)]] : []));
  const [head] = atoms;
  const sum = evaluate(side);
  if (!head || !sum || atoms.length !== side.operands.length || atoms.some((atom) => atom?.measure !== head.measure || atom.factor !== 1))
    return null;
  const first = line.atoms.indexOf(head);
  const unit = head.number.magnitude * (head.number.unit?.scale ?? 1);
  return {
    atom: head,
    first,
    last: first + atoms.length - 1,
    value: sum.si,
    measure: head.measure,
    noun: null,
    shown: `${atoms.map((atom) => atom?.number.text).join(' + ')} = ${figure(sum.si.middle / unit)}${suffixOf(head.number)}`,
    result: true,
    sum: true,
  };
}

const vague: ReadonlySet<string> = new Set(
  'free left available are is in spare remaining installed of needed required used more there to for at and per a an the each'.split(' '),
);

/** The word that a plain count counts. */
const counted = (atom: Atom): string => (atom.measure === 'count' && !atom.number.unit && nounOf(atom) ? ` ${atom.noun[0]}` : '');

function nounOf({ number, noun }: Atom): string | null {
  if (number.unit?.noun) return number.unit.noun;
  const [first] = noun;
  return first && !vague.has(first) ? first.replace(/(?<=[a-z]{2})s$/, '') : null;
}

/** Whether one can be asked of the other: of one measure, and counts of one thing. */
export function sameKind(a: Amount, b: Amount): boolean {
  if (a.measure !== b.measure) return isBillions(a) && isBillions(b);
  if (a.measure === '%' || a.measure === 'x') return false;
  return a.measure !== 'count' || (a.noun !== null && a.noun === b.noun) || (a.noun === null) !== (b.noun === null);
}

/** `38 B tokens` and `33.7 B`: the one without a noun may be bytes by its letters alone. */
const isBillions = ({ measure, atom }: Amount): boolean => measure === 'B' || (measure === 'count' && atom.number.magnitude === 1e9);

export type Role = 'supply' | 'demand' | null;

const [isSupply, isDemand] = [supplies, demands].map((words) => new RegExp(anyOf(words), 'giu')) as [RegExp, RegExp];
const [isLabel, isYield] = [matcher(suppliedBehind), matcher(yields)];

/** Where the last match begins; −1 where there is none. */
const lastOf = (pattern: RegExp, text: string): number => [...text.matchAll(pattern)].at(-1)?.index ?? -1;

/** Whether the words around an amount make it what is there, or what is asked for; null where they say neither, or both. */
export function roleOf(line: Line, { first, last }: Amount): Role {
  const [before, behind] = around(line, first, last);
  // of several words the one that stands next to it: `the pool takes`
  const [supply, demand] = [lastOf(isSupply, before), lastOf(isDemand, before)];
  if (supply !== demand) return supply > demand ? 'supply' : 'demand';
  const next = behind.trim().split(' ').slice(0, 4).join(' ');
  return isLabel(next) ? 'supply' : lastOf(isDemand, next) >= 0 ? 'demand' : null;
}

/** `the pool gives 33.7 B`: what is there, if the sentence goes on to say that it is enough. */
export const isYielded = (line: Line, { first, last }: Amount): boolean => isYield(around(line, first, last)[0]);

/** The words of the clause before an amount and behind it. */
function around({ gaps }: Line, first: number, last: number): [string, string] {
  const before = (gaps[first] ?? '').split(/ [,;.()→—–|](?= )/).at(-1) ?? '';
  const behind = (gaps[last + 1] ?? '').split(/ (?:[,;.():→—–|]|and|but|while|so|which)(?= )/)[0] ?? '';
  return [before, behind];
}

/** `80 GB per GPU`, `70 GB a card`: what an amount is told of, one of several; '' where it is told of all. */
export function perOf(line: Line, { first, last }: Amount): string {
  const [ahead, behind] = around(line, first, last);
  // `$2.40 per GPU-hour: $26,294.40` is in all
  const before = first > 0 ? (ahead.split(' : ').at(-1) ?? '') : ahead;
  const per =
    /(?:per|each|every|每) ?(\p{L}+)/u.exec(`${before}#${behind}`) ??
    /^ ?(?:an?|\/) (\p{L}+)/u.exec(behind) ??
    /(?:^| )(?:an?|one) (\p{L}+) (?:has|holds|offers|gives|can hold) $/u.exec(before);
  return per?.[1]?.replace(/s$/, '') ?? '';
}
