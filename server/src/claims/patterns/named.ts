import { stem } from '../part.ts';
import { type Formula, plainFormula } from './formula.ts';
import { cell, type Grid } from './grid.ts';

/** What a header or a label says of its figures. */
interface Name {
  /** Singular words, without those of totals and units: `memory` of `Memory in total (GB)`. */
  readonly words: string;
  /** `device` of `Memory per device`, `second` of `tok/s`. */
  readonly per: string | null;
  /** Told of each of something that is not named: `kW each`, `unit price`. */
  readonly each: boolean;
  /** `total`, `in total`, `all`. */
  readonly total: boolean;
  /** What it multiplies by: 48 of `× 48 layers`, 8,192 of `Tokens per step (8,192 each)`. */
  readonly number: number | null;
}

const totals = /\b(?:in total|in all|total|overall|altogether|all|sum|number of|count of|no\. of)\b|#|合计|总计|总/g;
const eachWords = /\b(?:each|apiece|rate|(?:unit )?price|unit cost)\b|单价/;
/** `× 48 layers`, `8 × 10.4`, `80 layers`, `all 64 layers`, `(8,192 each)`, `at $100 per MWh`. */
const multiplier =
  /(?:×|\bx) ?(\d[\d,.]*\d|\d)|^(?:all )?(\d[\d,]*) ?(?:×|\p{L}+s$)|(\d[\d,.]*\d|\d) each\b|[$€](\d[\d,.]*\d|\d) (?:per|an?) /u;
const units = /[（(][^()（）]*[)）]/g;

function nameOf(header: string): Name {
  const text = header.toLowerCase().replace(/[*_`]/g, '');
  const number =
    multiplier
      .exec(text)
      ?.slice(1)
      .find((digits) => digits !== undefined) ?? null;
  const bare = text.replace(units, ' ').replace(/\d[\d,.]*/g, ' ');
  const parts = /^(.*\S)\s*(?:\bper\b|\ba\b|\/)\s*(\S.*)$/.exec(bare.trim());
  const rate = parts ? stemsOf(parts[2] ?? '') : null;
  const words = stemsOf((parts ? (parts[1] ?? '') : bare).replace(totals, ' ').replace(eachWords, ' '));
  return {
    words,
    per: rate === 's' || rate === 'sec' ? 'second' : rate,
    each: eachWords.test(text),
    total: new RegExp(totals.source).test(text),
    number: number === null ? null : Number(number.replaceAll(',', '')),
  };
}

const stemsOf = (phrase: string): string =>
  phrase
    .replace(/[^\p{L}/ -]/gu, ' ')
    .trim()
    .split(/\s+/)
    .map((word) => (word === 'tok' || word === 'tokens' ? 'token' : stem(word)))
    .join(' ');

/** What the headers say a column is of others: `tok/s per GPU`, `kW each`, `Total`, `First layer | Last layer | Layers`, `× 48 layers`. */
export function namedFormulas(headers: readonly string[], columns: readonly number[], target: number, grid: Grid): Formula[] {
  const names = headers.map(nameOf);
  const own = names[target];
  if (!own) return [];
  const others = columns.filter((column) => column !== target);
  const out: Formula[] = [];
  const add = (formula: Formula): void => void out.push({ ...formula, named: true });
  const find = (test: (name: Name) => boolean): number | undefined => others.find((column) => test(names[column] as Name));
  const of = (words: string, name: Name): boolean => name.words === words && name.per === null && !name.each;
  if (own.per) {
    const whole =
      find((name) => of(own.words, name)) ?? find((name) => name.total && name.words !== '' && own.words.endsWith(` ${name.words}`));
    const many = find((name) => of(own.per as string, name));
    if (whole !== undefined && many !== undefined && whole !== many) add(plainFormula('÷', [whole, many]));
    if (own.per === 'second') addRate();
  }
  if (own.per === null) addProduct();
  if (own.each) addEach();
  if (own.total && own.per === null && !own.each) addTotal();
  addCount();
  if (own.number !== null && own.number >= 2)
    for (const column of others)
      add({ ...plainFormula('×', [column]), factor: { low: own.number, middle: own.number, high: own.number }, by: 'unit' });
  return out;

  /** `Slots` beside `Hosts` and `Slots per host`. */
  function addProduct(): void {
    for (const each of others) {
      const { words, per } = names[each] as Name;
      const isWhole = own?.words === words || (own?.total === true && own.words !== '' && words.endsWith(` ${own.words}`));
      const many = per !== null && isWhole ? find((name) => of(per, name)) : undefined;
      if (many !== undefined && many !== each) add(plainFormula('×', [many, each]));
    }
  }

  /** `tokens per step ÷ step time`. */
  function addRate(): void {
    for (const whole of others) {
      const { words, per } = names[whole] as Name;
      if (words !== (own as Name).words || !per || per === 'second') continue;
      const time = find(
        (name) => name.words === `${per} time` || (name.words === 'time' && name.per === per) || name.words === `${per} s` || of(per, name),
      );
      if (time !== undefined) add(plainFormula('÷', [whole, time]));
    }
  }

  /** `count | kW each | kW`: of the figures left one counts things, and one is the product. */
  function addEach(): void {
    const left = others.filter(
      (column) => names[column]?.per === null && isWholly(grid, column, (measure) => measure !== '%' && measure !== 'x'),
    );
    const whole = left.find((column) => (own as Name).words !== '' && of((own as Name).words, names[column] as Name));
    const rest = left.filter((column) => column !== whole);
    const [many, product] = whole === undefined ? rest : [rest[0], whole];
    if (rest.length === (whole === undefined ? 2 : 1) && many !== undefined && product !== undefined)
      add(plainFormula('÷', [product, many]));
  }

  /** `Total`: all columns of its measure before it; `Node power in total`: so many nodes of such power. */
  function addTotal(): void {
    const { words } = own as Name;
    const before = others.filter((column) => column < target && column > 0);
    if (words === '' && before.length >= 2) return add(plainFormula('+', before));
    const one = find((name) => !name.total && name.per === null && name.words === words);
    const many = find(
      (name) => name.per === null && !name.total && name.words !== '' && name.words === words.split(' ')[0] && name.words !== words,
    );
    if (one !== undefined && many !== undefined) add(plainFormula('×', [one, many]));
  }

  /** `First layer | Last layer | Layers`. */
  function addCount(): void {
    const first = find((name) => /^(?:first|from|start|begin)\b/.test(name.words));
    const last = find((name) => /^(?:last|to|end|until)\b/.test(name.words));
    if (first === undefined || last === undefined || !isWholly(grid, target, (measure) => measure === 'count')) return;
    for (const plus of [1, 0]) add({ ...plainFormula('−', [last, first]), plus });
  }
}

const isWholly = (grid: Grid, column: number, test: (measure: string) => boolean): boolean =>
  [...grid.keys()].every((row) => grid[row]?.[column] === undefined || test(cell(grid, row, column).measure));
