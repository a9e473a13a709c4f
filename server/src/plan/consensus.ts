import type { Kept, Made, Slot } from '../document/kept.ts';
import { type DegreeId, isDegree, type QuantityId } from '../vocabulary/quantities.ts';
import { batchIdentity, computeFormula, type Formula, formulas } from './formulas.ts';
import type { Mention } from './model.ts';
import { accepts, worldSizes } from './world-size.ts';

/** What the places of a document say of one quantity, by value. */
export interface Votes {
  readonly total: ReadonlyMap<number, number>;
  readonly mentions: readonly Mention[];
}

const weights: Readonly<Record<Mention['role'], number>> = { definition: 2, derived: 1.5, echo: 1 };
/** Identities that plans use loosely weigh less. */
const softResults: ReadonlySet<QuantityId> = new Set<QuantityId>(['global_batch']);

/** What stands in an equation that holds is backed by arithmetic, result and operands alike. */
const weightOf = (mention: Mention): number => (mention.claim?.verdict === 'holds' ? 2.25 : weights[mention.role]);

/** A formula that does not hold weighs a little less than a definition that has to be disbelieved. */
const formulaWeight = 1.5;

export function countVotes(mentions: readonly Mention[]): Map<QuantityId, Votes> {
  const votes = new Map<QuantityId, { total: Map<number, number>; mentions: Mention[] }>();
  const strong = mentions.filter((mention) => mention.strength === 'strong');
  for (const mention of strong) {
    let entry = votes.get(mention.id);
    if (!entry) {
      entry = { total: new Map(), mentions: [] };
      votes.set(mention.id, entry);
    }
    entry.total.set(mention.value, (entry.total.get(mention.value) ?? 0) + weightOf(mention));
    entry.mentions.push(mention);
  }
  // a weak mention decides nothing by itself, but says which of two stated values the document goes on with
  for (const mention of mentions) {
    const total = votes.get(mention.id)?.total;
    const weight = total?.get(mention.value);
    if (mention.strength === 'weak' && total && weight !== undefined) total.set(mention.value, weight + 0.25);
  }
  return votes;
}

/**
 * The values that explain the document best: those that most places state, unless a single place stands against formulas that hold
 * without it. One wrong number is so found where it stands, and not wherever it leads.
 */
export function consensus(votes: ReadonlyMap<QuantityId, Votes>, kept: Kept, slot: Slot<Agreed>): ReadonlyMap<QuantityId, number> {
  // of values that weigh as much the first counts, and they are in the order in which they were stated
  const key: (string | number)[] = [];
  for (const [id, { total }] of votes) {
    key.push(id);
    for (const [value, weight] of total) key.push(value, weight);
  }
  return kept.from(slot, key, () => agree(votes));
}

/** Values, and the votes for them. */
export type Agreed = Made<ReadonlyMap<QuantityId, number>, unknown>;

function agree(votes: ReadonlyMap<QuantityId, Votes>): Map<QuantityId, number> {
  const values = new Map<QuantityId, number>();
  for (const [id, { total }] of votes) {
    let best: number | undefined;
    let bestWeight = -1;
    for (const [value, weight] of total) {
      if (weight > bestWeight) {
        best = value;
        bestWeight = weight;
      }
    }
    if (best !== undefined) values.set(id, best);
  }
  const relevant = [...formulas, batchIdentity].filter(
    (formula) => formula.result !== 'hidden' && [formula.result, ...formula.operands].every((id) => values.has(id)),
  );
  for (let round = 0; round < 4; round++) {
    let bestSaving = 0.25;
    let change: { id: QuantityId; value: number } | undefined;
    // where one degree would do as well as another, nothing tells which is wrong
    let tied = false;
    const consider = (id: QuantityId, value: number, saving: number): void => {
      if (saving > bestSaving) {
        bestSaving = saving;
        change = { id, value };
        tied = false;
      } else if (change && saving === bestSaving && change.id !== id && change.id !== 'gpus' && id !== 'gpus')
        tied = isDegree(id) && isDegree(change.id);
    };
    // a value that no place states has to mend more than one formula
    const mayWin = (id: QuantityId, value: number): boolean => {
      if (votes.get(id)?.total.has(value)) return true;
      const instead = new Map(values).set(id, value);
      return failures(id, values, relevant) - failures(id, instead, relevant) >= 2;
    };
    for (const formula of relevant) {
      if (holds(formula, values)) continue;
      for (const id of [formula.result, ...formula.operands]) {
        for (const value of candidates(id, formula, values, votes)) {
          if (!mayWin(id, value)) continue;
          const saving = cost(id, values, votes, relevant) - cost(id, new Map(values).set(id, value), votes, relevant);
          consider(id, value, saving);
        }
      }
    }
    if (contradictsWorld('gpus', values)) {
      for (const [id, value] of worldCandidates(values, worldIds)) {
        if (!mayWin(id, value)) continue;
        const saving = cost(id, values, votes, relevant) - cost(id, new Map(values).set(id, value), votes, relevant);
        consider(id, value, saving);
      }
    }
    if (!change || tied) break;
    values.set(change.id, change.value);
  }
  return values;
}

