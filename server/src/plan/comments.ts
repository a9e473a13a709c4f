import type { Document, Statement } from '../document/document.ts';
import { compare } from '../notation/compare.ts';
import { hasName, hasOperator } from '../notation/expression.ts';
import { labelSense } from '../vocabulary/labels.ts';
import type { Claim } from './model.ts';
import { type Reading, readStatement, slice } from './reading.ts';
import type { Scenario } from './scenario.ts';

/**
 * `experts_per_gpu: 4  # 64 / 16`: the comment derives the value of the key beside it. Only comments that are nothing but arithmetic count.
 */
export function commentDerivations(
  document: Document,
  readings: readonly Reading[],
  scenarioOf: ReadonlyMap<Statement, Scenario>,
): Claim[] {
  const out: Claim[] = [];
  for (const reading of readings) {
    const { statement } = reading;
    const key = statement.kind === 'comment' ? statement.parent : null;
    if (!key?.label) continue;
    const { items, tokens } = reading;
    const [item] = items;
    if (items.length !== 1 || item?.kind !== 'chain' || item.relations.length > 0 || item.last !== tokens.length - 1) continue;
    const [left] = item.sides;
    const value = readStatement(document, key).items[0];
    if (!left || !hasOperator(left) || hasName(left) || value?.kind !== 'single' || isParameter(document, value.expression.span.start))
      continue;
    const right = value.expression;
    const sense = labelSense(slice(document, key.label));
    const result = compare(left, right);
    out.push({
      kind: 'parenthesis',
      statement,
      scenario: scenarioOf.get(statement) ?? 'plan',
      left,
      right,
      span: right.span,
      verdict: result.verdict,
      expected: result.expected,
      target: sense && right.number.unit === null ? sense.id : null,
      names: null,
      approximate: false,
    });
  }
  return out;
}

/** `SIZE=$1`: the first word of a command line, no value. */
const isParameter = (document: Document, at: number): boolean => document.text[at - 1] === '$';
