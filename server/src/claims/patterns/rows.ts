import { plays, verdictIn, wantsLess, wantsMore } from '../../lexicon/speech.ts';
import { type Atom, comparable, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { ordered, orderOfGoal, orderOfMeasure } from '../order.ts';
import type { Page, Table } from '../page.ts';
import { ratioHolds } from '../ratio.ts';
import { plain } from './order.ts';
import { claimOf, isRatio, shown } from './ratio.ts';

/** What the rows of a table show of their columns: the one row that breaks what the others keep. */
export function tables(page: Page): Claim[] {
  return page.tables.flatMap((table) => {
    const grid = table.rows.map((row) => table.headers.map((_, column) => figureOf(row[column])));
    return [...shares(table, grid), ...products(table, grid), ...speedups(table, grid), ...goals(page, table, grid)];
  });
}

type Grid = readonly (readonly (Atom | undefined)[])[];

/** The one figure of a cell. */
const figureOf = (line: Line | undefined): Atom | undefined =>
  line?.atoms.length === 1 && !line.atoms[0]?.term ? line.atoms[0] : undefined;

const rowsWith = (grid: Grid, ...columns: number[]): number[] =>
  [...grid.keys()].filter((row) => columns.every((column) => grid[row]?.[column] && !grid[row]?.[column]?.to));

/** A cell that is known to hold a figure. */
const cell = (grid: Grid, row: number, column: number): Atom => grid[row]?.[column] as Atom;
const lineAt = (rows: Table['rows'], row: number, column: number): Line => rows[row]?.[column] as Line;

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
      const claim = claimOf(lineAt(rows, row, p), plays('change', headers[p] ?? '') ? 'change' : 'share', plain(a), plain(b), stated);
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
        return x && y && !x.to && !y.to && comparable(plain(x), plain(y)) && valueOf(x).middle > 0 && valueOf(y).middle > 0;
      });
      const held = rows.filter((row) => ratioHolds(cell(grid, row, a), cell(grid, row, b), cell(grid, row, p).number)).length;
      if (held < 2 || rows.length - held > 1 || rows.length * 2 < mine.length) continue;
      if (!best || held > best.held) best = { a, b, rows, held };
    }
  return best;
}

/** Most columns that are tried as factors of one another. */
const widest = 10;

/** `TP | PP | DP | GPUs`: a column that is the product of others in all rows but one. */
function products({ headers, rows }: Table, grid: Grid): Claim[] {
  const out: Claim[] = [];
  const columns = [...headers.keys()]
    .filter((column) => rowsWith(grid, column).length >= 3 && grid.some((row) => row[column]?.measure === 'count'))
    .slice(0, widest);
  for (const target of columns) {
    const best = bestProduct(
      grid,
      columns.filter((column) => column !== target),
      target,
    );
    if (!best) continue;
    const factors = best.factors.map((column) => cell(grid, best.odd, column));
    const stated = cell(grid, best.odd, target);
    const value = factors.reduce((all, atom) => all * valueOf(atom).middle, 1);
    out.push({
      pattern: 'row',
      statement: lineAt(rows, best.odd, target).statement,
      span: stated.number.span,
      holds: false,
      sure: best.held >= 4 ? 'certain' : 'likely',
      says: `${factors.map(shown).join(' × ')} is ${value}, not ${shown(stated)}; in the ${best.held} other rows “${headers[target]}” is the product of ${best.factors.map((column) => `“${headers[column]}”`).join(', ')}`,
      figures: [...factors.map(({ number }) => number), stated.number],
      correction: { number: stated.number, value },
    });
  }
  // one slip breaks each product that its column is in: the smallest is told
  return out.slice(0, 1);
}

