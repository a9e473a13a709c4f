import { printsOf } from './fingerprints.ts';
import { toRange } from './range.ts';
import type { Report } from './report.ts';

/** One finding a line, each written as soon as its document is checked: for `jq`, logs and programs that read along. */
export function jsonlReport(write: (text: string) => void): Report {
  return {
    add({ path, analysis, findings }) {
      if (!analysis) return;
      const prints = printsOf(analysis);
      for (const finding of findings) {
        const { rule, severity, message, span } = finding;
        write(
          `${JSON.stringify({ path, rule, severity, message, range: toRange(analysis.lines, span), fingerprint: prints.get(finding) })}\n`,
        );
      }
    },
    end() {},
  };
}
