import type { Statement } from '../document/document.ts';
import { type NumberExpression, numbersOf } from '../notation/expression.ts';
import { operandInterval, resultInterval, type WrittenNumber } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import { comparable } from '../plan/comparable.ts';
import type { Plan } from '../plan/plan.ts';
import { type Reading, slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { Sieve } from '../plan/sieve.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { expressionText } from './expression-text.ts';
import { inputs, spelled, written } from './related.ts';
import type { Draft } from './rule.ts';

/** Lines of one list that speak of each other without an equation. All are doubts: what belongs together is known by its place alone. */
export function linesThatDisagree(plan: Plan): Draft[] {
  return [...limitsAboveTheirShare(plan), ...transfersTooFast(plan), ...falseMatches(plan), ...batchBothWays(plan)];
}

const own = (plan: Plan, { statement }: Reading): boolean => plan.facts.scenarioOf.get(statement) === main;

/** Lowest and highest of the first figure of a statement. */
function rangeOf({
  items,
}: Reading): { readonly first: WrittenNumber; readonly low: number; readonly high: number; readonly end: WrittenNumber } | undefined {
  const [item] = items;
  if (item?.kind === 'range') return { first: item.from, low: item.from.value, high: item.to.value, end: item.to };
  if (item?.kind !== 'single') return undefined;
  const { number } = item.expression;
  return { first: number, low: number.value, high: number.value, end: number };
}

const maxima = new Sieve((reading) => /\b(?:theoretical|peak|maximum)\b/.test(plainWords(reading.label)) && rangeOf(reading) !== undefined);

/** `Theoretical maximum: 30 tokens/ms`, `efficiency: 40-45%` and `practical limit: 12-15 tokens/ms`: the limit is that share of the maximum. */
function limitsAboveTheirShare(plan: Plan): Draft[] {
  const { readings } = plan.facts;
  return maxima.of(plan.facts).flatMap((maximum) => {
    const { index } = maximum.statement;
    const [share, limit] = [readings[index + 1], readings[index + 2]];
    if (
      !share ||
      !limit ||
      !own(plan, maximum) ||
      share.statement.parent !== maximum.statement.parent ||
      limit.statement.block !== maximum.statement.block
    )
      return [];
    if (
      !/\b(?:efficiency|utili[sz]ation)$/.test(plainWords(share.label)) ||
      !/\b(?:practical|realistic|achievable|effective|sustained|expected)\b/.test(plainWords(limit.label))
    )
      return [];
    const [most, part, stated] = [rangeOf(maximum), rangeOf(share), rangeOf(limit)];
    if (!most || !part || !stated || part.end.unit?.percent !== true || !comparable(most.end, stated.end) || most.end.unit === null)
      return [];
    const [low, high] = [most.low * (part.low > 1 ? part.low / 100 : part.low), most.high * part.high];
    if (stated.high <= high * 1.05 && stated.low >= low * 0.95) return [];
    const scale = stated.end.unit?.scale ?? 1;
    return [
      {
        span: { start: stated.first.span.start, end: stated.end.span.end },
        severity: 'warning' as const,
        message: `${part.first === part.end ? '' : `${part.first.text}-`}${written({ number: part.end })} of ${written({ number: most.end })} are ${figure(low / scale)}${low === high ? '' : `-${figure(high / scale)}`}, not ${stated.first === stated.end ? '' : `${stated.first.text}-`}${written({ number: stated.end })}`,
        related: [
          { message: written({ number: most.end }), span: most.end.span },
          { message: 'share', span: part.first.span },
        ],
      },
    ];
  });
}

/** A time and an amount. */
const transfers = new Sieve(
  ({ items: [time, size, ...more] }) =>
    more.length === 0 &&
    time?.kind === 'single' &&
    time.expression.number.unit?.dimension.time === 1 &&
    size?.kind === 'single' &&
    size.expression.number.unit?.dimension.bytes === 1,
);

/** `Bandwidth: 1.44 TB/s` and beside it `< 1 µs for 256 MB`: that takes 178 µs. */
function transfersTooFast(plan: Plan): Draft[] {
  const { readings, document } = plan.facts;
  return transfers.of(plan.facts).flatMap((reading) => {
    const [time, size] = reading.items;
    if (time?.kind !== 'single' || size?.kind !== 'single' || !own(plan, reading)) return [];
    const [t, s] = [time.expression.number, size.expression.number];
    if (t.unit?.dimension.time !== 1 || t.unit.dimension.bytes !== 0 || s.unit?.dimension.bytes !== 1 || s.unit.dimension.time !== 0)
      return [];
    if (!/^\s*for\s*~?\s*$/.test(document.plain.slice(t.span.end, s.span.start).replaceAll('\0', ''))) return [];
    const link = readings
      .slice(Math.max(0, reading.statement.index - 2), reading.statement.index + 3)
      .find(
        (other) =>
          other.statement.block === reading.statement.block &&
          other.statement.parent === reading.statement.parent &&
          /\bbandwidth\b/.test(plainWords(other.label)),
      );
    const rate = link && rangeOf(link);
    if (rate?.end.unit?.dimension.bytes !== 1 || rate.end.unit.dimension.time !== -1) return [];
    const least = s.value / rate.high;
    if (resultInterval(t).high * 1.5 >= least) return [];
    return [
      {
        span: t.span,
        severity: 'warning' as const,
        message: `${written({ number: s })} at ${written({ number: rate.end })} take ${least < 1e-3 ? `${figure(least * 1e6)} µs` : least < 1 ? `${figure(least * 1e3)} ms` : `${figure(least)} s`}, not ${written({ number: t })}`,
        related: [{ message: `bandwidth ${written({ number: rate.end })}`, span: rate.end.span }],
      },
    ];
  });
}

/** `✓ Modules match the GPUs (256 ÷ 1024 = 0.25)`: a quotient that is not one is no match. */
function falseMatches(plan: Plan): Draft[] {
  return plan.facts.claims.flatMap((claim) => {
    const { left, right, statement } = claim;
    if (
      claim.scenario !== main ||
      claim.verdict !== 'holds' ||
      left.kind !== 'operation' ||
      left.operators.length !== 1 ||
      left.operators[0] !== '/' ||
      right.kind !== 'number' ||
      right.number.unit !== null ||
      right.number.value >= 1
    )
      return [];
    const text = plan.facts.document.text.slice(statement.span.start, Math.min(statement.span.end, statement.span.start + 400));
    if (!/[✅✓✔☑]/u.test(text) || !/\bmatch(?:es)?\b/i.test(text)) return [];
    const [a, b] = [...numbersOf(left)];
    if (!a || !b || a.number.unit !== null || b.number.unit !== null) return [];
    return [
      {
        span: right.number.span,
        severity: 'warning' as const,
        message: `${expressionText(plan, a)} do not match ${expressionText(plan, b)}: there are ${figure(b.number.value / a.number.value)} of the one for each of the other`,
        related: [],
      },
    ];
  });
}

/** `128 sequences × DP 4 = 512` in a plan in which each replica has `128 ÷ 4 = 32`: a batch is dealt out to the replicas or held by each of them. */
function batchBothWays(plan: Plan): Draft[] {
  const batch = plan.values.get('global_batch');
  const dp = plan.values.get('dp');
  if (batch === undefined || dp === undefined || dp < 2) return [];
  const pairs = plan.facts.claims.flatMap((claim) => {
    const { left, right } = claim;
    if (
      claim.scenario !== main ||
      claim.verdict !== 'holds' ||
      left.kind !== 'operation' ||
      left.operators.length !== 1 ||
      right.kind !== 'number'
    )
      return [];
    const [a, b] = left.operands;
    if (a?.kind !== 'number' || b?.kind !== 'number' || a.number.value !== batch || b.number.value !== dp) return [];
    return [
      { claim, operator: left.operators[0], right, dp: plan.operands.get(claim)?.get(b) === 'dp' || ofReplicas(plan, claim.statement, b) },
    ];
  });
  const times = pairs.find(({ operator, dp: bound }) => operator === '*' && bound);
  const over = pairs.find(({ operator, dp: bound }) => operator === '/' && bound);
  if (!times || !over) return [];
  return [
    {
      span: times.right.number.span,
      severity: 'warning',
      message: `the batch of ${spelled(plan, 'global_batch')} is multiplied by DP ${spelled(plan, 'dp')} here and divided by it elsewhere: either each replica has ${written({ number: over.right.number })} of them, or ${spelled(plan, 'global_batch')} of its own`,
      related: [{ message: `${spelled(plan, 'global_batch')} ÷ ${spelled(plan, 'dp')}`, span: over.claim.span }, ...inputs(plan, ['dp'])],
    },
  ];
}

const ofReplicas = (plan: Plan, statement: Statement, operand: NumberExpression): boolean =>
  operandInterval(operand.number).low > 1 &&
  /\b(?:replicas?|dp|data parallel)\b/.test(plainWords(slice(plan.facts.document, statement.span)));