function bestProduct(grid: Grid, columns: readonly number[], target: number): { factors: number[]; odd: number; held: number } | null {
  for (const size of [2, 3, 4]) {
    for (const factors of subsets(columns, size)) {
      const rows = rowsWith(grid, target, ...factors);
      if (rows.length < 4) continue;
      const off = rows.filter((row) => !isProduct(grid, row, factors, target));
      // factors that are all ones, or a column that never changes, show nothing
      const telling = factors.every(
        (column) =>
          new Set(rows.map((row) => valueOf(cell(grid, row, column)).middle)).size > 1 ||
          rows.every((row) => valueOf(cell(grid, row, column)).middle > 1),
      );
      if (
        off.length === 1 &&
        telling &&
        rows.length - 1 >= 3 &&
        new Set(rows.map((row) => valueOf(cell(grid, row, target)).middle)).size > 1
      )
        return { factors, odd: off[0] as number, held: rows.length - 1 };
      if (off.length === 0 && telling) return null;
    }
  }
  return null;
}

const isProduct = (grid: Grid, row: number, factors: readonly number[], target: number): boolean => {
  const value = factors.reduce((all, column) => all * valueOf(cell(grid, row, column)).middle, 1);
  const stated = valueOf(cell(grid, row, target), true);
  return value >= stated.low - 1e-9 && value <= stated.high + 1e-9;
};

function* subsets(columns: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else
    for (let at = from; at <= columns.length - size; at++)
      for (const rest of subsets(columns, size - 1, at + 1)) yield [columns[at] as number, ...rest];
}

/** `1.0× | 1.9× | 3.7×`: a column of factors or percentages over the first row's figure in another column. */
function speedups({ headers, rows }: Table, grid: Grid): Claim[] {
  for (const p of headers.keys()) {
    const mine = [...grid.keys()].slice(1).filter((row) => grid[row]?.[p] && isRatio(cell(grid, row, p)));
    if (mine.length < 3) continue;
    for (const v of headers.keys()) {
      const base = grid[0]?.[v];
      if (v === p || !base || base.measure === '%' || base.measure === 'x' || valueOf(base).middle <= 0) continue;
      const usable = mine.filter((row) => grid[row]?.[v] && comparable(cell(grid, row, v), base) && valueOf(cell(grid, row, v)).middle > 0);
      const off = usable.filter((row) => !ratioHolds(cell(grid, row, v), base, cell(grid, row, p).number));
      if (usable.length < 3 || off.length !== 1 || usable.length - off.length < 2) continue;
      const row = off[0] as number;
      const claim = claimOf(lineAt(rows, row, p), 'share', cell(grid, row, v), base, cell(grid, row, p));
      return [{ ...claim, pattern: 'row', sure: usable.length >= 5 ? 'certain' : 'likely' }];
    }
  }
  return [];
}

/** `Metric | Target | Achieved | Status`: a row that says met. */
function goals(page: Page, { headers, rows }: Table, grid: Grid): Claim[] {
  const goal = headers.findIndex(
    (header, column) => (plays('goal', header) || plays('required', header)) && rowsWith(grid, column).length > 0,
  );
  const figure = headers.findIndex(
    (header, column) => column !== goal && (plays('actual', header) || plays('available', header)) && !plays('goal', header),
  );
  if (goal < 0 || figure < 0) return [];
  const out: Claim[] = [];
  for (const [index, cells] of grid.entries()) {
    const [g, f] = [cells[goal], cells[figure]];
    if (!g || !f || f.to || g.to || !comparable(plain(g), plain(f))) continue;
    const texts = (rows[index] ?? []).map((line) => (line ? page.text(line.statement) : ''));
    if (verdictIn(texts.join(' | ')) !== 'met') continue;
    const subject = texts[0] ?? '';
    const order =
      orderOfGoal(g) ??
      (plays('available', headers[figure] ?? '') ? 'above' : null) ??
      orderOfMeasure(g) ??
      (wantsLess(subject) ? 'below' : wantsMore(subject) ? 'above' : null);
    if (!order) continue;
    const holds = ordered(plain(f), plain(g), order);
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
