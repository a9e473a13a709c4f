import { Slot } from '../../document/kept.ts';
import { type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page, Table } from '../page.ts';
import { clauseAt, firstFew, isAsserted, spoken } from '../spoken.ts';
import { shown } from './ratio.ts';

/** `k=4 helped at every batch size`: the table before gives a factor of each; one below 1 did not help. */
const helped =
  /(?:^| )(?:helped|helps|helped out|gained|gains|improved|improves|paid off|pays off|won|wins|(?:was|is|were|are) (?:faster|better|quicker)) (?:at|for|on|in|with) (?:every|each|all|all the) (?:one of the |of the )?(\p{L}[\p{L}-]*)/u;
const isFactor = /\b(?:ratio|speed-?up|factor|gain)\b|加速比|倍数/u;

export function everywhere(page: Page): Claim[] {
  if (page.tables.length === 0) return [];
  const all = firstFew(page.loud, (line) => {
    const noun = helpedIn(page, line);
    return noun === null ? null : { line, noun };
  });
  return all.flatMap(({ line, noun }) => held(page, line, noun) ?? []);
}

const helpedOf = new Slot<string | null>();

/** Of what each is told to have helped. */
export const helpedIn = (page: Page, line: Line): string | null => line.statement.place.of(helpedOf, () => nounOf(page, line));

function nounOf(page: Page, line: Line): string | null {
  const text = page.text(line.statement);
  if (line.statement.cell || text.length > longest || !/every|each|all/i.test(text)) return null;
  const said = spoken(page, line);
  const match = helped.exec(said);
  return match && isAsserted(clauseAt(said, match.index + 1)) ? (match[1] as string).replace(/s$/, '') : null;
}

const longest = 240;

function held(page: Page, line: Line, noun: string): Claim | null {
  const table = page.tables.findLast(({ rows }) => {
    const lead = rows[0]?.find((cell) => cell !== undefined)?.statement;
    return lead !== undefined && lead.index < line.statement.index && lead.section === line.statement.section;
  });
  if (!table || !(table.headers[0] ?? '').includes(noun)) return null;
  const factors = factorsOf(table);
  const below = factors.filter((atom) => valueOf(atom).high < 1);
  // most below 1: a factor of the time, where less is better
  if (factors.length < 3 || below.length * 2 >= factors.length) return null;
  const [first] = below;
  return {
    pattern: 'affirmation',
    statement: line.statement,
    span: line.statement.span,
    holds: !first,
    sure: 'likely',
    says: first ? `not at every ${noun}: ${shown(first)} is below 1` : `holds: all ${factors.length} are above 1`,
    figures: first ? [first.number] : [],
    correction: null,
  };
}

/** The figures of the only column that is a factor by its header. */
function factorsOf({ headers, rows }: Table) {
  const columns = [...headers.keys()].filter((column) => isFactor.test(headers[column] ?? ''));
  const [column] = columns;
  if (column === undefined || columns.length !== 1) return [];
  const atoms = rows.flatMap((row) => {
    const atom = row[column]?.atoms.length === 1 ? row[column]?.atoms[0] : undefined;
    return atom && !atom.to && !atom.negative && (atom.measure === 'x' || (atom.measure === 'count' && atom.number.unit === null))
      ? [atom]
      : [];
  });
  return atoms.length === rows.length ? atoms : [];
}
