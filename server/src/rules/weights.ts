import type { Item } from '../notation/expression.ts';
import { bytesOfFormat } from '../notation/formats.ts';
import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import { bytesText, figure } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { addTo } from '../text/group.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { inputs, rewritten, sides, statedAt, written } from './related.ts';
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
  const params = statedAt(plan, 'params');
  const width = stated ? (formatOf(plan, stated) ?? plan.values.get('bytes_per_param')) : undefined;
  if (stated?.role !== 'definition' || stated.claim || !params || params.role === 'echo' || width === undefined) return [];
  const shown = resultInterval(stated.number);
  const near = (value: number): boolean => value * slack >= shown.low && value / slack <= shown.high;
  const active = plan.values.get('params_active');
  const whole = params.value * width;
  if (
    near(whole) ||
    (active !== undefined && near(active * width)) ||
    shares(plan).some((ranks) => near(whole / ranks)) ||
    isBesidePerGpu(plan, stated) ||
    isQuantised(plan, stated)
  )
    return [];
  const other = widths.find((bytes) => near(params.value * bytes));
  return [
    {
      span: stated.number.span,
      severity: other === undefined ? 'error' : 'warning',
      message: `${written(params)} parameters at ${bytesEach(width)} are ${bytesText(whole)}, not ${written(stated)}${other === undefined ? '' : `, which is ${bytesEach(other)} each`}`,
      related: inputs(plan, ['params', 'bytes_per_param']),
      corrections: [
        {
          title: `State ${rewritten(stated.number, whole)}`,
          preferred: true,
          safe: false,
          numbers: [{ number: stated.number, value: whole }],
        },
      ],
    },
  ];
}

const bytesEach = (width: number): string => `${figure(width)} ${width === 1 ? 'byte' : 'bytes'}`;

/** Into how many parts some of the degrees cut the weights: the figure may be one rank's. */
function shares(plan: Plan): number[] {
  let parts = [1];
  for (const id of ['tp', 'pp', 'ep', 'dp'] as const) parts = parts.flatMap((part) => [part, part * (plan.values.get(id) ?? 1)]);
  return [...new Set([...parts, plan.values.get('gpus') ?? 1])];
}

/** `Model weights: 75 GB (FP8)`: bytes of a parameter in the format that the statement names; undefined where it names none, or several. */
function formatOf(plan: Plan, { statement }: Mention): number | undefined {
  const words = slice(plan.facts.document, statement.span)
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const widths = new Set(words.map(bytesOfFormat).filter((width) => width !== undefined));
  return widths.size === 1 ? [...widths][0] : undefined;
}

/** Quantized weights come with scales of their own, and layers that are left as they are. */
const isQuantised = (plan: Plan, { statement }: Mention): boolean =>
  /\b(?:quanti[sz]ed|mixed|awq|gptq|[48]-bit)\b/i.test(slice(plan.facts.document, statement.span));

/** Another line of its list speaks of one GPU. */
const isBesidePerGpu = (plan: Plan, { statement }: Mention): boolean =>
  plan.facts.document.statements
    .slice(Math.max(0, statement.index - 8), statement.index + 9)
    .some(
      (other) =>
        other.block === statement.block && /\bper (?:gpu|card|device|rank)\b/.test(plainWords(slice(plan.facts.document, other.span))),
    );

