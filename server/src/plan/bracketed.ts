import { evaluate } from '../notation/evaluate.ts';
import { type Chain, type Expression, type NumberExpression, numbersOf } from '../notation/expression.ts';
import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import type { Token } from '../notation/token.ts';

/** What a derivation in brackets may be of, where it does not come to the figure right before it. */

/** `TP 4`, `rack 3`, `port 8000`: told by the word before it, so that it names something and counts nothing. */
function isName(tokens: readonly Token[], { number, words }: NumberExpression): boolean {
  const at = tokens.findIndex(({ start }) => start === number.digits.start);
  const sign = tokens[at - 1];
  const before = sign?.kind === 'relation' ? tokens[at - 2] : sign;
  return number.unit === null && words.length === 0 && before?.kind === 'word';
}

/** `12 engines at TP 4 (4 prefill + 8 decode)`: of the count that stands before the name. */
export const isOfEarlier = (tokens: readonly Token[], figure: NumberExpression): boolean =>
  isName(tokens, figure) && tokens.some((token) => token.kind === 'number' && token.start < figure.number.digits.start);

/** `16 heads (16 × 128 = 2048)`: the figure is multiplied, and the brackets tell the product. */
export const isReckonedOn = (item: Chain, left: Expression, { number }: WrittenFigure): boolean =>
  item.sides.length > 1 && [...numbersOf(left)].some((operand) => operand.number.value === number.value);

interface WrittenFigure {
  readonly number: WrittenNumber;
}

/** `8 data disks (8+2)`, `6 power supplies, 4 needed (4+2)`: the figure is one of the terms. */
export const isTerm = (left: Expression, { number }: WrittenFigure): boolean =>
  left.kind === 'operation' &&
  left.operators.every((operator) => operator === '+') &&
  left.operands.some(
    (operand) =>
      operand.kind === 'number' && (operand.number.value === number.value || (number.unit !== null && operand.number.unit === null)),
  );

/** `96 GPUs (2 × 32 for chat, 32 for code)`: the rest of it follows in the brackets. */
export function goesOn(tokens: readonly Token[], last: number): boolean {
  let isApart = false;
  for (const token of tokens.slice(last + 1, last + 24)) {
    if (token.kind === 'punctuation' && (token.text === ')' || token.text === '）')) return false;
    if (token.kind === 'punctuation' && (token.text === ',' || token.text === ';')) isApart = true;
    if (token.kind === 'number' && isApart) return true;
  }
  return false;
}

/** `7 % faster (2.25 / 2.10)`: the quotient less one, either way round; of `80 % (2.00 / 2.50)` the quotient itself. */
export function isChangeBy(left: Expression, { number }: WrittenFigure): boolean {
  if (!number.unit?.percent || left.kind !== 'operation' || left.operators.length !== 1 || left.operators[0] !== '/') return false;
  const ratio = evaluate(left)?.si.middle;
  if (ratio === undefined || ratio <= 0) return false;
  const { low, high } = resultInterval(number);
  const last = (10 ** -number.decimals * (number.unit.scale ?? 1)) / 2;
  return [ratio - 1, 1 - ratio, 1 / ratio - 1, 1 - 1 / ratio, ratio, 1 / ratio].some(
    (value) => value >= low - last && value <= high + last,
  );
}
