import { type Expression, factorsOf, type NumberExpression, numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { labelSense } from '../vocabulary/labels.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { type DegreeId, degreeIds, type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { inBlock } from './by-block.ts';
import { degreeIn } from './context.ts';
import { fits } from './fits.ts';
import { computeFormula, derivations, formulas } from './formulas.ts';
import type { Claim, Facts, Mention } from './model.ts';
import { nounWords } from './noun-words.ts';

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
    const id =
      byName(operand) ??
      (name !== undefined && claim.names?.length === numbers.length ? (labelSense(name)?.id ?? degreeIn(plainWords(name))) : null);
    if (id && (isPartOfSum(claim, operand, id, values) || isOfAllLayers(operand, id, values))) continue;
    if (id === null && claim.target === 'gpus' && isProduct(claim.left) && isMachines(operand)) bound.set(operand, 'nodes');
    const share =
      id && isProduct(claim.left) ? (ofEachMachine(id, operand, numbers) ?? shareInstead(id, operand.number.value, values)) : undefined;
    if (id && !share && isPartOfGpus(claim, operand, id, values)) continue;
    if (id && fits(id, operand.number, 'x')) bound.set(operand, share ?? id);
  }
  byFormula(claim, values, bound);
  byBubble(claim, values, bound);
  byStages(claim, numbers, values, bound);
  if (isDegreeProduct(claim)) byListing(claim, numbers, values, facts, bound);
  return bound;
}

const isProduct = (expression: Expression): boolean =>
  expression.kind === 'operation' && expression.operators.every((operator) => operator === '*');

/** `4 experts × 4 layers` on one GPU: the layers of its stage, where they are just as many and the model has others. */
function shareInstead(id: QuantityId, value: number, values: ReadonlyMap<QuantityId, number>): QuantityId | undefined {
  if (values.get(id) === undefined || values.get(id) === value) return undefined;
  return formulas.find(
    (formula) =>
      formula.operator === '/' && formula.operands[0] === id && (values.get(formula.result) ?? computeFormula(formula, values)) === value,
  )?.result;
}

/** `16 hosts × 8 GPUs`: those of one of them, whatever else is just as many. */
const ofEachMachine = (id: QuantityId, operand: NumberExpression, all: readonly NumberExpression[]): QuantityId | undefined =>
  id === 'gpus' && all.some((other) => other !== operand && isMachines(other)) ? 'gpus_per_node' : undefined;

const isMachines = ({ words }: NumberExpression): boolean =>
  /^(?:[\w-]+ ){0,2}(?:nodes?|hosts?|servers?|machines?)$/.test(nounWords(words));

/** `3 dense + 3,712 experts`, `58 MoE layers + 3 dense layers`: what is added up is a part, unless it is as many as the plan has. */
const isPartOfSum = (claim: Claim, operand: NumberExpression, id: QuantityId, values: ReadonlyMap<QuantityId, number>): boolean =>
  counted.has(id) &&
  claim.left.kind === 'operation' &&
  claim.left.operands.includes(operand) &&
  claim.left.operators.some((operator) => operator === '+' || operator === '-') &&
  values.get(id) !== operand.number.value;

/** `1,024 experts ÷ 128 GPUs` with 64 in each of 16 layers: those of all layers. */
function isOfAllLayers(operand: NumberExpression, id: QuantityId, values: ReadonlyMap<QuantityId, number>): boolean {
  const [each, layers] = [values.get('experts'), values.get('layers')];
  if (id !== 'experts' || each === undefined || operand.number.value === each) return false;
  const times = operand.number.value / each;
  return Number.isInteger(times) && times > 1 && (layers === undefined ? times > 4 : times <= layers && layers % times === 0);
}

/** `32 cards (4 servers × 8 cards)`: where GPUs are made of GPUs, the factor counts those of one part. */
const isPartOfGpus = (claim: Claim, operand: NumberExpression, id: QuantityId, values: ReadonlyMap<QuantityId, number>): boolean =>
  id === 'gpus' &&
  isProduct(claim.left) &&
  claim.right.kind === 'number' &&
  claim.right.number.unit === null &&
  claim.right.number.value > operand.number.value &&
  values.get('gpus') !== operand.number.value;

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

/** By the derivations of the result: those operands that are known, by their names, their units or their values, tell what the others are. */
function byFormula(claim: Claim, values: ReadonlyMap<QuantityId, number>, bound: Map<NumberExpression, QuantityId>): void {
  if (!claim.target || claim.left.kind !== 'operation') return;
  const factors = factorsOf(claim.left);
  if (factors.length < 2 || factors.length > mostFactors) return;
  const over = factors.filter(({ exponent }) => exponent === 1).map(({ operand }) => operand);
  const by = factors.filter(({ exponent }) => exponent === -1).map(({ operand }) => operand);
  let best: { pairs: Pair[]; score: number }[] = [];
  for (const derivation of derivations) {
    if (derivation.result !== claim.target || derivation.over.length !== over.length || derivation.by.length !== by.length) continue;
    let own: { pairs: Pair[]; score: number } | undefined;
    for (const overIds of permutations(derivation.over)) {
      for (const byIds of permutations(derivation.by)) {
        const pairs = [
          ...over.map((operand, index): Pair => [operand, overIds[index] as QuantityId]),
          ...by.map((operand, index): Pair => [operand, byIds[index] as QuantityId]),
        ];
        const score = agreement(pairs, values, bound);
        if (score !== undefined && (!own || score > own.score)) own = { pairs, score };
      }
    }
    const top = best[0]?.score ?? Number.NEGATIVE_INFINITY;
    if (own && own.score > top) best = [own];
    else if (own && own.score === top) best.push(own);
  }
  // where two derivations would do as well, only that is known in which they agree
  for (const [operand, id] of best[0]?.pairs ?? []) {
    if (best.every(({ pairs }) => pairs.some((pair) => pair[0] === operand && pair[1] === id))) bound.set(operand, id);
  }
}

