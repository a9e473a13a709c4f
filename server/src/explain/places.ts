import type { Analysis } from '../analyze.ts';
import { formulas } from '../plan/formulas.ts';
import { localFormulas } from '../plan/local-formulas.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { contains, type Span } from '../text/span.ts';
import { isDegree, type QuantityId } from '../vocabulary/quantities.ts';

/** A number of the plan under the cursor: which quantity it writes, and where. */
export interface Quantified {
  readonly id: QuantityId;
  readonly mention: Mention;
  /** The digits alone. */
  readonly span: Span;
}

/** A place that writes a quantity: `definition` where it is stated outright, `mention` elsewhere, `dependent` for what follows from it. */
export interface Place {
  readonly span: Span;
  readonly role: 'definition' | 'mention' | 'dependent';
}

/** The number at `offset`: on its digits, or just behind them. */
export function quantityAt(analysis: Analysis, offset: number): Quantified | null {
  if (!analysis.plan || !analysis.isPlan) return null;
  const found = numbersOf(analysis.plan).filter(({ number }) => contains(number.digits, offset));
  const mention = found.find(({ strength }) => strength === 'strong') ?? found[0];
  return mention ? { id: mention.id, mention, span: mention.number.digits } : null;
}

export function isOnDegree(analysis: Analysis, offset: number): boolean {
  const found = quantityAt(analysis, offset);
  return found !== null && isDegree(found.id);
}

/** Every place that writes the quantity in the same set-up with the value that the plan has, in the order of the document. */
export function placesOf({ plan }: Analysis, { id, mention }: Quantified): Place[] {
  if (!plan) return [];
  const value = mention.scenario === main ? plan.values.get(id) : mention.value;
  const isSet = numbersOf(plan).some((other) => other.id === id && other.role === 'definition' && other.statement.kind !== 'comment');
  return unique(
    numbersOf(plan)
      .filter((other) => other.id === id && other.scenario === mention.scenario && (other.value === value || other === mention))
      .map(({ role, number, statement }) => ({
        span: number.digits,
        // beside a key that is set, a comment tells of it
        role: role === 'definition' && !(statement.kind === 'comment' && isSet) ? 'definition' : 'mention',
      })),
  );
}

/** Where the quantity is stated: its definitions, else the place where it is worked out first. */
export function definitionsOf(analysis: Analysis, quantified: Quantified): Place[] {
  const places = placesOf(analysis, quantified);
  const definitions = places.filter(({ role }) => role === 'definition');
  return definitions.length > 0 ? definitions : places.slice(0, 1);
}

/** What would have to follow if the number changed: results of formulas that it enters, directly or through others. */
export function dependentsOf({ plan }: Analysis, { id, mention }: Quantified): Place[] {
  if (!plan || mention.scenario !== main) return [];
  const follows = new Set<QuantityId>([id]);
  const rules = [
    ...formulas
      .filter(({ result }) => result !== 'hidden' && result !== 'gpus')
      .map(({ result, operands }) => ({ result, inputs: operands })),
    ...localFormulas(plan),
    ...(isDegree(id) || id === 'nodes' || id === 'gpus_per_node' ? [{ result: 'gpus' as const, inputs: [id] }] : []),
  ];
  for (let grown = true; grown; ) {
    grown = false;
    for (const { result, inputs } of rules) {
      if (follows.has(result) || !inputs.some((input) => follows.has(input))) continue;
      follows.add(result);
      grown = true;
    }
  }
  follows.delete(id);
  return unique(
    plan.mentions
      .filter((other) => follows.has(other.id) && other.scenario === main && other.role !== 'echo')
      .map(({ number }) => ({ span: number.digits, role: 'dependent' })),
  );
}

/** Operands of equations are read later than what stands under labels. */
const numbersOf = (plan: Plan): Mention[] =>
  [...plan.facts.mentions, ...plan.mentions.filter(({ role }) => role === 'echo')].sort(
    (a, b) => a.number.digits.start - b.number.digits.start,
  );

/** One place for each number, though an equation may bind it twice. */
function unique(places: readonly Place[]): Place[] {
  const out = new Map<number, Place>();
  for (const place of places) {
    const known = out.get(place.span.start);
    if (!known || place.role === 'definition') out.set(place.span.start, place);
  }
  return [...out.values()].sort((a, b) => a.span.start - b.span.start);
}
