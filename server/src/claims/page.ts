import type { Document, Section, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { type Reading, readPart, slice } from '../plan/reading.ts';
import { once } from '../text/once.ts';
import { type Line, PlacedLine } from './atoms.ts';
import { consoleTables } from './console.ts';
import type { Table } from './table.ts';

export type { Table } from './table.ts';

/** Whether a pattern may find something in a line, told by the line and the words that it stands under and by nothing else of the page. */
export type Ear = (page: Page, line: Line) => boolean;

/** What a pattern has to look at: lines that it hears, and what holds one of them. */
export interface Heard {
  readonly lines: readonly Line[];
  groups(): readonly (readonly Line[])[];
  tables(): readonly Table[];
}

/** A document as the claims see it: the figures of every statement, and which statements belong together. */
export interface Page {
  readonly document: Document;
  readonly lines: readonly Line[];
  /** Those that may claim something, alone or with others; all of them until that is known. */
  readonly loud: readonly Line[];
  /** Groups and tables of which that is so. */
  readonly loudGroups: readonly (readonly Line[])[];
  readonly loudTables: readonly Table[];
  /** What a pattern has to look at. */
  readonly heard: (ear: Ear) => Heard;
  /** Lines of one list, fence or paragraph, under one parent, in order. */
  readonly groups: readonly (readonly Line[])[];
  readonly tables: readonly Table[];
  /** The line of a statement. */
  lineOf(statement: Pick<Statement, 'index'>): Line | undefined;
  /** In which of the groups and of the tables a line stands. */
  placeOf(): ReadonlyMap<Line, Place>;
  text(statement: Statement): string;
  title(section: Section | null): string;
  /** Whether a statement outside of a block gives a figure of that measure and value. */
  states(block: number, measure: string, value: number): boolean;
}

const words = new Slot<string>();

const programs = new Set([
  'bash',
  'sh',
  'shell',
  'zsh',
  'console',
  'python',
  'py',
  'c',
  'cpp',
  'cuda',
  'rust',
  'go',
  'java',
  'js',
  'javascript',
  'ts',
  'typescript',
  'dockerfile',
  'sql',
  'diff',
  'log',
  'mermaid',
  'dot',
  'json',
  'yaml',
  'yml',
  'toml',
  'hcl',
  'ini',
  'makefile',
  'latex',
  'tex',
]);

/** Programs, configs and logs have readers of their own. */
const isProse = (statement: Statement): boolean =>
  statement.kind !== 'comment' && (statement.fence === null || !programs.has(statement.fence));

export function pageOf(document: Document): Page {
  const known = pages.get(document);
  if (known) return known;
  const lines: Line[] = [];
  const byStatement: (Line | undefined)[] = Array.from({ length: document.statements.length });
  const read = (statement: Statement): Reading => readPart(document, statement, statement.span);
  for (const statement of document.statements) {
    if (!isProse(statement)) continue;
    const line = new PlacedLine(statement, read);
    lines.push(line);
    byStatement[statement.index] = line;
  }
  const groups = groupsOf(lines);
  const tables = [...tablesOf(document, lines), ...consoleTables(document, lines)];
  const page: Page = {
    document,
    lines,
    loud: lines,
    groups,
    loudGroups: groups,
    tables,
    loudTables: tables,
    heard: (ear) => listened(page, ear),
    lineOf: ({ index }) => byStatement[index],
    placeOf: once(() => placesOf(groups, tables)),
    text: (statement) => statement.own.of(words, () => slice(document, statement.span)),
    title: (section) => (section ? slice(document, section.title) : ''),
    states: (block, measure, value) =>
      lines.some(
        ({ statement, atoms }) =>
          statement.block !== block && atoms.some((atom) => atom.measure === measure && atom.number.value === value),
      ),
  };
  pages.set(document, page);
  return page;
}

const pages = new WeakMap<Document, Page>();

/** What an ear hears, where nothing is kept. */
export const listened = (page: Page, ear: Ear): Heard =>
  heardOf(
    page,
    page.lines.filter((line) => ear(page, line)),
    (line) => ear(page, line),
  );

interface Place {
  readonly group?: number;
  readonly table?: number;
}

function placesOf(groups: readonly (readonly Line[])[], tables: readonly Table[]): Map<Line, Place> {
  const out = new Map<Line, Place>();
  for (const [group, lines] of groups.entries()) for (const line of lines) out.set(line, { group });
  for (const [table, { lines }] of tables.entries()) for (const line of lines) out.set(line, { ...out.get(line), table });
  return out;
}

export function heardOf(page: Page, lines: readonly Line[], isHeard: (line: Line) => boolean): Heard {
  const places = (of: 'group' | 'table'): number[] =>
    [...new Set(lines.flatMap((line) => page.placeOf().get(line)?.[of] ?? []))].sort((a, b) => a - b);
  // a cell of a fence's table is no line of the page
  const isInCells = ({ rows, lines: [first] }: Table): boolean =>
    first?.statement.cell === null && rows.some((row) => row.some((line) => line !== undefined && isHeard(line)));
  return {
    lines,
    groups: once(() => places('group').map((at) => page.groups[at] as readonly Line[])),
    tables: once(() => {
      const told = new Set(places('table'));
      return page.tables.filter((table, at) => told.has(at) || isInCells(table));
    }),
  };
}

/** What is read of a statement, once for a page. */
export function perStatement<T>(read: (page: Page, statement: Statement) => T): (page: Page, statement: Statement) => T {
  const known = new WeakMap<Page, Map<Statement, T>>();
  return (page, statement) => {
    let ofPage = known.get(page);
    if (!ofPage) {
      ofPage = new Map();
      known.set(page, ofPage);
    }
    let value = ofPage.get(statement);
    if (value === undefined) {
      value = read(page, statement);
      ofPage.set(statement, value);
    }
    return value;
  };
}

/** More than a document has blocks. */
const most = 2 ** 24;

function groupsOf(lines: readonly Line[]): Line[][] {
  const groups = new Map<number, Line[]>();
  for (const line of lines) {
    const { cell, kind, block, parent, section } = line.statement;
    if (cell || kind === 'heading') continue;
    // lines of a paragraph each with a label of its own follow one another as items do
    const key = kind === 'sentence' ? -1 - block - most * ((section?.index ?? -1) + 1) : block + most * ((parent?.index ?? -1) + 1);
    const known = groups.get(key);
    if (known) known.push(line);
    else groups.set(key, [line]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function tablesOf(document: Document, lines: readonly Line[]): Table[] {
  const blocks = new Map<number, Line[]>();
  for (const line of lines) {
    if (!line.statement.cell) continue;
    const known = blocks.get(line.statement.block);
    if (known) known.push(line);
    else blocks.set(line.statement.block, [line]);
  }
  return [...blocks.values()].map((cells) => {
    const headers: string[] = [];
    const rows: (Line | undefined)[][] = [];
    for (const line of cells) {
      const { row, column } = line.statement.cell as { row: number; column: number };
      if (row === 0) headers[column] = slice(document, line.statement.span).toLowerCase();
      else {
        rows[row - 1] ??= [];
        (rows[row - 1] as (Line | undefined)[])[column] = line;
      }
    }
    return { headers: Array.from(headers, (header) => header ?? ''), rows: Array.from(rows, (row) => row ?? []), lines: cells };
  });
}
