import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { claimsOf } from '../../server/src/claims/find.ts';
import { equationsOf } from '../../server/src/explain/inspect.ts';
import { filesOf } from './ecosystem/walk.ts';
import type { Labelled } from './labels.ts';
import { read } from './said.ts';

/** Larger files are configs that programs wrote. */
const largest = 200_000;

/**
 * Documents that nobody labelled. What the engine itself takes for right claims stands in for labels: what a change of them leaves unnoticed is
 * read and not checked. Documents without any are left out.
 */
export async function unlabelled(folder: string): Promise<Labelled[]> {
  const out: Labelled[] = [];
  for (const file of await filesOf([folder])) {
    const text = await readFile(file, 'utf8');
    if (text.length > largest) continue;
    const correct = rightClaims(file, text);
    if (correct.length > 0) out.push({ file: file.split(path.sep).join('/'), text, errors: [], warnings: [], correct });
  }
  return out;
}

function rightClaims(file: string, text: string): { line: number; claim: string }[] {
  const { document, plan, lines, language } = read(file, text);
  if (language !== 'markdown' && language !== 'text') return [];
  const stated = claimsOf(document)
    .filter(({ holds }) => holds)
    .map(({ span, figures }) => ({ at: span.start, figures }));
  const written = plan ? equationsOf(plan).filter(({ verdict }) => verdict === 'held') : [];
  return [...stated, ...written.map(({ span, numbers }) => ({ at: span.start, figures: numbers }))]
    .sort((a, b) => a.at - b.at)
    .map(({ at, figures }) => ({ line: lines.lineOf(at) + 1, claim: figures.map((number) => number.text).join(' ') }));
}
