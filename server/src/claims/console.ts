import type { Document, Statement } from '../document/document.ts';
import { Kept, Slot } from '../document/kept.ts';
import { readStatement } from '../plan/reading.ts';
import { type Line, lineOf } from './atoms.ts';
import type { Table } from './table.ts';

/** A piece of a line between two blanks or more, and its columns on the screen. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

interface Column {
  from: number;
  to: number;
}

/** Tables of a fence, apart by blanks: a header without figures, and lines whose pieces stand under its words. */
export function consoleTables(document: Document, lines: readonly Line[]): Table[] {
  const out: Table[] = [];
  let open: { headers: string[]; columns: Column[]; rows: (Line | undefined)[][]; lines: Line[]; block: number } | null = null;
  const close = (): void => {
    if (open && open.rows.length >= fewestRows) out.push({ headers: open.headers, rows: open.rows, lines: open.lines });
    open = null;
  };
  for (const whole of lines) {
    const { statement } = whole;
    if (statement.kind !== 'line' || statement.fence === null) continue;
    const text = document.plain.slice(statement.span.start, statement.span.end);
    // a rule under the header
    if (/^[-=+| ─━]+$/.test(text)) continue;
    const pieces = piecesOf(document, statement);
    const row = open && open.block === statement.block ? under(open.columns, pieces) : null;
    if (open && row) {
      open.lines.push(whole);
      open.rows.push(row.map((piece) => piece && lineIn(document, statement, piece)));
      continue;
    }
    close();
    if (pieces.length >= 3 && !/(?:^|\s)[$~]?\d[\d.,]*(?:\s|$)/.test(text))
      open = {
        headers: pieces.map(({ start, end }) => document.plain.slice(start, end).toLowerCase()),
        columns: pieces.map(({ from, to }) => ({ from, to })),
        rows: [],
        lines: [whole],
        block: statement.block,
      };
  }
  close();
  return out;
}

/** Lines below a header that make a table of it. */
const fewestRows = 3;

function piecesOf({ plain }: Document, { span }: Statement): Piece[] {
  const left = plain.lastIndexOf('\n', span.start - 1) + 1;
  return [...plain.slice(span.start, span.end).matchAll(/[^\s|│]+(?: [^\s|│]+)*/g)].map(({ 0: text, index }) => {
    const start = span.start + index;
    return { start, end: start + text.length, from: start - left, to: start - left + text.length };
  });
}

/** The piece of each column; null where one stands under no header, or under two. */
function under(columns: Column[], pieces: readonly Piece[]): (Piece | undefined)[] | null {
  const row: (Piece | undefined)[] = columns.map(() => undefined);
  for (const piece of pieces) {
    const over = [...columns.keys()].filter((at) => (columns[at] as Column).from < piece.to && piece.from < (columns[at] as Column).to);
    const [at] = over;
    if (at === undefined || over.length > 1 || row[at]) return null;
    row[at] = piece;
  }
  if (pieces.length < 2) return null;
  for (const [at, piece] of row.entries()) {
    const column = columns[at] as Column;
    if (piece) [column.from, column.to] = [Math.min(column.from, piece.from), Math.max(column.to, piece.to)];
  }
  return row;
}

/** What is kept of the pieces of a line, by where they stand in it. */
const ofPieces = new Slot<Map<string, Pick<Statement, 'own' | 'place'>>>();

function lineIn(document: Document, statement: Statement, { start, end }: Piece): Line {
  const kept = statement.place.of(ofPieces, () => new Map());
  const at = `${start - statement.span.start} ${end - statement.span.start}`;
  const { own, place } = kept.get(at) ?? { own: new Kept(), place: new Kept() };
  kept.set(at, { own, place });
  const cell = { ...statement, label: null, span: { start, end }, body: { start, end }, own, place };
  const { tokens, items } = readStatement(document, cell);
  return lineOf(cell, tokens, items);
}
