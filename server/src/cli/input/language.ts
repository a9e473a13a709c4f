import path from 'node:path';
import type { Language } from '../../engine.ts';

const byExtension: Readonly<Record<string, Language>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.mdx': 'markdown',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.json': 'json',
  '.jsonc': 'json',
  '.toml': 'toml',
};

/** The kind of a document that was not read, by its name alone. */
export const languageByName = (file: string): Language => byExtension[path.extname(file).toLowerCase()] ?? 'text';
