import type { Analysis } from '../analyze.ts';
import type { Repair } from '../findings.ts';
import { figure } from '../notation/write.ts';
import { type EpMeaning, epMeanings, worldSize } from '../physics/layout.ts';
import { epMeaningOf } from '../plan/facts.ts';
import { formulas } from '../plan/formulas.ts';
import type { Claim } from '../plan/model.ts';
import { isDegreeProduct } from '../plan/operands.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { accepts, degreesOf } from '../plan/world-size.ts';
import type { TextEdit } from '../text/edit.ts';
import { touches } from '../text/span.ts';
import { type DegreeId, degreeIds, isDegree, type QuantityId, quantities, quantity, shortName } from '../vocabulary/quantities.ts';
import { movedBy, outcomeOf } from './accept.ts';
import { impactOf } from './impact.ts';
import { fixedDegrees, gpuBudget, layoutRequest } from './layout-repairs.ts';
import { searchLayouts } from './layouts.ts';
import { issuesOf } from './offered-layouts.ts';
import { type Restatement, restate } from './restate.ts';
import { isOfCluster } from './tiers.ts';

export type Changes = ReadonlyMap<QuantityId, number>;

/** Why a value cannot be had, in words for the author. */
export interface Refusal {
  readonly refused: string;
}

/**
 * The plan with other values for some quantities, written over every place that depends on them. What the author asks for stands; of the
 * rest the cheapest gives way: the replicas, then the GPUs that are stated, then the other degrees. Refused where the document would not be
 * true afterwards.
 */
export function setQuantities(analysis: Analysis, asked: Changes): Repair | Refusal {
  const { plan } = analysis;
  if (!plan || !analysis.isPlan) return { refused: 'this is no plan' };
  for (const id of asked.keys()) if (!plan.values.has(id)) return { refused: `the plan states no ${shortName(id)}` };
  if ([...asked].every(([id, value]) => plan.values.get(id) === value)) return { refused: `the plan has ${named(asked)} already` };
  const wanted = degreesFor(plan, asked);
  if ('refused' in wanted) return wanted;
  let reason: string | undefined;
  for (const changes of ways(plan, wanted.changes)) {
    const restatement = restate(plan, { changes, follows: true });
    const problem = problemWith(analysis, restatement, asked);
    if (problem !== null) {
      reason ??= problem;
      continue;
    }
    // another way would change more, only to be told apart
    const mixed = mixedUp(analysis, restatement.edits);
    if (mixed) return { refused: `in ${mixed} nothing would tell any more which factor is which: name them first` };
    return {
      kind: 'layout',
      title: `Restate the plan to ${named(asked)} (${places(restatement.edits.length)})`,
      consequences: impactOf(plan, { restatement }).lines.map(([subject, text]) => `${subject}: ${text}`),
      preferred: false,
      tier: 'layout',
      edits: restatement.edits,
      byHand: restatement.byHand,
      settles: [],
    };
  }
  return { refused: reason ?? noLayout(plan, asked) };
}

/** Why the plan cannot be restated so; null where it can. */
function problemWith(analysis: Analysis, restatement: Restatement, asked: Changes): string | undefined | null {
  const plan = analysis.plan as Plan;
  const outcome = outcomeOf(analysis, restatement.edits);
  const after = outcome?.after.plan;
  if (!outcome || !after) return undefined;
  // a plan whose degrees do not make its GPUs cannot be restated to others that do not
  const brought = outcome.brought[0] ?? issuesOf(outcome.after).find(({ layouts }) => layouts === 'preferred');
  if (brought) return brought.message;
  const [unlike] = restatement.broken;
  if (unlike) return `${written(plan, unlike)} would not hold any more`;
  const missed = [...asked].find(([id, value]) => !agrees(after.values.get(id), value));
  if (missed) return `${shortName(missed[0])} ${figure(missed[1])} cannot be written into this document`;
  if (makesItsGpus(plan) && !makesItsGpus(after)) return `its degrees would not make its ${figure(after.values.get('gpus') ?? 0, 6)} GPUs`;
  const other = readOtherwise(analysis, after, restatement.edits);
  return other ? `EP would be counted in ${other}, where it is not now` : null;
}

