import type { DocumentHighlight, Location } from 'vscode-languageserver-protocol';
import { definitionsOf, dependentsOf, type Place, placesOf, quantityAt } from '../engine.ts';
import { DocumentHighlightKind } from './codes.ts';
import type { Plan } from './plans.ts';
import { toRange } from './positions.ts';

/** Where the quantity under the cursor is stated. */
export function toDefinitions(plan: Plan, offset: number): Location[] | null {
  const found = quantityAt(plan.analysis, offset);
  return found && definitionsOf(plan.analysis, found).map((place) => toLocation(plan, place));
}

/** Every place that writes the quantity under the cursor. */
export function toReferences(plan: Plan, offset: number, withDefinitions: boolean): Location[] | null {
  const found = quantityAt(plan.analysis, offset);
  return (
    found &&
    placesOf(plan.analysis, found)
      .filter(({ role }) => withDefinitions || role !== 'definition')
      .map((place) => toLocation(plan, place))
  );
}

/** The quantity under the cursor where it is stated (written) and where it is used (read), and what follows from it. */
export function toHighlights({ analysis }: Plan, offset: number): DocumentHighlight[] | null {
  const found = quantityAt(analysis, offset);
  if (!found) return null;
  return [...placesOf(analysis, found), ...dependentsOf(analysis, found)].map(({ span, role }) => ({
    range: toRange(analysis.lines, span),
    kind: kinds[role],
  }));
}

const kinds: Readonly<Record<Place['role'], DocumentHighlightKind>> = {
  definition: DocumentHighlightKind.Write,
  mention: DocumentHighlightKind.Read,
  dependent: DocumentHighlightKind.Text,
};

const toLocation = ({ uri, analysis }: Plan, { span }: Place): Location => ({ uri, range: toRange(analysis.lines, span) });
