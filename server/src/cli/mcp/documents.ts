import path from 'node:path';
import { analyze } from '../../engine.ts';
import { type Opened, openAll } from '../input/documents.ts';
import { SettingsFinder } from '../input/settings.ts';
import { Trouble, UsageError } from '../input/trouble.ts';
import type { Access } from './access.ts';

/** How an agent names what it asks about: a path, or a text that need not be saved. */
export interface Asked {
  readonly path?: string | undefined;
  readonly text?: string | undefined;
  /** What the text would be called. */
  readonly filename?: string | undefined;
}

export interface Answered {
  readonly documents: readonly Opened[];
  /** What could not be done, and what is worth knowing. */
  readonly notes: readonly string[];
}

/** Reads and analyses what was asked about; paths are shown from the first root on. */
export async function documentsFor({ path: given, text, filename }: Asked, access: Access): Promise<Answered> {
  const notes: string[] = [];
  const trouble = new Trouble((note) => void notes.push(note.trimEnd()));
  if (text !== undefined) return { documents: [await ofText(text, filename ?? 'plan.md', access, trouble)], notes };
  if (given === undefined) throw new UsageError('say which document: `path`, or `text`');
  const documents: Opened[] = [];
  for await (const opened of openAll([await access.resolve(given)], trouble, { mayRead: access.holds })) {
    documents.push({ ...opened, path: path.relative(access.home, opened.path) || opened.path });
  }
  if (documents.length === 0 && notes.length > 0) throw new UsageError(notes.join('\n'));
  return { documents, notes };
}

async function ofText(text: string, name: string, access: Access, trouble: Trouble): Promise<Opened> {
  const { config } = await new SettingsFinder(trouble).for(access.home);
  const analysis = analyze(text, { path: name, config });
  return { path: name, file: null, named: true, language: analysis.language, analysis, mark: '', utf8: true };
}
