import { modificationReport } from '../../engine.ts';
import { openAll } from '../input/documents.ts';
import type { Trouble } from '../input/trouble.ts';

/** The modifications that a plan needs, as a markdown document on stdout. Resolves to the exit code: 0, or 2 where it could not be read. */
export async function report(paths: readonly string[], options: { readonly stdinFilename?: string }, trouble: Trouble): Promise<number> {
  for await (const { path, named, analysis } of openAll(paths, trouble, options)) {
    if (analysis?.isPlan) process.stdout.write(`${modificationReport(analysis).trimEnd()}\n`);
    else if (named) trouble.note(`${path} is no deployment plan`);
  }
  return trouble.failures.length > 0 ? 2 : 0;
}
