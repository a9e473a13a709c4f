import { figure, suffixOf } from '../../notation/write.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page, Table } from '../page.ts';
import { type Side, sidesOfProduct, sidesOfSum, type Term } from '../side.ts';
import { computed, nameOf, unitOf, written } from './formula.ts';
import { cell, type Grid, lineAt, rowsWith } from './grid.ts';
import { shown } from './ratio.ts';
import { best, bestNamed, type Found } from './search.ts';

/** Most columns of a table that are tried against one another. */
const widest = 10;

/** A table as formulas see it: each row, or each column, gives a set of figures under the same names. */
interface View {
  readonly headers: readonly string[];
  readonly grid: Grid;
  readonly line: (row: number, column: number) => Line;
}

/** The rows that break what all others show: what the headers say, or what the rows alone say that a column is. */
export function formulasOf(page: Page, { headers, rows }: Table, grid: Grid): Claim[] {
  const view: View = { headers, grid, line: (row, column) => lineAt(rows, row, column) };
  const columns = [...headers.keys()].filter((column) => rowsWith(grid, column).length >= 3).slice(0, widest);
  const shownByRows = tell(page, view, columns, (target) =>
    best(
      grid,
      target,
      columns.filter((column) => column !== target),
    ),
  );
  if (shownByRows.length > 0) return shownByRows;
  const named = byName(page, view);
  return named.length > 0 ? named : byName(page, sideways(page, view, rows));
}

/** `Property | Old | New`: the rows are named, and each column gives a set of figures. */
function sideways(page: Page, { grid, line }: View, rows: Table['rows']): View {
  const width = Math.max(0, ...grid.map((row) => row.length));
  return {
    headers: rows.map((row) => (row[0] ? page.text(row[0].statement).toLowerCase() : '')),
    grid: [...Array(Math.max(0, width - 1)).keys()].map((at) => grid.map((row) => row[at + 1])),
    line: (row, column) => line(column, row + 1),
  };
}

/** Most names of a table that are held against one another. */
const mostNames = 32;

function byName(page: Page, view: View): Claim[] {
  const columns = [...view.headers.keys()].filter((column) => rowsWith(view.grid, column).length >= 2).slice(0, mostNames);
  return tell(page, view, columns, (target) => bestNamed(view.headers, columns, target, view.grid));
}

function tell(page: Page, { headers, grid, line }: View, columns: readonly number[], explain: (target: number) => Found | null): Claim[] {
  const told = new Map<number, { readonly claim: Claim; readonly digits: number }>();
  for (const target of columns) {
    const found = explain(target);
    if (!found) continue;
    for (const odd of found.off) {
      if (isTold(page, cell(grid, odd, target)) || (told.get(odd)?.digits ?? 0) >= found.digits) continue;
      told.set(odd, { digits: found.digits, claim: claimOf(headers, line(odd, target).statement, grid, target, found, odd) });
    }
  }
  return [...told.values()].map(({ claim }) => claim);
}

/** `We cap the batch at 256`: the text states the figure that departs, outside of the table. */
const isTold = (page: Page, { statement, measure, number }: Atom): boolean => page.states(statement.block, measure, number.value);

/** `180` for 181.3: a whole number whose zeros may be those of rounding. */
function isRounded({ number }: Atom, value: number): boolean {
  const zeros = /^[1-9]\d*?(0+)$/.exec(String(number.shown))?.[1]?.length ?? 0;
  return zeros > 0 && Math.round(value / 10 ** zeros) * 10 ** zeros === number.shown;
}

/** Each cell of an odd row; figures are reckoned with as printed. */
function sidesOf({ sign, factor, plus }: Found['formula'], parts: readonly Atom[], stated: Atom): Side[] {
  const term = (atom: Atom): Term => ({
    number: atom.number,
    value: atom.number.shown,
    unit: atom.number.magnitude * (atom.number.unit?.scale ?? 1),
  });
  const [result, by] = [term(stated), factor.middle];
  if (sign === '+' || sign === '−')
    return by === 1
      ? sidesOfSum(
          result,
          parts.map((part, at) => ({ ...term(part), sign: sign === '−' && at > 0 ? -1 : 1 })),
          plus,
        )
      : [];
  const inverted = (at: number): boolean => sign === '÷' && (at > 0 || parts.length === 1);
  return plus === 0
    ? sidesOfProduct(
        result,
        parts.map((part, at) => ({ ...term(part), exponent: inverted(at) ? -1 : 1 })),
        by,
      )
    : [];
}

function claimOf(
  headers: readonly string[],
  statement: Claim['statement'],
  grid: Grid,
  target: number,
  { formula, held }: Found,
  odd: number,
): Claim {
  const stated = cell(grid, odd, target);
  const parts = formula.columns.map((column) => cell(grid, odd, column));
  const value = computed(grid, odd, formula)?.middle ?? Number.NaN;
  const sum = written(parts.map(shown), formula.sign, formula.by === 'nothing' ? 1 : formula.factor.middle, formula.plus);
  return {
    pattern: 'row',
    statement,
    span: stated.number.span,
    holds: false,
    sure: held >= 3 && !isRounded(stated, value) ? 'certain' : 'likely',
    says: `${sum} is ${figure(value)}${suffixOf(stated.number)}, not ${shown(stated)}; in the ${held} other rows “${headers[target]}” is ${nameOf(headers, formula)}`,
    figures: [...parts.map(({ number }) => number), stated.number],
    correction: { number: stated.number, value: value * unitOf(stated) },
    sides: () => sidesOf(formula, parts, stated),
  };
}
