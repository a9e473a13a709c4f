import path from 'node:path';
import { largestText } from '../../config/limits.ts';
import { type Analysis, analyze, type Language } from '../../engine.ts';
import { withIncludes } from './includes.ts';
import { type Input, inputs, type OpenOptions, stdinName } from './inputs.ts';
import { guarded, type Trouble } from './trouble.ts';

/** A document of the command line, read and analysed. */
export interface Opened extends Pick<Input, 'path' | 'file' | 'named'> {
  readonly language: Language;
  /** Null where the file holds no text, or too much of it. */
  readonly analysis: Analysis | null;
  /** Byte order mark, which is no part of the analysed text. */
  readonly mark: string;
  /** Whether it may be written back: only UTF-8 is. */
  readonly utf8: boolean;
}

/** The documents that `paths` name, analysed one after the other. */
export async function* openAll(paths: readonly string[], trouble: Trouble, options: OpenOptions = {}): AsyncGenerator<Opened> {
  for await (const input of inputs(paths, trouble, options)) yield await opened(input, trouble, undefined, options);
}

/** Analyses a document, with the files that it takes values from: `read` tells which, by path, with their texts. */
export async function opened(
  { path: shown, file, named, content, config, under }: Input,
  trouble: Trouble,
  read = new Map<string, string | null>(),
  { mayRead }: Pick<OpenOptions, 'mayRead'> = {},
): Promise<Opened> {
  const hint = shown === stdinName ? {} : { path: shown.split(path.sep).join('/') };
  const common = { path: shown, file, named };
  if (content.kind !== 'text') {
    if (content.kind === 'binary') trouble.note(`${shown}: not a text; taken for no plan`);
    // long JSON that nobody named is data
    else if (named || !/\.jsonc?$/i.test(shown))
      trouble.note(`${shown}: larger than ${largestText / 1e6} MB; not read, and taken for no plan`);
    // the name alone tells the language
    const { language } = analyze('', hint);
    return { ...common, language, analysis: null, mark: '', utf8: false };
  }
  const analysis = await withIncludes(
    shown === stdinName ? null : shown,
    (files) => guarded(trouble, shown, () => analyze(content.text, { ...hint, config, ...(files && { files }) })),
    { texts: read, under, ...(mayRead && { mayRead }) },
  );
  const { language } = analysis ?? analyze('', hint);
  return { ...common, language, analysis, mark: content.mark, utf8: content.utf8 };
}
