import { mayBePlan } from '../../server/src/plan/gate.ts';

/** Longer documents are no plans to the server either: characters. */
const longest = 5_000_000;

/** Languages that plans are written in, by the editor's names for them. */
export const languages: Readonly<Record<string, 'markdown' | 'yaml' | 'json' | 'toml'>> = {
  markdown: 'markdown',
  yaml: 'yaml',
  json: 'json',
  jsonc: 'json',
  toml: 'toml',
};

/** Whether a document may be a plan, or settings for plans: then a server is worth its start. Costs a look at the words, and parses nothing. */
export function isWorthLooking(languageId: string, fileName: string, getText: () => string): boolean {
  const language = languages[languageId];
  if (!language) return false;
  if (/(?:^|[\\/])planwright\.ya?ml$/.test(fileName)) return true;
  const text = getText();
  return text.length <= longest && mayBePlan(text, language);
}
