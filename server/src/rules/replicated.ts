import { numbersOf } from '../notation/expression.ts';
import { bytesText, countText, figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { main } from '../plan/scenario.ts';
import { worldSizes } from '../plan/world-size.ts';
import { expressionText } from './expression-text.ts';
import { inputs, rewritten, written } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * Weights divided by all GPUs of a plan that has data parallel replicas: `20 GB ÷ 32 = 0.625 GB` of 32 = TP 2 × EP 4 × DP 4. Replicas hold
 * the same weights, unless they are sharded (ZeRO-3, FSDP); where EP is folded into data parallelism the experts are.
 */
export function dividedByReplicas(plan: Plan): Draft[] {
  const gpus = plan.values.get('gpus');
  const dp = plan.values.get('dp') ?? 1;
  if (gpus === undefined || dp < 2 || practiceOf(plan).zeroStage === 3) return [];
  const fitting = worldSizes(plan.values).filter(({ size }) => size === gpus);
  if (fitting.length === 0 || !fitting.every(({ factors }) => factors.includes('dp'))) return [];
  if (fitting.some(({ meaning }) => meaning !== 'factor') && (plan.values.get('ep') ?? 1) > 1) return [];
  const wholes = wholesOf(plan);
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
    const by = [...numbersOf(left)].at(-1)?.number;
    const whole = dividend(left.operands[0], wholes);
    if (by?.value !== gpus || by.unit !== null || whole === undefined) return [];
    const bytes = right.number.unit?.dimension.bytes === 1;
    const least = right.number.value * dp;
    return [
      {
        span: right.number.span,
        severity: 'warning' as const,
        message: `${expressionText(plan, left)} = ${written({ number: right.number })} divides by DP ${figure(dp)} too, but data parallel replicas hold the same weights: without sharding it is ${bytes ? bytesText(least) : countText(least)} at the least`,
        related: inputs(plan, ['dp', 'gpus']),
        corrections: [
          {
            title: `Divide by ${figure(gpus / dp)} alone: ${rewritten(right.number, least)}`,
            preferred: false,
            safe: false,
            numbers: [
              { number: by, value: gpus / dp },
              { number: right.number, value: least },
            ],
          },
        ],
      },
    ];
  });
}

/** The whole model: its parameters, its weights. */
export function wholesOf(plan: Plan): (number | undefined)[] {
  const params = plan.values.get('params');
  const width = plan.values.get('bytes_per_param');
  return [params, plan.values.get('model_weights'), params && width ? params * width : undefined];
}

/** What is divided, where it is the whole model: its parameters, their bytes, or a sum that comes to either. */
export function dividend(
  expression: Parameters<typeof numbersOf>[0] | undefined,
  wholes: readonly (number | undefined)[],
): number | undefined {
  if (!expression) return undefined;
  const numbers = [...numbersOf(expression)].map(({ number }) => number.value);
  const sum =
    expression.kind === 'number'
      ? numbers[0]
      : expression.kind === 'operation' && expression.operators.every((operator) => operator === '+')
        ? numbers.reduce((all, value) => all + value, 0)
        : undefined;
  return sum !== undefined && wholes.some((whole) => whole !== undefined && Math.abs(whole / sum - 1) < 0.02) ? sum : undefined;
}