/** `Memory per stage: 40 GB` for a quarter of a model of 235 GB: what a stage holds is its layers' weights at the least. */
export function stagesBelowTheirWeights(plan: Plan): Draft[] {
  const pp = plan.values.get('pp');
  const width = plan.values.get('bytes_per_param');
  const params = statedAt(plan, 'params');
  if (pp === undefined || pp < 2 || width === undefined || !params || params.role === 'echo') return [];
  const least = (params.value * width) / pp;
  // what is said of a stage may be meant of each of its GPUs
  const ranks = (plan.values.get('tp') ?? 1) * (plan.values.get('ep') ?? 1);
  const out: Draft[] = [];
  for (const { statement, items } of ofStages.of(plan.facts)) {
    const [item] = items;
    if (item?.kind !== 'single' || plan.facts.scenarioOf.get(statement) !== main) continue;
    const { number, words } = item.expression;
    if (!isBytes(number) || /\bper (?:gpu|card|device)\b/.test(nounWords(words))) continue;
    if (resultInterval(number).high * slack >= least / ranks || isOfGpu(plan, number.digits.start)) continue;
    out.push({
      span: number.span,
      severity: 'warning',
      message: `a stage holds 1/${figure(pp)} of ${written(params)} parameters, ${bytesText(least)} at ${bytesEach(width)} each, more than ${written({ number })}`,
      related: inputs(plan, ['params', 'bytes_per_param', 'pp']),
      corrections: sides({ number, value: least }),
    });
  }
  return out;
}

/** The memory of a stage, and nothing else. */
const ofStages = new Sieve(({ label, items }) => items.length === 1 && stageMemory.test(plainWords(label)));

const stageMemory = /^(?:total )?(?:memory|weights?|model memory|parameter memory) per (?:pipeline |pp )?stage$/;

const isOfGpu = (plan: Plan, at: number): boolean =>
  plan.mentions.some((mention: Mention) => mention.id === 'mem_total' && mention.number.digits.start === at);

/** Amounts of memory and counts of parameters. */
const sizesIn = (items: readonly Item[]): WrittenNumber[] =>
  items.flatMap((item) => {
    const result = item.kind === 'single' ? item.expression : item.kind === 'chain' ? item.sides.at(-1) : undefined;
    return result?.kind === 'number' && (isBytes(result.number) || /^param/.test(nounWords(result.words))) ? [result.number] : [];
  });

const sized = new Sieve(({ items }) => sizesIn(items).length > 0);

/**
 * A figure in bytes with the count of its parameters in the items below: `Model parameters per GPU: 39 MB` over `10B ÷ 128 = 78M params per GPU`.
 * A doubt where it is less than they take in the stated precision and none of the items has it either.
 */
export function figuresBelowTheirParameters(plan: Plan): Draft[] {
  const width = plan.values.get('bytes_per_param');
  if (width === undefined) return [];
  const below = new Map<number, WrittenNumber[]>();
  for (const { statement, items } of sized.of(plan.facts)) {
    if (!statement.parent || plan.facts.scenarioOf.get(statement) !== main) continue;
    addTo(below, statement.parent.index, ...sizesIn(items));
  }
  return [...below].flatMap(([index, numbers]) => {
    const above = plan.facts.readings[index];
    const [item] = above?.items ?? [];
    const counts = numbers.filter((number) => number.unit === null && number.magnitude >= 1e6);
    const [count] = counts;
    if (
      above?.items.length !== 1 ||
      item?.kind !== 'single' ||
      !count ||
      counts.length !== 1 ||
      !isBytes(item.expression.number) ||
      !/\b(?:param|weight)/.test(plainWords(above.label))
    )
      return [];
    const { number } = item.expression;
    const shown = resultInterval(number);
    const least = count.value * width;
    if (
      shown.high * slack >= least ||
      numbers.some((other) => isBytes(other) && other.value >= shown.low / slack && other.value <= shown.high * slack)
    )
      return [];
    return [
      {
        span: number.span,
        severity: 'warning' as const,
        message: `${written({ number: count })} parameters at ${bytesEach(width)} are ${bytesText(least)}, not ${written({ number })}`,
        related: [{ message: `${written({ number: count })} parameters`, span: count.span }, ...inputs(plan, ['bytes_per_param'])],
        corrections: sides({ number, value: least }),
      },
    ];
  });
}

const isBytes = (number: WrittenNumber): boolean => number.unit?.dimension.bytes === 1 && number.unit.dimension.time === 0;
