import { createHash } from 'node:crypto';
import type { Labelled } from './labels.ts';
import { names, read, type Said, said, standsOn } from './said.ts';
import type { Scored } from './score.ts';

/** A document in which one figure of a right claim reads otherwise. */
export interface Mutation {
  readonly name: string;
  readonly line: number;
  /** `512 -> 1024 | - Total GPUs: 512` */
  readonly what: string;
  readonly text: string;
}

/** Every figure once, as people write them: `1,024`, `58.6`; not those within a name. */
const figures = /(?<![\w.])\d[\d,]*(?:\.\d+)?/g;

/** Digests decide, so that a run can be repeated: 0 to 255. */
const digest = (...parts: readonly (string | number)[]): number => createHash('md5').update(parts.join('')).digest()[0] as number;

/** The last two figures of the first right claim of each line, each changed on its own. */
export function mutationsOf({ file, text, correct = [] }: Labelled): Mutation[] {
  const out: Mutation[] = [];
  const lines = text.split('\n');
  const seen = new Set<number>();
  for (const { line, claim } of correct) {
    const written = lines[line - 1] ?? '';
    if (seen.has(line)) continue;
    seen.add(line);
    const wanted = new Set((claim.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map(plain));
    const own = [...written.matchAll(figures)].filter(([digits]) => wanted.has(plain(digits))).slice(-2);
    for (const { 0: digits, index } of own) {
      if (!(Number(plain(digits)) > 0)) continue;
      const to = otherwise(digits, (digest(file, line, index) & 1) === 1);
      const changed = [...lines];
      changed[line - 1] = written.slice(0, index) + to + written.slice(index + digits.length);
      out.push({ name: file, line, what: `${digits} -> ${to} | ${written.trim().slice(0, 110)}`, text: changed.join('\n') });
    }
  }
  return out;
}

const plain = (digits: string): string => digits.replaceAll(',', '');

/** Twice the number or the next one, for whole numbers; a measured figure grows by 70 %. */
function otherwise(digits: string, twice: boolean): string {
  const value = Number(plain(digits));
  if (digits.includes('.')) return (value * 1.7).toFixed((digits.split('.')[1] ?? '').length);
  return String(twice ? value * 2 : value + (value > 9 ? 10 : 1));
}

/** Those that a seed picks: about `share` (0 to 1) of them. */
export const sample = (mutations: readonly Mutation[], share: number, seed: number): Mutation[] =>
  mutations.filter(({ name, line, what }) => digest(seed, name, line, what) < share * 256);

/** Whether something new is said of the line that was changed, and whether any of it is an error. */
export function noticed(base: Scored, { name, line, text }: Mutation): { readonly found: boolean; readonly asError: boolean } {
  const before = new Set(base.said.map(key));
  const fresh = said(read(name, text, base.analysis)).filter(
    (finding) => !before.has(key(finding)) && (standsOn(finding, [line]) || names(finding, [line])),
  );
  return { found: fresh.length > 0, asError: fresh.some(({ severity }) => severity === 'error') };
}

const key = ({ rule, from, message }: Said): string => `${rule}|${from}|${message}`;

/** Counts into the document's tally, and notes each that goes unnoticed. */
export function measureMutations(scored: Scored, mutations: readonly Mutation[], notes: string[]): void {
  const { mutation } = scored.tally;
  for (const changed of mutations) {
    const { found, asError } = noticed(scored, changed);
    mutation.n++;
    if (found) mutation.found++;
    if (asError) mutation.asError++;
    if (!found) notes.push(`unmoved  ${changed.name}:${changed.line} ${changed.what}`);
  }
}
