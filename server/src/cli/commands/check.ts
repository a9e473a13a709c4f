import type { Strictness } from '../../config/config.ts';
import type { Format } from '../formats.ts';
import { openAll } from '../input/documents.ts';
import { guarded, type Trouble } from '../input/trouble.ts';
import { count, noTotals, type Report } from '../output/report.ts';
import { version } from '../version.ts';

export interface CheckOptions {
  readonly format: Format;
  readonly maxWarnings?: number;
  readonly strictness?: Strictness;
  readonly stdinFilename?: string;
}

/** Resolves to the exit code: 0 clean, 1 errors (or too many warnings) found, 2 something could not be checked. */
export async function check(paths: readonly string[], options: CheckOptions, trouble: Trouble): Promise<number> {
  const report = await reportFor(options.format, (text) => void process.stdout.write(text));
  const totals = noTotals();
  for await (const { path, language, analysis } of openAll(paths, trouble, options)) {
    const document = { path, language, analysis };
    guarded(trouble, path, () => {
      count(totals, document);
      report.add(document);
    });
  }
  totals.failures = trouble.failures;
  report.end(totals);
  const { maxWarnings = Number.POSITIVE_INFINITY } = options;
  if (totals.warnings > maxWarnings) trouble.note(`${totals.warnings} warnings, and at most ${maxWarnings} are allowed`);
  if (trouble.failures.length > 0) return 2;
  return totals.errors > 0 || totals.warnings > maxWarnings ? 1 : 0;
}

async function reportFor(format: Format, write: (text: string) => void): Promise<Report> {
  switch (format) {
    case 'json':
      return (await import('../output/json.ts')).jsonReport(write);
    case 'sarif':
      return (await import('../output/sarif.ts')).sarifReport(write, version);
    case 'github':
      return (await import('../output/github.ts')).githubReport(write);
    case 'pretty': {
      const [{ prettyReport }, { coloursFor }] = await Promise.all([import('../output/pretty.ts'), import('../output/colour.ts')]);
      return prettyReport(write, coloursFor(process.stdout));
    }
  }
}
