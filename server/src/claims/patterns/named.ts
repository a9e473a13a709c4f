import { exactly } from '../../notation/interval.ts';
import { singular } from '../../text/singular.ts';
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
    .map(singular)
    .join(' ');

/** The names of a table, and the column of which is asked what it is. */
interface Asked {
  readonly names: readonly Name[];
  readonly own: Name;
  readonly target: number;
  readonly others: readonly number[];
  readonly grid: Grid;
}

/** What the headers say a column is of others: `tok/s per GPU`, `kW each`, `Total`, `First layer | Last layer | Layers`, `× 48 layers`. */
export function namedFormulas(headers: readonly string[], columns: readonly number[], target: number, grid: Grid): Formula[] {
  const names = headers.map(nameOf);
  const own = names[target];
  if (!own) return [];
  const asked: Asked = { names, own, target, others: columns.filter((column) => column !== target), grid };
  const found = [
    ...(own.per === null ? wholesOf(asked) : quotients(asked, own.per)),
    ...(own.each ? eachOf(asked) : []),
    ...(own.total && own.per === null && !own.each ? totalsOf(asked) : []),
    ...spansOf(asked),
    ...multiplesOf(asked),
  ];
  return found.map((formula) => ({ ...formula, named: true }));
}

const find = ({ names, others }: Asked, test: (name: Name) => boolean): number | undefined =>
  others.find((column) => test(names[column] as Name));

const isOf = (words: string, name: Name): boolean => name.words === words && name.per === null && !name.each;

/** `tok/s per GPU` beside `tok/s` and `GPUs`; `tok/s` beside `tokens per step` and `step time`. */
function quotients(asked: Asked, per: string): Formula[] {
  const { own, names, others } = asked;
  const out: Formula[] = [];
  const whole =
    find(asked, (name) => isOf(own.words, name)) ??
    find(asked, (name) => name.total && name.words !== '' && own.words.endsWith(` ${name.words}`));
  const many = find(asked, (name) => isOf(per, name));
  if (whole !== undefined && many !== undefined && whole !== many) out.push(plainFormula('÷', [whole, many]));
  if (per !== 'second') return out;
  for (const column of others) {
    const { words, per: step } = names[column] as Name;
    if (words !== own.words || !step || step === 'second') continue;
    const isTime = (name: Name): boolean => name.words === `${step} time` || name.words === `${step} s` || isOf(step, name);
    const time = find(asked, (name) => isTime(name) || (name.words === 'time' && name.per === step));
    if (time !== undefined) out.push(plainFormula('÷', [column, time]));
  }
  return out;
}

/** `Slots` beside `Hosts` and `Slots per host`. */
function wholesOf(asked: Asked): Formula[] {
  const { own, names, others } = asked;
  return others.flatMap((each) => {
    const { words, per } = names[each] as Name;
    const isWhole = own.words === words || (own.total && own.words !== '' && words.endsWith(` ${own.words}`));
    const many = per !== null && isWhole ? find(asked, (name) => isOf(per, name)) : undefined;
    return many !== undefined && many !== each ? [plainFormula('×', [many, each])] : [];
  });
}

/** `count | kW each | kW`: of the figures left one counts things, and one is the product. */
function eachOf({ own, names, others, grid }: Asked): Formula[] {
  const left = others.filter(
    (column) => names[column]?.per === null && isWholly(grid, column, (measure) => measure !== '%' && measure !== 'x'),
  );
  const whole = left.find((column) => own.words !== '' && isOf(own.words, names[column] as Name));
  const rest = left.filter((column) => column !== whole);
  const [many, product] = whole === undefined ? rest : [rest[0], whole];
  const isOpen = rest.length !== (whole === undefined ? 2 : 1);
  return isOpen || many === undefined || product === undefined ? [] : [plainFormula('÷', [product, many])];
}

/** `Total`: all columns of its measure before it; `Node power in total`: so many nodes of such power. */
function totalsOf(asked: Asked): Formula[] {
  const { words } = asked.own;
  const before = asked.others.filter((column) => column < asked.target && column > 0);
  if (words === '') return before.length >= 2 ? [plainFormula('+', before)] : [];
  const one = find(asked, (name) => !name.total && name.per === null && name.words === words);
  const [thing] = words.split(' ');
  const many = find(asked, (name) => name.per === null && !name.total && name.words === thing && name.words !== words);
  return one === undefined || many === undefined ? [] : [plainFormula('×', [one, many])];
}

/** `First layer | Last layer | Layers`. */
function spansOf(asked: Asked): Formula[] {
  const first = find(asked, (name) => /^(?:first|from|start|begin)\b/.test(name.words));
  const last = find(asked, (name) => /^(?:last|to|end|until)\b/.test(name.words));
  if (first === undefined || last === undefined || !isWholly(asked.grid, asked.target, (measure) => measure === 'count')) return [];
  return [1, 0].map((plus) => ({ ...plainFormula('−', [last, first]), plus }));
}

/** `Per layer | × 48 layers`. */
function multiplesOf({ own, others }: Asked): Formula[] {
  const { number } = own;
  if (number === null || number < 2) return [];
  return others.map((column) => ({ ...plainFormula('×', [column]), factor: exactly(number), by: 'unit' }));
}

const isWholly = (grid: Grid, column: number, test: (measure: string) => boolean): boolean =>
  [...grid.keys()].every((row) => grid[row]?.[column] === undefined || test(cell(grid, row, column).measure));
