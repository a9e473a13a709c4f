import type { CodeAction } from 'vscode-languageserver-protocol';
import { type Analysis, editedDefinitions, forwardRepair, type Repair, type Span } from '../engine.ts';
import { CodeActionKind } from './codes.ts';
import type { Plan } from './plans.ts';

/** What the author's own edit asks of the rest of the plan. */
export interface Forward {
  /** Definitions that were edited. */
  readonly edited: readonly Span[];
  readonly repair: Repair | null;
  /** Why the plan cannot follow. */
  readonly refused: string | null;
}

const none: Forward = { edited: [], repair: null, refused: null };

export function forwardOf({ analysis }: Plan, before: Analysis | null): Forward {
  if (!before) return none;
  const edited = editedDefinitions(analysis, before).map(({ to }) => to.number.digits);
  const answer = edited.length > 0 ? forwardRepair(analysis, before) : null;
  if (!answer) return { ...none, edited };
  return 'refused' in answer ? { edited, repair: null, refused: answer.refused } : { edited, repair: answer, refused: null };
}

/** Offered on the line of an edited definition, and at every finding that it settles. */
export function isAsked({ analysis }: Plan, { edited, repair }: Forward, span: Span): boolean {
  const { lines } = analysis;
  const [first, last] = [lines.lineOf(span.start), lines.lineOf(span.end)];
  const near = (place: Span): boolean => first <= lines.lineOf(place.end) && lines.lineOf(place.start) <= last;
  return edited.some(near) || (repair?.settles ?? []).some((finding) => finding.span.start <= span.end && span.start <= finding.span.end);
}

/** Shown where the editor shows what it cannot do, with the reason. */
export const refusedAction = (reason: string): CodeAction => ({
  title: 'Restate the plan to this value',
  kind: CodeActionKind.QuickFix,
  disabled: { reason },
});
