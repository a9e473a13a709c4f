import { type Figure, form, isFigure, type Operator, type Page, type Part, type Term, term } from './page.ts';
import type { Random } from './random.ts';
import type { Style } from './style.ts';

export interface Operand {
  readonly figure: Figure;
  /** `TP`: put beside the number in a form of the author's choice. */
  readonly name?: string;
  /** `Tensor Parallelism`. */
  readonly longName?: string;
  /** `layers`: what is counted. */
  readonly noun?: string;
  /** Unit right behind the digits: `GB`, `%`. */
  readonly unit?: string;
}

export interface Equation {
  readonly operator: Operator;
  readonly operands: readonly Operand[];
  readonly result: Operand;
  readonly slack?: number;
}

/** Ways to name a factor: `8 (TP)`, `TP=8`, `TP(8)`, `TP (8)`, `8 TP`, `TP8`, `Tensor Parallelism (8)`. */
type Naming = 'behind' | 'equals' | 'call' | 'spaced' | 'word' | 'glued' | 'long' | 'none';

const namings: readonly Naming[] = ['none', 'none', 'none', 'none', 'none', 'behind', 'equals', 'call', 'spaced', 'word', 'glued', 'long'];

function operandText(operand: Operand, naming: Naming, nouns: boolean): Part {
  const figure = form(operand.figure, naming === 'none' ? 'operand' : `operand ${naming}`);
  const unit = operand.unit ?? '';
  if (operand.name) {
    if (naming === 'behind') return [figure, unit, ` (${operand.name})`];
    if (naming === 'equals') return [`${operand.name}=`, figure, unit];
    if (naming === 'call') return [`${operand.name}(`, figure, unit, ')'];
    if (naming === 'spaced') return [`${operand.name} (`, figure, unit, ')'];
    if (naming === 'long') return [`${operand.longName ?? operand.name} (`, figure, unit, ')'];
    if (naming === 'word') return [figure, unit, ` ${operand.name}`];
    if (naming === 'glued') return [operand.name, figure, unit];
  }
  return nouns && operand.noun ? [figure, unit, ` ${operand.noun}`] : [figure, unit];
}

const figuresIn = (part: Part): Figure[] => (typeof part === 'string' ? [] : isFigure(part) ? [part] : part.flatMap(figuresIn));

/** The left side of an equation as text, and as a term over what is written. */
function leftSide(equation: Equation, style: Style, naming: Naming, nouns: boolean): { parts: Part[]; term: Term; unnamed: Figure[] } {
  const sign = { '*': style.times, '/': style.over, '+': '+', '-': style.minus }[equation.operator];
  const glued = equation.operator === '/' && sign === '/' && !nouns && naming === 'none' && style.gap === '';
  const parts: Part[] = [];
  for (const operand of equation.operands) {
    if (parts.length > 0) parts.push(glued ? sign : ` ${sign} `);
    parts.push(operandText(operand, naming, nouns));
  }
  const figures = figuresIn(parts);
  // a product of bare degrees; in a quotient the result's words say what is divided by what
  const unnamed =
    equation.operator === '*' && naming === 'none' ? figures.filter((_figure, index) => equation.operands[index]?.name !== undefined) : [];
  return { parts, term: term.of(equation.operator, ...figures.map(term.site)), unnamed };
}

/** `a × b = c`, `a × b = c noun` or `c = a × b`. */
export function equationText(
  page: Page,
  equation: Equation,
  style: Style,
  random: Random,
  tail: 'noun' | 'bare' | 'result last' = 'noun',
  naming = random.pick(namings),
): Part[] {
  const left = leftSide(equation, style, naming, random.chance(0.4));
  const reversed = tail === 'noun' && random.chance(0.07);
  const result = form(equation.result.figure, reversed ? 'result before =' : 'result');
  page.relate(left.term, term.site(result), equation.slack ?? 0, left.unnamed);
  const noun = tail !== 'bare' && equation.result.noun && result.shown !== 1 ? ` ${equation.result.noun}` : '';
  return reversed
    ? [result, equation.result.unit ?? '', noun, ' = ', left.parts]
    : [left.parts, ' = ', result, equation.result.unit ?? '', noun];
}

/** A result and where it comes from: `4 (16 ÷ 4)`, `4 (16 ÷ 4 = 4)`, `16 ÷ 4 = 4`. */
export function derived(page: Page, equation: Equation, style: Style, random: Random): Part[] {
  const shape = random.pick(['result first', 'result first', 'result twice', 'equation', 'equation'] as const);
  if (shape === 'equation') return equationText(page, equation, style, random);
  const { result } = equation;
  const first = form(result.figure, 'result first');
  const noun = result.noun && first.shown !== 1 && random.chance(0.5) ? ` ${result.noun}` : '';
  if (shape === 'result twice') return [first, result.unit ?? '', noun, ' (', equationText(page, equation, style, random, 'bare'), ')'];
  const left = leftSide(equation, style, random.pick(namings), random.chance(0.4));
  page.relate(left.term, term.site(first), equation.slack ?? 0, left.unnamed);
  return [first, result.unit ?? '', noun, ' (', left.parts, ')'];
}
