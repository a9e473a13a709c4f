import type { Span } from '../text/span.ts';
import type { WrittenNumber } from './number.ts';
import type { Operator, Relation, WordToken } from './token.ts';

/** What follows a number and says what is counted: `experts per GPU`, `(EP)`, `-way TP`. */
export interface NumberExpression {
  readonly kind: 'number';
  readonly span: Span;
  readonly number: WrittenNumber;
  /** The other end, where the operand is a range: `15-20`. */
  readonly to: WrittenNumber | null;
  /** Words right after the number and its unit. */
  readonly words: readonly WordToken[];
  /** A name in parentheses after it, or before it (`TP=8`, `TP8`, `TP(8)`). */
  readonly tag: string | null;
}

/** A name in place of a number: `TP`, `total experts`. Known only once it is bound. */
export interface NameExpression {
  readonly kind: 'name';
  readonly span: Span;
  readonly name: string;
}

/** `a × b ÷ c` or `a + b − c`; kept flat, so that ten thousand factors are no deeper than two. */
export interface OperationExpression {
  readonly kind: 'operation';
  readonly span: Span;
  readonly operands: readonly Expression[];
  /** `operators[i]` stands between operand i and i+1; all of one precedence. */
  readonly operators: readonly Operator[];
}

export type Expression = NumberExpression | NameExpression | OperationExpression;

/** `a × b = c = d`, `a < b`, `a → b`: sides and what stands between them. A lone expression has one side. */
export interface Chain {
  readonly kind: 'chain';
  readonly span: Span;
  readonly sides: readonly Expression[];
  readonly relations: readonly Relation[];
  /** Tokens [first, last] of the statement. */
  readonly first: number;
  readonly last: number;
}

/** A number on its own. */
export interface Single {
  readonly kind: 'single';
  readonly span: Span;
  readonly expression: NumberExpression;
  readonly first: number;
  readonly last: number;
}

/** `128-10240`, `15–20GB`, `[0, 31]`. */
export interface Range {
  readonly kind: 'range';
  readonly span: Span;
  readonly from: WrittenNumber;
  readonly to: WrittenNumber;
  readonly words: readonly WordToken[];
  readonly first: number;
  readonly last: number;
}

export type Item = Chain | Single | Range;

/** All written numbers of an expression, left to right. */
export function* numbersOf(expression: Expression): Generator<NumberExpression> {
  if (expression.kind === 'number') yield expression;
  else if (expression.kind === 'operation') for (const operand of expression.operands) yield* numbersOf(operand);
}

/** The numbers of a product of powers, with +1 where they multiply and −1 where they divide. Sums have none. */
export function factorsOf(expression: Expression): { operand: NumberExpression; exponent: 1 | -1 }[] {
  const out: { operand: NumberExpression; exponent: 1 | -1 }[] = [];
  const visit = (node: Expression, exponent: 1 | -1): boolean => {
    if (node.kind === 'name') return false;
    if (node.kind === 'number') {
      if (node.to) return false;
      out.push({ operand: node, exponent });
      return true;
    }
    if (node.operators.some((operator) => operator !== '*' && operator !== '/')) return false;
    return node.operands.every((operand, index) =>
      visit(operand, index > 0 && node.operators[index - 1] === '/' ? (exponent === 1 ? -1 : 1) : exponent),
    );
  };
  return visit(expression, 1) ? out : [];
}

/** The expression with another value, in SI base units, in the place of the number whose digits begin at `at`. */
export function substitute(expression: Expression, at: number, value: number): Expression {
  if (expression.kind === 'number' && expression.number.digits.start === at) {
    return {
      ...expression,
      number: { ...expression.number, value, shown: value / (expression.number.magnitude * (expression.number.unit?.scale ?? 1)) },
    };
  }
  if (expression.kind === 'operation')
    return { ...expression, operands: expression.operands.map((operand) => substitute(operand, at, value)) };
  return expression;
}

export const hasOperator = (expression: Expression): boolean => expression.kind === 'operation';

export function hasName(expression: Expression): boolean {
  return expression.kind === 'name' || (expression.kind === 'operation' && expression.operands.some(hasName));
}
