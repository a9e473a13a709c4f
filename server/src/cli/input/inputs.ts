import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config, Strictness } from '../../config/config.ts';
import { type Content, readContent, readStdin } from './read.ts';
import { SettingsFinder } from './settings.ts';
import { reason, type Trouble } from './trouble.ts';
import { walk } from './walk.ts';

/** A document of the command line, read and not yet looked at. Plain data: it may go to another thread. */
export interface Input {
  /** As the user named it, with the folder that was walked in front; for standard input the name that was given for it. */
  readonly path: string;
  /** Null for standard input. */
  readonly file: string | null;
  /** Whether the user named it, rather than a folder that it is in. */
  readonly named: boolean;
  readonly content: Content;
  readonly config: Config;
  /** The folder that the user named, where the file was found in one. */
  readonly under?: string;
}

export interface OpenOptions {
  /** What standard input would be called; tells its kind and where its settings are. */
  readonly stdinFilename?: string | undefined;
  /** Comes before what the settings say. */
  readonly strictness?: Strictness | undefined;
  /** What is no regular file is refused: it is to be written back. */
  readonly onlyFiles?: boolean;
  /** Whether a file, by its real path, may be read; without it, all that the system lets us read. */
  readonly mayRead?: ((real: string) => boolean) | undefined;
}

/** Name of standard input where none was given. */
export const stdinName = '<stdin>';

/**
 * Every document that `paths` name, one after the other: files, files of folders, `-` for standard input. A file is given once even where
 * it is named twice. What cannot be read is told to `trouble`, and the others are still given.
 */
export async function* inputs(paths: readonly string[], trouble: Trouble, options: OpenOptions = {}): AsyncGenerator<Input> {
  const finder = new SettingsFinder(trouble);
  const seen = new Set<string>();
  const once = (file: string): boolean => seen.size < seen.add(path.resolve(file)).size;
  for (const given of paths) {
    if (given === '-') {
      if (once('-')) yield await standardInput(options, finder);
      continue;
    }
    try {
      const stats = await statsOf(given);
      if (options.onlyFiles && stats && !stats.isFile() && !stats.isDirectory()) {
        trouble.fail(`${given}: is no regular file`);
      } else if (!stats || stats.isDirectory()) {
        for await (const file of stats ? walk(given, trouble) : (await import('./patterns.ts')).matching(given, trouble)) {
          if (!once(file) || (await finder.for(path.dirname(file))).leavesAlone(file)) continue;
          for await (const input of oneFile(file, false, finder, trouble, options))
            yield stats ? { ...input, under: path.resolve(given) } : input;
        }
      } else if (once(given)) {
        yield* oneFile(given, true, finder, trouble, options);
      }
    } catch (error) {
      trouble.fail(`${given}: ${reason(error)}`);
    }
  }
}

/** Null for a pattern, which is no file; throws where there is nothing by a name that is none. */
async function statsOf(given: string): Promise<Stats | null> {
  try {
    return await stat(given);
  } catch (error) {
    if (/[*?[\]{}]/.test(given)) return null;
    throw error;
  }
}

async function* oneFile(
  file: string,
  named: boolean,
  finder: SettingsFinder,
  trouble: Trouble,
  { mayRead, strictness }: OpenOptions,
): AsyncGenerator<Input> {
  let content: Content;
  try {
    if (mayRead && !mayRead(await realpath(file))) return trouble.fail(`${file}: leads out of the folders that may be read`);
    content = await readContent(file);
  } catch (error) {
    trouble.fail(`${file}: ${reason(error)}`);
    return;
  }
  const { config } = await finder.for(path.dirname(file));
  yield { path: file, file, named, content, config: stricter(config, strictness) };
}

const stricter = (config: Config, strictness: Strictness | undefined): Config => (strictness ? { ...config, strictness } : config);

async function standardInput({ stdinFilename: name, strictness }: OpenOptions, finder: SettingsFinder): Promise<Input> {
  const content = await readStdin();
  const { config } = await finder.for(path.dirname(name ?? path.resolve('x')));
  return { path: name ?? stdinName, file: null, named: true, content, config: stricter(config, strictness) };
}