/** A product that names EP and does not count it, of which nothing is told, and whose factors make its result afterwards. */
function readOtherwise({ plan, findings }: Analysis, after: Plan, edits: readonly TextEdit[]): string | undefined {
  const moved = movedBy(edits);
  const products = [...(plan?.operands.keys() ?? [])].filter(
    (claim) =>
      claim.verdict === 'fails' &&
      claim.scenario === main &&
      isDegreeProduct(claim) &&
      !findings.some((one) => touches(one.span, claim.span)),
  );
  const found = products.find((claim) =>
    [...after.operands.keys()].some((now) => now.verdict === 'holds' && now.span.start === moved(claim.span.start)),
  );
  return found && plan ? written(plan, found) : undefined;
}

/** Whether the degrees that a plan states make the GPUs that it states, in some reading. */
function makesItsGpus({ values }: Plan): boolean {
  const gpus = values.get('gpus');
  return gpus === undefined || accepts(new Map([...values].filter(([id]) => isDegree(id))), gpus);
}

/** A product without names that is read with other factors afterwards: what was TP would be taken for EP from then on. */
function mixedUp(analysis: Analysis, edits: readonly TextEdit[]): string | undefined {
  const [before, after] = [analysis.plan, outcomeOf(analysis, edits)?.after.plan];
  if (!before || !after) return undefined;
  const moved = movedBy(edits);
  const read = new Map<number, QuantityId>();
  for (const bound of after.operands.values()) for (const [{ number }, id] of bound) read.set(number.digits.start, id);
  for (const [claim, bound] of before.operands) {
    if (claim.scenario !== main || !isDegreeProduct(claim)) continue;
    const isMixed = [...bound].some(([{ number }, id]) => isDegree(id) && (read.get(moved(number.digits.start)) ?? id) !== id);
    if (isMixed) return before.facts.document.plain.slice(claim.left.span.start, claim.left.span.end);
  }
  return undefined;
}

function noLayout(plan: Plan, asked: Changes): string {
  const gpus = asked.get('gpus');
  if (gpus === undefined) return `no layout of ${figure(gpuBudget(plan) ?? 0)} GPUs has ${named(asked)}`;
  const others = new Map([...asked].filter(([id]) => id !== 'gpus'));
  return `no degrees that the plan allows make ${figure(gpus, 6)} GPUs${others.size > 0 ? ` with ${named(others)}` : ''}`;
}

/** An equation as it stands, its result behind it or before it. */
function written({ facts }: Plan, { left, right }: Claim): string {
  const [start, end] = [Math.min(left.span.start, right.span.start), Math.max(left.span.end, right.span.end)];
  return facts.document.plain.slice(start, end).replaceAll('\0', '');
}

/** The count that somebody calls so: `TP`, `GPUs`, `layers_per_stage`, `layers per stage`. */
export function countNamed(name: string): QuantityId | undefined {
  const plain = name.toLowerCase().replaceAll('_', ' ');
  return quantities.find(
    ({ id, symbol, name: long, measure }) =>
      measure === 'count' && [id.replaceAll('_', ' '), symbol?.toLowerCase(), long.toLowerCase()].includes(plain),
  )?.id;
}

/** `TP 8, DP 2`. */
export const named = (changes: Changes): string => [...changes].map(([id, value]) => `${shortName(id)} ${figure(value, 6)}`).join(', ');

export const places = (count: number): string => `${count} ${count === 1 ? 'place' : 'places'}`;

/** To the rounding of a figure that is written with few digits. */
const agrees = (have: number | undefined, value: number): boolean =>
  have !== undefined && Math.abs(have - value) <= 0.005 * Math.abs(value);

