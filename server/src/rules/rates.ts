import type { Section } from '../document/document.ts';
import type { NumberExpression } from '../notation/expression.ts';
import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import { nounWords } from '../plan/noun-words.ts';
import type { Plan } from '../plan/plan.ts';
import { isGoal, main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { addTo } from '../text/group.ts';
import { span } from '../text/span.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { inputs, rewritten, sides, written } from './related.ts';
import type { Draft } from './rule.ts';

/** A figure that a labelled statement comes to, with all that its place says of it. */
interface Figure {
  readonly number: WrittenNumber;
  /** The other end of a range. */
  readonly to: WrittenNumber | null;
  /** The words behind it. */
  readonly words: string;
  /** Label and words. */
  readonly said: string;
  readonly section: Section | null;
  readonly index: number;
}

/** Rates of one section that make each other, and do not. */
export function ratesThatDisagree(plan: Plan): Draft[] {
  const sections = new Map<Section | null, Figure[]>();
  for (const found of figures(plan)) addTo(sections, found.section, found);
  return [...sections.values()].flatMap((found) => [...batchRates(found), ...tokenCapacity(found), ...systemRanges(plan, found)]);
}

/** Rates, bytes, and tokens and the like. */
const rated = new Sieve(({ items: [item] }) => {
  if (item?.kind === 'range') return isRated(item.from, item.words);
  const result = item?.kind === 'single' ? item.expression : lastOf(item?.kind === 'chain' ? item.sides.at(-1) : undefined);
  return result !== undefined && isRated(result.number, result.words);
});

const isRated = ({ unit }: WrittenNumber, words: NumberExpression['words']): boolean =>
  unit ? unit.dimension.time === -1 || unit.dimension.bytes === 1 : /^(?:token|sequence|sample)/.test(nounWords(words));

function figures(plan: Plan): Figure[] {
  const out: Figure[] = [];
  for (const { statement, items, label } of rated.of(plan.facts)) {
    if (plan.facts.scenarioOf.get(statement) !== main || isGoal(plainWords(label))) continue;
    const item = items[0];
    const words = plainWords(label);
    if (item?.kind === 'range') {
      const behind = nounWords(item.words);
      out.push({
        number: item.from,
        to: item.to,
        words: behind,
        said: `${words} ${behind}`,
        section: statement.section,
        index: statement.index,
      });
      continue;
    }
    const result: NumberExpression | undefined =
      item?.kind === 'single' ? item.expression : lastOf(item?.kind === 'chain' ? item.sides.at(-1) : undefined);
    if (!result) continue;
    const behind = nounWords(result.words);
    out.push({
      number: result.number,
      to: result.to,
      words: behind,
      said: `${words} ${behind}`,
      section: statement.section,
      index: statement.index,
    });
  }
  return out;
}

const lastOf = (side: { readonly kind: string } | undefined): NumberExpression | undefined =>
  side?.kind === 'number' ? (side as NumberExpression) : undefined;

const perSecond = ({ number, to }: Figure, noun: RegExp): boolean =>
  to === null && number.unit?.dimension.time === -1 && noun.test(number.unit.noun ?? '');

/** The only figure of its kind; undefined where there is none or several. */
const only = (found: readonly Figure[], test: (figure: Figure) => boolean): Figure | undefined => {
  const fitting = found.filter(test);
  return fitting.length === 1 ? fitting[0] : undefined;
};

/** Tokens (or sequences) per second = batches per second × tokens per batch. */
function batchRates(found: readonly Figure[]): Draft[] {
  const batches = only(found, (at) => perSecond(at, /^batch/));
  if (!batches) return [];
  return ['token', 'sequence', 'sample'].flatMap((noun) => {
    const rate = only(found, (at) => perSecond(at, new RegExp(`^${noun}`)));
    const perBatch = only(found, (at) => at.number.unit === null && at.to === null && new RegExp(`^${noun}s? per batch\\b`).test(at.words));
    if (!rate || !perBatch) return [];
    const product = batches.number.value * perBatch.number.value;
    if (Math.abs(product / rate.number.value - 1) < 0.05) return [];
    const scale = rate.number.unit?.scale ?? 1;
    return [
      {
        span: batches.number.span,
        message: `${written(batches)} of ${written(perBatch)} ${noun}s are ${figure(product / scale)} ${rate.number.unit?.text ?? ''}, not ${written(rate)}; ${written(rate)} are ${figure(rate.number.value / perBatch.number.value / (batches.number.unit?.scale ?? 1), 3)} ${batches.number.unit?.text ?? ''}`,
        related: [
          { message: `${noun} rate ${written(rate)}`, span: rate.number.span },
          { message: `${noun}s per batch ${written(perBatch)}`, span: perBatch.number.span },
        ],
        corrections: sides(
          { number: rate.number, value: product },
          { number: batches.number, value: rate.number.value / perBatch.number.value },
        ),
      },
    ];
  });
}

/** Tokens that fit = memory set aside ÷ memory per token: off by a thousand the prefix of one of them is wrong. */
function tokenCapacity(found: readonly Figure[]): Draft[] {
  const bytes = ({ number, to }: Figure): boolean => to === null && number.unit?.dimension.bytes === 1 && number.unit.dimension.time === 0;
  const perToken = only(found, (at) => bytes(at) && /^per token\b/.test(at.words));
  const memory = only(
    found,
    (at) =>
      bytes(at) &&
      /\b(?:alloc|reserved|budget|kv cache|pool|available|capacity)/.test(at.said) &&
      !/\bper (?:token|sequence|layer|request)\b/.test(at.said),
  );
  const tokens = only(
    found,
    (at) =>
      at.number.unit === null &&
      at.to === null &&
      /^tokens?\b/.test(at.words) &&
      /\b(?:capacity|max|maximum|up to|fits?|holds?)\b/.test(at.said),
  );
  if (!perToken || !memory || !tokens) return [];
  const fitting = memory.number.value / perToken.number.value;
  const power = Math.round(Math.log10(fitting / tokens.number.value) / 3);
  if (power === 0 || Math.abs(fitting / tokens.number.value / 1000 ** power - 1) > 0.1) return [];
  return [
    {
      span: tokens.number.span,
      message: `${written(memory)} at ${written(perToken)} per token hold ${figure(fitting)} tokens, not ${written(tokens)}`,
      related: [
        { message: written(memory), span: memory.number.span },
        { message: `${written(perToken)} per token`, span: perToken.number.span },
      ],
      corrections: sides(
        { number: tokens.number, value: fitting },
        { number: memory.number, value: tokens.number.value * perToken.number.value },
      ),
    },
  ];
}

/** A range per GPU and one for all of them: `30-40 tokens/ms` on each of 24 GPUs cannot be 30-40 tokens/ms in all. */
function systemRanges(plan: Plan, found: readonly Figure[]): Draft[] {
  const rate = ({ number }: Figure): boolean =>
    number.unit?.dimension.time === -1 && number.unit.dimension.bytes === 0 && number.unit.dimension.flop === 0;
  const out: Draft[] = [];
  for (const all of found) {
    const end = all.to;
    if (
      !end ||
      !rate(all) ||
      !/\b(?:system|total|aggregate|overall|cluster|combined)\b/.test(all.said) ||
      /\bper (?:gpu|card|device)\b/.test(all.said)
    )
      continue;
    const each = found.find(
      (at) =>
        at.to !== null &&
        rate(at) &&
        /\bper (?:gpu|card|device)\b/.test(at.said) &&
        Math.abs(at.index - all.index) <= 3 &&
        (at.number.unit?.noun ?? '') === (all.number.unit?.noun ?? ''),
    );
    const gpus = Number(/\b(\d{1,6}) (?:gpus?|cards?|devices?|npus?)\b/.exec(all.said)?.[1] ?? plan.values.get('gpus') ?? 1);
    if (!each?.to || gpus < 2) continue;
    const [low, high] = [resultInterval(each.number).low * gpus, resultInterval(each.to).high * gpus];
    if (high * 1.1 >= resultInterval(all.number).low && low * 0.5 <= resultInterval(end).high) continue;
    const scale = all.number.unit?.scale ?? 1;
    out.push({
      span: span(all.number.span.start, end.span.end),
      message: `${figure(gpus)} GPUs with ${each.number.text}-${written({ number: each.to })} each make ${figure((each.number.value * gpus) / scale)}-${figure((each.to.value * gpus) / scale)} ${end.unit?.text ?? ''}, not ${all.number.text}-${written({ number: end })}`,
      related: [{ message: 'per GPU', span: span(each.number.span.start, each.to.span.end) }, ...inputs(plan, ['gpus'])],
      corrections: [
        {
          title: `Change it to ${rewritten(all.number, each.number.value * gpus)} to ${rewritten(end, each.to.value * gpus)}`,
          preferred: false,
          safe: false,
          numbers: [
            { number: all.number, value: each.number.value * gpus },
            { number: end, value: each.to.value * gpus },
          ],
        },
      ],
    });
  }
  return out;
}
