import type { Language } from './document.ts';

const extensions: Readonly<Record<string, Language>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonc: 'json',
  ipynb: 'json',
  toml: 'toml',
  rst: 'rst',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  sbatch: 'shell',
  slurm: 'shell',
  dockerfile: 'dockerfile',
  containerfile: 'dockerfile',
  mk: 'makefile',
  service: 'systemd',
};

/** Files that are known by their whole name: `Dockerfile.vllm`, `Makefile`. */
const names: readonly (readonly [RegExp, Language])[] = [
  [/^(?:dockerfile|containerfile)(?:\.|$)/, 'dockerfile'],
  [/^(?:gnu)?makefile$/, 'makefile'],
];

/** A script tells by its first line, or by what it asks of Slurm. */
const scriptMarks = /^#![^\n]*\b(?:ba|z|da|k)?sh\b|^#SBATCH/;

/** How many lines of a text without a telling name are looked at. */
const sampleLines = 200;

/** The language of a document by its file name, or by what stands in it where the name does not tell. */
export function detectLanguage(path: string | null, text: string): Language {
  const name = path?.toLowerCase().replace(/^.*[\\/]/, '') ?? '';
  const dot = name.lastIndexOf('.');
  const byName = dot >= 0 ? name.slice(dot + 1) : '';
  const named = names.find(([pattern]) => pattern.test(name))?.[1];
  return named ?? (Object.hasOwn(extensions, byName) ? extensions[byName] : undefined) ?? detectByContent(text);
}

function detectByContent(text: string): Language {
  if (scriptMarks.test(text.slice(0, 200).replace(/^\ufeff/, ''))) return 'shell';
  const written = text
    .slice(0, 100_000)
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/, sampleLines)
    .filter((line) => line.trim() !== '');
  const said = written.filter((line) => !line.trimStart().startsWith('#'));
  const first = said[0]?.trimStart()[0];
  const last = text.slice(-200).trimEnd().at(-1);
  const commented = said.length < written.length;
  // JSON with comments that start with `#` is YAML in flow style.
  if (first === '{' && last === '}') return commented ? 'yaml' : 'json';
  if (first === '[' && last === ']' && !commented && !said.some((line) => tomlPair.test(line))) return 'json';
  // Only what stands at the left edge tells: below a key or a bullet anything may stand.
  const edge = said.filter((line) => !/^[ \t]/.test(line) && !/^(?:---|\.\.\.)\s*$/.test(line));
  const all = (kinds: RegExp): boolean => edge.every((line) => kinds.test(line));
  if (edge.some((line) => tomlPair.test(line)) && all(tomlLine)) return 'toml';
  if (edge.some((line) => yamlPair.test(line)) && all(yamlLine)) return 'yaml';
  return 'markdown';
}

const tomlPair = /^["']?[\w.-]+["']?\s*=\s*\S/;
const tomlLine = /^(?:["']?[\w.-]+["']?\s*=\s*\S|\[\[?[\w. "'-]+\]\]?\s*(?:#.*)?$|[\]}"'])/;
const yamlPair = /^["']?[\w./-]+["']?:(?:\s|$)/;
const yamlLine = /^(?:["']?[\w./-]+["']?:(?:\s|$)|- (?!\*\*)|-$|[\]})]|\{\{|\{%|%YAML|<<:)/;
