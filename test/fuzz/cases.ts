import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { detectLanguage } from '../../server/src/document/language.ts';
import type { Language } from '../../server/src/engine.ts';
import { largestText } from '../../server/src/text/limits.ts';
import { generatePlan } from '../mutation/generator/plan.ts';
import { Random, seedOf } from '../mutation/generator/random.ts';
import { damage, disordered, enclosed, interleaved, joined } from './damage.ts';
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

const written =
  /\.(?:md|mdx|markdown|rst|ya?ml|jsonc?|toml|txt|sh|bash|sbatch|slurm|mk|service)$|(?:^|[/\\])(?:Dockerfile[^/\\]*|Makefile)$/;

const languages: readonly Language[] = ['markdown', 'yaml', 'json', 'toml', 'text', 'rst', 'shell', 'dockerfile', 'makefile', 'systemd'];

/** Longer documents are left out: a case is to take milliseconds. */
const longest = 40_000;

/** All documents in these folders and below, by name. */
export function readSources(folders: readonly string[]): Source[] {
  const out: Source[] = [];
  for (const folder of folders)
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      const file = path.join(folder, name);
      if (!written.test(name) || name.includes('node_modules') || !statSync(file).isFile() || statSync(file).size > longest) continue;
      const text = readFileSync(file, 'utf8');
      out.push({ name: file, text, language: name.endsWith('.txt') ? 'text' : detectLanguage(name, text) });
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
  if (kind < 0.65) {
    const other = sources.length > 0 ? random.pick(sources) : generated(random);
    const [text, language] = random.chance(0.6)
      ? [joined(source.text, other.text, random), source.language]
      : random.chance(0.5)
        ? [interleaved(source.text, other.text, random), source.language]
        : enclosed(source, other, random);
    return { text, language, origin: `${source.name} and ${other.name}`, before: source.text };
  }
  const language = random.chance(0.05) ? random.pick(languages) : source.language;
  const text = kind < 0.68 ? disordered(source.text, random) : damage(source.text, random);
  return { text, language, origin: `${source.name}, damaged`, before: source.text };
}

/** Every document cut off after each of its characters, one after the other; null behind the last. */
export function cutCase(index: number, sources: readonly Source[]): Case | null {
  let left = index;
  for (const { name, text, language } of sources) {
    if (left <= text.length) return { text: text.slice(0, left), language, origin: `${name}, cut off at ${left}`, before: '' };
    left -= text.length + 1;
  }
  return null;
}

function generated(random: Random): Source {
  const seed = random.int(0, 2 ** 31 - 1);
  const { text, language } = generatePlan(seed);
  return { name: `generated plan ${seed}`, text, language };
}

/** One thing over and over, up to 100 kB of it, seldom more. */
function shape(random: Random): Case {
  const { name, language, make } = random.pick(shapes);
  const size = random.chance(0.03) ? 1_000_000 : random.pick([1_000, 5_000, 20_000, 100_000]);
  return { text: make(size).slice(0, largestText), language, origin: `${name}, ${size} characters`, before: '' };
}
