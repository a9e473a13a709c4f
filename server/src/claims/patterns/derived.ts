import { kindOf } from '../../lexicon/counted.ts';
import { devices, machines } from '../../lexicon/things.ts';
import type { NumberExpression, OperationExpression } from '../../notation/expression.ts';
import { figure } from '../../notation/write.ts';
import { singular } from '../../text/singular.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import { sidesOfProduct, sidesOfSum, type Term } from '../side.ts';
import { shown } from './ratio.ts';

/**
 * A count, and in brackets how it comes about: `64 H100 GPUs (8 nodes x 8)`, `16 experts at once (4 per GPU × 4 GPUs)`, `6 blocks in all (3 warm-up
 * + 3 measured)`. Nothing else stands in the brackets. What the operands count says that the figure is their product, or the whole of them.
 */
export function derivations(line: Line): Claim[] {
  return line.items.flatMap((item) => {
    if (item.kind !== 'chain' || item.sides.length !== 1) return [];
    const [side] = item.sides;
    if (side?.kind !== 'operation') return [];
    const stated = resultOf(line, side);
    const operands = stated && countsOf(side);
    if (!stated || !operands) return [];
    if (side.operators.every((operator) => operator === '*') && multiplies(operands, stated)) return [claimOf(line, stated, operands, '*')];
    return side.operators.every((operator) => operator === '+') && adds(operands, stated) ? [claimOf(line, stated, operands, '+')] : [];
  });
}

/** The figure right before the brackets, with words alone between. */
function resultOf(line: Line, side: OperationExpression): Atom | null {
  const first = line.atoms.findIndex(({ number }) => number.digits.start >= side.span.start);
  const last = line.atoms.findLastIndex(({ number }) => number.digits.end <= side.span.end);
  const stated = line.atoms[first - 1];
  if (!stated || !isPlain(stated) || stated.measure !== 'count' || stated.number.unit || stated.number.qualifier !== 'exact') return null;
  if (!/^ (?:[^\s()[\],;:.=<>≤≥→+×/#]+ ){1,5}\( $/u.test(line.gaps[first] ?? '')) return null;
  return /^ (?:[^\s()[\],;:.=<>≤≥→+×/#]+ ){0,3}\)/u.test(line.gaps[last + 1] ?? '') ? stated : null;
}

function countsOf({ operands }: OperationExpression): NumberExpression[] | null {
  const numbers = operands.filter((operand): operand is NumberExpression => operand.kind === 'number');
  const isCount = ({ number, to, tag }: NumberExpression): boolean =>
    !to && !tag && number.unit === null && number.magnitude === 1 && number.qualifier === 'exact' && Number.isInteger(number.value);
  return numbers.length === operands.length && numbers.every(isCount) ? numbers : null;
}

const nounsOf = ({ words }: NumberExpression): string[] => words.map(({ lower }) => singular(lower));

/** `per GPU` of `4 per GPU`, `4 experts per GPU`. */
function perOf(operand: NumberExpression): string | null {
  const nouns = nounsOf(operand);
  const at = nouns.indexOf('per');
  return at >= 0 && at <= 1 ? (nouns[at + 1] ?? null) : null;
}

/** So many for each of so many; or machines times the devices of each. */
function multiplies(operands: readonly NumberExpression[], { noun }: Atom): boolean {
  const [a, b] = operands as [NumberExpression, NumberExpression];
  if (operands.length !== 2) return false;
  const counted = noun.map(singular);
  const each = [a, b].find((operand) => perOf(operand) !== null);
  if (each) {
    const holder = nounsOf(each === a ? b : a)[0];
    const [own] = nounsOf(each);
    return (
      holder !== undefined &&
      kindOf(holder) === kindOf(perOf(each) as string) &&
      (own === 'per' || counted.includes(own as string)) &&
      !counted.includes(holder)
    );
  }
  return (
    counted.some((word) => devices.has(word)) &&
    machines.has(nounsOf(a)[0] ?? '') &&
    nounsOf(b).every((word) => devices.has(word) || word === 'each')
  );
}

/** Parts that are told apart by their words: of `4 stages (16 + 16 + 16 + 17)` each is of another thing. */
function adds(operands: readonly NumberExpression[], stated: Atom): boolean {
  const { value } = stated.number;
  const [own] = stated.noun.map(singular);
  const sum = operands.reduce((all, { number }) => all + number.value, 0);
  // `384 experts (8 active + 1 shared)`: some of them
  if (own === undefined || operands.length === value || operands.some(({ number }) => number.value > value) || sum < value / 2)
    return false;
  const names = operands.map((operand) => nounsOf(operand)[0]);
  if (names.some((name) => name === undefined) || new Set(names).size < names.length) return false;
  // `3 replicas (2 nodes + 1 GPU)`
  return names.every((name) => name === own || kindOf(name as string) === name);
}

function claimOf(line: Line, stated: Atom, operands: readonly NumberExpression[], sign: '*' | '+'): Claim {
  const values = operands.map(({ number }) => number.value);
  const value = sign === '*' ? values.reduce((all, next) => all * next, 1) : values.reduce((all, next) => all + next, 0);
  const text = values.map((one) => figure(one)).join(sign === '*' ? ' × ' : ' + ');
  const term = ({ number }: { readonly number: Atom['number'] }): Term => ({ number, value: number.value, unit: 1 });
  const holds = value === stated.number.value;
  return {
    pattern: sign === '*' ? 'each' : 'sum',
    statement: line.statement,
    span: stated.number.digits,
    holds,
    sure: 'likely',
    says: holds ? `holds: ${text} is ${shown(stated)}` : `${text} is ${figure(value)}, not ${shown(stated)}`,
    figures: [stated.number, ...operands.map(({ number }) => number)],
    correction: { number: stated.number, value },
    sides: () =>
      sign === '*'
        ? sidesOfProduct(
            term(stated),
            operands.map((operand) => ({ ...term(operand), exponent: 1 as const })),
          )
        : sidesOfSum(
            term(stated),
            operands.map((operand) => ({ ...term(operand), sign: 1 as const })),
          ),
  };
}
