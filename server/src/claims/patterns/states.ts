import type { Statement } from '../../document/document.ts';
import { Slot } from '../../document/kept.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { numeral, numerals } from '../../lexicon/numerals.ts';
import { failures, met } from '../../lexicon/verdicts.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page } from '../page.ts';
import { clauseAt, firstFew, isAsserted, spoken } from '../spoken.ts';
import { verdictLists } from '../verdicts.ts';

/** `Not one of the six runs went out of memory`, `4 of 5 findings are fixed`: how many entries of the list before are in a state. */
const number = String.raw`(?:#\d+|${numerals}|\d+)`;
const noneOf = new RegExp(
  String.raw`(?:^ |[,;:.(] )(?:none|not one|not a single one|no one) of (?:the |our |these |those |all )*(${number}) ([\p{L}-]+) (?=(.*))`,
  'u',
);
const someOf = new RegExp(
  String.raw`(?:^ |[,;:.(✓] )(?:(?:so|only|now) )*(${number}) of (?:the |our |these |all )*(${number}) ([\p{L}-]+) (?:(?:are|is|were|was|have been|has been) )*(${met.filter((word) => /[a-z]/.test(word)).join('|')})(?= |$)`,
  'u',
);
const states = failures.map((words) => matcher(words));

export function statesOf(page: Page): Claim[] {
  const all = firstFew(page.loud, (line) => {
    const said = statesIn(page, line);
    return said === null ? null : { line, said };
  });
  return all.flatMap(({ line, said }) => none(page, line, said) ?? some(page, line, said) ?? []);
}

const telling = new Slot<string | null>();

/** The statement as it is spoken, where it may tell of how many. */
export const statesIn = (page: Page, line: Line): string | null => line.statement.place.of(telling, () => saidOf(page, line));

function saidOf(page: Page, line: Line): string | null {
  const text = page.text(line.statement);
  if (line.statement.cell || text.length > longest || !/ of /.test(text)) return null;
  const said = spoken(page, line);
  return noneOf.test(said) || someOf.test(said) ? said : null;
}

const longest = 240;

const valueOf = (line: Line, text: string): number =>
  text.startsWith('#') ? (line.atoms[Number(text.slice(1))]?.number.value ?? Number.NaN) : (numeral(text) ?? Number(text));

function none(page: Page, line: Line, said: string): Claim | null {
  const match = noneOf.exec(said);
  if (!match) return null;
  const [, many, noun, rest] = match as unknown as [string, string, string, string];
  const clause = clauseAt(said, match.index + 2);
  const state = states.find((is) => is(clause.slice(-rest.length)));
  if (!state || !isAsserted(clause)) return null;
  const entries = entriesBefore(page, line.statement, valueOf(line, many));
  if (!entries) return null;
  const refuting = entries.filter((entry) => state(entry.text));
  const [first] = refuting;
  return claimOf(
    line.statement,
    !first,
    `${refuting.length} of the ${entries.length} ${noun} ${refuting.length === 1 ? 'is' : 'are'} told otherwise: "${short(first?.text ?? '')}"`,
    refuting,
  );
}

interface Entry {
  readonly statement: Statement;
  readonly text: string;
}

/** The rows of the table, or the lines of the list or fence, that stand right before and are so many; a line more is a header. */
function entriesBefore(page: Page, statement: Statement, many: number): Entry[] | null {
  const entries = [
    ...page.tables.map(({ rows }) =>
      rows.flatMap((row) => {
        const cells = row.filter((cell) => cell !== undefined);
        const [lead] = cells;
        return lead ? [{ statement: lead.statement, text: cells.map((cell) => page.text(cell.statement)).join(' ') }] : [];
      }),
    ),
    ...page.groups.map((group) => group.map((line) => ({ statement: line.statement, text: page.text(line.statement) }))),
  ].filter(([head]) => head !== undefined && head.statement.section === statement.section && head.statement.block < statement.block);
  const nearest = entries
    .sort((a, b) => (b[0]?.statement.index ?? 0) - (a[0]?.statement.index ?? 0))
    .find(({ length }) => length === many || length === many + 1);
  return nearest ? nearest.slice(nearest.length - many) : null;
}

function some(page: Page, line: Line, said: string): Claim | null {
  const match = someOf.exec(said);
  if (!match || !isAsserted(clauseAt(said, match.index + 2))) return null;
  const [, part, of, noun] = match as unknown as [string, string, string, string];
  const many = valueOf(line, of);
  const stem = noun.replace(/s$/, '');
  const list = verdictLists(page).findLast(
    ({ items, last, about, section }) =>
      items.length === many && last < line.statement.index && (section === line.statement.section || about.includes(stem)),
  );
  if (!list) return null;
  const good = list.items.filter(({ verdict }) => verdict === 'met').length;
  const odd = list.items.filter(({ verdict }) => verdict === (good < valueOf(line, part) ? 'missed' : 'met'));
  return claimOf(line.statement, good === valueOf(line, part), `${good} of the ${many} ${noun} are told to be so`, odd);
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text).replace(/\s+/g, ' ');

const claimOf = (statement: Statement, holds: boolean, says: string, places: readonly Entry[]): Claim => ({
  pattern: 'affirmation',
  statement,
  span: statement.span,
  holds,
  sure: 'likely',
  says: holds ? 'holds: the list before says so of each' : says,
  figures: [],
  places: places.slice(0, 6).map(({ statement: { span }, text }) => ({ message: short(text), span })),
  correction: null,
});
