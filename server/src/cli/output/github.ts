import path from 'node:path';
import type { Analysis, Severity } from '../../engine.ts';
import { toRange } from './range.ts';
import type { Checked } from './report.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' };

/** The findings of a document as workflow commands of GitHub Actions, which show them beside the changed lines of a pull request. */
export const githubDocument =
  (workspace = process.env.GITHUB_WORKSPACE ?? process.cwd()) =>
  ({ path: shown, analysis, findings }: Checked): string =>
    findings
      .map(({ rule, severity, message, span }) => {
        const { start, end } = toRange((analysis as Analysis).lines, span);
        const properties = {
          file: fromWorkspace(shown, workspace),
          line: start.line,
          // columns are allowed only where the place stays in one line
          ...(start.line === end.line ? { col: start.column, endColumn: end.column } : { endLine: end.line }),
          title: `planwright ${rule}`,
        };
        const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
        return `::${commands[severity]} ${list.join(',')}::${escapeData(message)}\n`;
      })
      .join('');

/** As `@actions/core` escapes them (packages/core/src/command.ts of actions/toolkit). */
const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

function fromWorkspace(shown: string, workspace: string): string {
  const relative = path.relative(workspace, path.resolve(shown));
  return (relative.startsWith('..') || path.isAbsolute(relative) ? shown : relative).split(path.sep).join('/');
}
