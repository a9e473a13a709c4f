import { type Figure, form, type Page, type Part, term, type Term } from './page.ts';
import type { Random } from './random.ts';
import type { Style } from './style.ts';

export interface Operand {
  readonly figure: Figure;
  /** `TP`: put beside the number in a form of the author's choice. */
  readonly name?: string;
  /** `layers`: what is counted. */
  readonly noun?: string;
  /** Unit right behind the digits: `GB`, `%`. */
  readonly unit?: string;
}

export interface Equation {
  readonly operator: '*' | '/' | '+' | '-';
  readonly operands: readonly Operand[];
  readonly result: Operand;
  readonly slack?: number;
  /** Factor between the operands' units and the result's, where the author leaves it to the reader. */
  readonly factor?: number;
}

/** Ways to name a factor: `8 (TP)`, `TP=8`, `TP(8)`, `8 TP`, `TP8`. */
export type Naming = 'behind' | 'equals' | 'call' | 'word' | 'glued' | 'none';

export const namings: readonly Naming[] = ['none', 'none', 'none', 'behind', 'equals', 'call', 'word', 'glued'];

function operandText(operand: Operand, naming: Naming, nouns: boolean): Part {
  const figure = form(operand.figure, naming === 'none' ? 'operand' : `operand ${naming}`);
  const unit = operand.unit ?? '';
  if (operand.name) {
    if (naming === 'behind') return [figure, unit, ` (${operand.name})`];
    if (naming === 'equals') return [`${operand.name}=`, figure, unit];
    if (naming === 'call') return [`${operand.name}(`, figure, unit, ')'];
    if (naming === 'word') return [figure, unit, ` ${operand.name}`];
    if (naming === 'glued') return [operand.name, figure, unit];
  }
  return nouns && operand.noun ? [figure, unit, ` ${operand.noun}`] : [figure, unit];
}

/** The figures that were written, in the order of the operands. */
const figuresIn = (part: Part): Figure[] => (typeof part === 'string' ? [] : 'shown' in part ? [part] : part.flatMap(figuresIn));

/** The left side of an equation as text, and as a term over what was written. */
export function leftSide(equation: Equation, style: Style, naming: Naming, nouns: boolean): { parts: Part[]; term: Term } {
  const sign = equation.operator === '*' ? style.times : equation.operator === '/' ? style.over : equation.operator === '+' ? '+' : '-';
  const glue = equation.operator === '/' && style.over === '/' && !nouns && naming === 'none' && style.gap === '' ? '/' : ` ${sign} `;
  const parts: Part[] = [];
  const terms: Term[] = [];
  for (const operand of equation.operands) {
    const part = operandText(operand, naming, nouns);
    if (parts.length > 0) parts.push(glue);
    parts.push(part);
    for (const figure of figuresIn(part)) terms.push(term.site(figure));
  }
  const left = term.of(equation.operator, ...terms);
  return { parts, term: equation.factor ? term.of('*', left, term.constant(equation.factor)) : left };
}

/** `a × b = c` or `a × b = c noun`. */
export function equationText(page: Page, equation: Equation, style: Style, random: Random, tail: 'noun' | 'bare' = 'noun', naming = random.pick(namings), nouns = random.chance(0.4)): Part[] {
  const left = leftSide(equation, style, naming, nouns);
  const result = form(equation.result.figure, 'result');
  page.relate(left.term, term.site(result), equation.slack ?? 0);
  const noun = tail === 'noun' && equation.result.noun ? ` ${equation.result.noun}` : '';
  return [left.parts, ' = ', result, equation.result.unit ?? '', noun];
}

/** A result and where it comes from: `4 (16 ÷ 4)`, `4 (16 ÷ 4 = 4)`, `16 ÷ 4 = 4`. */
export function derived(page: Page, equation: Equation, style: Style, random: Random): Part[] {
  const shape = random.pick(['result first', 'result first', 'result twice', 'equation', 'equation'] as const);
  if (shape === 'equation') return equationText(page, equation, style, random);
  const { result } = equation;
  const noun = result.noun && random.chance(0.5) ? ` ${result.noun}` : '';
  const first = form(result.figure, 'result first');
  const naming = random.pick(namings);
  if (shape === 'result twice') return [first, result.unit ?? '', noun, ' (', equationText(page, { ...equation, result: { ...result, figure: { ...result.figure } } }, style, random, 'bare', naming), ')'];
  const left = leftSide(equation, style, naming, random.chance(0.4));
  page.relate(left.term, term.site(first), equation.slack ?? 0);
  return [first, result.unit ?? '', noun, ' (', left.parts, ')'];
}
