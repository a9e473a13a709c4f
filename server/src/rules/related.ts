import type { Related } from '../findings.ts';
import { figure, suffixOf, writeLike } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { LineIndex } from '../text/lines.ts';
import { type QuantityId, quantity } from '../vocabulary/quantities.ts';
import type { Change, Correction } from './rule.ts';

const rank: Readonly<Record<Mention['role'], number>> = { definition: 0, derived: 1, echo: 2 };

/** The place that best states a quantity with the value that the plan has: its first definition. */
export function statedAt(plan: Plan, id: QuantityId, value = plan.values.get(id)): Mention | undefined {
  let best: Mention | undefined;
  for (const mention of plan.byId.get(id) ?? []) {
    if (mention.value !== value) continue;
    if (mention.role === 'definition') return mention;
    if (!best || rank[mention.role] < rank[best.role]) best = mention;
  }
  return best;
}

/** Where the inputs stand: `tensor parallel size 8`. */
export function inputs(plan: Plan, ids: readonly QuantityId[]): Related[] {
  const out: Related[] = [];
  for (const id of ids) {
    const mention = statedAt(plan, id);
    if (mention) out.push({ message: `${quantity(id).name} ${written(mention)}`, span: mention.number.span });
  }
  return out;
}

/** What a number would read with another value, in its author's style: the very text that an edit writes, with its unit. */
export const rewritten = (number: Mention['number'], value: number): string =>
  written({ number: { ...number, text: writeLike(value, number) } });

/** Ways to settle a finding where nothing says which of its sides is meant: each number with the value (SI) that the others make of it. */
export const sides = (...changes: readonly Change[]): Correction[] =>
  changes
    .filter(({ value }) => Number.isFinite(value) && value > 0)
    .map(({ number, value }) => ({
      title: `Change ${written({ number })} to ${rewritten(number, value)}`,
      preferred: false,
      safe: false,
      numbers: [{ number, value }],
    }));

/** A number as its author wrote it, qualifier and markup left out. */
export const written = (mention: { readonly number: Mention['number'] }): string => {
  const { number } = mention;
  return `${number.text}${suffixOf(number)}`;
};

/**
 * What the plan has for a quantity as a reader finds it in the document: `17952 MB` where that is written, not 17.95 GB. A value that the
 * document does not state is spelled by `spell`.
 */
export function spelled(
  plan: Plan,
  id: QuantityId,
  spell: (value: number) => string = figure,
  value = plan.values.get(id) ?? Number.NaN,
): string {
  const mention = statedAt(plan, id, value);
  if (!mention) return spell(value);
  return mention.number.unit?.times ? mention.number.text : written(mention);
}

/** Line numbers for messages: `line 29`, `lines 29, 30 and 41`. */
export function linesText(plan: Plan, mentions: readonly Mention[]): string {
  const index = lineIndexOf(plan.facts.document);
  const lines = [...new Set(mentions.map((mention) => index.lineOf(mention.number.digits.start) + 1))];
  if (lines.length === 1) return `line ${lines[0]}`;
  const shown = lines.slice(0, 4);
  const rest = lines.length - shown.length;
  return rest > 0 ? `lines ${shown.join(', ')} and ${rest} more` : `lines ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const indices = new WeakMap<Plan['facts']['document'], LineIndex>();

/** The lines of a document, counted once for all that is said of it. */
function lineIndexOf(document: Plan['facts']['document']): LineIndex {
  const index = indices.get(document) ?? new LineIndex(document.text);
  indices.set(document, index);
  return index;
}

export const figureOf = figure;
