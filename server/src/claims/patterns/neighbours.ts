import { figure, suffixOf } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page, Table } from '../page.ts';
import { cell, type Grid, lineAt } from './grid.ts';
import { shown } from './ratio.ts';

/** What a row has to state, by the rows around it; null where nothing follows for it. */
interface Rule {
  readonly column: number;
  readonly expected: readonly (number | null)[];
  readonly says: string;
  /** What tells one row from another, where that is not the figure. */
  readonly keys?: readonly string[];
  /** Digits that the rows that hold must show. */
  readonly enough: number;
}

/** Rows that are reckoned from their neighbours: times of day and the minutes since the first, parts and what they have come to so far. */
export function neighbours(page: Page, table: Table, grid: Grid): Claim[] {
  if (table.rows.length < 4) return [];
  const rules = [...clocks(page, table), ...runningSums(table, grid), ...spans(table, grid)];
  const told = new Set<number>();
  return rules.flatMap((rule) =>
    oddRows(grid, rule).flatMap((odd) => {
      if (told.has(odd)) return [];
      told.add(odd);
      return [claimOf(lineAt(table.rows, odd, rule.column), cell(grid, odd, rule.column), rule, odd)];
    }),
  );
}

/** The one row, or two of many, that depart where three others at least keep a rule in figures that tell. */
function oddRows(grid: Grid, { column, expected, keys, enough }: Rule): number[] {
  const held = new Set<string>();
  const off: number[] = [];
  let digits = 0;
  for (const [row, value] of expected.entries()) {
    const atom = grid[row]?.[column];
    if (value === null || !atom || atom.to) continue;
    const { shown: stated, decimals } = atom.number;
    if (Math.abs(stated - value) > 0.75 * 10 ** -decimals) off.push(row);
    else if (!held.has(keys?.[row] ?? `${stated}`)) {
      held.add(keys?.[row] ?? `${stated}`);
      if (stated !== 0) digits += Math.log10(1 + Math.abs(stated) * 10 ** decimals);
    }
  }
  const most = held.size >= 4 && digits >= enough + plenty ? 2 : 1;
  return held.size >= 3 && digits >= enough && off.length <= most ? off : [];
}

/** Digits beyond which a second odd row is a second slip. */
const plenty = 2.5;

const clock = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?: ?(?:z|utc|h))?$/i;

/** A column of times of day, in seconds from the first; over midnight as well. */
function timesOf(page: Page, { rows }: Table, column: number): number[] | null {
  const out: number[] = [];
  for (const row of rows) {
    const found = row[column] && clock.exec(page.text(row[column].statement).trim());
    if (!found || Number(found[1]) > 23) return null;
    let at = Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3] ?? 0);
    const before = out.at(-1);
    // past midnight; a little earlier is a slip
    while (before !== undefined && at < before - 43_200) at += 86_400;
    out.push(at);
  }
  // a list that is in no order is no course of events
  return (out.at(-1) ?? 0) - (out[0] ?? 0) < 2 * 86_400 ? out : null;
}

/** Minutes (or seconds, or hours) since the first row, since the row before, or until the next. */
function clocks(page: Page, table: Table): Rule[] {
  const out: Rule[] = [];
  for (const from of table.headers.keys()) {
    const times = timesOf(page, table, from);
    if (!times) continue;
    const [first] = times as [number];
    for (const column of table.headers.keys()) {
      if (column === from) continue;
      for (const [unit, name] of [
        [60, 'minutes'],
        [1, 'seconds'],
        [3600, 'hours'],
      ] as const) {
        const of = (row: number, reference: number | undefined): number | null =>
          reference === undefined ? null : Math.abs((times[row] as number) - reference) / unit;
        out.push(
          { column, expected: times.map((_, row) => of(row, first)), says: `${name} after the first row`, enough: 4.5 },
          { column, expected: times.map((_, row) => of(row, times[row - 1])), says: `${name} after the row before`, enough: 4.5 },
          { column, expected: times.map((_, row) => of(row, times[row + 1])), says: `${name} before the next row`, enough: 4.5 },
        );
      }
    }
  }
  return out;
}

/** `waves of 20, 24, 28 | so far 20, 44, 72`. */
function runningSums({ headers }: Table, grid: Grid): Rule[] {
  const out: Rule[] = [];
  for (const part of headers.keys())
    for (const sum of headers.keys()) {
      const figures = grid.map((row) => [row[part], row[sum]] as const);
      if (
        part === sum ||
        figures.some(([a, b]) => !a || !b || a.to || b.to || a.measure !== b.measure || a.number.magnitude !== b.number.magnitude)
      )
        continue;
      const value = (atom: Atom | undefined): number => atom?.number.shown ?? 0;
      const parts = figures.map(([one]) => value(one));
      const sums = figures.map(([, one]) => value(one));
      out.push({ column: sum, expected: soFar(parts, sums), says: 'what the rows above have come to and its own', enough: 4.5 });
    }
  return out;
}

/** What each row has come to: a wrong sum is gone on with, or the right one in its place. */
function soFar(parts: readonly number[], sums: readonly number[]): (number | null)[] {
  const out: (number | null)[] = [null];
  for (let row = 1; row < parts.length; row++) {
    const own = parts[row] as number;
    const [stated, right] = [(sums[row - 1] as number) + own, (out[row - 1] ?? (sums[row - 1] as number)) + own];
    const isStated = (value: number): boolean => Math.abs(value - (sums[row] as number)) <= 1e-9 * Math.abs(value);
    out.push(isStated(right) && !isStated(stated) ? right : stated);
  }
  return out;
}

/** `0–19 | 20`: a range and how many it holds. */
function spans({ headers }: Table, grid: Grid): Rule[] {
  const out: Rule[] = [];
  for (const range of headers.keys()) {
    const sizes = grid.map((row) => {
      const { number, to, measure } = row[range] ?? {};
      return number && to && measure === 'count' && number.decimals === 0 && to.value >= number.value ? to.value - number.value + 1 : null;
    });
    const keys = grid.map((row) => row[range]?.number.text ?? '');
    if (sizes.filter((size) => size !== null).length < 4) continue;
    for (const column of headers.keys())
      if (column !== range && !grid.some((row) => row[column] && row[column]?.measure !== 'count'))
        out.push({ column, expected: sizes, keys, enough: 3.6, says: `how many “${headers[range]}” holds` });
  }
  return out;
}

function claimOf(line: Line, atom: Atom, { expected, says }: Rule, row: number): Claim {
  const value = expected[row] as number;
  const unit = valueOf(atom).middle / atom.number.shown;
  return {
    pattern: 'row',
    statement: line.statement,
    span: atom.number.span,
    holds: false,
    sure: 'certain',
    says: `${figure(value)}${suffixOf(atom.number)} follows, not ${shown(atom)}: the other rows state ${says}`,
    figures: [atom.number],
    correction: Number.isFinite(unit) ? { number: atom.number, value: value * unit } : null,
  };
}
