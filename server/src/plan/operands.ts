import { type Expression, type NumberExpression, numbersOf } from '../notation/expression.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { type DegreeId, degreeIds, type QuantityId } from '../vocabulary/quantities.ts';
import { degreeIn, fits, nounWords } from './bind.ts';
import { bindingFormulas } from './formulas.ts';
import type { Claim, Facts, Mention } from './model.ts';

/** Which quantity each number of an equation's left side is. */
export type Bound = ReadonlyMap<NumberExpression, QuantityId>;

/**
 * Binds the operands of a claim: by the name an author put beside one (`16 (EP)`, `4 TP`, `8 stages`), by the formula of the result
 * (`Experts per GPU: 4 (64 ÷ 16 = 4)`), and, in a product of degrees, by the values in the order in which the document lists the degrees.
 */
export function bindOperands(claim: Claim, values: ReadonlyMap<QuantityId, number>, facts: Facts): Bound {
  const bound = new Map<NumberExpression, QuantityId>();
  const numbers = [...numbersOf(claim.left)].filter((operand) => operand.to === null);
  for (const [index, operand] of numbers.entries()) {
    const name = claim.names?.[index];
    const id = byName(operand) ?? (name !== undefined && claim.names?.length === numbers.length ? (labelSense(name)?.id ?? degreeIn(plainWords(name))) : null);
    if (id && fits(id, operand.number, 'x')) bound.set(operand, id);
  }
  byFormula(claim, numbers, values, bound);
  if (isDegreeProduct(claim)) byListing(claim, numbers, values, facts, bound);
  return bound;
}

/** Whether the author says beside the number what it is. */
export const isNamed = (operand: NumberExpression): boolean => byName(operand) !== null;

function byName(operand: NumberExpression): QuantityId | null {
  if (operand.tag) {
    const words = plainWords(operand.tag);
    return degreeIn(words) ?? labelSense(operand.tag)?.id ?? null;
  }
  const words = nounWords(operand.words);
  if (words === '') return null;
  const degree = degreeIn(words);
  if (degree) return degree;
  const sense = nounSense(words);
  return sense && (sense.strength === 'strong' || counted.has(sense.id)) ? sense.id : null;
}

/** Nouns that mean their quantity when they stand in an equation. */
const counted: ReadonlySet<QuantityId> = new Set<QuantityId>(['layers', 'experts', 'heads', 'nodes', 'gpus', 'pp']);

function byFormula(claim: Claim, numbers: readonly NumberExpression[], values: ReadonlyMap<QuantityId, number>, bound: Map<NumberExpression, QuantityId>): void {
  if (!claim.target || claim.left.kind !== 'operation') return;
  const left = claim.left;
  const operators = new Set(left.operators);
  if (operators.size !== 1 || left.operands.some((operand) => operand.kind !== 'number')) return;
  const operator = left.operators[0];
  for (const formula of bindingFormulas) {
    if (formula.result !== claim.target || formula.operator !== operator || formula.operands.length !== numbers.length) continue;
    const orders = formula.operator === '*' ? permutations(formula.operands) : [formula.operands];
    for (const order of orders) {
      let agree = 0;
      let clash = 0;
      for (const [index, id] of order.entries()) {
        const operand = numbers[index];
        if (!operand || !fits(id, operand.number, 'x')) clash += 2;
        else if (bound.has(operand) && bound.get(operand) !== id && !(id === 'gpus' || bound.get(operand) === 'gpus')) clash += 2;
        else if (bound.get(operand) === id || values.get(id) === operand.number.value) agree++;
        else clash++;
      }
      // one operand may be wrong; that is what is looked for
      if (agree >= 1 && clash <= 1) {
        for (const [index, id] of order.entries()) {
          const operand = numbers[index];
          if (operand) bound.set(operand, id);
        }
        return;
      }
    }
  }
}

function permutations(ids: readonly QuantityId[]): QuantityId[][] {
  if (ids.length !== 2) return [[...ids]];
  const [a, b] = ids as [QuantityId, QuantityId];
  return [[a, b], [b, a]];
}

/** Operands that count parts of the model, not groups of GPUs. */
const modelNouns = /^(?:layers?|experts?|heads?|dims?|dimensions?|tokens?|sequences?|samples?|moe|attention|modules?|params?|parameters?)\b/;

/** `8 * 4 * 16 * 4 = 512` without a word: the plan's own degrees, said to be the plan's own GPUs. */
export function isProductOfDegrees(claim: Claim, values: ReadonlyMap<QuantityId, number>): boolean {
  if (claim.target !== null || claim.right.kind !== 'number' || claim.right.number.value !== values.get('gpus') || claim.left.kind !== 'operation') return false;
  if (!isDegreeProduct({ ...claim, target: 'gpus' })) return false;
  const degrees = degreeIds.flatMap((id) => (id !== 'sp' && (values.get(id) ?? 1) > 1 ? [values.get(id) ?? 1] : [])).sort((a, b) => a - b);
  const operands = claim.left.operands.flatMap((operand) => (operand.kind === 'number' && operand.number.value > 1 ? [operand.number.value] : [])).sort((a, b) => a - b);
  return operands.length >= 3 && operands.length === degrees.length && operands.every((value, index) => value === degrees[index]);
}

