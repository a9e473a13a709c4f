import { createHash } from 'node:crypto';
import type { Analysis, Finding } from '../../engine.ts';

/**
 * A name for each finding that outlives edits elsewhere in the document: the rule, the line's words without its blanks, and which of
 * several equal ones it is. No line number, no path: who keeps them adds the path.
 */
export function fingerprints({ text, lines, findings }: Pick<Analysis, 'text' | 'lines' | 'findings'>): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, span }: Finding) => {
    const line = lines.lineOf(span.start);
    const words = text.slice(lines.startOf(line), lines.endOf(line)).replace(/\s+/g, ' ').trim();
    const key = `${rule}\0${words}\0${text.slice(span.start, span.end)}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return createHash('sha256').update(`${key}\0${nth}`).digest('hex').slice(0, 32);
  });
}

/** The same for all findings of a document, those included that comments silence: silencing one gives no other a new name. */
export function printsOf(analysis: Analysis): Map<Finding, string> {
  const all = [...analysis.findings, ...analysis.suppressed.map(({ finding }) => finding)].sort((a, b) => a.span.start - b.span.start);
  const prints = fingerprints({ ...analysis, findings: all });
  return new Map(all.map((finding, at) => [finding, prints[at] ?? '']));
}
