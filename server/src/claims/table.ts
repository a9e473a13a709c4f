import type { Line } from './atoms.ts';

export interface Table {
  readonly headers: readonly string[];
  /** Body rows; a row holds the line of each of its columns. */
  readonly rows: readonly (readonly (Line | undefined)[])[];
  /** What it was made of, its headers among them. */
  readonly lines: readonly Line[];
}
