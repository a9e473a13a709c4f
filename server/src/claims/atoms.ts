import type { Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { type Expression, type Item, type NumberExpression, numbersOf } from '../notation/expression.ts';
import type { Interval } from '../notation/interval.ts';
import { operandInterval, resultInterval, type WrittenNumber } from '../notation/number.ts';
import type { Token } from '../notation/token.ts';
import { bytesOrBillions, isCount, timesUnit } from '../notation/unit.ts';
import type { Reading } from '../plan/reading.ts';
import { gapText } from './gap.ts';

/** A figure as a claim sees it: a value in a dimension, at its place in a statement. */
export interface Atom {
  readonly number: WrittenNumber;
  /** The other end of a range. */
  readonly to: WrittenNumber | null;
  readonly statement: Statement;
  /** What it is measured in: `bytes`, `bytes/time`, `time`, `%`, `x`, `money`, `count` … */
  readonly measure: string;
  /** Factor from the printed digits to SI base units, where the unit stands in words (`18 min`). */
  readonly factor: number;
  /** Words right after it, lower case; what is counted comes first. */
  readonly noun: readonly string[];
  /** Its first and last token in the statement. */
  readonly first: number;
  readonly last: number;
  /** A minus stands before it. */
  readonly negative: boolean;
  /** A term of a sum, product or power; a plain quotion `9.7/80` is none. */
  readonly term: boolean;
}

/** A statement's figures in order, and what stands between them. */
export interface Line {
  readonly statement: Statement;
  readonly tokens: readonly Token[];
  readonly items: readonly Item[];
  readonly atoms: readonly Atom[];
  /** `gaps[i]` stands before atom i, the last one behind all: words, signs and marks in lower case, apart by single blanks. */
  readonly gaps: readonly string[];
}

const wordUnits: Readonly<Record<string, number>> = { min: 60, h: 3600, weeks: 604_800, week: 604_800 };

/** What a line says wherever it stands. */
const between = new Slot<readonly string[]>();

/** The figures of a statement, its whole text read, found once somebody asks for them. */
export class PlacedLine implements Line {
  readonly statement: Statement;
  readonly #read: (statement: Statement) => Reading;
  #reading: Reading | null = null;
  #made: Line | null = null;

  constructor(statement: Statement, read: (statement: Statement) => Reading) {
    this.statement = statement;
    this.#read = read;
  }

  get tokens(): readonly Token[] {
    return this.#ofReading().tokens;
  }

  get items(): readonly Item[] {
    return this.#ofReading().items;
  }

  #ofReading(): Reading {
    this.#reading ??= this.#read(this.statement);
    return this.#reading;
  }

  get atoms(): readonly Atom[] {
    return this.#line().atoms;
  }

  get gaps(): readonly string[] {
    return this.statement.own.of(between, () => this.#line().gaps);
  }

  #line(): Line {
    this.#made ??= lineOf(this.statement, this.tokens, this.items);
    return this.#made;
  }
}

/** Figures of `items`, which were read from `tokens`. */
export function lineOf(statement: Statement, tokens: readonly Token[], items: readonly Item[]): Line {
  const atoms: Atom[] = [];
  for (const item of items) {
    if (item.kind === 'range') add(item.from, item.to, false, []);
    else if (item.kind === 'single') addExpression(item.expression, false);
    else for (const side of item.sides) addSide(side);
  }
  joinIntervals(atoms, tokens);
  const gaps = [...atoms, null].map((atom, index) =>
    gapText(tokens, index === 0 ? 0 : (atoms[index - 1] as Atom).last + 1, atom ? atom.first : tokens.length),
  );
  return { statement, tokens, items, atoms, gaps };

  function addSide(side: Expression): void {
    if (side.kind === 'name') return;
    if (side.kind === 'number') return addExpression(side, false);
    const quotient =
      side.operators.length === 1 && side.operators[0] === '/' && side.operands.every((operand) => operand.kind === 'number');
    for (const operand of numbersOf(side)) addExpression(operand, !quotient);
  }

  function addExpression(expression: NumberExpression, term: boolean): void {
    add(
      expression.number,
      expression.to,
      term,
      expression.words.map(({ lower }) => lower),
    );
  }

  function add(number: WrittenNumber, to: WrittenNumber | null, term: boolean, words: readonly string[]): void {
    const first = tokenAt(tokens, number.digits.start);
    const last = lastToken(tokens, (to ?? number).span.end);
    if (first < 0 || last < first || (atoms.at(-1)?.last ?? -1) >= first) return;
    const token = tokens[first];
    const named = number.unit === null ? wordUnits[words[0] ?? ''] : undefined;
    const factor = number.unit === null && isFactor(tokens, first, last);
    atoms.push({
      number: factor ? { ...number, unit: timesUnit } : number,
      to,
      statement,
      measure: token?.kind === 'number' && token.currency ? 'money' : named ? 'time' : factor ? 'x' : measureOf(number),
      factor: named ?? 1,
      noun: words,
      first,
      last: named && tokens[last + 1]?.kind === 'word' ? last + 1 : withStroke(tokens, last),
      term,
      negative: isMinus(tokens[first - 1]),
    });
  }
}

