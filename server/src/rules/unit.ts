import { type Expression, type NumberExpression, numbersOf } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { bytesText, countText, figure } from '../notation/write.ts';
import type { Claim } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { span } from '../text/span.ts';
import { expressionText } from './expression-text.ts';
import { memoryAsLink } from './link-bandwidth.ts';
import { nvlinkInBits } from './nvlink.ts';
import { inputs, rewritten, statedAt, written } from './related.ts';
import type { Correction, Rule } from './rule.ts';

/** A result in a unit that its expression cannot give. */
export const unit: Rule = {
  id: 'unit',
  severity: 'error',
  check(plan, report) {
    for (const claim of plan.facts.claims) {
      if (claim.verdict === 'scale' && claim.right.kind === 'number' && claim.expected !== undefined) {
        const { number } = claim.right;
        report({
          span: number.span,
          message: `${expressionText(plan, claim.left)} is ${figure(claim.expected)} ${number.unit?.text ?? ''}, not ${written({ number })}: the digits are right, the prefix is not`,
          corrections: otherPrefix(number, claim.expected),
        });
      }
      const memory = parametersAsBytes(plan, claim);
      if (memory) report(memory);
    }
    bandwidthWithoutTime(plan, report);
    for (const draft of [...nvlinkInBits(plan), ...memoryAsLink(plan)]) report(draft);
  },
};

/** `250 MB` for 250,000 MB: another prefix to the same digits, or other digits. */
function otherPrefix(number: WrittenNumber, expected: number): Correction[] {
  const out: Correction[] = [];
  const { unit } = number;
  const at = unit ? prefixes.indexOf(unit.text[0] ?? '') : -1;
  const text = unit && at >= 0 ? prefixes[at + Math.round(Math.log10(Math.abs(expected / number.shown)) / 3)] : undefined;
  const start = unit ? number.span.end - unit.text.length : -1;
  if (unit && text && number.unit?.dimension && start >= number.digits.end)
    out.push({
      title: `Write ${number.text} ${text}${unit.text.slice(1)}`,
      preferred: true,
      safe: false,
      insertions: [{ span: span(start, start + 1), newText: text }],
    });
  const value = expected * number.magnitude * (unit?.scale ?? 1);
  out.push({
    title: `Change ${written({ number })} to ${rewritten(number, value)}`,
    preferred: out.length === 0,
    safe: false,
    numbers: [{ number, value }],
  });
  return out;
}

const prefixes = ['k', 'M', 'G', 'T', 'P', 'E'];

/**
 * `30B ÷ 512 = 58.6MB`: a number of parameters written as megabytes. True only where a parameter takes one byte, which a stated precision
 * of another width rules out.
 */
function parametersAsBytes(plan: Plan, claim: Claim) {
  const right = claim.right;
  const bytes = plan.values.get('bytes_per_param');
  if (
    right.kind !== 'number' ||
    right.number.unit?.dimension.bytes !== 1 ||
    right.number.unit.dimension.time !== 0 ||
    claim.verdict !== 'holds'
  )
    return undefined;
  const bound = plan.operands.get(claim);
  const operands = [...numbersOf(claim.left)];
  const params = operands.find(
    (operand) =>
      bound?.get(operand) === 'params' || (operand.number.magnitude >= 1e6 && operand.number.value === plan.values.get('params')),
  );
  if (!params || operands.some((operand) => operand.number.unit !== null && operand.number.unit.dimension.bytes !== 0)) return undefined;
  // a bare 2 or 4 among the operands may be the bytes of a parameter
  if (
    operands.some((operand) => operand !== params && [1, 2, 4, 8, 0.5].includes(operand.number.value) && bound?.get(operand) === undefined)
  )
    return undefined;
  if (bytes === 1 || hasBytesPerParameter(claim.left, params)) return undefined;
  const count = right.number.value;
  const width = bytes ?? 2;
  const precision = plan.facts.document.text && statedAt(plan, 'bytes_per_param');
  return {
    span: right.number.span,
    message: `${expressionText(plan, claim.left)} is ${countText(count)} parameters, not ${written({ number: right.number })}; at ${width} bytes each that is ${bytesText(count * width)}`,
    severity: bytes === undefined ? ('warning' as const) : ('error' as const),
    related: [
      ...inputs(plan, ['params', 'gpus']),
      ...(precision ? [{ message: `${width} bytes per parameter`, span: precision.number.span }] : []),
    ].filter((place) => place.span.start < claim.span.start || place.span.start > claim.span.end),
    corrections: [
      {
        title: `State the memory: ${bytesText(count * width)}`,
        preferred: true,
        safe: bytes !== undefined,
        quantities: new Map([['mem_weights' as const, count * width]]),
        insertions: [{ span: span(params.number.span.end, params.number.span.end), newText: ` ${sign(plan, claim)} ${width} bytes` }],
      },
    ],
  };
}

/** Bytes that a parameter may take: of weights, gradients and optimizers, alone and together. */
const widths: ReadonlySet<number> = new Set([0.5, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);

/** `13B × 12 ÷ 128`: what multiplies parameters is bytes; degrees divide them. */
function hasBytesPerParameter(expression: Expression, params: NumberExpression): boolean {
  if (expression.kind !== 'operation') return false;
  return expression.operands.some((operand, index) => {
    if (operand.kind === 'operation')
      return (index === 0 || expression.operators[index - 1] === '*') && hasBytesPerParameter(operand, params);
    const multiplies = index === 0 ? expression.operators[0] === '*' : expression.operators[index - 1] === '*';
    return (
      operand.kind === 'number' && operand !== params && multiplies && operand.number.unit === null && widths.has(operand.number.value)
    );
  });
}

/** The multiplication sign that the document uses. */
export function sign(plan: Plan, claim?: Claim): string {
  const near = claim ? plan.facts.document.plain.slice(claim.span.start, claim.span.end) : '';
  for (const candidate of ['×', '·', '*', ' x ']) if (near.includes(candidate)) return candidate.trim();
  return plan.facts.document.plain.includes('×') || near.includes('÷') ? '×' : '*';
}

function bandwidthWithoutTime(plan: Plan, report: Parameters<Rule['check']>[1]): void {
  const bandwidth = statedAt(plan, 'gpu_bandwidth');
  const unit = bandwidth?.number.unit;
  if (!bandwidth || !unit || unit.dimension.time !== 0 || unit.dimension.bytes !== 1) return;
  report({
    span: bandwidth.number.span,
    severity: 'warning',
    message: `a bandwidth is ${unit.text}/s: ${written(bandwidth)} is an amount of memory`,
    corrections: [
      {
        title: `Write ${unit.text}/s`,
        preferred: true,
        safe: false,
        insertions: [{ span: span(bandwidth.number.span.end, bandwidth.number.span.end), newText: '/s' }],
      },
    ],
  });
}
