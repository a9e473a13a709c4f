import { type Analysis, analyze, sameOptions } from '../analyze.ts';
import type { Finding, Repair } from '../findings.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { applyEdits, composeEdits, type TextEdit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { inverse, movedBy, outcomeOf } from './accept.ts';
import { named, places, type Refusal, setQuantities } from './set.ts';

/** A definition that its author has just given another value. */
export interface EditedDefinition {
  readonly id: QuantityId;
  readonly from: Mention;
  readonly to: Mention;
}

/** Definitions that read otherwise than in the text before, in the order of the document. */
export function editedDefinitions(now: Analysis, before: Analysis): EditedDefinition[] {
  const out: EditedDefinition[] = [];
  if (!now.plan || !before.plan) return out;
  for (const id of before.plan.values.keys()) {
    const [then, today] = [definitionsOf(before.plan, id), definitionsOf(now.plan, id)];
    // lists of different lengths are another plan, not another value
    if (then.length !== today.length) continue;
    for (const [index, to] of today.entries()) {
      const from = then[index];
      if (from && from.value !== to.value && from.value === before.plan.values.get(id)) out.push({ id, from, to });
    }
  }
  return out.sort((a, b) => a.to.number.digits.start - b.to.number.digits.start);
}

/** Places whose author has just written them, in `now`: no repair undoes them by itself. */
export function editedPlaces(now: Analysis, before: Analysis): Span[] {
  const line = editedInLine(now.text, before.text);
  return [...editedDefinitions(now, before).map(({ to }) => to.number.digits), ...(line ? [line] : [])];
}

/** Where a text differs from the one before, within one line; null where more of it was edited. */
function editedInLine(now: string, before: string): Span | null {
  const most = Math.min(now.length, before.length);
  let start = 0;
  while (start < most && now[start] === before[start]) start++;
  let behind = 0;
  while (behind < most - start && now[now.length - 1 - behind] === before[before.length - 1 - behind]) behind++;
  const [end, was] = [now.length - behind, before.slice(start, before.length - behind)];
  return (start === end && was === '') || /\n/.test(now.slice(start, end) + was) ? null : { start, end };
}

/**
 * The plan restated to the definitions that were edited since `before`, as if the plan had been told and not the text: `TP: 4` made `8` by
 * hand, and now the rest of the document with it. Null where no definition was edited, or nothing depends on it.
 */
export function forwardRepair(now: Analysis, before: Analysis): Repair | Refusal | null {
  const edited = editedDefinitions(now, before);
  if (edited.length === 0) return null;
  return restateTo(
    now,
    edited.map(({ id, from, to }) => ({ id, value: to.value, number: to.number.digits, text: from.number.text })),
  );
}

/** The same where nobody knows what stood there before: the one definition that disagrees with all others is believed, not they. */
export function restateToward(analysis: Analysis, finding: Finding): Repair | null {
  const { plan } = analysis;
  const mention = plan?.mentions.find(
    ({ role, number }) => role === 'definition' && number.digits.start === finding.span.start && number.digits.end === finding.span.end,
  );
  const known = mention && plan?.byId.get(mention.id)?.find(({ value }) => value === plan.values.get(mention.id));
  if (!mention || !known || mention.value === known.value) return null;
  const repair = restateTo(analysis, [{ id: mention.id, value: mention.value, number: mention.number.digits, text: known.number.text }]);
  return repair && 'refused' in repair ? null : repair;
}

interface Told {
  readonly id: QuantityId;
  readonly value: number;
  readonly number: Span;
  /** What stood there while the plan agreed. */
  readonly text: string;
}

/** The text as it was is asked for the new values; what comes out is set against the text as it is. */
function restateTo(now: Analysis, told: readonly Told[]): Repair | Refusal | null {
  const back: TextEdit[] = told.map(({ number, text }) => ({ span: number, newText: text }));
  const asked = new Map(told.map(({ id, value }) => [id, value]));
  const agreed = analyze(applyEdits(now.text, back), { ...sameOptions(now), previous: now });
  const repair = setQuantities(agreed, asked);
  if ('refused' in repair) return repair;
  const edits = composeEdits(now.text, back, repair.edits);
  const outcome = edits.length > 0 ? outcomeOf(now, edits) : null;
  if (!outcome) return null;
  if (outcome.brought[0]) return { refused: outcome.brought[0].message };
  const there = movedBy(inverse(now.text, back));
  const left = new Set(outcome.after.findings.map(({ rule, message }) => `${rule} ${message}`));
  return {
    ...repair,
    title: `Restate the plan to ${named(asked)} (${places(edits.length)})`,
    edits,
    byHand: repair.byHand.map(({ message, span }) => ({ message, span: { start: there(span.start), end: there(span.end) } })),
    settles: now.findings.filter(({ rule, message }) => !left.has(`${rule} ${message}`)),
  };
}

const definitionsOf = (plan: Plan, id: QuantityId): readonly Mention[] =>
  (plan.byId.get(id) ?? []).filter(({ role, scenario }) => role === 'definition' && scenario === main);
