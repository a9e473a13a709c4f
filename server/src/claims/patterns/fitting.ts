import { matcher } from '../../lexicon/matcher.ts';
import { fits, smaller } from '../../lexicon/room.ts';
import { plays } from '../../lexicon/speech.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { unbound } from '../figures.ts';
import type { Ear, Page, Table } from '../page.ts';
import { verdictOf } from '../verdicts.ts';
import { mostly } from './levels.ts';
import { shown } from './ratio.ts';

/** `Sum | Fits 64 GB?`: a header that gives the limit, and a mark in each row for the figure beside it. */
const isLimit = matcher([...fits, ...smaller, '≤', '<', '装得下', '放得下']);

export function fittings(page: Page): Claim[] {
  if (page.tables.length === 0) return [];
  const { lines } = page.heard(heads);
  if (lines.length === 0) return [];
  const headers = headersOf(lines);
  return page.tables.flatMap((table) => {
    const block = table.rows[0]?.find((each) => each !== undefined)?.statement.block;
    const above = headers.get(block ?? -1) ?? [];
    return table.headers.flatMap((header, column) => {
      const bound = above[column]?.atoms.length === 1 ? above[column]?.atoms[0] : undefined;
      if (column === 0 || !bound || bound.to || bound.measure === 'count' || !(isLimit(header) || /[≤<]/.test(header))) return [];
      const from = figureColumn(table, column, bound);
      return from < 0 ? [] : mostly(inColumn(page, table, column, from, unbound(bound)));
    });
  });
}

/** Whether a line is a header that gives one figure. */
export const heads: Ear = (_, { statement, atoms }) => statement.cell?.row === 0 && atoms.length === 1;

/** Lines of the header rows that give a figure, by the block of their table. */
function headersOf(lines: readonly Line[]): ReadonlyMap<number, readonly (Line | undefined)[]> {
  const out = new Map<number, (Line | undefined)[]>();
  for (const line of lines) {
    const { cell, block } = line.statement;
    if (!cell) continue;
    const above = out.get(block) ?? [];
    above[cell.column] = line;
    out.set(block, above);
  }
  return out;
}

/** The column that is told to be the sum, or the only one of that measure. */
function figureColumn({ headers, rows }: Table, column: number, bound: Atom): number {
  const mine = headers
    .map((_, index) => index)
    .filter(
      (index) =>
        index !== column && rows.every((row) => (row[index]?.atoms.length === 1 ? row[index]?.atoms[0]?.measure === bound.measure : false)),
    );
  const totals = mine.filter(
    (index) => plays('total', headers[index] ?? '') || /\b(?:peak|needed|used|per gpu|per card)\b|合计|峰值/.test(headers[index] ?? ''),
  );
  return totals.length === 1 ? (totals[0] ?? -1) : mine.length === 1 ? (mine[0] ?? -1) : -1;
}

/** A mark, a word, or both. */
const isBare = /^[\s✓✔✅☑✗✘❌✖]*\p{L}{0,8}[\s✓✔✅☑✗✘❌✖!.]*$/u;

function inColumn(page: Page, { rows }: Table, column: number, from: number, bound: Atom): Claim[] {
  return rows.flatMap((row) => {
    const [verdict, figure] = [row[column], row[from]?.atoms[0]];
    const text = verdict ? page.text(verdict.statement) : '';
    // `✓ with offload` is another set-up
    const said = isBare.test(text) ? verdictOf(text) : null;
    if (!verdict || !figure || !said || figure.to) return [];
    const over = valueOf(figure).low > bound.number.value * bound.factor;
    const under = valueOf(figure).high < bound.number.value * bound.factor;
    const holds = said === 'met' ? !over : !under;
    return [
      {
        pattern: 'room' as const,
        statement: verdict.statement,
        span: verdict.statement.span,
        holds,
        sure: said === 'met' ? ('certain' as const) : ('likely' as const),
        says: holds
          ? `holds: ${shown(figure)} against ${shown(bound)}`
          : said === 'met'
            ? `${shown(figure)} is more than ${shown(bound)}: it does not fit`
            : `${shown(figure)} is less than ${shown(bound)}, and told not to fit`,
        figures: [bound.number, figure.number],
        correction: null,
      },
    ];
  });
}
