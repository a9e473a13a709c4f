import { writeFile } from 'node:fs/promises';
import type { Severity } from '../../engine.ts';
import type { Format } from '../formats.ts';
import { Baseline, BaselineWriter } from '../input/baseline.ts';
import { openAll } from '../input/documents.ts';
import { guarded, reason, type Trouble } from '../input/trouble.ts';
import { progress } from '../output/progress.ts';
import { checked, count, noTotals, type Report, type Selection, type Totals } from '../output/report.ts';
import { version } from '../version.ts';

export interface CheckOptions {
  readonly format: Format;
  readonly maxWarnings?: number;
  readonly severity?: Severity;
  /** A file with findings that are known, and left out. */
  readonly baseline?: string;
  /** A file to which all findings are written, so that later checks can leave them out. */
  readonly writeBaseline?: string;
  readonly quiet?: boolean;
  readonly watch?: boolean;
  readonly stdinFilename?: string;
}

/** Resolves to the exit code: 0 clean, 1 errors (or too many warnings) found, 2 something could not be checked. */
export async function check(paths: readonly string[], options: CheckOptions, trouble: Trouble): Promise<number> {
  if (!options.watch) return checkOnce(paths, options, trouble);
  const { watch } = await import('../input/watch.ts');
  return watch(paths, async (fresh) => void (await checkOnce(paths, options, fresh)));
}

async function checkOnce(paths: readonly string[], options: CheckOptions, trouble: Trouble): Promise<number> {
  const known = options.baseline === undefined ? null : await Baseline.read(options.baseline);
  const writer = options.writeBaseline === undefined ? null : new BaselineWriter(options.writeBaseline);
  const report = writer ? null : await reportFor(options, (text) => void process.stdout.write(text));
  const selection: Selection = {
    ...(options.severity && { severity: options.severity }),
    ...(known && { isKnown: (path, analysis) => known.isKnown(path, analysis) }),
  };
  const totals = noTotals();
  const bar = progress(options.quiet || options.watch ? null : process.stderr);
  for await (const opened of openAll(paths, trouble, options)) {
    guarded(trouble, opened.path, () => {
      const document = checked(opened, selection);
      count(totals, document);
      bar.clear();
      report?.add(document);
      if (document.analysis) writer?.add(document.path, document.analysis, document.findings);
    });
    bar.show(totals.documents);
  }
  bar.clear();
  totals.failures = trouble.failures;
  report?.end(totals);
  if (writer) return writeBaseline(writer, options.writeBaseline ?? '', trouble);
  if (known && known.gone > 0) trouble.note(`${known.gone} of the findings in ${options.baseline} are no longer there: write it anew`);
  return verdict(totals, options, trouble);
}

function verdict(totals: Totals, { maxWarnings = Number.POSITIVE_INFINITY }: CheckOptions, trouble: Trouble): number {
  if (totals.warnings > maxWarnings) trouble.note(`${totals.warnings} warnings, and at most ${maxWarnings} are allowed`);
  if (trouble.failures.length > 0) return 2;
  return totals.errors > 0 || totals.warnings > maxWarnings ? 1 : 0;
}

async function writeBaseline(writer: BaselineWriter, file: string, trouble: Trouble): Promise<number> {
  try {
    await writeFile(file, writer.toString());
    trouble.note(`wrote ${writer.count} ${writer.count === 1 ? 'finding' : 'findings'} to ${file}`);
  } catch (error) {
    trouble.fail(`${file}: ${reason(error)}`);
  }
  return trouble.failures.length > 0 ? 2 : 0;
}

async function reportFor({ format, quiet = false }: CheckOptions, write: (text: string) => void): Promise<Report> {
  switch (format) {
    case 'json':
      return (await import('../output/json.ts')).jsonReport(write);
    case 'jsonl':
      return (await import('../output/jsonl.ts')).jsonlReport(write);
    case 'sarif':
      return (await import('../output/sarif.ts')).sarifReport(write, version);
    case 'github':
      return (await import('../output/github.ts')).githubReport(write);
    case 'gitlab':
      return (await import('../output/gitlab.ts')).gitlabReport(write);
    case 'junit':
      return (await import('../output/junit.ts')).junitReport(write);
    case 'pretty': {
      const [{ prettyReport }, { coloursFor }] = await Promise.all([import('../output/pretty.ts'), import('../output/colour.ts')]);
      return prettyReport(write, coloursFor(process.stdout), quiet);
    }
  }
}
