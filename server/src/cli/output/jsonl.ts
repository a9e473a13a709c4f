import { printsOf } from './fingerprints.ts';
import { toRange } from './range.ts';
import type { Checked } from './report.ts';

/** The findings of a document, one a line: for `jq`, logs and programs that read along. */
export function jsonlDocument({ path, analysis, findings }: Checked): string {
  if (!analysis || findings.length === 0) return '';
  const prints = printsOf(analysis);
  return findings
    .map((finding) => {
      const { rule, severity, sure, message, span } = finding;
      return `${JSON.stringify({ path, rule, severity, sure, message, range: toRange(analysis.lines, span), fingerprint: prints.get(finding) })}\n`;
    })
    .join('');
}
