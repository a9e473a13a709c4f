import type { Language } from './document.ts';

const extensions: Readonly<Record<string, Language>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonc: 'json',
  toml: 'toml',
};

/** How many lines of a text without a telling name are looked at. */
const sampleLines = 200;

/** The language of a document by its file name, or by what stands in it where the name does not tell. */
export function detectLanguage(path: string | null, text: string): Language {
  const name = path?.toLowerCase().replace(/^.*[\\/]/, '') ?? '';
  const dot = name.lastIndexOf('.');
  const byName = dot >= 0 ? name.slice(dot + 1) : '';
  return (Object.hasOwn(extensions, byName) ? extensions[byName] : undefined) ?? detectByContent(text);
}

function detectByContent(text: string): Language {
  const sample = text.slice(0, 100_000).replace(/^\ufeff/, '');
  const first = /\S/.exec(sample)?.[0];
  const last = text.slice(-200).trimEnd().at(-1);
  if (first === '{' && last === '}') return 'json';
  if (first === '[' && last === ']' && !/^[ \t]*\[[\w. "-]+\][ \t]*(?:#.*)?$/m.test(sample)) return 'json';
  let markdown = 0;
  let pairs = 0;
  let assignments = 0;
  let tables = 0;
  let others = 0;
  for (const line of sample.split(/\r\n|\n|\r/, sampleLines)) {
    const words = line.trim();
    if (words === '' || words === '---' || /^#(?!#)/.test(words)) continue;
    if (/^(?:#{2,6}\s|```|~~~|\||>\s)/.test(words) || words.includes('**')) markdown++;
    else if (/^\[\[?[\w. "-]+\]\]?\s*(?:#.*)?$/.test(words)) tables++;
    else if (/^[\w."-]+\s*=\s*\S/.test(words)) assignments++;
    else if (/^(?:- )*["']?[\w./-]+["']?:(?:\s|$)/.test(words)) pairs++;
    else if (/^- \S/.test(words)) pairs += 0.25;
    else others++;
  }
  if (markdown > 0) return 'markdown';
  if (assignments + tables > 2 * (pairs + others)) return 'toml';
  if (pairs >= 1 && pairs > 3 * (others + assignments)) return 'yaml';
  return 'markdown';
}
