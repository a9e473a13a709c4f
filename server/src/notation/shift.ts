import type { Span } from '../text/span.ts';
import type { Expression, Item, NumberExpression } from './expression.ts';
import type { WrittenNumber } from './number.ts';
import type { Token } from './token.ts';

/** What was read of a text, as it is where the text stands `by` code units further on. */
export const shiftTokens = (tokens: readonly Token[], by: number): Token[] => tokens.map((token) => shiftToken(token, by));

export const shiftItems = (items: readonly Item[], by: number): Item[] => items.map((item) => shiftItem(item, by));

const shiftToken = <T extends Token>(token: T, by: number): T => ({ ...token, start: token.start + by, end: token.end + by });

const shiftSpan = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

const shiftNumber = (number: WrittenNumber, by: number): WrittenNumber => ({
  ...number,
  digits: shiftSpan(number.digits, by),
  span: shiftSpan(number.span, by),
});

function shiftItem(item: Item, by: number): Item {
  const span = shiftSpan(item.span, by);
  switch (item.kind) {
    case 'single':
      return { ...item, span, expression: shiftExpression(item.expression, by) as NumberExpression };
    case 'chain':
      return { ...item, span, sides: item.sides.map((side) => shiftExpression(side, by)) };
    case 'range':
      return {
        ...item,
        span,
        from: shiftNumber(item.from, by),
        to: shiftNumber(item.to, by),
        words: item.words.map((word) => shiftToken(word, by)),
      };
  }
}

function shiftExpression(expression: Expression, by: number): Expression {
  const span = shiftSpan(expression.span, by);
  switch (expression.kind) {
    case 'number':
      return {
        ...expression,
        span,
        number: shiftNumber(expression.number, by),
        to: expression.to && shiftNumber(expression.to, by),
        words: expression.words.map((word) => shiftToken(word, by)),
      };
    case 'name':
      return { ...expression, span };
    case 'operation':
      return { ...expression, span, operands: expression.operands.map((operand) => shiftExpression(operand, by)) };
  }
}
