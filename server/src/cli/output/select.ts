import type { Analysis, Finding, Severity } from '../../engine.ts';
import { printsOf } from './fingerprints.ts';
import type { Checked } from './report.ts';

const weights: Readonly<Record<Severity, number>> = { error: 2, warning: 1, hint: 0 };

/** What of a document is wanted: findings of at least this severity, and none of those that are known by their fingerprints. */
export interface Selection {
  readonly severity?: Severity | undefined;
  readonly known?: ReadonlySet<string> | undefined;
}

export function checked(
  { path, language, analysis }: Pick<Checked, 'path' | 'language' | 'analysis'>,
  { severity = 'hint', known }: Selection = {},
): Checked {
  const isGrave = (finding: Finding): boolean => weights[finding.severity] >= weights[severity];
  const grave = analysis?.findings.filter(isGrave) ?? [];
  const findings = analysis && known ? unknown(analysis, grave, known) : grave;
  const suppressed = analysis?.suppressed.filter(({ finding }) => isGrave(finding)) ?? [];
  return { path, language, analysis, findings, suppressed, known: grave.length - findings.length };
}

function unknown(analysis: Analysis, findings: readonly Finding[], known: ReadonlySet<string>): Finding[] {
  const prints = printsOf(analysis);
  return findings.filter((finding) => !known.has(prints.get(finding) ?? ''));
}
