import { compare } from '../../notation/compare.ts';
import { hasName, type NumberExpression, type OperationExpression } from '../../notation/expression.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Ear, Page } from '../page.ts';

interface Arrow {
  readonly line: Line;
  readonly result: NumberExpression;
  readonly holds: boolean;
  readonly expected: number;
}

/** What a product or quotient leads to: `4 nodes × 8 GPUs → 32 GPUs`. */
function arrowsOf(line: Line): Arrow[] {
  return line.items.flatMap((item) => {
    if (item.kind !== 'chain' || item.relations.length !== 1 || item.relations[0] !== '→') return [];
    const [left, result] = item.sides;
    if (left?.kind !== 'operation' || result?.kind !== 'number' || result.to || hasName(left) || !multiplies(left)) return [];
    const { verdict, expected } = compare(left, result);
    if (expected === undefined || (verdict !== 'holds' && verdict !== 'fails')) return [];
    return [{ line, result, holds: verdict === 'holds', expected }];
  });
}

const multiplies = ({ operators }: OperationExpression): boolean => operators.every((operator) => operator === '*' || operator === '/');

/** Whether a line reckons what an arrow leads to. */
export const leads: Ear = (_, line) => arrowsOf(line).length > 0;

/** So many others have to hold before an arrow is a sign of equality: elsewhere it leads from one thing to the next. */
const enough = 2;

/** The one arrow of a document that does not lead to what is reckoned before it, where all others do. */
export function arrows(page: Page): Claim[] {
  const found = page.heard(leads).lines.flatMap(arrowsOf);
  const held = found.filter(({ holds }) => holds).length;
  if (held < enough || found.length - held > 1) return [];
  return found.map(({ line, result: { number }, holds, expected }) => ({
    pattern: 'given' as const,
    statement: line.statement,
    span: number.digits,
    holds,
    sure: 'likely' as const,
    says: holds
      ? `holds: as the other ${held - 1} arrows do`
      : `this leads to ${figure(expected)}${suffixOf(number)}, not ${number.text}${suffixOf(number)}, where an arrow stands for = in ${held} other places`,
    figures: [number],
    correction: { number, value: expected * number.magnitude * (number.unit?.scale ?? 1) },
  }));
}
