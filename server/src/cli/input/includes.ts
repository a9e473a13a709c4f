import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Analysis, Files } from '../../engine.ts';
import { readContent } from './read.ts';

/** Files that name files that name files: further than that nobody looks. */
const mostRounds = 10;

/**
 * Analyses a document together with the files that it takes values from. Only files of its own project are read: of the repository that it is
 * in, or, outside of one, of the working directory or its own folder.
 */
export async function withIncludes(
  file: string | null,
  analyse: (files: Files | null) => Analysis | null,
  mayRead: (real: string) => boolean = () => true,
): Promise<Analysis | null> {
  let analysis = analyse(null);
  if (!analysis || file === null || analysis.wanted.length === 0) return analysis;
  const project = await projectOf(file);
  const texts = new Map<string, string | null>();
  for (let round = 0; round < mostRounds; round++) {
    const wanted = analysis.wanted.filter((name) => !texts.has(name));
    if (wanted.length === 0) break;
    for (const name of wanted) texts.set(name, await textOf(name, (real) => within(project, real) && mayRead(real)));
    // names are those of this document's point of view: the same answers whatever is asked again
    const next = analyse((name) => texts.get(name));
    if (!next) break;
    analysis = next;
  }
  return analysis;
}

/** The nearest folder above that is a repository; the working directory, or the file's own, where there is none. */
async function projectOf(file: string): Promise<string> {
  const own = await realpath(path.dirname(path.resolve(file))).catch(() => path.dirname(path.resolve(file)));
  for (let at = own; ; at = path.dirname(at)) {
    if (
      await stat(path.join(at, '.git')).then(
        () => true,
        () => false,
      )
    )
      return at;
    if (path.dirname(at) === at) return within(process.cwd(), own) ? process.cwd() : own;
  }
}

function within(folder: string, file: string): boolean {
  const inside = path.relative(folder, file);
  return !inside.startsWith('..') && !path.isAbsolute(inside);
}

/** The text of a file of the project; null where it is none, leads out of it, or cannot be read. */
async function textOf(name: string, mayRead: (real: string) => boolean): Promise<string | null> {
  try {
    const real = await realpath(name);
    if (!mayRead(real)) return null;
    const content = await readContent(real);
    return content.kind === 'text' ? content.text : null;
  } catch {
    return null;
  }
}
