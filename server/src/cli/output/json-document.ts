import { inspect, repairsFor } from '../../engine.ts';
import { toRange } from './range.ts';
import type { Checked } from './report.ts';

/** The findings of a document as JSON; keys may be added. */
export function jsonDocument({ path, language, analysis }: Checked): unknown {
  if (!analysis?.isPlan) return { path, language, plan: false, findings: [] };
  const { lines } = analysis;
  return {
    path,
    language,
    plan: true,
    claims: inspect(analysis).claims,
    findings: analysis.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      range: toRange(lines, finding.span),
      related: finding.related.map(({ message, span }) => ({ message, range: toRange(lines, span) })),
      repairs: repairsFor(analysis, finding).map(({ title, preferred, kind, safe, consequences }) => ({
        title,
        preferred,
        kind,
        safe,
        consequences,
      })),
    })),
    suppressed: analysis.suppressed.map(({ finding, reason }) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      range: toRange(lines, finding.span),
      reason,
    })),
  };
}
