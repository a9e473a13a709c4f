import { writeFile } from 'node:fs/promises';
import type { Strictness } from '../../config/config.ts';
import type { Severity } from '../../engine.ts';
import { verdicts } from '../check/run.ts';
import type { Style } from '../check/verdict.ts';
import type { Format } from '../formats.ts';
import { baselineText, type Kept, readBaseline } from '../input/baseline.ts';
import { inputs } from '../input/inputs.ts';
import { reason, type Trouble } from '../input/trouble.ts';
import { coloursFor } from '../output/colour.ts';
import { progress } from '../output/progress.ts';
import { noTotals, type Report, type Totals, withTally } from '../output/report.ts';
import { version } from '../version.ts';

export interface CheckOptions {
  readonly format: Format;
  readonly maxWarnings?: number;
  readonly severity?: Severity;
  readonly strictness?: Strictness;
  /** A file with findings that are known, and left out. */
  readonly baseline?: string;
  /** A file to which all findings are written, so that later checks can leave them out. */
  readonly writeBaseline?: string;
  readonly quiet?: boolean;
  readonly watch?: boolean;
  readonly stdinFilename?: string;
  readonly cache?: boolean;
}

/** Resolves to the exit code: 0 clean, 1 errors (or too many warnings) found, 2 something could not be checked. */
export async function check(paths: readonly string[], options: CheckOptions, trouble: Trouble, bundles: string): Promise<number> {
  if (!options.watch) return checkOnce(paths, options, trouble, bundles);
  const { watch } = await import('../input/watch.ts');
  return watch(paths, async (fresh) => void (await checkOnce(paths, options, fresh, bundles)));
}

async function checkOnce(paths: readonly string[], options: CheckOptions, trouble: Trouble, bundles: string): Promise<number> {
  const { baseline, writeBaseline, severity } = options;
  const style: Style = {
    format: options.format,
    colours: coloursFor(process.stdout).isColorSupported,
    severity,
    baseline: baseline === undefined ? undefined : await readBaseline(baseline),
    keeps: writeBaseline !== undefined,
  };
  const report = style.keeps ? null : await reportFor(options, (text) => void process.stdout.write(text));
  const cache = options.cache ? await openCache(bundles, style) : null;
  const pool = async () => new (await import('../check/pool.ts')).Pool(bundles, style);
  const bar = progress(options.quiet || options.watch ? null : process.stderr);
  let totals = noTotals;
  let gone = 0;
  const kept = new Map<string, readonly Kept[]>();
  for await (const verdict of verdicts(inputs(paths, trouble, options), { style, cache, pool })) {
    bar.clear();
    trouble.passOn(verdict.told);
    totals = withTally(totals, verdict.tally);
    report?.add(verdict.shown);
    kept.set(verdict.path, verdict.kept);
    gone += verdict.gone;
    bar.show(totals.documents);
  }
  bar.clear();
  await cache?.save();
  report?.end({ ...totals, failures: trouble.failures });
  if (writeBaseline !== undefined) return saveBaseline(writeBaseline, kept, trouble);
  if (gone > 0) trouble.note(`${gone} of the findings in ${baseline} are no longer there: write it anew`);
  return verdictOn(totals, options, trouble);
}

function verdictOn(totals: Totals, { maxWarnings = Number.POSITIVE_INFINITY }: CheckOptions, trouble: Trouble): number {
  if (totals.warnings > maxWarnings) trouble.note(`${totals.warnings} warnings, and at most ${maxWarnings} are allowed`);
  if (trouble.failures.length > 0) return 2;
  return totals.errors > 0 || totals.warnings > maxWarnings ? 1 : 0;
}

async function saveBaseline(file: string, kept: ReadonlyMap<string, readonly Kept[]>, trouble: Trouble): Promise<number> {
  try {
    await writeFile(file, baselineText(file, kept));
    const count = [...kept.values()].reduce((sum, findings) => sum + findings.length, 0);
    trouble.note(`wrote ${count} ${count === 1 ? 'finding' : 'findings'} to ${file}`);
  } catch (error) {
    trouble.fail(`${file}: ${reason(error)}`);
  }
  return trouble.failures.length > 0 ? 2 : 0;
}

async function openCache(bundles: string, style: Style) {
  const [{ Cache }, { buildOf }] = await Promise.all([import('../check/cache.ts'), import('../check/build.ts')]);
  const cache = new Cache(await buildOf(bundles), style);
  await cache.load();
  return cache;
}

async function reportFor({ format, quiet = false }: CheckOptions, write: (text: string) => void): Promise<Report> {
  switch (format) {
    case 'json':
      return (await import('../output/json.ts')).jsonReport(write);
    case 'sarif':
      return (await import('../output/sarif.ts')).sarifReport(write, version);
    case 'gitlab':
      return (await import('../output/gitlab.ts')).gitlabReport(write);
    case 'junit':
      return (await import('../output/junit.ts')).junitReport(write);
    case 'github':
    case 'jsonl':
      return { add: (shown) => write(String(shown)), end() {} };
    case 'pretty':
      return (await import('../output/pretty.ts')).prettyReport(write, coloursFor(process.stdout), quiet);
  }
}
