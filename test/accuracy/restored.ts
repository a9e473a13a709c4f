import { type Analysis, applyEdits, fixAll, type Repair, repairsFor } from '../../server/src/engine.ts';
import type { Labelled } from './labels.ts';
import { type Mutation, mutationsOf, sample } from './mutation.ts';
import { names, read, said, standsOn } from './said.ts';

/** What repairs make of documents in which one figure of a right claim was changed. */
export interface Restored {
  /** Changes that something new is said of. */
  caught: number;
  /** As an error, with another figure preferred to what stands there. */
  preferring: number;
  /** The preferred repair brings every figure back. */
  byPreferred: number;
  /** One of the first two that are offered for a finding does. */
  byFirstTwo: number;
  /** Any repair that is offered does. */
  byAny: number;
  /** Nothing but silence is offered. */
  byNone: number;
  /** *Fix all* changed something, and wrote only what the document had. */
  fixed: number;
  /** *Fix all* wrote a figure that the document had not. */
  harmed: number;
}

export const noneRestored = (): Restored => ({
  caught: 0,
  preferring: 0,
  byPreferred: 0,
  byFirstTwo: 0,
  byAny: 0,
  byNone: 0,
  fixed: 0,
  harmed: 0,
});

/** A change writes figures without groups, and without a comma behind; a repair writes them as the figure does that it replaces. */
const ungrouped = (text: string): string => text.replace(/(?<=\d),/g, '');

const repaired = ({ text }: Analysis, repair: Repair | null): string => (repair ? applyEdits(text, repair.edits) : text);

/** Changes figures of right claims, as the measure of what is noticed does, and repairs what is noticed. */
export function restoredIn(documents: readonly Labelled[], share: number, seed: number, notes: string[]): Restored {
  const total = noneRestored();
  for (const document of documents) {
    const text = document.text.replace(/^\ufeff/, '');
    const base = read(document.file, text);
    const known = new Set(said(base).map(({ rule, from, message }) => `${rule}|${from}|${message}`));
    const fixedBase = repaired(base, fixAll(base));
    for (const mutation of sample(mutationsOf({ ...document, text }), share, seed))
      tryOne(total, base, { known, fixedBase, mutation }, notes);
  }
  return total;
}

interface Trial {
  readonly known: ReadonlySet<string>;
  /** The document as it was, with all of it fixed. */
  readonly fixedBase: string;
  readonly mutation: Mutation;
}

function tryOne(total: Restored, base: Analysis, { known, fixedBase, mutation }: Trial, notes: string[]): void {
  const { name, line, what, text } = mutation;
  const now = read(name, text, base);
  const all = fixAll(now);
  if (all) {
    const wrong = wrongLines(now.text, repaired(now, all), base.text, fixedBase);
    if (wrong.length > 0) {
      total.harmed++;
      notes.push(`harmed   ${name}:${line} ${what} | fix all: ${all.title} | ${wrong[0]}`);
    } else total.fixed++;
  }
  const shown = now.findings.filter(({ severity }) => severity !== 'hint');
  const fresh = said(now).flatMap((one, at) =>
    !known.has(`${one.rule}|${one.from}|${one.message}`) && (standsOn(one, [line]) || names(one, [line])) ? [shown[at]] : [],
  );
  if (fresh.length === 0) return;
  total.caught++;
  const offered = fresh.map((finding) => (finding ? repairsFor(now, finding) : []).filter(({ kind }) => kind !== 'suppress'));
  const repairs = offered.flat();
  const restores = (repair: Repair): boolean => ungrouped(applyEdits(now.text, repair.edits)) === ungrouped(base.text);
  const preferred = repairs.filter((repair) => repair.preferred);
  if (preferred.length > 0) total.preferring++;
  if (preferred.some(restores)) total.byPreferred++;
  if (offered.some((list) => list.slice(0, 2).some(restores))) total.byFirstTwo++;
  if (repairs.some(restores)) total.byAny++;
  if (repairs.length === 0) total.byNone++;
  if (!preferred.some(restores))
    notes.push(
      `unrestored ${name}:${line} ${what} | ${fresh.map((finding) => `${finding?.severity} ${finding?.rule}: ${finding?.message}`)[0]?.slice(0, 160)} | ${preferred.map(({ title }) => title).join('; ') || (repairs.some(restores) ? 'restored by another' : 'nothing preferred')}`,
    );
}

/** Lines that were changed, and read neither as they did in the document before nor as that reads with all of it fixed. */
function wrongLines(changed: string, result: string, before: string, fixedBefore: string): string[] {
  const [from, to, was, fixed] = [changed, result, before, fixedBefore].map((each) => ungrouped(each).split('\n')) as [
    string[],
    string[],
    string[],
    string[],
  ];
  return to.filter((written, at) => written !== from[at] && !says(written, was[at]) && !says(written, fixed[at]));
}

/** Figure by figure the same, to the digits that stood there: 381.1 for 381. */
function says(written: string, before = ''): boolean {
  const figures = /\d+(?:\.\d+)?/g;
  const [now, then] = [written.match(figures) ?? [], before.match(figures) ?? []];
  return (
    written.replace(figures, '') === before.replace(figures, '') &&
    now.every(
      (figure, at) =>
        Number(figure).toFixed(then[at]?.split('.')[1]?.length ?? 0) === Number(then[at]).toFixed(then[at]?.split('.')[1]?.length ?? 0),
    )
  );
}
