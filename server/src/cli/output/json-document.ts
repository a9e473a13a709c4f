import { inspect, repairsFor } from '../../engine.ts';
import { toRange } from './range.ts';
import type { Checked } from './report.ts';

/** The findings of a document as JSON; keys may be added. */
export function jsonDocument({ path, language, analysis, findings, suppressed }: Checked): unknown {
  if (!analysis?.isPlan) return { path, language, plan: false, findings: [] };
  const { lines } = analysis;
  return {
    path,
    language,
    plan: true,
    claims: inspect(analysis).claims,
    findings: findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      sure: finding.sure,
      message: finding.message,
      range: toRange(lines, finding.span),
      related: finding.related.map(({ message, span }) => ({ message, range: toRange(lines, span) })),
      repairs: repairsFor(analysis, finding).map(({ title, preferred, kind, tier, consequences }) => ({
        title,
        preferred,
        kind,
        safe: tier === 'safe',
        tier,
        consequences,
      })),
    })),
    suppressed: suppressed.map(({ finding, reason }) => ({
      rule: finding.rule,
      severity: finding.severity,
      sure: finding.sure,
      message: finding.message,
      range: toRange(lines, finding.span),
      reason,
    })),
  };
}