/** A value that follows from a degree is reached by that degree: 6 layers on each stage of 48 are 8 stages. */
function degreesFor(plan: Plan, asked: Changes): { readonly changes: Changes } | Refusal {
  const changes = new Map(asked);
  for (const [id, value] of asked) {
    const [over, by] = formulas.find(({ result, operator }) => result === id && operator === '/')?.operands ?? [];
    if (!over || !by || !plan.values.has(over) || !plan.values.has(by) || asked.has(by)) continue;
    const whole = changes.get(over) ?? plan.values.get(over) ?? Number.NaN;
    const degree = whole / value;
    if (!Number.isSafeInteger(degree) || degree < 1)
      return {
        refused: `${quantity(id).name} ${figure(value)} of ${figure(whole)} is no whole ${shortName(by)}: ${figure(whole)} ÷ ${figure(value)} is ${figure(degree)}`,
      };
    changes.set(by, degree);
    changes.delete(id);
  }
  return { changes };
}

/** What else may change, the cheapest first. */
function* ways(plan: Plan, wanted: Changes): Generator<Changes> {
  const all = new Map(wanted);
  const cluster = ['nodes', 'gpus_per_node'] as const;
  const [nodes, perNode] = cluster.map((id) => wanted.get(id) ?? plan.values.get(id));
  // GPUs that only the nodes tell of are others with other nodes
  const ofNodes = cluster.some((id) => wanted.has(id)) && nodes !== undefined && perNode !== undefined ? nodes * perNode : undefined;
  if (ofNodes !== undefined && !wanted.has('gpus') && plan.values.has('gpus')) all.set('gpus', ofNodes);
  if (all.has('gpus') && !wanted.has('gpus_per_node')) withNodes(plan, all);
  const gpus = all.get('gpus') ?? ofNodes ?? gpuBudget(plan);
  if (![...all.keys()].some(isOfCluster) || gpus === undefined) return yield all;
  const values = new Map([...plan.values, ...all]);
  if (accepts(new Map([...values].filter(([id]) => isDegree(id))), gpus)) yield all;
  const meaning = meaningOf(plan);
  const set = degreeIds.filter((id) => all.has(id));
  const layouts = searchLayouts({
    ...layoutRequest(plan, gpus),
    current: degreesOf(values),
    epMeaning: meaning,
    otherReadings: false,
    fixed: [...new Set([...set, ...fixedDegrees(plan)])].filter((id): id is 'tp' => id !== 'sp'),
    limit: 6,
  }).map(({ changes }) => new Map<QuantityId, number>([...all, ...changes.map(({ degree, to }) => [degree as DegreeId, to] as const)]));
  const replicasAlone = layouts.filter((changes) => changes.size === all.size + 1 && changes.has('dp') && !all.has('dp'));
  yield* replicasAlone;
  if (!all.has('gpus') && plan.values.has('gpus') && !plan.values.has('gpus_available') && plan.values.has('dp'))
    yield withNodes(plan, new Map([...all, ['gpus', worldSize(degreesOf(values), meaning)]]));
  yield* layouts.filter((changes) => !replicasAlone.includes(changes));
}

/** More GPUs of the same kind are more nodes. */
function withNodes(plan: Plan, changes: Map<QuantityId, number>): Changes {
  const nodes = (changes.get('gpus') ?? 0) / (plan.values.get('gpus_per_node') ?? Number.NaN);
  return plan.values.has('nodes') && !changes.has('nodes') && Number.isInteger(nodes) ? changes.set('nodes', nodes) : changes;
}

/** The reading of EP under which the plan's own degrees make its GPUs. */
export function meaningOf(plan: Plan): EpMeaning {
  const usual = epMeaningOf(plan) ?? 'factor';
  const gpus = plan.values.get('gpus');
  const fits = (meaning: EpMeaning): boolean => worldSize(degreesOf(plan.values), meaning) === gpus;
  return fits(usual) ? usual : (epMeanings.find(fits) ?? usual);
}