type Pair = readonly [NumberExpression, QuantityId];

const mostFactors = 5;

/** How many operands are what they would have to be, less those that are not; undefined where they cannot be that. One may be wrong: that is what is looked for. */
function agreement(pairs: readonly Pair[], values: ReadonlyMap<QuantityId, number>, bound: Bound): number | undefined {
  let agree = 0;
  let clash = 0;
  for (const [operand, id] of pairs) {
    const named = bound.get(operand);
    if (!fits(id, operand.number, 'x') || (named !== undefined && named !== id && id !== 'gpus' && named !== 'gpus')) return undefined;
    const { value } = operand.number;
    const stated = values.get(id);
    const same = stated !== undefined && Math.abs(value - stated) <= 1e-9 * stated;
    // named, and yet as little like the plan as its neighbour: another thing of that name
    if (
      same ||
      (named === id && (stated === undefined || pairs.some((pair) => pair[0] !== operand && values.get(pair[1]) === pair[0].number.value)))
    )
      agree++;
    else if (stated === undefined ? tells(id, operand.number) : Math.abs(value / stated - 1) < 0.03 && quantity(id).measure !== 'count')
      agree += 0.5;
    else if (stated === undefined || !tells(id, operand.number)) clash++;
    else clash += 0.5;
  }
  return agree >= (pairs.length > 2 ? 1 : 0.5) && clash <= 1 ? agree - clash : undefined;
}

/** Whether the unit alone says as much as a name would: gigabytes, TFLOPS, a percentage, billions. */
const tells = (id: QuantityId, number: WrittenNumber): boolean => number.unit !== null || (id === 'params' && number.magnitude >= 1e6);

function permutations(ids: readonly QuantityId[]): QuantityId[][] {
  if (ids.length < 2) return [[...ids]];
  return ids.flatMap((id, index) => permutations([...ids.slice(0, index), ...ids.slice(index + 1)]).map((rest) => [id, ...rest]));
}

/** `(4 − 1) / (16 + 4 − 1)`: stages and micro-batches, in the form that every derivation of the bubble has. */
function byBubble(claim: Claim, values: ReadonlyMap<QuantityId, number>, bound: Map<NumberExpression, QuantityId>): void {
  if (claim.target !== 'bubble' || claim.left.kind !== 'operation' || claim.left.operands.length !== 2 || claim.left.operators[0] !== '/')
    return;
  const [idle, all] = claim.left.operands.map((side) => (side ? lessOne(side) : null));
  const [stages] = idle ?? [];
  if (!stages || idle?.length !== 1) return;
  bound.set(stages, 'pp');
  const [first, second] = all ?? [];
  if (!first || !second || all?.length !== 2) return;
  // micro-batches come first, unless the values say otherwise
  const match = (m: NumberExpression, p: NumberExpression): number =>
    Number(m.number.value === values.get('micro_batches')) +
    Number(p.number.value === values.get('pp')) +
    Number(p.number.value === stages.number.value);
  const [m, p] = match(second, first) > match(first, second) ? [second, first] : [first, second];
  bound.set(m, 'micro_batches');
  bound.set(p, 'pp');
}

/** The terms of `a + b − 1`, the one left out; null where it is anything else. */
function lessOne(expression: Expression): NumberExpression[] | null {
  if (expression.kind !== 'operation') return null;
  const terms: NumberExpression[] = [];
  let ones = 0;
  for (const [index, operand] of expression.operands.entries()) {
    const operator = index === 0 ? '+' : expression.operators[index - 1];
    // (p − 1) + m
    const inner = operator === '+' && operand.kind === 'operation' ? lessOne(operand) : null;
    if (inner) {
      terms.push(...inner);
      ones++;
    } else if (operand.kind !== 'number' || operand.to !== null || operand.number.unit !== null) return null;
    else if (operator === '-' && operand.number.value === 1) ones++;
    else if (operator === '+') terms.push(operand);
    else return null;
  }
  return ones === 1 ? terms : null;
}