/** `[0, 32)` and `[0, 31]`: two indices in brackets are the ends of a range, the second one less where the bracket is round. */
function joinIntervals(atoms: Atom[], tokens: readonly Token[]): void {
  const sign = (at: number): string => {
    const token = tokens[at];
    return token?.kind === 'punctuation' ? token.text : '';
  };
  for (let at = 0; at + 1 < atoms.length; at++) {
    const [from, to] = [atoms[at] as Atom, atoms[at + 1] as Atom];
    if (sign(from.first - 1) !== '[' || sign(from.last + 1) !== ',' || to.first !== from.last + 2 || !/^[\])]$/.test(sign(to.last + 1)))
      continue;
    if (from.measure !== 'count' || to.measure !== 'count' || from.to || to.to || to.number.value <= from.number.value) continue;
    // [0,1] may be a list of two
    if (sign(to.last + 1) === ']' && to.number.value - from.number.value < 2) continue;
    atoms.splice(at, 2, { ...from, to: to.number, last: to.last });
  }
}

const isMinus = (token: Token | undefined): boolean => token?.kind === 'operator' && token.operator === '-';

/** `by a factor of 3.7`, `2.4 times as many`. */
function isFactor(tokens: readonly Token[], first: number, last: number): boolean {
  const word = (at: number): string => {
    const token = tokens[at];
    return token?.kind === 'word' ? token.lower : '';
  };
  return (word(first - 1) === 'of' && word(first - 2) === 'factor') || (word(last + 1) === 'times' && word(last + 2) === 'as');
}

/** `14.2 s/step`: what a figure is told by belongs to it. */
function withStroke(tokens: readonly Token[], last: number): number {
  const [stroke, word] = [tokens[last + 1], tokens[last + 2]];
  return stroke?.kind === 'operator' && stroke.sign === '/' && !stroke.spaced && word?.kind === 'word' && !word.spaced ? last + 2 : last;
}

function measureOf({ unit }: WrittenNumber): string {
  if (!unit) return 'count';
  // bytes, or billions: set against its like alone
  if (unit === bytesOrBillions) return 'B';
  if (unit.percent) return '%';
  if (unit.times) return 'x';
  const { bytes, flop, time } = unit.dimension;
  if (isCount(unit.dimension)) return 'count';
  return [bytes !== 0 && `bytes${bytes}`, flop !== 0 && 'flop', time !== 0 && flop === 0 && `time${time}`].filter(Boolean).join('·');
}

/** Values that the figure may stand for, in SI base units; `asResult` with what an author rounds or cuts off. */
export function valueOf(atom: Atom, asResult = false): Interval {
  const read = asResult ? resultInterval : operandInterval;
  const low = read(atom.number);
  const high = atom.to ? read(atom.to) : low;
  const { factor } = atom;
  return { low: low.low * factor, middle: ((low.middle + high.middle) / 2) * factor, high: high.high * factor };
}

/** The atom with the unit of another, where it has none of its own: `9.7/80 GB`. */
export function borrowing(atom: Atom, like: Atom): Atom {
  const unit = like.number.unit;
  // kilowatts and the like are counts of a scale
  if (atom.measure !== 'count' || atom.number.unit || !unit || unit.percent || unit.times) return atom;
  if (like.measure === 'count' && (unit.scale === 1 || atom.noun.length > 0)) return atom;
  // `TP 4 replicas` have no unit to lend
  if (like.measure !== 'count' && /[a-z]{2}s$/.test(atom.noun[0] ?? '') && !fillers.has(atom.noun[0] ?? '')) return atom;
  const give = (number: WrittenNumber): WrittenNumber => ({
    ...number,
    unit,
    magnitude: number.magnitude === 1 ? like.number.magnitude : number.magnitude,
    value: number.shown * (number.magnitude === 1 ? like.number.magnitude : number.magnitude) * unit.scale,
  });
  return { ...atom, number: give(atom.number), to: atom.to && give(atom.to), measure: like.measure };
}

/** Whether two figures can be set against each other. Counts of two named things cannot. */
export function comparable(a: Atom, b: Atom): boolean {
  if (a.measure !== b.measure) return false;
  if (a.measure !== 'count') return true;
  const [x, y] = [headNoun(a), headNoun(b)];
  return x === null || y === null || x === y;
}

const fillers = new Set([
  'of',
  'the',
  'a',
  'an',
  'in',
  'on',
  'for',
  'per',
  'to',
  'and',
  'is',
  'are',
  'vs',
  'versus',
  'at',
  'with',
  'by',
  'or',
  'from',
  'out',
  'as',
  'than',
  'total',
  'available',
  'used',
  'required',
  'needed',
  'active',
  'free',
  'max',
  'min',
  'target',
  'limit',
  'budget',
  'requirement',
  'now',
  'before',
  'after',
  'each',
  'was',
  'were',
]);

/** What a count counts, singular; null where no noun follows. */
function headNoun({ noun }: Atom): string | null {
  const [first] = noun;
  if (!first || fillers.has(first)) return null;
  return first.replace(/s$/, '');
}

/** Index of the token that begins at `offset`, or −1. Tokens are in order. */
function tokenAt(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const start = (tokens[middle] as Token).start;
    if (start === offset) return middle;
    if (start < offset) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Index of the last token that begins before `end`. */
function lastToken(tokens: readonly Token[], end: number): number {
  let low = 0;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tokens[middle] as Token).start < end) low = middle;
    else high = middle - 1;
  }
  return low;
}
