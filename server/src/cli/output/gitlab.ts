import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Severity } from '../../engine.ts';
import { printsOf } from './fingerprints.ts';
import { toRange } from './range.ts';
import type { Report } from './report.ts';

const severities: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', hint: 'info' };

/** GitLab's code quality report (docs.gitlab.com, Code Quality report format), whose findings show in a merge request. */
export function gitlabReport(write: (text: string) => void, root = process.env.CI_PROJECT_DIR ?? process.cwd()): Report {
  const issues: unknown[] = [];
  return {
    add({ path: shown, analysis, findings }) {
      if (!analysis) return;
      const prints = printsOf(analysis);
      const file = path.relative(root, path.resolve(shown)).split(path.sep).join('/');
      for (const finding of findings) {
        const { start, end } = toRange(analysis.lines, finding.span);
        issues.push({
          type: 'issue',
          check_name: `planwright/${finding.rule}`,
          description: finding.message,
          categories: ['Bug Risk'],
          severity: severities[finding.severity],
          fingerprint: createHash('sha256')
            .update(`${file}\0${prints.get(finding)}`)
            .digest('hex'),
          location: { path: file, positions: { begin: start, end } },
        });
      }
    },
    end: () => write(`${JSON.stringify(issues, null, 2)}\n`),
  };
}
