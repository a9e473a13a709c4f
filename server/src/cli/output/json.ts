import { inspect, repairsFor } from '../../engine.ts';
import { toRange } from './range.ts';
import type { Checked, Report } from './report.ts';

/** The findings as JSON, for other programs. Its shape is fixed by `version`; keys may be added. */
export function jsonReport(write: (text: string) => void): Report {
  const documents: unknown[] = [];
  return {
    add: (document) => void documents.push(describe(document)),
    end: () => write(toJson(documents)),
  };
}

/** The frame that all JSON outputs share. */
export const toJson = (documents: readonly unknown[]): string => `${JSON.stringify({ version: 1, documents }, null, 2)}\n`;

function describe({ path, language, analysis }: Checked): unknown {
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
      repairs: repairsFor(analysis, finding).map(({ title, preferred, kind, tier, consequences }) => ({
        title,
        preferred,
        kind,
        safe: tier === 'safe',
        tier,
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
