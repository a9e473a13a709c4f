import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Analysis, analyze, type Files, type Language } from '../../engine.ts';
import { withIncludes } from './includes.ts';
import { readContent, readStdin, sizeLimit } from './read.ts';
import { SettingsFinder } from './settings.ts';
import { guarded, reason, type Trouble } from './trouble.ts';
import { walk } from './walk.ts';

/** A document of the command line, read and analysed. */
export interface Opened {
  /** As the user named it, with the folder that was walked in front; for standard input the name that was given for it. */
  readonly path: string;
  /** Null for standard input. */
  readonly file: string | null;
  /** Whether the user named it, rather than a folder that it is in. */
  readonly named: boolean;
  readonly language: Language;
  /** Null where the file holds no text, or too much of it. */
  readonly analysis: Analysis | null;
  /** Byte order mark, which is no part of the analysed text. */
  readonly mark: string;
  /** Whether it may be written back: only UTF-8 is. */
  readonly utf8: boolean;
}

export interface OpenOptions {
  /** What standard input would be called; tells its kind and where its settings are. */
  readonly stdinFilename?: string | undefined;
  /** Whether a file, by its real path, may be read; without it, all that the system lets us read. */
  readonly mayRead?: ((real: string) => boolean) | undefined;
}

/** Name of standard input where none was given. */
const stdinName = '<stdin>';

/**
 * Every document that `paths` name, one after the other: files, files of folders, `-` for standard input. A file is given once even where
 * it is named twice. What cannot be read is told to `trouble`, and the others are still given.
 */
export async function* openAll(paths: readonly string[], trouble: Trouble, options: OpenOptions = {}): AsyncGenerator<Opened> {
  const finder = new SettingsFinder(trouble);
  const seen = new Set<string>();
  const once = (file: string): boolean => seen.size < seen.add(path.resolve(file)).size;
  for (const given of paths) {
    if (given === '-') {
      if (once('-')) yield* openStdin(options.stdinFilename, finder, trouble);
      continue;
    }
    try {
      const files = await severalFiles(given, trouble);
      if (files) {
        for await (const file of files) {
          if (!once(file) || (await finder.for(path.dirname(file))).leavesAlone(file)) continue;
          yield* openFile(file, false, finder, trouble, options.mayRead);
        }
      } else if (once(given)) {
        yield* openFile(given, true, finder, trouble, options.mayRead);
      }
    } catch (error) {
      trouble.fail(`${given}: ${reason(error)}`);
    }
  }
}

/** The files of a folder, or those that a pattern names; null for one file. Throws where there is neither. */
async function severalFiles(given: string, trouble: Trouble): Promise<AsyncIterable<string> | null> {
  try {
    return (await stat(given)).isDirectory() ? walk(given, trouble) : null;
  } catch (error) {
    const { isPattern, matching } = await import('./patterns.ts');
    if (!isPattern(given)) throw error;
    return matching(given, trouble);
  }
}

async function* openFile(
  file: string,
  named: boolean,
  finder: SettingsFinder,
  trouble: Trouble,
  mayRead: OpenOptions['mayRead'],
): AsyncGenerator<Opened> {
  let content: Awaited<ReturnType<typeof readContent>>;
  try {
    if (mayRead && !mayRead(await realpath(file))) return trouble.fail(`${file}: leads out of the folders that may be read`);
    content = await readContent(file);
  } catch (error) {
    trouble.fail(`${file}: ${reason(error)}`);
    return;
  }
  yield { ...(await opened(content, file, finder, trouble, mayRead)), file, named };
}

async function* openStdin(name: string | undefined, finder: SettingsFinder, trouble: Trouble): AsyncGenerator<Opened> {
  yield { ...(await opened(await readStdin(), name ?? stdinName, finder, trouble)), file: null, named: true };
}

async function opened(
  content: Awaited<ReturnType<typeof readContent>>,
  shown: string,
  finder: SettingsFinder,
  trouble: Trouble,
  mayRead?: OpenOptions['mayRead'],
): Promise<Omit<Opened, 'file' | 'named'>> {
  const hint = shown === stdinName ? {} : { path: shown.split(path.sep).join('/') };
  const { config } = await finder.for(path.dirname(shown === stdinName ? path.resolve('x') : shown));
  if (content.kind !== 'text') {
    trouble.note(
      content.kind === 'large'
        ? `${shown}: larger than ${sizeLimit / 1e6} MB; not read, and taken for no plan`
        : `${shown}: not a text; taken for no plan`,
    );
    // the name alone tells the language
    const { language } = analyze('', hint);
    return { path: shown, language, analysis: null, mark: '', utf8: false };
  }
  const file = shown === stdinName ? null : shown;
  const analyse = (files: Files | null) =>
    guarded(trouble, shown, () => analyze(content.text, { ...hint, config, ...(files && { files }) }));
  const analysis = await withIncludes(file, analyse, mayRead);
  const { language } = analysis ?? analyze('', hint);
  return { path: shown, language, analysis, mark: content.mark, utf8: content.utf8 };
}