/** A product of whole numbers that is said to be a number of GPUs. */
export function isDegreeProduct(claim: Claim): boolean {
  const left = claim.left;
  if (left.kind !== 'operation' || left.operators.some((operator) => operator !== '*')) return false;
  if (left.operands.length < 2 || left.operands.length > 8) return false;
  if (left.operands.some((operand) => operand.kind !== 'number' || operand.number.unit !== null || !Number.isInteger(operand.number.value) || operand.to !== null)) return false;
  if (left.operands.some((operand) => operand.kind === 'number' && modelNouns.test(nounWords(operand.words)))) return false;
  if (claim.target === 'gpus') return true;
  return claim.right.kind === 'number' && /\b(?:gpus?|modules?|devices?|ranks?|npus?|cards?)\b/.test(nounWords(claim.right.words)) && claim.right.number.unit === null;
}

function byListing(claim: Claim, numbers: readonly NumberExpression[], values: ReadonlyMap<QuantityId, number>, facts: Facts, bound: Map<NumberExpression, QuantityId>): void {
  const taken = new Set(bound.values());
  const free = numbers.filter((operand) => !bound.has(operand));
  const order = listing(claim, facts).filter((id) => values.has(id) && !taken.has(id));
  if (free.length === 0 || order.length < free.length) return;
  const candidates = order.length === free.length ? [order] : subsets(order, free.length, values);
  for (const ids of candidates) {
    const inOrder = ids.filter((id, index) => values.get(id) !== free[index]?.number.value).length;
    const byValue = inOrder === 0 ? [...ids] : arrange(ids, free, values);
    const misfits = byValue.filter((id, index) => values.get(id) !== free[index]?.number.value).length;
    const assignment = misfits > 0 && inOrder === 1 ? ids : byValue;
    const clash = assignment.filter((id, index) => values.get(id) !== free[index]?.number.value).length;
    // all agree, or all but one of three or more: then that one is worth a look
    if (clash === 0 || (clash === 1 && free.length >= 3 && order.length === free.length)) {
      for (const [index, operand] of free.entries()) {
        const id = assignment[index];
        if (id) bound.set(operand, id);
      }
      return;
    }
  }
}

/** Leaves out degrees of 1, which many authors do not write into the product. */
function subsets(order: readonly DegreeId[], size: number, values: ReadonlyMap<QuantityId, number>): DegreeId[][] {
  const ones = order.filter((id) => values.get(id) === 1);
  if (order.length - size > ones.length) return [];
  let drop = order.length - size;
  return [order.filter((id) => !(values.get(id) === 1 && drop-- > 0))];
}

/** The degrees put to the operands by value; where two are equal, in the order of the listing. */
function arrange(ids: readonly DegreeId[], free: readonly NumberExpression[], values: ReadonlyMap<QuantityId, number>): DegreeId[] {
  const left = [...ids];
  const out: (DegreeId | undefined)[] = free.map((operand) => {
    const index = left.findIndex((id) => values.get(id) === operand.number.value);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  });
  return out.map((id) => id ?? (left.shift() as DegreeId));
}

/** Degrees in the order of their mentions nearest above the claim, else anywhere; in a fence of its own the fence's order counts. */
function listing(claim: Claim, facts: Facts): DegreeId[] {
  let known = listings.get(facts);
  if (!known) {
    const degrees = facts.mentions.filter((mention) => mention.role === 'definition' && degreeIds.includes(mention.id as DegreeId));
    known = { degrees, all: new Map() };
    listings.set(facts, known);
  }
  const { degrees } = known;
  const order = (mentions: readonly Mention[]): DegreeId[] => {
    const seen: DegreeId[] = [];
    for (const mention of mentions) {
      const id = mention.id as DegreeId;
      if (!seen.includes(id) && mention.scenario === claim.scenario) seen.push(id);
    }
    return seen;
  };
  const near = order(degrees.filter((mention) => mention.statement.block === claim.statement.block && mention.statement.index < claim.statement.index));
  let all = known.all.get(claim.scenario);
  if (!all) {
    all = order(degrees);
    known.all.set(claim.scenario, all);
  }
  return [...near, ...all.filter((id) => !near.includes(id))];
}

const listings = new WeakMap<Facts, { degrees: Mention[]; all: Map<string, DegreeId[]> }>();

export const hasNumbers = (expression: Expression): boolean => !numbersOf(expression).next().done;
