import { Slot } from '../../document/kept.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { numeral, numeralLike, numerals } from '../../lexicon/numerals.ts';
import { greater, smaller } from '../../lexicon/room.ts';
import { summaries } from '../../lexicon/verdicts.ts';
import type { WrittenNumber } from '../../notation/number.ts';
import { type Atom, borrowing, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { unbound } from '../figures.ts';
import type { Order } from '../order.ts';
import type { Page, Table } from '../page.ts';
import { clauseAt, firstFew, isAsserted, spoken } from '../spoken.ts';
import { shown } from './ratio.ts';

/**
 * So many of so many: `four of the eight runs took less than 8.5 s`, `every phase reached at least 90 %`, `no rack is above 90 kW`. The rows
 * are those of the nearest table before; the column is one of the figure's measure. False only where no such column bears it out.
 */
interface Told {
  /** How many are told to; null for all of them. */
  readonly some: number | null;
  /** Of how many; null where it is left open. */
  readonly of: number | null;
  readonly noun: string;
  readonly order: Order;
  readonly bound: Atom;
  readonly words: string;
  /** What the figure is told of, beyond the bare verb: `to start`, `restarted in`. */
  readonly about: readonly string[];
  /** The figure that tells how many, where it is one; else the word. */
  readonly number: WrittenNumber | null;
  readonly word: string | null;
}

const number = String.raw`(?:#\d+|${numerals}|\d+)`;
const some = new RegExp(
  String.raw`(?:^ |[,;:.(✓] )(?:(?:and|but|so|only|exactly|just) )*(?:(${number}|none|not one) of (?:the |our |these |those |all )*(?:(${number}) )?|(all|every|each|no|both)(?: of)?(?: the| our| these| those)?(?: (${number}))? )((?:[\p{L}-]+ ){0,2}?)([\p{L}-]+) `,
  'u',
);
const verb = String.raw`(?:(?!(?:and|but|while|with|if|not|or|except|on average|in sum|together) )[\p{L}'-]+ ){0,5}?`;
const lean = (words: readonly string[]): string => words.filter((word) => /[a-z]/.test(word)).join('|');
const less = new RegExp(`^${verb}(${lean(smaller)}) (?:the |a |an |of |our )*#(\\d+)`, 'u');
const more = new RegExp(`^${verb}(${lean(greater)}|exceeds?|exceeded) (?:the |a |an |of |our )*#(\\d+)`, 'u');
const isSummary = matcher(summaries);

export function tallies(page: Page): Claim[] {
  if (page.tables.length === 0) return [];
  const all = firstFew(page.loud, (line) => {
    const told = mayTally(page, line) ? toldBy(page, line) : null;
    return told && { line, told };
  });
  return all.flatMap(({ line, told }) => tally(page, line, told) ?? []);
}

const telling = new Slot<boolean>();

/** Whether a line tells how many of something do. */
export const mayTally = (page: Page, line: Line): boolean => line.statement.place.of(telling, () => toldBy(page, line) !== null);

function toldBy(page: Page, line: Line): Told | null {
  if (line.statement.cell || line.atoms.length === 0 || line.atoms.length > 4) return null;
  const said = spoken(page, line);
  const match = some.exec(said);
  if (!match) return null;
  const [whole, part, of, quantifier, many, , noun] = match as unknown as (string | undefined)[];
  const from = match.index + (whole as string).length;
  const rest = said.slice(from);
  const [below, above] = [less.exec(rest), more.exec(rest)];
  const found = below ?? above;
  if (!found || (below && above) || !isAsserted(clauseAt(said, from))) return null;
  const bound = line.atoms[Number(found[2])];
  if (!bound || bound.to || bound.term || bound.negative || bound.measure === 'x') return null;
  const count = (text: string | undefined): number | null =>
    text === undefined
      ? null
      : text.startsWith('#')
        ? (line.atoms[Number(text.slice(1))]?.number.value ?? null)
        : (numeral(text) ?? Number(text));
  const none = part === 'none' || part === 'not one' || quantifier === 'no';
  return {
    some: none ? 0 : part === undefined ? null : count(part),
    of: count(of ?? many) ?? (quantifier === 'both' ? 2 : null),
    noun: (noun as string).replace(/s$/, ''),
    order: below ? 'below' : 'above',
    bound: unbound(bound),
    words: said,
    about: contentOf(rest, found),
    number: part?.startsWith('#') ? (line.atoms[Number(part.slice(1))]?.number ?? null) : null,
    word: part && numeral(part) !== undefined ? part : null,
  };
}

const bare: ReadonlySet<string> = new Set(
  'took take takes reached reach reaches stayed stay stays ran run runs were are was is had have has needed need needs used use uses came come got get gets gave give gives made make makes remained remain remains lie lies fell fall still all well in at a an the to of per each even so far and'.split(
    ' ',
  ),
);

/** Words between the things and the bound, and those behind it up to the next mark, that say of what the figure is. */
function contentOf(rest: string, found: RegExpExecArray): string[] {
  const behind = rest.slice(found[0].length).split(/[.,;:()→—]/)[0] ?? '';
  const ahead = found[0].split(found[1] ?? '')[0] ?? '';
  return `${ahead} ${behind}`.split(/[^\p{L}-]+/u).filter((word) => word !== '' && !bare.has(word));
}

/** Rows of the table before, without those that sum up. */
function rowsOf(page: Page, { rows }: Table): Table['rows'] {
  return rows.filter(([lead]) => !lead || !isSummary(page.text(lead.statement)));
}

function tally(page: Page, line: Line, told: Told): Claim | null {
  const { section } = line.statement;
  const table = page.tables.findLast(({ rows }) => {
    const lead = rows[0]?.find((cell) => cell !== undefined)?.statement;
    return lead !== undefined && lead.index < line.statement.index && lead.section === section;
  });
  if (!table) return null;
  const rows = rowsOf(page, table);
  if (told.of !== null && told.of !== rows.length) return null;
  if (told.of === null && told.some !== 0 && told.some !== null) return null;
  if (told.of === null && !(table.headers[0] ?? '').includes(told.noun)) return null;
  const counted = table.headers.flatMap((header, column) => countIn(rows, column, header, told));
  if (counted.length === 0) return null;
  const named = counted.filter(({ named: own }) => own);
  // `restarted in less than 4 s` is of another figure than the column of that measure
  if (named.length === 0 && (told.about.length > 0 || !isOf(page, table, told.noun))) return null;
  const meant = named.length > 0 ? named : counted;
  const right = meant.find(({ fits }) => fits);
  const [one] = meant;
  if (!one) return null;
  return claimOf(page, line, told, right ?? one, right !== undefined, meant.length === 1);
}

/** The rows are such things: by the first header, by their names, or by the heading. */
function isOf(page: Page, { headers, rows }: Table, noun: string): boolean {
  const lead = rows[0]?.[0]?.statement;
  const names = [headers[0] ?? '', lead ? page.text(lead) : '', page.title(lead?.section ?? null)];
  return names.some((name) => name.toLowerCase().includes(noun));
}

interface Counted {
  readonly fits: boolean;
  /** The sentence names the column. */
  readonly named: boolean;
  readonly satisfied: readonly Atom[];
  readonly others: readonly Atom[];
}

function countIn(rows: Table['rows'], column: number, header: string, { bound, order, some: stated, of, words }: Told): Counted[] {
  if (column === 0) return [];
  const unit = bound.number.unit?.text.toLowerCase();
  const inHeader = unit !== undefined && header.split(/[^\p{L}%/]+/u).includes(unit);
  const atoms = rows.flatMap((row) => {
    const cell = row[column];
    const atom = cell?.atoms.length === 1 ? cell.atoms[0] : undefined;
    // `step (s)`: the header gives the unit
    return atom && !atom.to ? [unbound(inHeader ? borrowing(atom, bound) : atom)] : [];
  });
  const same = atoms.filter(
    (atom) => atom.measure === bound.measure && (bound.measure !== 'count' || atom.number.unit?.text === bound.number.unit?.text),
  );
  if (same.length < 2 || same.length !== atoms.length || (bound.measure === 'count' && bound.number.unit === null)) return [];
  const named = header.split(/[^\p{L}\d]+/u).some((word) => word.length >= 3 && words.includes(` ${word} `));
  if (!isNear(same, bound, named ? 10 : of === null ? 1.5 : 3)) return [];
  const satisfied = same.filter((atom) => standing(atom, bound, order) === 'in');
  const open = same.filter((atom) => standing(atom, bound, order) === 'open').length;
  // all of those that ran: one that gives no figure is no counter-example
  const wanted = stated ?? same.length;
  return [
    {
      fits: wanted >= satisfied.length && wanted <= satisfied.length + open,
      named,
      satisfied,
      others: same.filter((atom) => !satisfied.includes(atom)),
    },
  ];
}

/** A threshold lies among the figures that it is of; hours are no threshold of a column of seconds. */
function isNear(atoms: readonly Atom[], bound: Atom, factor: number): boolean {
  const values = atoms.map((atom) => valueOf(atom).middle);
  const at = valueOf(bound).middle;
  return at >= Math.min(...values) / factor && at <= Math.max(...values) * factor;
}

/** Whether a figure is on the side that is told of: a threshold is what it says, to the digit; at it, or within its own rounding, both are open. */
function standing(atom: Atom, bound: Atom, order: Order): 'in' | 'out' | 'open' {
  const [x, y] = [valueOf(atom), valueOf(bound).middle];
  if (x.middle === y || (atom.number.decimals < bound.number.decimals && x.low < y && x.high > y)) return 'open';
  return x.middle < y === (order === 'below') ? 'in' : 'out';
}

function claimOf(page: Page, line: Line, told: Told, counted: Counted, holds: boolean, sole: boolean): Claim {
  const { bound, order, some: stated, of } = told;
  const total = counted.satisfied.length + counted.others.length;
  const telling = stated === 0 || (stated !== null && stated < counted.satisfied.length) ? counted.satisfied : counted.others;
  return {
    pattern: 'count',
    statement: line.statement,
    span: line.statement.span,
    holds,
    sure: sole && of !== null ? 'certain' : 'likely',
    says: holds
      ? `holds: ${counted.satisfied.length} of ${total} ${order} ${shown(bound)}`
      : `${counted.satisfied.length} of the ${of ?? total} ${told.noun}s in the table are ${order} ${shown(bound)}, not ${stated === 0 ? 'none' : (stated ?? 'all')}`,
    figures: [bound.number],
    places: telling.slice(0, 6).map((atom) => ({ message: shown(atom), span: atom.number.span })),
    correction: told.number ? { number: told.number, value: counted.satisfied.length } : null,
    rewrite: rewriteOf(page, line, told.word, counted.satisfied.length),
  };
}

/** `Four of the eight runs` becomes `Three of …`, where the line has the word once. */
function rewriteOf(page: Page, { statement }: Line, word: string | null, count: number): Claim['rewrite'] {
  if (word === null || count === 0) return undefined;
  const text = page.text(statement);
  const [at, ...others] = [...text.toLowerCase().matchAll(new RegExp(`(?<![\\p{L}])${word}(?= of )`, 'gu'))];
  const found = at && text.slice(at.index, at.index + word.length);
  const said = found && numeralLike(count, found);
  if (!at || !said || others.length > 0 || text.length !== statement.span.end - statement.span.start) return undefined;
  const start = statement.span.start + at.index;
  return { span: { start, end: start + word.length }, text: said };
}
