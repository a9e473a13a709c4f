import { verdicts } from '../check/run.ts';
import type { Format } from '../formats.ts';
import { inputs } from '../input/inputs.ts';
import type { Trouble } from '../input/trouble.ts';
import { coloursFor } from '../output/colour.ts';
import { noTotals, type Report, withTally } from '../output/report.ts';
import { version } from '../version.ts';

export interface CheckOptions {
  readonly format: Format;
  readonly maxWarnings?: number;
  readonly stdinFilename?: string;
  readonly cache?: boolean;
}

/** Resolves to the exit code: 0 clean, 1 errors (or too many warnings) found, 2 something could not be checked. */
export async function check(paths: readonly string[], options: CheckOptions, trouble: Trouble, bundles: string): Promise<number> {
  const report = await reportFor(options.format, (text) => void process.stdout.write(text));
  const style = { format: options.format, colours: coloursFor(process.stdout).isColorSupported };
  const cache = options.cache ? await openCache(bundles, style) : null;
  const pool = async () => new (await import('../check/pool.ts')).Pool(bundles, style);
  let totals = noTotals;
  for await (const { tally, shown, told } of verdicts(inputs(paths, trouble, options), { style, cache, pool })) {
    trouble.passOn(told);
    totals = withTally(totals, tally);
    report.add(shown);
    progress(totals.documents);
  }
  progress(null);
  await cache?.save();
  report.end({ ...totals, failures: trouble.failures });
  const { maxWarnings = Number.POSITIVE_INFINITY } = options;
  if (totals.warnings > maxWarnings) trouble.note(`${totals.warnings} warnings, and at most ${maxWarnings} are allowed`);
  if (trouble.failures.length > 0) return 2;
  return totals.errors > 0 || totals.warnings > maxWarnings ? 1 : 0;
}

async function openCache(bundles: string, style: { readonly format: Format; readonly colours: boolean }) {
  const [{ Cache }, { buildOf }] = await Promise.all([import('../check/cache.ts'), import('../check/build.ts')]);
  const cache = new Cache(await buildOf(bundles), style);
  await cache.load();
  return cache;
}

/** To a person who waits: how many documents have been looked at. Findings go elsewhere, or would be written over. */
function progress(documents: number | null): void {
  if (!process.stderr.isTTY || process.stdout.isTTY) return;
  if (documents === null) process.stderr.write('\r\u001b[K');
  else if (documents % 25 === 0) process.stderr.write(`\r${documents} files`);
}

async function reportFor(format: Format, write: (text: string) => void): Promise<Report> {
  switch (format) {
    case 'json':
      return (await import('../output/json.ts')).jsonReport(write);
    case 'sarif':
      return (await import('../output/sarif.ts')).sarifReport(write, version);
    case 'github':
      return { add: (shown) => write(String(shown)), end() {} };
    case 'pretty':
      return (await import('../output/pretty.ts')).prettyReport(write, coloursFor(process.stdout));
  }
}
