import type { Span } from '../text/span.ts';
import type { Expression, Item, NumberExpression } from './expression.ts';
import type { WrittenNumber } from './number.ts';
import type { Token } from './token.ts';

/**
 * What was read of a text, as it is where the text stands `by` code units further on. One object becomes one object, however often it is met:
 * what is told of a number is told of the same number of an expression.
 */
export class Mover {
  readonly #by: number;
  readonly #numbers = new Map<WrittenNumber, WrittenNumber>();
  readonly #expressions = new Map<Expression, Expression>();

  constructor(by: number) {
    this.#by = by;
  }

  span({ start, end }: Span): Span {
    return { start: start + this.#by, end: end + this.#by };
  }

  tokens(tokens: readonly Token[]): Token[] {
    return tokens.map((token) => this.#token(token));
  }

  #token<T extends Token>(token: T): T {
    return { ...token, start: token.start + this.#by, end: token.end + this.#by };
  }

  number(number: WrittenNumber): WrittenNumber {
    let moved = this.#numbers.get(number);
    if (moved === undefined) {
      moved = { ...number, digits: this.span(number.digits), span: this.span(number.span) };
      this.#numbers.set(number, moved);
    }
    return moved;
  }

  items(items: readonly Item[]): Item[] {
    return items.map((item) => this.#item(item));
  }

  #item(item: Item): Item {
    const span = this.span(item.span);
    switch (item.kind) {
      case 'single':
        return { ...item, span, expression: this.expression(item.expression) };
      case 'chain':
        return { ...item, span, sides: item.sides.map((side) => this.expression(side)) };
      case 'range':
        return {
          ...item,
          span,
          from: this.number(item.from),
          to: this.number(item.to),
          words: item.words.map((word) => this.#token(word)),
        };
    }
  }

  expression<E extends Expression>(expression: E): E {
    const known = this.#expressions.get(expression);
    if (known) return known as E;
    const moved = this.#move(expression);
    this.#expressions.set(expression, moved);
    return moved as E;
  }

  #move(expression: Expression): Expression {
    const span = this.span(expression.span);
    switch (expression.kind) {
      case 'number':
        return this.#ofNumber(expression, span);
      case 'name':
        return { ...expression, span };
      case 'operation':
        return { ...expression, span, operands: expression.operands.map((operand) => this.expression(operand)) };
    }
  }

  #ofNumber(expression: NumberExpression, span: Span): NumberExpression {
    return {
      ...expression,
      span,
      number: this.number(expression.number),
      to: expression.to && this.number(expression.to),
      words: expression.words.map((word) => this.#token(word)),
    };
  }
}
