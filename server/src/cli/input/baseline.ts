import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { reason, UsageError } from './trouble.ts';

/** A finding as a baseline keeps it: its fingerprint counts, the rest is for those who read the file. */
export interface Kept {
  readonly rule: string;
  readonly fingerprint: string;
  readonly message: string;
}

/** Findings that were there before. Plain data: it may go to another thread. */
export interface Baseline {
  /** The folder of its file, from which documents are named. */
  readonly folder: string;
  /** Fingerprints by the names of documents. */
  readonly prints: Readonly<Record<string, readonly string[]>>;
}

export async function readBaseline(file: string): Promise<Baseline> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${reason(error)}; \`--write-baseline ${file}\` makes it`);
  }
  const documents = parseBaseline(text);
  if (!documents) throw new UsageError(`${file}: no baseline of planwright`);
  const prints = Object.entries(documents).map(([name, kept]) => [name, kept.map(({ fingerprint }) => fingerprint)] as const);
  return { folder: path.dirname(path.resolve(file)), prints: Object.fromEntries(prints) };
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

/** Fingerprints of a document that a baseline holds. */
export const knownOf = ({ folder, prints }: Baseline, shown: string): ReadonlySet<string> => new Set(prints[nameFrom(folder, shown)] ?? []);

/** The text of a baseline in `file`, of the findings of documents by their paths. */
export function baselineText(file: string, documents: ReadonlyMap<string, readonly Kept[]>): string {
  const folder = path.dirname(path.resolve(file));
  const named = [...documents].map(([shown, kept]) => [nameFrom(folder, shown), kept] as const).filter(([, kept]) => kept.length > 0);
  const sorted = Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, documents: sorted }, null, 2)}\n`;
}

const nameFrom = (folder: string, shown: string): string => path.relative(folder, path.resolve(shown)).split(path.sep).join('/');
