import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Severity } from '../../engine.ts';
import { printsOf } from './fingerprints.ts';
import { toRange } from './range.ts';
import type { Checked, Report } from './report.ts';

const severities: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', hint: 'info' };

/** The findings of a document for GitLab's code quality report (docs.gitlab.com, Code Quality report format). */
export const gitlabDocument =
  (root = process.env.CI_PROJECT_DIR ?? process.cwd()) =>
  ({ path: shown, analysis, findings }: Checked): unknown[] => {
    if (!analysis || findings.length === 0) return [];
    const prints = printsOf(analysis);
    const file = path.relative(root, path.resolve(shown)).split(path.sep).join('/');
    return findings.map((finding) => {
      const { start, end } = toRange(analysis.lines, finding.span);
      return {
        type: 'issue',
        check_name: `planwright/${finding.rule}`,
        description: finding.message,
        categories: ['Bug Risk'],
        severity: severities[finding.severity],
        fingerprint: createHash('sha256')
          .update(`${file}\0${prints.get(finding)}`)
          .digest('hex'),
        location: { path: file, positions: { begin: start, end } },
      };
    });
  };

/** The report, whose findings show in a merge request. */
export function gitlabReport(write: (text: string) => void): Report {
  const issues: unknown[] = [];
  return {
    add: (shown) => void issues.push(...(shown as readonly unknown[])),
    end: () => write(`${JSON.stringify(issues, null, 2)}\n`),
  };
}
