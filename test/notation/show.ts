import type { Expression, Item } from '../../server/src/notation/expression.ts';
import { tokenize } from '../../server/src/notation/lexer.ts';
import type { WrittenNumber } from '../../server/src/notation/number.ts';
import { parseItems } from '../../server/src/notation/parser.ts';
import type { Token } from '../../server/src/notation/token.ts';

export const tokensOf = (text: string): Token[] => tokenize(text, { start: 0, end: text.length });

export const itemsOf = (text: string): Item[] => parseItems(tokensOf(text), text);

/** `58.6 MB×`: numbers as they are, glued words with a `+` before them, relations and operators as they are meant. */
export const tokens = (text: string): string => tokensOf(text).map(showToken).join(' ');

function showToken(token: Token): string {
  switch (token.kind) {
    case 'number':
      return token.currency ? `$${token.value}` : String(token.value);
    case 'word':
      return token.glued ? `+${token.text}` : token.text;
    case 'operator':
      return `[${token.operator}]`;
    case 'relation':
      return `{${token.relation}}`;
    case 'mark':
      return token.good ? '✓' : '✗';
    case 'punctuation':
      return token.text;
  }
}

/** What a text's arithmetic is read as: `(8 * 4) = 32`, `single 5`, `range 1..8`. */
export const items = (text: string): string => itemsOf(text).map(showItem).join(' | ');

function showItem(item: Item): string {
  if (item.kind === 'single') return `single ${showExpression(item.expression)}`;
  if (item.kind === 'range')
    return `range ${showNumber(item.from)}..${showNumber(item.to)}${item.words.map(({ text }) => ` ${text}`).join('')}`;
  return item.sides.map((side, at) => `${at === 0 ? '' : ` ${item.relations[at - 1]} `}${showExpression(side)}`).join('');
}

function showExpression(expression: Expression): string {
  if (expression.kind === 'name') return `‹${expression.name}›`;
  if (expression.kind === 'operation') {
    return `(${expression.operands.map((operand, at) => `${at === 0 ? '' : ` ${expression.operators[at - 1]} `}${showExpression(operand)}`).join('')})`;
  }
  const { number, to, words, tag } = expression;
  return `${showNumber(number)}${to ? `..${showNumber(to)}` : ''}${tag ? `:${tag}` : ''}${words.map(({ text }) => ` ${text}`).join('')}`;
}

const signs: Readonly<Record<WrittenNumber['qualifier'], string>> = {
  exact: '',
  about: '~',
  'at-least': '≥',
  'at-most': '≤',
  above: '>',
  below: '<',
};

export const showNumber = ({ value, unit, qualifier }: WrittenNumber): string =>
  `${signs[qualifier]}${short(value)}${unit ? `[${unit.text}]` : ''}`;

/** `1.44T` for 1.44e12. */
function short(value: number): string {
  for (const [size, letter] of [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const)
    if (value >= 10 * size) return `${Number((value / size).toPrecision(6))}${letter}`;
  return String(Number(value.toPrecision(6)));
}

/** The number that a text is. */
export function numberOf(text: string): WrittenNumber {
  const found = itemsOf(text);
  const [item] = found;
  if (found.length !== 1 || item?.kind !== 'single') throw new Error(`${text} is ${found.map(showItem).join(' | ') || 'nothing'}`);
  return item.expression.number;
}
