import type { Expression } from './expression.ts';
import { bytesOrBillions } from './unit.ts';

/** More than these in one equation, and only the readings that take all alike are tried. */
const mostApart = 4;

/** Every way to read the `B`s of an equation that stand apart from their numbers, each as bytes or as billions; as bytes all first. */
export function readingsOfB(left: Expression, right: Expression): (readonly [Expression, Expression])[] {
  const loose = countLoose(left) + countLoose(right);
  if (loose === 0) return [[left, right]];
  const all = 2 ** loose - 1;
  const choices = loose > mostApart ? [0, all] : Array.from({ length: all + 1 }, (_, choice) => choice);
  return choices.map((choice) => {
    let at = 0;
    const chosen = (): boolean => ((choice >> at++) & 1) === 1;
    return [inBillions(left, chosen), inBillions(right, chosen)] as const;
  });
}

/** Nobody writes 10,000 billions, or billions of one parameter. */
const isLoose = (expression: Expression): boolean =>
  expression.kind === 'number' &&
  expression.number.unit === bytesOrBillions &&
  expression.number.shown < 10_000 &&
  !(
    expression.words[0]?.lower === 'per' &&
    /^(?:param|parameter|weight|element|value|entry|token)s?$/.test(expression.words[1]?.lower ?? '')
  );

const countLoose = (expression: Expression): number =>
  expression.kind === 'operation'
    ? expression.operands.reduce((sum, operand) => sum + countLoose(operand), 0)
    : isLoose(expression)
      ? 1
      : 0;

function inBillions(expression: Expression, chosen: () => boolean): Expression {
  if (expression.kind === 'operation')
    return { ...expression, operands: expression.operands.map((operand) => inBillions(operand, chosen)) };
  if (expression.kind !== 'number' || !isLoose(expression) || !chosen()) return expression;
  return { ...expression, number: { ...expression.number, unit: null, magnitude: 1e9, value: expression.number.shown * 1e9 } };
}
