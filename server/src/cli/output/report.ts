import { type Analysis, type Finding, inspect, type Language, type Repair, repairsFor } from '../../engine.ts';

/** A document as the formats of `check` see it. */
export interface Checked {
  readonly path: string;
  readonly language: Language;
  /** Null where the document was not read. */
  readonly analysis: Analysis | null;
}

/** A format of `check`: takes the documents one after the other, writes what is to be seen. */
export interface Report {
  add(document: Checked): void;
  end(totals: Totals): void;
}

export interface Totals {
  errors: number;
  warnings: number;
  hints: number;
  /** Findings that comments silence. */
  silenced: number;
  documents: number;
  plans: number;
  /** Equations and derived values that could be recomputed, and those of them that hold. */
  claims: number;
  held: number;
  /** What could not be done. */
  failures: readonly string[];
}

export const noTotals = (): Totals => ({
  errors: 0,
  warnings: 0,
  hints: 0,
  silenced: 0,
  documents: 0,
  plans: 0,
  claims: 0,
  held: 0,
  failures: [],
});

export function count(totals: Totals, { analysis }: Checked): void {
  totals.documents++;
  if (!analysis?.isPlan) return;
  totals.plans++;
  for (const { severity } of analysis.findings) totals[severity === 'error' ? 'errors' : severity === 'warning' ? 'warnings' : 'hints']++;
  totals.silenced += analysis.suppressed.length;
  const { held, failed } = inspect(analysis).claims;
  totals.claims += held + failed;
  totals.held += held;
}

/** Repairs worth naming beside a finding: all but the comments that silence it. */
export const remedies = (analysis: Analysis, finding: Finding): Repair[] =>
  repairsFor(analysis, finding).filter(({ kind }) => kind !== 'suppress');
