import { Slot } from '../document/kept.ts';
import { numbersOf } from '../notation/expression.ts';
import { resultInterval } from '../notation/number.ts';
import { bytesText, countText, figure } from '../notation/write.ts';
import { contextOf, degreeIn } from '../plan/context.ts';
import type { Claim } from '../plan/model.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { type Reading, slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { type DegreeId, shortName } from '../vocabulary/quantities.ts';
import { expressionText } from './expression-text.ts';
import { inputs } from './related.ts';
import { dividend, wholesOf } from './replicated.ts';
import type { Correction, Draft } from './rule.ts';

const sharding = ['tp', 'pp', 'ep', 'dp', 'cp'] as const;

/**
 * Weights per GPU that leave out a degree which divides them: `60 GB ÷ 4 = 15 GB` per GPU under TP 4 × PP 2. Pipeline stages hold layers of
 * their own, whatever else is split; tensor parallelism splits all but experts that are spread by EP. A doubt, since the document may go on
 * to divide: it is silent where the smaller figure stands anywhere.
 */
export function dividedByTooFew(plan: Plan): Draft[] {
  const degrees = new Map<DegreeId, number>(sharding.map((id) => [id, plan.values.get(id) ?? 1]));
  const [tp, pp] = [degrees.get('tp') ?? 1, degrees.get('pp') ?? 1];
  if (pp < 2 && tp < 2) return [];
  const wholes = wholesOf(plan);
  if (!wholes.some((whole) => whole !== undefined) || practiceOf(plan).zeroStage === 3) return [];
  return plan.facts.claims.flatMap((claim) => {
    const { left, right } = claim;
    if (
      claim.scenario !== main ||
      claim.verdict !== 'holds' ||
      left.kind !== 'operation' ||
      left.operands.length !== 2 ||
      left.operators[0] !== '/' ||
      right.kind !== 'number'
    )
      return [];
    const by = left.operands[1];
    if (!by || (by.kind === 'operation' && by.operators.some((operator) => operator !== '*'))) return [];
    const factors = [...numbersOf(by)];
    const product = factors.reduce((all, { number }) => all * number.value, 1);
    if (
      factors.length === 0 ||
      factors.some(({ number }) => number.unit !== null) ||
      product < 2 ||
      dividend(left.operands[0], wholes) === undefined ||
      !isPerGpu(plan, claim)
    )
      return [];
    // `÷ 4 TP groups`: named, else any degrees of that size
    const named = factors.map(({ words, tag }) => degreeIn(nounWords(words) || plainWords(tag ?? '')));
    const sets = subsets(degrees).filter(
      (set) =>
        set.product === product &&
        named.every((id) => id === null || set.ids.includes(id)) &&
        (named.includes(null) || set.ids.length === named.length),
    );
    if (sets.length === 0) return [];
    const missing = sets.map(({ ids }) => leftOut(ids, degrees));
    const [first] = missing;
    if (!first || missing.some((ids) => ids.length === 0)) return [];
    const each = right.number.value / first.reduce((all, id) => all * (degrees.get(id) ?? 1), 1);
    if (statesElsewhere(plan, claim, each)) return [];
    const bytes = right.number.unit?.dimension.bytes === 1;
    return [
      {
        span: right.number.span,
        severity: 'warning' as const,
        message: `${expressionText(plan, left)} leaves out ${first.map((id) => `${shortName(id)} ${figure(degrees.get(id) ?? 1)}`).join(' and ')}, which divides the weights too: ${bytes ? bytesText(each) : countText(each)} per GPU`,
        related: inputs(plan, first),
        corrections: [
          withFactors(
            plan,
            claim,
            first.map((id) => degrees.get(id) ?? 1),
            each,
          ),
        ],
      },
    ];
  });
}

/** What is missing is written behind the division, with its sign, and the result follows. */
function withFactors(plan: Plan, { left, right }: Claim, factors: readonly number[], value: number): Correction {
  const [over] = left.kind === 'operation' ? left.operands : [];
  const sign = over && plan.facts.document.text.slice(over.span.end, left.span.end).includes('÷') ? '÷' : '/';
  const newText = factors.map((factor) => ` ${sign} ${figure(factor)}`).join('');
  return {
    title: `Divide by ${factors.map((factor) => figure(factor)).join(' and ')} too`,
    preferred: false,
    safe: false,
    insertions: [{ span: { start: left.span.end, end: left.span.end }, newText }],
    numbers: right.kind === 'number' ? [{ number: right.number, value }] : [],
  };
}

/** Degrees that divide the weights and are not in the set. */
function leftOut(ids: readonly DegreeId[], degrees: ReadonlyMap<DegreeId, number>): DegreeId[] {
  // data parallel groups may be sharded
  if (ids.includes('dp') || ids.includes('cp')) return [];
  return (['tp', 'pp'] as const).filter((id) => (degrees.get(id) ?? 1) > 1 && !ids.includes(id) && !(id === 'tp' && ids.includes('ep')));
}

function subsets(degrees: ReadonlyMap<DegreeId, number>): { readonly ids: readonly DegreeId[]; readonly product: number }[] {
  let out: { ids: DegreeId[]; product: number }[] = [{ ids: [], product: 1 }];
  for (const [id, size] of degrees) if (size > 1) out = out.flatMap((set) => [set, { ids: [...set.ids, id], product: set.product * size }]);
  return out;
}

/** The statement, its label or its heading speaks of one GPU, and not of a stage, a rank of one kind, a replica. */
function isPerGpu(plan: Plan, { statement }: Claim): boolean {
  const { document } = plan.facts;
  const text = plainWords(slice(document, statement.span));
  if (/\b(?:per|each|every|one|a) (?:[a-z]+ )?(?:stage|replica|node|layer|expert|rank|group)\b/.test(text)) return false;
  return /\b(?:per|each|every) (?:gpu|card|device)\b/.test(text) || contextOf(document, statement).perGpu;
}

/** What is no part of the weights, or a part that is divided in a way of its own. */
const otherPart = /\b(?:experts?|attention|kv|cache|activations?|optimi[sz]er|gradients?|buffers?|overhead)\b/;

/** The figure after the division that is left out is stated somewhere. */
const statesElsewhere = (plan: Plan, claim: Claim, each: number): boolean =>
  plan.facts.readings.some(
    (reading) =>
      reading.statement !== claim.statement &&
      amountsIn(reading).some(({ value, low, high }) => Math.abs(value / each - 1) < 0.08 || (low <= each && each <= high)) &&
      !otherPart.test(plainWords(reading.label)),
  );

/** Bytes, and counts of thousands or more, by their values. */
const amountsIn = (reading: Reading): readonly Amount[] =>
  reading.bare
    ? []
    : reading.statement.own.of(amounts, () =>
        reading.items
          .flatMap((item) => {
            if (item.kind === 'single') return [item.expression.number];
            return item.kind === 'chain' ? item.sides.flatMap((side) => [...numbersOf(side)].map(({ number }) => number)) : [];
          })
          .filter(({ unit, magnitude, value }) => (unit?.dimension.bytes === 1 || magnitude > 1) && value > 1)
          .map((number) => ({ ...resultInterval(number), value: number.value })),
      );

interface Amount {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const amounts = new Slot<readonly Amount[]>();
