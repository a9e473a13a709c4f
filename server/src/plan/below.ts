import type { Statement } from '../document/document.ts';
import { compare } from '../notation/compare.ts';
import { type Expression, hasOperator, type NumberExpression } from '../notation/expression.ts';
import type { Claim } from './model.ts';
import type { Reading } from './reading.ts';
import { main, type Scenario } from './scenario.ts';

/**
 * A figure with its derivation in one of the items below it: `KV cache: 32GB` and under it `128 × 10240 × 512 × 16 heads × 2 bytes`.
 * Bytes only: elsewhere an item below a number may count anything.
 */
export function derivationsBelow(readings: readonly Reading[], scenarioOf: ReadonlyMap<Statement, Scenario>): Claim[] {
  const children = new Map<number, Reading[]>();
  for (const reading of readings) {
    const { parent, kind } = reading.statement;
    if (kind !== 'item' || !parent) continue;
    const known = children.get(parent.index);
    if (known) known.push(reading);
    else children.set(parent.index, [reading]);
  }
  const out: Claim[] = [];
  for (const [index, below] of children) {
    const above = readings[index];
    const derivations = below.map(derivationOf).filter((expression) => expression !== undefined);
    const [left] = derivations;
    const right = above && figureOf(above);
    if (!right || !left || derivations.length !== 1) continue;
    const { verdict, expected } = compare(left, right);
    out.push({
      kind: 'below',
      statement: above.statement,
      scenario: scenarioOf.get(above.statement) ?? main,
      left,
      right,
      span: right.span,
      verdict,
      expected,
      target: null,
      names: null,
      approximate: right.number.qualifier === 'about',
    });
  }
  return out;
}

const inBytes = (expression: NumberExpression): boolean =>
  expression.number.unit?.dimension.bytes === 1 && expression.number.unit.dimension.time === 0;

/** The one number of a statement, where it is an amount of memory. */
function figureOf(reading: Reading): NumberExpression | undefined {
  const [item] = reading.items;
  return reading.items.length === 1 && item?.kind === 'single' && inBytes(item.expression) ? item.expression : undefined;
}

/** A product that is all that the statement holds, and that counts bytes. */
function derivationOf(reading: Reading): Expression | undefined {
  const [item] = reading.items;
  if (reading.items.length !== 1 || item?.kind !== 'chain' || item.relations.length > 0 || item.first !== 0) return undefined;
  const [side] = item.sides;
  if (side?.kind !== 'operation' || !hasOperator(side) || side.operators.some((operator) => operator !== '*')) return undefined;
  return side.operands.length >= 3 &&
    side.operands.every((operand) => operand.kind === 'number') &&
    side.operands.filter((operand) => operand.kind === 'number' && inBytes(operand)).length === 1
    ? side
    : undefined;
}
