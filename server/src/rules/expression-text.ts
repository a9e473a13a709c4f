import type { Expression, NumberExpression } from '../notation/expression.ts';
import type { Plan } from '../plan/plan.ts';

/** An expression as its author wrote it, markup and runs of blanks taken out: `8 × 4 × 16 × 4`. */
export function expressionText(plan: Plan, expression: Expression): string {
  const { start, end } = expression.kind === 'number' ? withTag(expression) : expression.span;
  return plan.facts.document.plain.slice(start, end).replaceAll('\0', '').replace(/\s+/g, ' ').trim();
}

const withTag = (expression: NumberExpression): { start: number; end: number } => ({
  start: expression.span.start,
  end: expression.span.end,
});
