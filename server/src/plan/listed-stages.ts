import type { Plan } from './plan.ts';
import { Sieve } from './sieve.ts';

const list = /^[0-9]{1,4}(?:-[0-9]{1,4}){2,64}$/;
const listing = new Sieve(({ tokens }) => tokens.some((token) => token.kind === 'word' && list.test(token.text)));

/** `23-24-23-24`: the plan itself says how many layers each stage has, and they add up. */
export function listsStages(plan: Plan, layers: number, stages: number): boolean {
  for (const { left, verdict } of plan.facts.claims) {
    if (
      verdict !== 'holds' ||
      left.kind !== 'operation' ||
      left.operands.length !== stages ||
      left.operators.some((operator) => operator !== '+')
    )
      continue;
    const sum = left.operands.reduce((total, operand) => total + (operand.kind === 'number' ? operand.number.value : Number.NaN), 0);
    if (sum === layers) return true;
  }
  for (const reading of listing.of(plan.facts)) {
    for (const token of reading.tokens) {
      if (token.kind !== 'word' || !list.test(token.text)) continue;
      const parts = token.text.split('-').map(Number);
      if (parts.length === stages && parts.reduce((sum, part) => sum + part, 0) === layers) return true;
    }
  }
  return false;
}