/** `256 + 256 + 256 + 256 = 1024 GPUs`: as many equal summands as there are stages are the GPUs of each. */
function byStages(
  claim: Claim,
  numbers: readonly NumberExpression[],
  values: ReadonlyMap<QuantityId, number>,
  bound: Map<NumberExpression, QuantityId>,
): void {
  if (claim.target !== 'gpus' || claim.left.kind !== 'operation' || claim.left.operators.some((operator) => operator !== '+')) return;
  const stages = values.get('pp');
  if (numbers.length !== stages || numbers.length !== claim.left.operands.length) return;
  const share = (values.get('gpus') ?? Number.NaN) / stages;
  if (numbers.filter(({ number }) => number.value === share).length < numbers.length - 1) return;
  for (const operand of numbers) bound.set(operand, 'gpus_per_stage');
}

/** Operands that count parts of the model, not groups of GPUs. */
const modelNouns =
  /^(?:layers?|experts?|heads?|dims?|dimensions?|tokens?|sequences?|samples?|moe|attention|modules?|params?|parameters?)\b/;

/** `8 * 4 * 16 * 4 = 512` without a word: the plan's own degrees, said to be the plan's own GPUs. */
export function isProductOfDegrees(claim: Claim, values: ReadonlyMap<QuantityId, number>): boolean {
  if (
    claim.target !== null ||
    claim.right.kind !== 'number' ||
    claim.right.number.value !== values.get('gpus') ||
    claim.left.kind !== 'operation'
  )
    return false;
  if (!isDegreeProduct({ ...claim, target: 'gpus' })) return false;
  const degrees = degreeIds.flatMap((id) => (id !== 'sp' && (values.get(id) ?? 1) > 1 ? [values.get(id) ?? 1] : [])).sort((a, b) => a - b);
  const operands = claim.left.operands
    .flatMap((operand) => (operand.kind === 'number' && operand.number.value > 1 ? [operand.number.value] : []))
    .sort((a, b) => a - b);
  return (
    claim.left.operands.length >= 3 &&
    operands.length >= 2 &&
    operands.length === degrees.length &&
    operands.every((value, index) => value === degrees[index])
  );
}

/** A product of whole numbers that is said to be a number of GPUs. */
export function isDegreeProduct(claim: Claim): boolean {
  const left = claim.left;
  if (left.kind !== 'operation' || left.operators.some((operator) => operator !== '*')) return false;
  if (left.operands.length < 2 || left.operands.length > 8) return false;
  if (
    left.operands.some(
      (operand) =>
        operand.kind !== 'number' || operand.number.unit !== null || !Number.isInteger(operand.number.value) || operand.to !== null,
    )
  )
    return false;
  if (left.operands.some((operand) => operand.kind === 'number' && modelNouns.test(nounWords(operand.words)))) return false;
  if (claim.target === 'gpus') return true;
  return (
    claim.right.kind === 'number' &&
    /\b(?:gpus?|modules?|devices?|ranks?|npus?|cards?)\b/.test(nounWords(claim.right.words)) &&
    claim.right.number.unit === null
  );
}

function byListing(
  claim: Claim,
  numbers: readonly NumberExpression[],
  values: ReadonlyMap<QuantityId, number>,
  facts: Facts,
  bound: Map<NumberExpression, QuantityId>,
): void {
  const taken = new Set(bound.values());
  const free = numbers.filter((operand) => !bound.has(operand));
  const order = listing(claim, facts).filter((id) => values.has(id) && !taken.has(id));
  if (free.length === 0 || order.length < free.length) return;
  // EP that is folded into data parallelism does not multiply
  const folded = order.filter((id) => id !== 'ep');
  const whole = [order, folded].filter(({ length }) => length === free.length);
  const candidates =
    order.length === free.length ? [order] : [...subsets(order, free.length, values), ...subsets(folded, free.length, values)];
  const arranged = candidates.map((ids) => {
    const inOrder = ids.filter((id, index) => values.get(id) !== free[index]?.number.value).length;
    const byValue = inOrder === 0 ? [...ids] : arrange(ids, free, values);
    const misfits = byValue.filter((id, index) => values.get(id) !== free[index]?.number.value).length;
    const assignment = misfits > 0 && inOrder === 1 ? ids : byValue;
    const clash = assignment.filter((id, index) => values.get(id) !== free[index]?.number.value).length;
    return { assignment, clash, whole: whole.some((all) => all.every((id) => ids.includes(id))) };
  });
  // all agree, or all but one of three or more: then that one is worth a look
  const best =
    arranged.find(({ clash }) => clash === 0) ?? (free.length >= 3 ? arranged.find((one) => one.whole && one.clash === 1) : undefined);
  for (const [index, operand] of free.entries()) {
    const id = best?.assignment[index];
    if (id) bound.set(operand, id);
  }
}

/** Leaves out degrees of 1, which many authors do not write into the product. */
function subsets(order: readonly DegreeId[], size: number, values: ReadonlyMap<QuantityId, number>): DegreeId[][] {
  if (order.length < size) return [];
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
  const near = order(inBlock(degrees, claim.statement.block).filter((mention) => mention.statement.index < claim.statement.index));
  let all = known.all.get(claim.scenario);
  if (!all) {
    all = order(degrees);
    known.all.set(claim.scenario, all);
  }
  return [...near, ...all.filter((id) => !near.includes(id))];
}

const listings = new WeakMap<Facts, { degrees: Mention[]; all: Map<string, DegreeId[]> }>();
