import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Analysis, Finding } from '../../engine.ts';
import { printsOf } from '../output/fingerprints.ts';
import { reason, UsageError } from './trouble.ts';

/** A finding as a baseline keeps it: its fingerprint counts, the rest is for those who read the file. */
interface Kept {
  readonly rule: string;
  readonly fingerprint: string;
  readonly message: string;
}

/** Findings that were there before, which a check leaves out; documents by their paths from the baseline's folder. */
export class Baseline {
  readonly #file: string;
  readonly #prints: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of those, the ones that were met. */
  readonly #met = new Set<string>();
  readonly #looked = new Set<string>();

  private constructor(file: string, documents: Readonly<Record<string, readonly Kept[]>>) {
    this.#file = file;
    this.#prints = new Map(Object.entries(documents).map(([name, kept]) => [name, new Set(kept.map(({ fingerprint }) => fingerprint))]));
  }

  static async read(file: string): Promise<Baseline> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      throw new UsageError(`${file}: ${reason(error)}; \`--write-baseline ${file}\` makes it`);
    }
    const documents = parseBaseline(text);
    if (!documents) throw new UsageError(`${file}: no baseline of planwright`);
    return new Baseline(file, documents);
  }

  /** Which findings of a document were known. */
  isKnown(shown: string, analysis: Analysis): (finding: Finding) => boolean {
    const name = nameFrom(this.#file, shown);
    this.#looked.add(name);
    const kept = this.#prints.get(name);
    if (!kept) return () => false;
    const prints = printsOf(analysis);
    return (finding) => {
      const print = prints.get(finding) ?? '';
      if (kept.has(print)) this.#met.add(`${name}\0${print}`);
      return kept.has(print);
    };
  }

  /** How many findings of the documents that were looked at are no longer there. */
  get gone(): number {
    let gone = 0;
    for (const [name, prints] of this.#prints) {
      if (this.#looked.has(name)) for (const print of prints) if (!this.#met.has(`${name}\0${print}`)) gone++;
    }
    return gone;
  }
}

function parseBaseline(text: string): Record<string, Kept[]> | null {
  try {
    const { version, documents } = JSON.parse(text) as { version: unknown; documents: Record<string, Kept[]> };
    const isRight = Object.values(documents).every((kept) => kept.every(({ fingerprint }) => typeof fingerprint === 'string'));
    return version === 1 && isRight ? documents : null;
  } catch {
    return null;
  }
}

/** Collects findings for a baseline in `file`. */
export class BaselineWriter {
  readonly #file: string;
  readonly #documents: Record<string, Kept[]> = {};
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  add(shown: string, analysis: Analysis, findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    const prints = printsOf(analysis);
    this.#documents[nameFrom(this.#file, shown)] = findings.map((finding) => ({
      rule: finding.rule,
      fingerprint: prints.get(finding) ?? '',
      message: finding.message,
    }));
    this.#count += findings.length;
  }

  get count(): number {
    return this.#count;
  }

  toString(): string {
    const sorted = Object.fromEntries(Object.entries(this.#documents).sort(([a], [b]) => (a < b ? -1 : 1)));
    return `${JSON.stringify({ version: 1, documents: sorted }, null, 2)}\n`;
  }
}

const nameFrom = (file: string, shown: string): string =>
  path
    .relative(path.dirname(path.resolve(file)), path.resolve(shown))
    .split(path.sep)
    .join('/');
