import { evaluate, type Value } from '../../notation/evaluate.ts';
import { type Expression, factorsOf, type NumberExpression, numbersOf } from '../../notation/expression.ts';
import { type Interval, scale } from '../../notation/interval.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isBound } from '../figures.ts';
import type { Page, Table } from '../page.ts';
import { agrees } from '../ratio.ts';
import { type Side, sidesOfProduct, type Term } from '../side.ts';
import { unitOf } from './formula.ts';
import { cell, type Grid, lineAt } from './grid.ts';
import { shown } from './ratio.ts';

/** A row that shows how its figure is reckoned: `egress, 15 TB × $85 | 1,275`. */
interface Reckoned {
  readonly row: number;
  readonly value: Value;
  readonly side: Expression;
  readonly text: string;
  readonly numbers: readonly NumberExpression[];
  readonly stated: Atom;
  readonly holds: boolean;
}

/** Cells that reckon what the next column states; `sums`: the totals of the table. */
export function reckonings(page: Page, { headers, rows }: Table, grid: Grid, sums: readonly Claim[]): Claim[] {
  const out: Claim[] = [];
  for (const column of headers.keys()) {
    const found = [...rows.keys()].flatMap((row) => reckonedAt(page, rows, grid, row, column) ?? []);
    const held = found.filter(({ holds, stated }) => holds && digits(stated) >= 1.5).length;
    const off = found.filter(({ holds }) => !holds);
    for (const one of off) {
      // one row alone: a total confirms the figure, so that the label is wrong
      const confirmed = column === 0 && isBare(one) && sums.some(({ holds, figures }) => holds && figures.includes(one.stated.number));
      if ((held >= 2 && held >= off.length) || confirmed)
        out.push(claimOf(lineAt(rows, one.row, columnOf(grid, one.row, column)), one, held));
    }
  }
  return out;
}

const digits = ({ number }: Atom): number => Math.log10(1 + number.shown * 10 ** number.decimals);
const columnOf = (grid: Grid, row: number, column: number): number =>
  (grid[row] ?? []).findIndex((atom, at) => at > column && atom !== undefined);
const isBare = ({ numbers }: Reckoned): boolean => numbers.every(({ number }) => number.unit === null && number.magnitude === 1);

function reckonedAt(page: Page, rows: Table['rows'], grid: Grid, row: number, column: number): Reckoned | null {
  const line = rows[row]?.[column];
  const at = columnOf(grid, row, column);
  if (!line || at < 0) return null;
  const side = onlyReckoning(line);
  const stated = cell(grid, row, at);
  if (!side || stated.to || isBound(stated) || [line, lineAt(rows, row, at)].some(({ gaps }) => isOfSeveral.test(gaps.join(' '))))
    return null;
  const value = evaluate(side);
  if (!value) return null;
  return {
    row,
    value,
    side,
    text: page.document.plain.slice(side.span.start, side.span.end).replaceAll('\0', ''),
    numbers: [...numbersOf(side)],
    stated,
    holds: isMet(value, stated),
  };
}

/** `4096 × 1024 each`, `8,388,608 together`: the row counts more than one of them. */
const isOfSeveral = /(?:^| )(?:each|apiece|together|in all|total|combined|altogether) |各|合计|共/u;

/** The one product or quotient of numbers in a cell; sums and differences of one may tell of something else. */
function onlyReckoning({ items, atoms }: Line): Expression | null {
  const [item] = items;
  if (items.length !== 1 || item?.kind !== 'chain' || item.sides.length !== 1) return null;
  const [side] = item.sides;
  if (side?.kind !== 'operation' || !side.operators.every((operator) => operator === '*' || operator === '/')) return null;
  return side.operands.every((operand) => operand.kind === 'number' && !operand.to) && atoms.length === side.operands.length ? side : null;
}

/** As printed, or some thousands apart: a header may name the unit. */
function isMet({ printed, si }: Value, stated: Atom): boolean {
  const plain = { ...stated.number, magnitude: 1, unit: null, value: stated.number.shown };
  const meets = (value: Interval): boolean => agrees(value, plain);
  return (
    meets(scale(si, 1 / unitOf(stated))) ||
    [1, 1e3, 1e6, 1e9, 1e12].some((step) => meets(scale(printed, step)) || meets(scale(printed, 1 / step)))
  );
}

/** The figures of the product and its result, as printed; `step` between their units. */
function sidesOf(side: Expression, stated: Atom, step: number): Side[] {
  const term = ({ number }: { readonly number: Atom['number'] }): Term => ({
    number,
    value: number.unit?.percent ? number.value : number.shown,
    unit: number.unit?.percent ? 1 : number.magnitude * (number.unit?.scale ?? 1),
  });
  return sidesOfProduct(
    term(stated),
    factorsOf(side).map(({ operand, exponent }) => ({ ...term(operand), exponent })),
    step,
  );
}

function claimOf(line: Line, { value, text, numbers, side, stated }: Reckoned, held: number): Claim {
  const unit = unitOf(stated);
  // the step between units that comes nearest
  const result = [1, 1e-3, 1e3, 1e-6, 1e6, 1e-9, 1e9]
    .map((step) => value.printed.middle * step)
    .reduce((best, next) => (distance(next, stated) < distance(best, stated) ? next : best));
  return {
    pattern: 'row',
    statement: line.statement,
    span: stated.number.span,
    holds: false,
    sure: held >= 3 ? 'certain' : 'likely',
    says: `${text} is ${figure(result)}${suffixOf(stated.number)}, not ${shown(stated)}${held >= 2 ? `; ${held} other rows state what they reckon` : '; the total confirms it'}`,
    figures: [...numbers.map(({ number }) => number), stated.number],
    correction: held >= 2 ? { number: stated.number, value: result * unit } : null,
    sides: () => sidesOf(side, stated, result / value.printed.middle),
  };
}

const distance = (value: number, { number }: Atom): number => Math.abs(Math.log(value / number.shown));
