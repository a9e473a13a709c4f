import type { Analysis, Finding, Language, Suppressed } from '../../engine.ts';

/** A document as the formats of `check` see it. */
export interface Checked {
  readonly path: string;
  readonly language: Language;
  /** Null where the document was not read. */
  readonly analysis: Analysis | null;
  /** Those of its findings that are wanted. */
  readonly findings: readonly Finding[];
  /** Those that comments of the document silence, of the wanted severities. */
  readonly suppressed: readonly Suppressed[];
  /** How many are left out since they were known before. */
  readonly known: number;
}

/** What a format shows of one document, as plain data: it may have been worked out in another thread, or in an earlier run. */
export type Shown = unknown;

/** A format of `check`: takes what is shown of the documents one after the other, writes what is to be seen. */
export interface Report {
  add(shown: Shown): void;
  end(totals: Totals): void;
}

/** What one document adds to the totals. */
export interface Tally {
  readonly errors: number;
  readonly warnings: number;
  readonly hints: number;
  /** Findings that comments silence. */
  readonly silenced: number;
  /** Findings that a baseline holds. */
  readonly known: number;
  readonly plans: number;
  /** Equations and derived values that could be recomputed, and those of them that hold. */
  readonly claims: number;
  readonly held: number;
}

export interface Totals extends Tally {
  readonly documents: number;
  /** What could not be done. */
  readonly failures: readonly string[];
}

export const nothing: Tally = { errors: 0, warnings: 0, hints: 0, silenced: 0, known: 0, plans: 0, claims: 0, held: 0 };

export const noTotals: Totals = { ...nothing, documents: 0, failures: [] };

/** The totals with one more document. */
export const withTally = (totals: Totals, tally: Tally): Totals => ({
  ...totals,
  errors: totals.errors + tally.errors,
  warnings: totals.warnings + tally.warnings,
  hints: totals.hints + tally.hints,
  silenced: totals.silenced + tally.silenced,
  known: totals.known + tally.known,
  plans: totals.plans + tally.plans,
  claims: totals.claims + tally.claims,
  held: totals.held + tally.held,
  documents: totals.documents + 1,
});
