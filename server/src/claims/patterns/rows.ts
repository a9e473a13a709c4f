import { plays, verdictIn, wantsLess, wantsMore } from '../../lexicon/speech.ts';
import type { Interval } from '../../notation/interval.ts';
import { writeLike } from '../../notation/write.ts';
import { type Atom, comparable, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { unbound } from '../figures.ts';
import { ordered, orderOfGoal, orderOfMeasure } from '../order.ts';
import type { Page, Table } from '../page.ts';
import { agrees, ratioHolds } from '../ratio.ts';
import { sidesOfProduct, termOf } from '../side.ts';
import { formulasOf } from './columns.ts';
import { cell, type Grid, gridOf, lineAt, rowsWith } from './grid.ts';
import { matchedRows } from './match.ts';
import { neighbours } from './neighbours.ts';
import { claimOf, isRatio, shown } from './ratio.ts';
import { reckonings } from './stated.ts';
import { totals } from './total.ts';

const mostRows = 64;
const mostColumns = 24;

/** What the rows of a table show of their columns: the one row that breaks what the others keep. */
export const tables = (page: Page): Claim[] => page.loudTables.flatMap((table) => inTable(page, table));

export function inTable(page: Page, table: Table): Claim[] {
  // longer and wider ones are logs and listings, not figures that are reckoned with by hand
  if (table.rows.length > mostRows || table.headers.length > mostColumns) return [];
  const grid = gridOf(table);
  const told = [
    ...shares(table, grid),
    ...formulasOf(page, table, grid),
    ...speedups(table, grid),
    ...sharesOfTotal(table, grid),
    ...neighbours(page, table, grid),
  ];
  const refuted = told.filter(({ holds }) => !holds);
  const inTotal = totals(page, table, [...refuted, ...reckonings(page, table, grid, []).filter(({ holds }) => !holds)]);
  return [...told, ...inTotal, ...reckonings(page, table, grid, inTotal), ...goals(page, table, grid), ...matchedRows(page, table, grid)];
}

/** `before | after | reduction`: a column of percentages or factors of two others. */
function shares({ headers, rows }: Table, grid: Grid): Claim[] {
  const out: Claim[] = [];
  for (const p of headers.keys()) {
    const mine = [...grid.keys()].filter((row) => grid[row]?.[p] && isRatio(cell(grid, row, p)));
    if (
      mine.length === 0 ||
      (!plays('share', headers[p] ?? '') && !plays('change', headers[p] ?? '') && !plays('left', headers[p] ?? '') && mine.length < 3)
    )
      continue;
    const best = bestPair(headers, grid, p, mine);
    if (!best) continue;
    for (const row of best.rows) {
      const [a, b, stated] = [grid[row]?.[best.a], grid[row]?.[best.b], grid[row]?.[p]] as [Atom, Atom, Atom];
      const claim = claimOf(lineAt(rows, row, p), plays('change', headers[p] ?? '') ? 'change' : 'share', unbound(a), unbound(b), stated);
      out.push({ ...claim, pattern: claim.holds ? claim.pattern : 'row', sure: best.held >= 3 ? 'certain' : 'likely' });
    }
  }
  return out;
}

/** The two columns of which most rows of `p` are the ratio; all rows but one must keep it. */
function bestPair(
  headers: readonly string[],
  grid: Grid,
  p: number,
  mine: readonly number[],
): { a: number; b: number; rows: number[]; held: number } | null {
  let best: { a: number; b: number; rows: number[]; held: number } | null = null;
  for (const a of headers.keys())
    for (const b of headers.keys()) {
      if (b <= a || a === p || b === p) continue;
      const rows = mine.filter((row) => {
        const [x, y] = [grid[row]?.[a], grid[row]?.[b]];
        return x && y && !x.to && !y.to && comparable(unbound(x), unbound(y)) && valueOf(x).middle > 0 && valueOf(y).middle > 0;
      });
      const held = rows.filter((row) => ratioHolds(cell(grid, row, a), cell(grid, row, b), cell(grid, row, p).number)).length;
      // one row is enough where a header tells of a change between the two columns before it
      const least = plays('change', headers[p] ?? '') && a === p - 2 && b === p - 1 ? 1 : 2;
      if (held < least || rows.length - held > 1 || rows.length * 2 < mine.length) continue;
      if (!best || held > best.held) best = { a, b, rows, held };
    }
  return best;
}

/** `1.0× | 1.9× | 3.7×`: a column of factors or percentages over the first row's figure in another column. */
function speedups({ headers, rows }: Table, grid: Grid): Claim[] {
  for (const p of headers.keys()) {
    const mine = [...grid.keys()].slice(1).filter((row) => grid[row]?.[p] && isRatio(cell(grid, row, p)));
    if (mine.length < 3) continue;
    for (const v of headers.keys()) {
      const base = grid[0]?.[v];
      if (v === p || !base || base.to || base.measure === '%' || base.measure === 'x' || valueOf(base).middle <= 0) continue;
      // what others are shares of is all of itself
      const own = grid[0]?.[p];
      if (own && isRatio(own) && !ratioHolds(base, base, own.number)) continue;
      const usable = mine.filter(
        (row) => grid[row]?.[v] && !cell(grid, row, v).to && comparable(cell(grid, row, v), base) && valueOf(cell(grid, row, v)).middle > 0,
      );
      const off = usable.filter((row) => !ratioHolds(cell(grid, row, v), base, cell(grid, row, p).number));
      if (usable.length < 3 || off.length !== 1 || usable.length - off.length < 2) continue;
      const row = off[0] as number;
      const claim = claimOf(lineAt(rows, row, p), 'share', cell(grid, row, v), base, cell(grid, row, p));
      return [{ ...claim, pattern: 'row', sure: usable.length >= 5 ? 'certain' : 'likely' }];
    }
  }
  return [];
}

/** `papers | 80 | 20 %` above a total of 400, or among parts that are all there are: a column of shares of another's total. */
function sharesOfTotal({ headers, rows }: Table, grid: Grid): Claim[] {
  const out: Claim[] = [];
  for (const p of headers.keys()) {
    const mine = [...grid.keys()].filter((row) => grid[row]?.[p]?.measure === '%' && isRatio(cell(grid, row, p)));
    if (mine.length < 3) continue;
    for (const v of headers.keys()) {
      const usable = mine.filter(
        (row) => grid[row]?.[v] && !cell(grid, row, v).to && cell(grid, row, v).measure !== '%' && cell(grid, row, v).measure !== 'x',
      );
      if (v === p || usable.length < 3 || usable.length < mine.length) continue;
      for (const whole of wholes(grid, usable, v)) {
        const off = usable.filter((row) => !agrees(portion(cell(grid, row, v), whole), cell(grid, row, p).number));
        if (off.length > 1 || usable.length - off.length < 2) continue;
        // the whole itself may be told as a share of something greater
        const [odd] = off;
        if (
          odd !== undefined &&
          odd === usable.at(-1) &&
          valueOf(cell(grid, odd, v)).middle === whole &&
          cell(grid, odd, p).number.value <= 1
        )
          continue;
        for (const row of usable)
          out.push(shareOf(lineAt(rows, row, p), cell(grid, row, v), cell(grid, row, p), whole, !off.includes(row), usable.length >= 4));
        return out;
      }
    }
  }
  return out;
}

/** Totals that shares may be of: the last row's figure, or the sum of all. */
function wholes(grid: Grid, rows: readonly number[], v: number): number[] {
  const values = rows.map((row) => valueOf(cell(grid, row, v)).middle);
  const sum = values.reduce((all, value) => all + value, 0);
  return [values.at(-1) ?? 0, sum].filter((whole) => whole > 0);
}

function portion(atom: Atom, whole: number): Interval {
  const { low, middle, high } = valueOf(atom);
  return { low: low / whole, middle: middle / whole, high: high / whole };
}

function shareOf(line: Line, part: Atom, stated: Atom, whole: number, holds: boolean, sure: boolean): Claim {
  const value = valueOf(part).middle / whole;
  return {
    pattern: 'row',
    statement: line.statement,
    span: stated.number.span,
    holds,
    sure: sure ? 'certain' : 'likely',
    says: holds
      ? `holds: ${shown(stated)} of the total`
      : `${shown(part)} is ${writeLike(value, stated.number)} % of the total, not ${shown(stated)}; the other rows are shares of it`,
    figures: [part.number, stated.number],
    correction: { number: stated.number, value },
    sides: () => sidesOfProduct(termOf(stated), [{ ...termOf(part), exponent: 1 }], 1 / whole),
  };
}

/** `Metric | Target | Achieved | Status`: a row that says met. */
function goals(page: Page, { headers, rows }: Table, grid: Grid): Claim[] {
  const measured = [...headers.keys()].filter((column) => column > 0 && rowsWith(grid, column).length > 0);
  const goal = measured.find((column) => plays('goal', headers[column] ?? '') || plays('required', headers[column] ?? '')) ?? -1;
  const others = measured.filter((column) => column !== goal && !plays('goal', headers[column] ?? ''));
  // beside a goal one other column of figures is what was measured, whatever it is called
  const figure =
    others.find((column) => plays('actual', headers[column] ?? '') || plays('available', headers[column] ?? '')) ??
    (others.length === 1 ? (others[0] ?? -1) : -1);
  if (goal < 0 || figure < 0) return [];
  const out: Claim[] = [];
  for (const [index, cells] of grid.entries()) {
    const [g, f] = [cells[goal], cells[figure]];
    if (!g || !f || f.to || g.to || !comparable(unbound(g), unbound(f))) continue;
    const texts = (rows[index] ?? []).map((line) => (line ? page.text(line.statement) : ''));
    if (verdictIn(texts.join(' | ')) !== 'met') continue;
    const subject = texts[0] ?? '';
    const order =
      orderOfGoal(g) ??
      (plays('available', headers[figure] ?? '') ? 'above' : null) ??
      orderOfMeasure(g) ??
      (wantsLess(subject) ? 'below' : wantsMore(subject) ? 'above' : null);
    if (!order) continue;
    const holds = ordered(unbound(f), unbound(g), order);
    out.push({
      pattern: 'goal',
      statement: f.statement,
      span: f.number.span,
      holds,
      sure: 'certain',
      says: holds ? `holds: ${shown(f)} meets ${shown(g)}` : `${shown(f)} does not meet ${shown(g)}, though the row says so`,
      figures: [g.number, f.number],
      correction: null,
    });
  }
  return out;
}
