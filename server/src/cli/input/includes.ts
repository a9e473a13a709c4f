import { lstatSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileLimit } from '../../config/config.ts';
import { readProjectFile, within } from '../../disk/read-file.ts';
import type { Analysis, Files } from '../../engine.ts';
import { decode } from './read.ts';

/** Files that name files that name files: further than that nobody looks. */
const mostRounds = 10;

/**
 * Analyses a document together with the files that it takes values from. Only files of its own project are read: of the repository that it is
 * in, or, outside of one, of the working directory, the folder `under` which the user named it, or its own folder. `texts` tells afterwards what was read; null for what is not there.
 */
export async function withIncludes(
  file: string | null,
  analyse: (files: Files | null) => Analysis | null,
  {
    texts = new Map<string, string | null>(),
    mayRead = () => true,
    under,
  }: {
    readonly texts?: Map<string, string | null>;
    readonly mayRead?: (real: string) => boolean;
    readonly under?: string | undefined;
  } = {},
): Promise<Analysis | null> {
  let analysis = analyse(null);
  if (!analysis || file === null || (analysis.wanted.length === 0 && analysis.helpful.length === 0)) return analysis;
  const project = await projectOf(path.dirname(path.resolve(file)), under);
  for (let round = 0; round < mostRounds; round++) {
    const unread = (names: readonly string[]): string[] => names.filter((name) => !texts.has(name));
    const wanted = unread(analysis.wanted);
    const helpful = unread(analysis.helpful);
    for (const name of [...wanted, ...helpful])
      texts.set(name, !isMissing(name, project) && (await isAllowed(name, mayRead)) ? await textOf(name, project) : null);
    // what only would have helped and is not there changes nothing
    if (wanted.length === 0 && helpful.every((name) => texts.get(name) === null)) break;
    // names are those of this document's point of view: the same answers whatever is asked again
    const next = analyse((name) => texts.get(name));
    if (!next) break;
    analysis = next;
  }
  return analysis;
}

/** Most files that would help are not there, and a system tells so at once of the project that it was just reading. */
export function isMissing(name: string, project: string): boolean {
  try {
    return within(project, path.resolve(name)) && lstatSync(name, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

const isAllowed = (name: string, mayRead: (real: string) => boolean): Promise<boolean> => realpath(name).then(mayRead, () => false);

/** The nearest folder upwards that is a repository; where there is none the working directory, the folder that was named, or the folder itself. */
export function projectOf(folder: string, under = ''): Promise<string> {
  const key = `${folder}\0${under}\0${process.cwd()}`;
  const known = projects.get(key) ?? seekProject(folder, under || undefined);
  projects.set(key, known);
  return known;
}

const projects = new Map<string, Promise<string>>();

async function seekProject(folder: string, under: string | undefined): Promise<string> {
  const own = await realpath(folder).catch(() => folder);
  const repository = await repositoryOf(own);
  if (repository !== null || within(process.cwd(), own)) return repository ?? process.cwd();
  const named = under === undefined ? own : await realpath(under).catch(() => own);
  return within(named, own) ? named : own;
}

const repositories = new Map<string, Promise<string | null>>();

/** The nearest folder upwards that is a repository; null where there is none. Each folder is asked once: the program runs for seconds. */
export function repositoryOf(folder: string): Promise<string | null> {
  const known = repositories.get(folder) ?? seekRepository(folder);
  repositories.set(folder, known);
  return known;
}

async function seekRepository(folder: string): Promise<string | null> {
  const isRoot = await stat(path.join(folder, '.git')).then(
    () => true,
    () => false,
  );
  const parent = path.dirname(folder);
  return isRoot ? folder : parent === folder ? null : repositoryOf(parent);
}

/** The text of a file of the project; null where it is none, leads out of it, or cannot be read. */
export async function textOf(name: string, project: string): Promise<string | null> {
  try {
    const content = decode(await readProjectFile(name, { inside: [project], limit: fileLimit }));
    return content.kind === 'text' ? content.text : null;
  } catch {
    return null;
  }
}
