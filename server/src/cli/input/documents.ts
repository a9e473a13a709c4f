import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Analysis, analyze, type Language } from '../../engine.ts';
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
  /** What is no regular file is refused: it is to be written back. */
  readonly onlyFiles?: boolean;
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
      const stats = await stat(given);
      if (options.onlyFiles && !stats.isFile() && !stats.isDirectory()) {
        trouble.fail(`${given}: is no regular file`);
      } else if (stats.isDirectory()) {
        for await (const file of walk(given, trouble)) {
          if (!once(file) || (await finder.for(path.dirname(file))).leavesAlone(file)) continue;
          yield* openFile(file, false, finder, trouble);
        }
      } else if (once(given)) {
        yield* openFile(given, true, finder, trouble);
      }
    } catch (error) {
      trouble.fail(`${given}: ${reason(error)}`);
    }
  }
}

async function* openFile(file: string, named: boolean, finder: SettingsFinder, trouble: Trouble): AsyncGenerator<Opened> {
  let content: Awaited<ReturnType<typeof readContent>>;
  try {
    content = await readContent(file);
  } catch (error) {
    trouble.fail(`${file}: ${reason(error)}`);
    return;
  }
  yield { ...(await opened(content, file, finder, trouble)), file, named };
}

async function* openStdin(name: string | undefined, finder: SettingsFinder, trouble: Trouble): AsyncGenerator<Opened> {
  yield { ...(await opened(await readStdin(), name ?? stdinName, finder, trouble)), file: null, named: true };
}

async function opened(
  content: Awaited<ReturnType<typeof readContent>>,
  shown: string,
  finder: SettingsFinder,
  trouble: Trouble,
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
  const analysis = await withIncludes(file, (files) =>
    guarded(trouble, shown, () => analyze(content.text, { ...hint, config, ...(files && { files }) })),
  );
  const { language } = analysis ?? analyze('', hint);
  return { path: shown, language, analysis, mark: content.mark, utf8: content.utf8 };
}