/** GPUs that the degrees make, or one degree that makes the GPUs. */
function worldCandidates(values: ReadonlyMap<QuantityId, number>, ids: readonly QuantityId[]): [QuantityId, number][] {
  const gpus = values.get('gpus') ?? 0;
  const out: [QuantityId, number][] = [];
  for (const { size, factors } of worldSizes(values)) {
    out.push(['gpus', size]);
    for (const id of ids) {
      if (!factors.includes(id as DegreeId)) continue;
      const value = ((values.get(id) ?? 1) * gpus) / size;
      if (Number.isInteger(value) && value > 0) out.push([id, value]);
    }
  }
  return out;
}

function candidates(
  id: QuantityId,
  formula: Formula,
  values: ReadonlyMap<QuantityId, number>,
  votes: ReadonlyMap<QuantityId, Votes>,
): Set<number> {
  const out = new Set(votes.get(id)?.total.keys());
  const solved = solve(formula, id, values);
  if (solved !== undefined && Number.isInteger(solved) && solved > 0) out.add(solved);
  out.delete(values.get(id) ?? Number.NaN);
  return out;
}

/** The value of one of a formula's quantities that makes it hold. */
export function solve(formula: Formula, id: QuantityId, values: ReadonlyMap<QuantityId, number>): number | undefined {
  if (id === formula.result) return computeFormula(formula, values);
  const result = values.get(formula.result);
  if (result === undefined) return undefined;
  const index = formula.operands.indexOf(id);
  let others = 1;
  for (const [i, operand] of formula.operands.entries())
    if (i !== index && (formula.operator === '*' || i > 0)) others *= values.get(operand) ?? Number.NaN;
  if (formula.operator === '*') return result / others;
  const dividend = values.get(formula.operands[0] as QuantityId) ?? Number.NaN;
  return index === 0 ? result * others : dividend / (result * others);
}

export function holds(formula: Formula, values: ReadonlyMap<QuantityId, number>): boolean {
  const computed = computeFormula(formula, values);
  const stated = values.get(formula.result);
  return computed === undefined || stated === undefined || Math.abs(computed - stated) < 1e-9 * Math.max(1, Math.abs(stated));
}

/** Formulas about a quantity that do not hold, the product of the degrees among them. */
function failures(id: QuantityId, values: ReadonlyMap<QuantityId, number>, relevant: readonly Formula[]): number {
  let total = 0;
  for (const formula of relevant) if ((formula.result === id || formula.operands.includes(id)) && !holds(formula, values)) total++;
  return total + (contradictsWorld(id, values) ? 1 : 0);
}

/** The degrees multiply to another number of GPUs than the stated one. */
export function contradictsWorld(id: QuantityId, values: ReadonlyMap<QuantityId, number>): boolean {
  if (id !== 'gpus' && !(isDegree(id) && id !== 'sp')) return false;
  const gpus = values.get('gpus');
  return gpus !== undefined && worldIds.filter((degree) => values.has(degree)).length >= 2 && !accepts(values, gpus);
}

const worldIds: readonly QuantityId[] = ['tp', 'pp', 'ep', 'dp', 'cp'];

function cost(
  id: QuantityId,
  values: ReadonlyMap<QuantityId, number>,
  votes: ReadonlyMap<QuantityId, Votes>,
  relevant: readonly Formula[],
): number {
  let total = 0;
  const value = values.get(id);
  for (const [voted, weight] of votes.get(id)?.total ?? []) if (voted !== value) total += weight;
  for (const formula of relevant) {
    if (formula.result !== id && !formula.operands.includes(id)) continue;
    if (!holds(formula, values)) total += softResults.has(formula.result) ? 1 : formulaWeight;
  }
  if (contradictsWorld(id, values)) total += formulaWeight;
  return total;
}
