import { resultInterval } from '../notation/number.ts';
import { bytesText, figure } from '../notation/write.ts';
import { nounWords } from '../plan/bind.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { inputs, rewritten, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/** Bytes that a parameter takes in the usual formats. */
const widths = [0.5, 1, 2, 4];
/** Decimal and binary gigabytes, and sizes that are nominal, `30B`. */
const slack = 1.1;

/**
 * Weights of the whole model against its parameters in the stated precision. In no usual precision is an error; in another than the stated
 * one a doubt, since weights may be stored otherwise than they are computed with.
 */
export function weightsOfParameters(plan: Plan): Draft[] {
  const stated = statedAt(plan, 'model_weights');
  const width = plan.values.get('bytes_per_param');
  const params = statedAt(plan, 'params');
  if (stated?.role !== 'definition' || stated.claim || !params || params.role === 'echo' || width === undefined) return [];
  const shown = resultInterval(stated.number);
  const near = (value: number): boolean => value * slack >= shown.low && value / slack <= shown.high;
  const active = plan.values.get('params_active');
  const whole = params.value * width;
  if (near(whole) || (active !== undefined && near(active * width)) || shares(plan).some((ranks) => near(whole / ranks)) || isBesidePerGpu(plan, stated)) return [];
  const other = widths.find((bytes) => near(params.value * bytes));
  return [{
    span: stated.number.span,
    severity: other === undefined ? 'error' : 'warning',
    message: `${written(params)} parameters at ${figure(width)} bytes are ${bytesText(whole)}, not ${written(stated)}${other === undefined ? '' : `, which is ${figure(other)} bytes each`}`,
    related: inputs(plan, ['params', 'bytes_per_param']),
    corrections: [{ title: `State ${rewritten(stated.number, whole)}`, preferred: true, safe: false, numbers: [{ number: stated.number, value: whole }] }],
  }];
}

/** Into how many parts some of the degrees cut the weights: the figure may be one rank's. */
function shares(plan: Plan): number[] {
  let parts = [1];
  for (const id of ['tp', 'pp', 'ep', 'dp'] as const) parts = parts.flatMap((part) => [part, part * (plan.values.get(id) ?? 1)]);
  return [...new Set([...parts, plan.values.get('gpus') ?? 1])];
}

/** Another line of its list speaks of one GPU. */
const isBesidePerGpu = (plan: Plan, { statement }: Mention): boolean =>
  plan.facts.document.statements.slice(Math.max(0, statement.index - 8), statement.index + 9).some((other) => other.block === statement.block && /\bper (?:gpu|card|device|rank)\b/.test(plainWords(slice(plan.facts.document, other.span))));

/** `Memory per stage: 40 GB` for a quarter of a model of 235 GB: what a stage holds is its layers' weights at the least. */
export function stagesBelowTheirWeights(plan: Plan): Draft[] {
  const pp = plan.values.get('pp');
  const width = plan.values.get('bytes_per_param');
  const params = statedAt(plan, 'params');
  if (pp === undefined || pp < 2 || width === undefined || !params || params.role === 'echo') return [];
  const least = (params.value * width) / pp;
  const out: Draft[] = [];
  for (const { statement, label, items } of plan.facts.readings) {
    const [item] = items;
    if (!stageMemory.test(plainWords(label)) || items.length !== 1 || item?.kind !== 'single' || plan.facts.scenarioOf.get(statement) !== main) continue;
    const { number, words } = item.expression;
    if (number.unit?.dimension.bytes !== 1 || number.unit.dimension.time !== 0 || /\bper (?:gpu|card|device)\b/.test(nounWords(words))) continue;
    if (resultInterval(number).high * slack >= least || isOfGpu(plan, number.digits.start)) continue;
    out.push({
      span: number.span,
      severity: 'warning',
      message: `a stage holds 1/${figure(pp)} of ${written(params)} parameters, ${bytesText(least)} at ${figure(width)} bytes each, more than ${written({ number })}`,
      related: inputs(plan, ['params', 'bytes_per_param', 'pp']),
    });
  }
  return out;
}

const stageMemory = /^(?:total )?(?:memory|weights?|model memory|parameter memory) per (?:pipeline |pp )?stage$/;

const isOfGpu = (plan: Plan, at: number): boolean => plan.mentions.some((mention: Mention) => mention.id === 'mem_total' && mention.number.digits.start === at);
