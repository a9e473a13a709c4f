import type { Atom, Line } from '../atoms.ts';
import type { Table } from '../page.ts';

/** The one figure of each body cell; undefined where it has none, or several. */
export type Grid = readonly (readonly (Atom | undefined)[])[];

export const gridOf = ({ rows, headers }: Table): Grid => rows.map((row) => headers.map((_, column) => figureOf(row[column])));

const figureOf = (line: Line | undefined): Atom | undefined =>
  line?.atoms.length === 1 && !line.atoms[0]?.term ? line.atoms[0] : undefined;

/** Rows that have a figure, no range, in each of the columns. */
export const rowsWith = (grid: Grid, ...columns: number[]): number[] =>
  [...grid.keys()].filter((row) => columns.every((column) => grid[row]?.[column] && !grid[row]?.[column]?.to));

/** A cell that is known to hold a figure. */
export const cell = (grid: Grid, row: number, column: number): Atom => grid[row]?.[column] as Atom;

export const lineAt = (rows: Table['rows'], row: number, column: number): Line => rows[row]?.[column] as Line;
