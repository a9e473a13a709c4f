import type { CodeActionContext } from 'vscode-languageserver-protocol';
import { type Analysis, editedPlaces, fixAllSteps, type Repair, type Span } from '../engine.ts';
import { CodeActionKind, CodeActionTriggerKind } from './codes.ts';
import type { Plan } from './plans.ts';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.planwright`;

/** So long (in milliseconds) may a save wait, reading included: a longer document is saved as it is, and repaired when somebody asks for it. */
const patience = 1000;

interface Known {
  readonly before: Analysis | null;
  readonly repair: Repair | null;
}

const known = new WeakMap<Analysis, Known>();

/** An editor that saves asks by itself, and for this kind alone. */
export const isSaving = ({ only, triggerKind }: CodeActionContext): boolean =>
  triggerKind === CodeActionTriggerKind.Automatic && only?.every((kind) => isFixAll(kind)) === true;

/** Whether a save would wait too long: for the reading of its text, and for one more of what comes of it. */
export const isTooLong = (reading: number, context: CodeActionContext): boolean => isSaving(context) && 2 * reading > patience;

const isFixAll = (kind: string): boolean => fixAllKind === kind || fixAllKind.startsWith(`${kind}.`);

/**
 * Works *fix all* out in steps that read the document once each. What is done before a save ends in time: no step is begun that would take
 * longer than what is left, by the time that the longest took. `now` is the clock, in milliseconds.
 */
export function* prepareFixAll(
  { analysis, took }: Plan,
  context: CodeActionContext,
  before: () => Analysis | null,
  now: () => number = () => performance.now(),
): Generator<undefined, void> {
  const end = isSaving(context) ? now() + patience - took : Number.POSITIVE_INFINITY;
  let longest = took;
  let began = now();
  const isLate = (): boolean => {
    longest = Math.max(longest, now() - began);
    return now() + longest > end;
  };
  const last = known.get(analysis);
  known.delete(analysis);
  if (isLate()) return;
  const then = before();
  if (last?.before === then) return void known.set(analysis, last);
  const steps = fixAllSteps(analysis, { keep: keptPlaces(analysis, then) });
  while (!isLate()) {
    began = now();
    const { done, value } = steps.next();
    if (done) return void known.set(analysis, { before: then, repair: value });
    yield;
  }
}

/** What was worked out; null where nothing was, or there is nothing to repair. */
export const fixAllOf = ({ analysis }: Plan): Repair | null => known.get(analysis)?.repair ?? null;

/** What the author has just written stays. */
const keptPlaces = (now: Analysis, before: Analysis | null): readonly Span[] => (before ? editedPlaces(now, before) : []);
