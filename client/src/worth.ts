import type { Language } from '../../server/src/document/document.ts';
import { mayBePlan, mayClaim } from '../../server/src/plan/gate.ts';
import { largestText } from '../../server/src/text/limits.ts';

/** Languages that plans are written in, by the editor's names for them. */
export const languages: Readonly<Record<string, Language>> = {
  markdown: 'markdown',
  yaml: 'yaml',
  json: 'json',
  jsonc: 'json',
  toml: 'toml',
  shellscript: 'shell',
  dockerfile: 'dockerfile',
  makefile: 'makefile',
  'systemd-unit-file': 'systemd',
  restructuredtext: 'rst',
};

/** Whether a document may be a plan, or settings for plans: then a server is worth its start. Costs a look at the words, and parses nothing. */
export function isWorthLooking(languageId: string, fileName: string, getText: () => string): boolean {
  const language = languages[languageId];
  if (!language) return false;
  if (/(?:^|[\\/])planwright\.ya?ml$/.test(fileName)) return true;
  const text = getText();
  return text.length <= largestText && (mayBePlan(text, language) || mayClaim(text, language));
}
