import { type Analysis, analyze, applyEdits, fixAll, layoutReport, sameOptions } from '../../engine.ts';
import { type Opened, openAll } from '../input/documents.ts';
import { type Degrees, parseLayout } from '../input/layout.ts';
import { guarded, reason, type Trouble } from '../input/trouble.ts';
import { describeChanges, type Rewrite, unifiedDiff } from '../output/changes.ts';
import { coloursFor } from '../output/colour.ts';
import { degreesText, printableLines } from '../output/text.ts';
import { DamagedFile, replaceFile } from '../replace-file.ts';

export interface FixOptions {
  /** `TP=4,EP=8` */
  readonly layout?: string;
  readonly diff?: boolean;
  readonly stdinFilename?: string;
}

/**
 * Rewrites files in place; `-` reads standard input and writes standard output; with `diff` nothing is written. Resolves to the exit
 * code: 0 done, whether or not there was something to repair; 2 something could not be done.
 */
export async function fix(paths: readonly string[], options: FixOptions, trouble: Trouble): Promise<number> {
  const layout = options.layout === undefined ? null : parseLayout(options.layout);
  for await (const opened of openAll(paths, trouble, { ...options, onlyFiles: true }))
    await fixOne(opened, layout, options.diff === true, trouble);
  return trouble.failures.length > 0 ? 2 : 0;
}

async function fixOne(
  { path, file, named, analysis, mark, utf8 }: Opened,
  layout: Degrees | null,
  diff: boolean,
  trouble: Trouble,
): Promise<void> {
  if (!analysis) {
    if (file === null) trouble.fail(`${path}: nothing is written`);
    return;
  }
  if (!analysis.isPlan && !named) return;
  // a defect in one file must not keep the others from being repaired
  const found = guarded(trouble, path, () => rewriteTo(analysis, layout));
  if (!found) return;
  let rewrite = found;
  if (typeof rewrite === 'string') {
    trouble.fail(`${path}: ${rewrite}; \`planwright layouts ${path}\` lists those there are`);
    rewrite = { before: analysis, repair: null, after: analysis };
  }
  const { before, after } = rewrite;
  if (after.text !== before.text && !utf8) return trouble.fail(`${path}: not UTF-8; left as it is`);

  if (diff) {
    const patch = unifiedDiff(path, mark + before.text, mark + after.text, coloursFor(process.stdout));
    // a patch is for programs, byte for byte; what a terminal shows must not steer it
    process.stdout.write(process.stdout.isTTY ? printableLines(patch) : patch);
  } else if (file === null) process.stdout.write(mark + after.text);
  else if (after.text !== before.text) {
    try {
      await replaceFile(file, mark + before.text, mark + after.text);
    } catch (error) {
      const state = error instanceof DamagedFile ? `its text may be damaged, what it held is in ${error.copy}` : 'left as it is';
      return trouble.fail(`${path}: ${reason(error)}; ${state}`);
    }
  }
  // where stdout holds the text or the diff, it is for programs
  const tell = diff || file === null ? process.stderr : process.stdout;
  tell.write(`${describeChanges(path, rewrite, diff, coloursFor(tell)).join('\n')}\n`);
}

/** A document repaired, or restated to a layout; where no valid layout has the degrees that were asked for, that in words. */
export function rewriteTo(analysis: Analysis, layout: Degrees | null): Rewrite | string {
  const rewrite = rewriteOf(analysis, layout);
  return layout && !isSound(rewrite) ? `no valid layout has ${degreesText(layout)}` : rewrite;
}

function rewriteOf(before: Analysis, layout: Degrees | null): Rewrite {
  const repair = before.isPlan ? fixAll(before, layout ? { layout: complete(before, layout) } : {}) : null;
  if (!repair) return { before, repair, after: before };
  return { before, repair, after: analyze(applyEdits(before.text, repair.edits), sameOptions(before)) };
}

/** The best valid layout with these degrees; the degrees alone where none is known. */
function complete(analysis: Analysis, layout: Degrees): Degrees {
  const found = layoutReport(analysis).layouts.find(({ degrees }) =>
    Object.entries(layout).every(([id, value]) => (degrees[id] ?? 1) === value),
  );
  if (!found) return layout;
  const { tp, pp, ep, dp, cp } = found.degrees;
  const all = { tp, pp, ep, dp, ...(cp !== 1 && { cp }) };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** Whether the degrees of a rewritten plan go together. */
const isSound = ({ after }: Rewrite): boolean =>
  !after.findings.some(({ rule, severity }) => severity === 'error' && (rule === 'gpu-count' || rule === 'divisibility'));
