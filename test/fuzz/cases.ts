import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '../../server/src/engine.ts';
import { generatePlan } from '../mutation/generator/plan.ts';
import { Random, seedOf } from '../mutation/generator/random.ts';
import { damage, joined } from './damage.ts';
import { naturalPlan } from './natural.ts';
import { shapes } from './shapes.ts';

/** A document to try, and how it came about. */
export interface Case {
  readonly text: string;
  readonly language: Language;
  readonly origin: string;
  /** The text before it was damaged; '' where it was not made from another. */
  readonly before: string;
}

/** A document that somebody wrote. */
export interface Source {
  readonly name: string;
  readonly text: string;
  readonly language: Language;
}

const languages: Readonly<Record<string, Language>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.json': 'json',
  '.toml': 'toml',
  '.txt': 'text',
  '.sh': 'text',
};

/** Longer documents are left out: a case is to take milliseconds. */
const longest = 40_000;

/** All documents in these folders and below, by name. */
export function readSources(folders: readonly string[]): Source[] {
  const out: Source[] = [];
  for (const folder of folders)
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      const language = languages[path.extname(name).toLowerCase()];
      const file = path.join(folder, name);
      if (!language || name.includes('node_modules') || !statSync(file).isFile() || statSync(file).size > longest) continue;
      out.push({ name: file, text: readFileSync(file, 'utf8'), language });
    }
  return out;
}

/** Case `index` of a run: the same for the same seed and sources. */
export function caseOf(seed: number, index: number, sources: readonly Source[]): Case {
  const random = new Random(seedOf(seed, index));
  const kind = random.next();
  if (kind < 0.01) return shape(random);
  if (kind < 0.25) {
    const text = naturalPlan(random);
    return { text, language: 'markdown', origin: 'a small plan', before: '' };
  }
  const source = kind < 0.4 || sources.length === 0 ? generated(random) : random.pick(sources);
  if (kind < 0.5) {
    const text = source.text.slice(0, random.int(0, source.text.length));
    return { text, language: source.language, origin: `${source.name}, cut off`, before: source.text };
  }
  if (kind < 0.6) {
    const other = sources.length > 0 ? random.pick(sources) : generated(random);
    return {
      text: joined(source.text, other.text, random),
      language: source.language,
      origin: `${source.name} and ${other.name}`,
      before: source.text,
    };
  }
  const language = random.chance(0.05) ? random.pick<Language>(['markdown', 'yaml', 'json', 'toml', 'text']) : source.language;
  return { text: damage(source.text, random), language, origin: `${source.name}, damaged`, before: source.text };
}

function generated(random: Random): Source {
  const seed = random.int(0, 2 ** 31 - 1);
  const { text, language } = generatePlan(seed);
  return { name: `generated plan ${seed}`, text, language };
}

/** One thing over and over, up to 100 kB of it. */
function shape(random: Random): Case {
  const { name, language, make } = random.pick(shapes);
  const size = random.pick([1_000, 5_000, 20_000, 100_000]);
  return { text: make(size), language, origin: `${name}, ${size} characters`, before: '' };
}
