import {
  type Analysis,
  analyze,
  applyEdits,
  asksForLayout,
  type Changes,
  fixAll,
  layoutReport,
  type Repair,
  sameOptions,
  setQuantities,
  writtenEdits,
} from '../../engine.ts';
import { type Opened, openAll } from '../input/documents.ts';
import { type Degrees, parseLayout, parseSet } from '../input/layout.ts';
import { internal, reason, type Trouble, UsageError } from '../input/trouble.ts';
import { describeChanges, type Rewrite, unifiedDiff } from '../output/changes.ts';
import { coloursFor } from '../output/colour.ts';
import { degreesText, printableLines } from '../output/text.ts';
import { DamagedFile, replaceFile } from '../replace-file.ts';

export interface FixOptions {
  /** `TP=4,EP=8`, or `best` */
  readonly layout?: string;
  /** `TP=8,DP=2` */
  readonly set?: string;
  readonly unsafeFixes?: boolean;
  readonly diff?: boolean;
  readonly stdinFilename?: string;
}

/** What is asked for beyond what is safe. */
interface Asked {
  readonly layout: Degrees | 'best' | null;
  readonly set: Changes | null;
  readonly unsafe: boolean;
}

/**
 * Rewrites files in place; `-` reads standard input and writes standard output; with `diff` nothing is written. Resolves to the exit
 * code: 0 done, whether or not there was something to repair; with `diff` 1 where there was; 2 something could not be done.
 */
export async function fix(paths: readonly string[], options: FixOptions, trouble: Trouble): Promise<number> {
  const asked: Asked = {
    layout: options.layout === undefined ? null : parseLayout(options.layout),
    set: options.set === undefined ? null : parseSet(options.set),
    unsafe: options.unsafeFixes === true,
  };
  if (asked.layout && asked.set) throw new UsageError('--layout and --set: one of them says what the plan becomes');
  let changes = false;
  for await (const opened of openAll(paths, trouble, { ...options, onlyFiles: true })) {
    try {
      if (await fixOne(opened, asked, options.diff === true, trouble)) changes = true;
    } catch (error) {
      // a defect that one document meets must not keep the others from their turn
      trouble.fail(`${opened.path}: ${internal(error)}`);
    }
  }
  return trouble.failures.length > 0 ? 2 : options.diff && changes ? 1 : 0;
}

/** Resolves to whether the document is, or would be, another one. */
async function fixOne(
  { path, file, named, analysis, mark, utf8 }: Opened,
  asked: Asked,
  diff: boolean,
  trouble: Trouble,
): Promise<boolean> {
  if (!analysis) {
    if (file === null) trouble.fail(`${path}: nothing is written`);
    return false;
  }
  if (!analysis.isPlan && !named) return false;
  const { refused, ...rewrite } = rewriteOf(analysis, asked, path);
  if (refused) trouble.fail(`${path}: ${refused}`);
  const { before, after } = rewrite;
  const changed = after.text !== before.text;
  if (changed && !utf8) {
    trouble.fail(`${path}: not UTF-8; left as it is`);
    return false;
  }

  if (diff) {
    const patch = unifiedDiff(path, mark + before.text, mark + after.text, coloursFor(process.stdout));
    // a patch is for programs, byte for byte; what a terminal shows must not steer it
    process.stdout.write(process.stdout.isTTY ? printableLines(patch) : patch);
  } else if (file === null) process.stdout.write(mark + after.text);
  else if (changed) {
    try {
      await replaceFile(file, mark + before.text, mark + after.text);
    } catch (error) {
      const state = error instanceof DamagedFile ? `its text may be damaged, what it held is in ${error.copy}` : 'left as it is';
      trouble.fail(`${path}: ${reason(error)}; ${state}`);
      return false;
    }
  }
  // where stdout holds the text or the diff, it is for programs
  const tell = diff || file === null ? process.stderr : process.stdout;
  tell.write(`${describeChanges(path, rewrite, diff, coloursFor(tell)).join('\n')}\n`);
  return changed;
}

export type Attempt = Rewrite & { readonly refused?: string };

/** A document repaired, or restated to what was asked for; `refused` says why it cannot be. */
export function rewriteOf(before: Analysis, { layout, set, unsafe }: Asked, path: string): Attempt {
  const as = (repair: Repair | null): Attempt => ({
    before,
    repair,
    after: repair ? analyze(applyEdits(before.text, writtenEdits(before, repair)), sameOptions(before)) : before,
  });
  if (!before.isPlan) return as(null);
  if (set) {
    const repair = setQuantities(before, set);
    return 'refused' in repair ? { ...as(null), refused: repair.refused } : as(repair);
  }
  if (layout && layout !== 'best') {
    const attempt = as(fixAll(before, { layout: complete(before, layout) }));
    if (isSound(attempt)) return attempt;
    const refused = `no valid layout has ${degreesText(layout)}; \`planwright layouts ${path}\` lists those there are`;
    return { ...as(null), refused };
  }
  if (layout === 'best' && !asksForLayout(before)) return as(fixAll(before));
  return as(fixAll(before, { unsafe: unsafe || layout === 'best' }));
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
