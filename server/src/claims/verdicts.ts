import type { Section, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { matcher } from '../lexicon/matcher.ts';
import { excused, met, unmet } from '../lexicon/verdicts.ts';
import type { Line } from './atoms.ts';
import type { Ear, Page, Table } from './page.ts';

/** Things of which a table or a list says, of each, whether it is as it should be. */
export interface VerdictList {
  readonly items: readonly Judged[];
  readonly section: Section | null;
  /** Number of its first statement, and of its last one. */
  readonly first: number;
  readonly last: number;
  /** Heading, lead line, headers: what the list is of. */
  readonly about: string;
}

export interface Judged {
  readonly statement: Statement;
  /** The words of the whole row or line. */
  readonly text: string;
  readonly verdict: 'met' | 'missed';
  /** Somebody let it through. */
  readonly excused: boolean;
}

const tick = /[✓✔✅☑]/u;
const cross = /[✗✘❌✖]/u;
const [isExcused, isUnmet] = [matcher(excused), matcher(unmet)];
const plainUnmet = new RegExp(`^(?:${unmet.join('|')})(?![\\p{L}])`, 'u');
const plainMet = new RegExp(`^(?:${[...met, 'ok', 'yes', 'fits', '是'].join('|')})(?![\\p{L}])`, 'u');

/** What a cell that holds nothing else says; null where it is no verdict. */
export function verdictOf(cell: string): 'met' | 'missed' | null {
  const text = cell.toLowerCase().trim();
  if (text.length > longest) return null;
  if (cross.test(text)) return tick.test(text) ? null : 'missed';
  if (tick.test(text)) return isUnmet(text) ? null : 'met';
  return plainUnmet.test(text) ? 'missed' : plainMet.test(text) ? 'met' : null;
}

/** A verdict is a word or three. */
const longest = 40;

const known = new WeakMap<Page, readonly VerdictList[]>();

export function verdictLists(page: Page): readonly VerdictList[] {
  let lists = known.get(page);
  if (!lists) {
    lists = [
      ...page
        .heard(judges)
        .tables()
        .flatMap((table) => ofTable(page, table)),
      ...page
        .heard(isMarked)
        .groups()
        .flatMap((group) => ofGroup(page, group)),
    ].sort((a, b) => a.first - b.first);
    known.set(page, lists);
  }
  return lists;
}

/** `Status`, `Met`, `OK?`: a column of yes and no under another header tells of something else. */
const isVerdict = (header: string): boolean =>
  header.trim() === '' ||
  /\b(?:ok|okay|pass(?:ed|es)?|met|meets?|fits?|status|state|verdict|result|outcome|done|fixed|closed|resolved|ready|satisfied|compliant|green|achieved)\b|[✓✔✅]|达标|状态|结论|结果|通过|满足|完成/u.test(
    header,
  );

/** The last column in which every cell of the body that is filled is a verdict. */
function ofTable(page: Page, { headers, rows }: Table): VerdictList[] {
  for (let column = headers.length - 1; column > 0; column--) {
    const cells = rows.map((row) => row[column]).filter((line) => line !== undefined && page.text(line.statement).trim() !== '') as Line[];
    if (cells.length < 2) continue;
    const verdicts = cells.map((line) => verdictOf(page.text(line.statement)));
    if (verdicts.some((verdict) => verdict === null) || !isVerdict(headers[column] ?? '')) continue;
    const items = cells.map((line, at) => {
      const row = rows.find((each) => each[column] === line) ?? [];
      const text = row.map((each) => (each ? page.text(each.statement) : '')).join(' ');
      return { statement: line.statement, text, verdict: verdicts[at] as 'met' | 'missed', excused: isExcused(text) };
    });
    return [listOf(page, items, headers.join(' '))];
  }
  return [];
}

/** Lines of one list of which two or more bear a mark at either end. */
function ofGroup(page: Page, group: readonly Line[]): VerdictList[] {
  const items = group.flatMap((line): Judged[] => {
    const text = page.text(line.statement);
    const sign = signOf(page, line);
    if (!sign) return [];
    return [{ statement: line.statement, text, verdict: cross.test(sign) ? 'missed' : 'met', excused: isExcused(text) }];
  });
  return items.length >= 2 && items.length * 2 >= group.length ? [listOf(page, items, '')] : [];
}

const marked = new Slot<string | null>();

const signOf = (page: Page, line: Line): string | null => line.statement.own.of(marked, () => markOf(page.text(line.statement)));

/** Whether a line bears a mark, and whether a cell is nothing but a verdict. */
export const isMarked: Ear = (page, line) => signOf(page, line) !== null;
export const judges: Ear = (page, { statement }) => statement.cell?.row !== 0 && verdictOf(page.text(statement)) !== null;

/** The mark at either end. */
function markOf(text: string): string | null {
  const mark = /^\s*([✓✔✅☑✗✘❌✖])|([✓✔✅☑✗✘❌✖])(?:\s*\([^()]*\))?\s*$/u.exec(text);
  return mark?.[1] ?? mark?.[2] ?? null;
}

function listOf(page: Page, items: readonly Judged[], headers: string): VerdictList {
  const [head] = items as [Judged];
  const { section, index, parent } = head.statement;
  const last = (items.at(-1) as Judged).statement.index;
  return {
    items,
    section,
    first: index,
    last,
    about: `${leadOf(page, head.statement)} ${headers} ${page.title(section)} ${parent ? page.text(parent) : ''}`.toLowerCase(),
  };
}

/** The statement right before the block that one stands in. */
export function leadOf(page: Page, statement: Statement): string {
  const { statements } = page.document;
  let at = statement.index - 1;
  while (at >= 0 && statements[at]?.block === statement.block) at--;
  const lead = statements[at];
  return lead && lead.section === statement.section ? page.text(lead) : '';
}
