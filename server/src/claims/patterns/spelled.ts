import { equals } from '../../lexicon/roles.ts';
import { compare } from '../../notation/compare.ts';
import { hasName, type Item, type NumberExpression, type OperationExpression } from '../../notation/expression.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { singular } from '../../text/singular.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import { thingOf } from '../part.ts';
import { words } from '../phrases.ts';

/** An equation with a verb for its sign: `64 rows × 12 shards gives 768 rows`, `3 × 8 boxes make 24`. The result stands alone behind the verb. */
export function spelledOut(line: Line): Claim[] {
  if (line.items.length < 2 || !line.items.some(reckoned)) return [];
  const starts = new Map(line.atoms.map(({ number }, index) => [number.digits.start, index]));
  return line.items.flatMap((item, index) => {
    const side = reckoned(item);
    const next = line.items[index + 1];
    if (!side || next?.kind !== 'single') return [];
    const at = starts.get(next.expression.number.digits.start) ?? -1;
    const atom = line.atoms[at];
    if (!atom || !isPlain(atom) || !verb.test(line.gaps[at] ?? '') || turned.test(line.gaps[at + 1] ?? '')) return [];
    if (!isOfOneThing(line, side, at)) return [];
    const { verdict, expected } = compare(side, next.expression);
    if (expected === undefined || (verdict !== 'holds' && verdict !== 'fails')) return [];
    return [claimOf(line, side, next.expression, verdict === 'holds', expected)];
  });
}

const verb = new RegExp(`^ ${words}(?:${equals.join('|')}) (?:(?:a total of|in all|altogether|共) )?$`, 'u');
/** Of each, or of some of them: another figure than what was reckoned. */
const turned = /^ (?:[^\s()]+ )?(?:per|each|more|less|fewer|times|of (?:them|these|which)|left|spare|free|a (?:day|second|node|gpu)|\/) /u;

function reckoned(item: Item): OperationExpression | null {
  if (item.kind !== 'chain' || item.sides.length !== 1) return null;
  const [side] = item.sides;
  if (side?.kind !== 'operation' || hasName(side) || side.operators.some((operator) => operator === '^')) return null;
  // a quotient may be a ratio, and 8/8 a part of a whole
  return side.operators.includes('*') ? side : null;
}

const mostFactors = 8;

/** What it comes to is measured, or counted, in what one of the factors is: `2 × 8 GPUs are 4 racks` is no sum. */
function isOfOneThing({ atoms }: Line, { span }: OperationExpression, at: number): boolean {
  const result = atoms[at] as Atom;
  const factors = atoms
    .slice(Math.max(0, at - mostFactors), at)
    .filter(({ number }) => number.digits.start >= span.start && number.digits.end <= span.end);
  if (result.measure !== 'count') return factors.some(({ measure }) => measure === result.measure);
  const noun = thingOf(result).at(-1);
  const things = factors.flatMap(thingOf).map(singular);
  return (
    factors.every(({ measure }) => measure === 'count') && (noun === undefined ? things.length === 0 : things.includes(singular(noun)))
  );
}

function claimOf(line: Line, left: OperationExpression, { number }: NumberExpression, holds: boolean, expected: number): Claim {
  const factors = left.operands.flatMap((operand) => (operand.kind === 'number' ? [operand.number] : []));
  return {
    pattern: 'given',
    statement: line.statement,
    span: number.digits,
    holds,
    sure: 'likely',
    says: holds
      ? `holds: it is ${number.text}`
      : `this comes to ${figure(expected)}${suffixOf(number)}, not ${number.text}${suffixOf(number)}`,
    figures: [...factors, number],
    correction: { number, value: expected * number.magnitude * (number.unit?.scale ?? 1) },
  };
}
