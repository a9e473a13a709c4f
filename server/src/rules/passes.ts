import type { Statement } from '../document/document.ts';
import type { Item, NumberExpression } from '../notation/expression.ts';
import { operandInterval, resultInterval, type WrittenNumber } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Plan } from '../plan/plan.ts';
import { slice } from '../plan/reading.ts';
import { isGoal, main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { Nearby, near } from './nearby.ts';
import { inputs, sides, statedAt, written } from './related.ts';
import type { Draft } from './rule.ts';

/** A figure that leads its statement, with its label and the words behind it. */
interface Led {
  readonly number: WrittenNumber;
  readonly label: string;
  readonly words: string;
  readonly statement: Statement;
}

/** Times and rates of forward passes that cannot be what the plan's layers, batch and tokens make of them. All are doubts. */
export function passesThatDisagree(plan: Plan): Draft[] {
  const led = leading(plan);
  return [
    ...layersWithinPass(plan, led),
    ...stepsOfLayers(plan, led),
    ...tokensOfPass(plan, led),
    ...sequencesOfPass(plan, led),
    ...reciprocals(led),
  ];
}

/** Times and rates, and tokens of a batch. */
const timed = new Sieve(({ items, label }) => {
  const result = resultOf(items);
  if (!result) return false;
  const { unit } = result.number;
  return unit ? unit.dimension.time !== 0 : isRate.test(plainWords(label)) || /^tokens? per batch\b/.test(nounWords(result.words));
});
const isRate = /^(?:total |aggregate )?(?:tokens|sequences) per second$/;

function resultOf([item]: readonly Item[]): NumberExpression | null {
  const result = item?.kind === 'single' ? item.expression : item?.kind === 'chain' ? item.sides.at(-1) : undefined;
  return result?.kind === 'number' && !result.to && ['exact', 'about'].includes(result.number.qualifier) ? result : null;
}

function leading(plan: Plan): Led[] {
  const out: Led[] = [];
  for (const { statement, items, label } of timed.of(plan.facts)) {
    const result = resultOf(items);
    if (!result || plan.facts.scenarioOf.get(statement) !== main) continue;
    const words = plainWords(label);
    const title = statement.section ? plainWords(slice(plan.facts.document, statement.section.title)) : '';
    if (isGoal(words) || isGoal(title)) continue;
    out.push({ number: result.number, label: words, words: nounWords(result.words), statement });
  }
  return out;
}

const isTime = ({ number }: Led): boolean =>
  number.unit?.dimension.time === 1 && number.unit.dimension.bytes === 0 && number.unit.dimension.flop === 0;
const rateOf = ({ number, label }: Led, noun: 'token' | 'sequence'): number | undefined => {
  const { unit } = number;
  if (unit?.dimension.time === -1 && unit.dimension.bytes === 0 && (unit.noun ?? '').startsWith(noun)) return number.value;
  return unit === null && perSecond[noun].test(label) ? number.value : undefined;
};
const perSecond = { token: /^(?:total |aggregate )?tokens per second$/, sequence: /^(?:total |aggregate )?sequences per second$/ };

const whole = /\b(?:latency|forward pass|pass|iteration|step|ttft)\b/;
const part =
  /\b(?:communication|overhead|all ?reduce|all ?to ?all|transfer|sync|synchroni[sz]ation|per layer|per stage|per token|decode|tpot|network|p50|p9\d)\b/;

/** The time of one pass through all layers. */
const passes = (led: readonly Led[]): Led[] =>
  led.filter(
    (at) =>
      isTime(at) &&
      whole.test(`${at.label} ${at.words}`) &&
      !part.test(`${at.label} ${at.words}`) &&
      (/\b(?:total|expected|estimated|projected|overall|end to end)\b/.test(at.label) ||
        /\bper (?:forward pass|pass|iteration|step|batch)\b/.test(at.words) ||
        /^latency$/.test(at.label)),
  );

/** `3.2 ms per layer` over 16 layers is more than the 35 ms of the pass: a token goes through one layer after the other. */
function layersWithinPass(plan: Plan, led: readonly Led[]): Draft[] {
  const layers = plan.values.get('layers');
  if (layers === undefined) return [];
  const perLayer = led.filter(
    (at) =>
      isTime(at) &&
      /^(?:(?:average|mean) )?(?:per layer )?(?:comput(?:e|ation)|processing|forward|execution|latency)(?: time| latency)?(?: per layer)?$/.test(
        at.label,
      ) &&
      /per layer/.test(`${at.label} ${at.words}`),
  );
  const nearby = new Nearby(perLayer);
  return passes(led).flatMap((pass) => {
    const [layer] = nearby.of(pass.statement, 1);
    if (
      !layer ||
      layer.number.value * layers <= resultInterval(pass.number).high ||
      operandInterval(layer.number).low * layers <= pass.number.value
    )
      return [];
    const scale = pass.number.unit?.scale ?? 1;
    return [
      {
        span: pass.number.span,
        severity: 'warning' as const,
        message: `${figure(layers)} layers of ${written(layer)} take ${figure((layer.number.value * layers) / scale)} ${pass.number.unit?.text ?? ''} one after the other, more than ${written(pass)}`,
        related: [{ message: `${written(layer)} per layer`, span: layer.number.span }, ...inputs(plan, ['layers'])],
        corrections: sides(
          { number: pass.number, value: layer.number.value * layers },
          { number: layer.number, value: pass.number.value / layers },
        ),
      },
    ];
  });
}

/** A layer has not so many steps: what names more is a log. */
const mostSteps = 40;

/** `TP all-reduce: 2 ms per layer` and `EP all-to-all: 3 ms per layer` are 5 ms of every layer. */
function stepsOfLayers(plan: Plan, led: readonly Led[]): Draft[] {
  const layers = plan.values.get('layers');
  if (layers === undefined) return [];
  const nearby = new Nearby(led.filter((at) => isTime(at) && /^per layer\b/.test(at.words) && !/\btotal\b/.test(at.label)));
  return passes(led).flatMap((pass) => {
    const steps = nearby.of(pass.statement, mostSteps + 1);
    const [first] = steps;
    const last = steps.at(-1);
    if (
      !first ||
      !last ||
      steps.length < 2 ||
      steps.length > mostSteps ||
      steps.some(({ statement }) => statement.block !== first.statement.block) ||
      new Set(steps.map(({ label }) => label)).size < steps.length
    )
      return [];
    const low = steps.reduce((sum, { number }) => sum + operandInterval(number).low, 0) * layers;
    if (
      low <= resultInterval(pass.number).high * 1.05 &&
      steps.reduce((sum, { number }) => sum + number.value, 0) * layers <= resultInterval(pass.number).high * 1.2
    )
      return [];
    const sum = steps.reduce((all, { number }) => all + number.value, 0) * layers;
    const scale = pass.number.unit?.scale ?? 1;
    return [
      {
        span: { start: first.number.span.start, end: first.number.span.end },
        severity: 'warning' as const,
        message: `${steps.map((step) => written(step)).join(' and ')} in each of ${figure(layers)} layers are ${figure(sum / scale)} ${pass.number.unit?.text ?? ''}, more than the ${written(pass)} of the whole`,
        related: [
          ...steps.slice(1).map((step) => ({ message: `${written(step)} per layer`, span: step.number.span })),
          { message: `${written(pass)} in all`, span: pass.number.span },
          ...inputs(plan, ['layers']),
        ],
        corrections: sides({ number: pass.number, value: sum }),
      },
    ];
  });
}

/** Tokens of a batch over the time of its pass, against the tokens per second: off by more than overlap and padding explain. */
function tokensOfPass(plan: Plan, led: readonly Led[]): Draft[] {
  const replicas = (plan.values.get('pp') ?? 1) * (plan.values.get('dp') ?? 1);
  const batches = led.filter((at) => at.number.unit === null && /^tokens? per batch\b/.test(at.words));
  const [batch] = batches;
  if (!batch || batches.some((other) => other.number.value !== batch.number.value) || generates(plan)) return [];
  const pass = passes(led).find((at) => near(at.statement, batch.statement));
  const rate = led.find((at) => rateOf(at, 'token') !== undefined && near(at.statement, batch.statement));
  const stated = rate && rateOf(rate, 'token');
  if (!pass || !rate || stated === undefined) return [];
  const ratio = batch.number.value / pass.number.value / stated;
  if (ratio < 10 && ratio > 1 / (10 * replicas)) return [];
  return [
    {
      span: rate.number.span,
      severity: 'warning',
      message: `${written(batch)} tokens in ${written(pass)} are ${figure(batch.number.value / pass.number.value)} tokens/s, not ${written(rate)}`,
      related: [
        { message: `${written(batch)} tokens per batch`, span: batch.number.span },
        { message: `a pass takes ${written(pass)}`, span: pass.number.span },
      ],
      corrections: sides(
        { number: rate.number, value: batch.number.value / pass.number.value },
        { number: pass.number, value: batch.number.value / stated },
      ),
    },
  ];
}

/** A batch of sequences over the time of its pass, where the plan generates nothing and every pass ends its sequences. */
function sequencesOfPass(plan: Plan, led: readonly Led[]): Draft[] {
  const batch = statedAt(plan, 'global_batch');
  if (!batch || generates(plan)) return [];
  const rate = led.find((at) => rateOf(at, 'sequence') !== undefined);
  const stated = rate && rateOf(rate, 'sequence');
  return passes(led)
    .flatMap((pass) => {
      const full = batch.value / pass.number.value;
      if (!rate || stated === undefined || full / stated < 10) return [];
      return [
        {
          span: rate.number.span,
          severity: 'warning' as const,
          message: `a batch of ${written(batch)} every ${written(pass)} is ${figure(full)} sequences/s; ${written(rate)} leave ${figure(full / stated, 2)} passes to each`,
          related: [
            { message: `a pass takes ${written(pass)}`, span: pass.number.span },
            { message: `batch ${written(batch)}`, span: batch.number.span },
          ],
          corrections: sides({ number: rate.number, value: full }, { number: pass.number, value: batch.value / stated }),
        },
      ];
    })
    .slice(0, 1);
}

/** A model that writes token by token takes many passes for a sequence. */
const generates = (plan: Plan): boolean => plan.facts.document.words.has(generating);
const generating = /\b(?:decod(?:e|ing)|autoregressive|generat(?:e|es|ed|ion)|output (?:tokens|length|sequence)|tpot|first token|ttft)\b/i;

/** So many rates of one section are looked at. */
const mostRates = 200;

/** `1.6 ms per token` at `614,400 tokens/s`: their product counts the tokens in flight; a round thousand of them is a slipped prefix. */
function reciprocals(led: readonly Led[]): Draft[] {
  const said = new Set<number>();
  const nearby = new Nearby(led.filter((at) => rateOf(at, 'token') !== undefined));
  return led.flatMap((time) => {
    if (!isTime(time) || !/^per token\b/.test(time.words) || said.has(time.number.value)) return [];
    const rates = nearby.of(time.statement, mostRates);
    const rate =
      rates.find((at) => at.label === time.label) ??
      rates.find((at) => at.statement.section === time.statement.section && Math.abs(at.statement.index - time.statement.index) <= 4);
    const stated = rate && rateOf(rate, 'token');
    if (!rate || stated === undefined) return [];
    const flight = stated * time.number.value;
    const power = Math.round(Math.log10(flight) / 3);
    if (power < 1 || Math.abs(flight / 1000 ** power - 1) > 0.01) return [];
    said.add(time.number.value);
    return [
      {
        span: time.number.span,
        severity: 'warning' as const,
        message: `${written(rate)} are a token every ${figure((1 / stated) * 1e6, 3)} µs: ${written(time)} have the same digits with another prefix, or ${figure(1000 ** power)} tokens are in flight`,
        related: [{ message: written(rate), span: rate.number.span }],
        corrections: sides({ number: time.number, value: 1 / stated }, { number: rate.number, value: 1 / time.number.value }),
      },
    ];
  });
}
