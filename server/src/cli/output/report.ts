import {
  type Analysis,
  type Finding,
  inspect,
  type Language,
  type Repair,
  repairsFor,
  type Severity,
  type Suppressed,
} from '../../engine.ts';

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

const weights: Readonly<Record<Severity, number>> = { error: 2, warning: 1, hint: 0 };

/** What of a document is wanted: findings of at least this severity, and none that `isKnown`. */
export interface Selection {
  readonly severity?: Severity;
  readonly isKnown?: (path: string, analysis: Analysis) => (finding: Finding) => boolean;
}

export function checked(
  { path, language, analysis }: Pick<Checked, 'path' | 'language' | 'analysis'>,
  { severity = 'hint', isKnown }: Selection = {},
): Checked {
  const isGrave = (finding: Finding): boolean => weights[finding.severity] >= weights[severity];
  const grave = analysis?.findings.filter(isGrave) ?? [];
  const knows = analysis ? isKnown?.(path, analysis) : undefined;
  const findings = knows ? grave.filter((finding) => !knows(finding)) : grave;
  const suppressed = analysis?.suppressed.filter(({ finding }) => isGrave(finding)) ?? [];
  return { path, language, analysis, findings, suppressed, known: grave.length - findings.length };
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
  /** Findings that a baseline holds. */
  known: number;
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
  known: 0,
  documents: 0,
  plans: 0,
  claims: 0,
  held: 0,
  failures: [],
});

export function count(totals: Totals, { analysis, findings, suppressed, known }: Checked): void {
  totals.documents++;
  if (!analysis?.isPlan) return;
  totals.plans++;
  for (const { severity } of findings) totals[severity === 'error' ? 'errors' : severity === 'warning' ? 'warnings' : 'hints']++;
  totals.silenced += suppressed.length;
  totals.known += known;
  const { held, failed } = inspect(analysis).claims;
  totals.claims += held + failed;
  totals.held += held;
}

/** Repairs worth naming beside a finding: all but the comments that silence it. */
export const remedies = (analysis: Analysis, finding: Finding): Repair[] =>
  repairsFor(analysis, finding).filter(({ kind }) => kind !== 'suppress');
