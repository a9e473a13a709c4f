import { type Span, span } from '../text/span.ts';
import { type Chain, type Expression, hasName, hasOperator, type Item, type NumberExpression, type Range } from './expression.ts';
import type { Qualifier, WrittenNumber } from './number.ts';
import { isSymbol, splitGlued } from './symbols.ts';
import { groupsThousands } from './thousands.ts';
import type { NumberToken, Operator, Relation, Token, WordToken } from './token.ts';
import { bytesOrBillions, countUnit, magnitudeOf, moneyUnit, none, per, percentUnit, timesUnit, type Unit, unitOf } from './unit.ts';

const maxDepth = 40;
const maxNounWords = 6;

const about = new Set(['about', 'approximately', 'around', 'roughly', 'approx', 'circa', 'ca', 'nearly', 'almost', '约', '大约']);
const equalities: ReadonlySet<Relation> = new Set(['=', '≈']);

/** Words that end what is counted: after them a new thought begins. */
const nounEnds = new Set([
  'and',
  'with',
  'for',
  'of',
  'in',
  'to',
  'on',
  'at',
  'from',
  'by',
  'across',
  'over',
  'is',
  'are',
  'was',
  'which',
  'that',
  'or',
  'vs',
  'versus',
  'using',
  'via',
  'as',
  'when',
  'but',
  'if',
  'than',
  'exceeds',
  'out',
  'within',
  'into',
  'through',
  'the',
  'a',
  'an',
  'has',
  'have',
  'instead',
]);

/**
 * Reads the arithmetic of a statement: chains of equations, single numbers and ranges, in order.
 * A grammar with bounded depth, no back-tracking beyond one operand: time is linear in the number of tokens.
 *
 * @param grouped whether the document separates thousands
 */
export function parseItems(tokens: readonly Token[], plain: string, grouped = groupsThousands(plain)): Item[] {
  return new Parser(tokens, plain, grouped).items();
}

interface Operand {
  readonly expression: Expression;
  readonly next: number;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #plain: string;
  readonly #grouped: boolean;
  /** Reading a side behind a relation: the relation is the chain's, no qualifier of the number. */
  #related = false;
  /** The first token that no item has taken. */
  #from = 0;

  constructor(tokens: readonly Token[], plain: string, grouped: boolean) {
    this.#tokens = tokens;
    this.#plain = plain;
    this.#grouped = grouped;
  }

  items(): Item[] {
    const items: Item[] = [];
    let at = 0;
    while (at < this.#tokens.length) {
      const range = this.#range(at);
      // 15-20 GB × 2: the range is an operand
      const item = range && !this.#multiplied(range.last + 1) ? range : (this.#chain(at) ?? range);
      if (item) {
        items.push(item);
        at = item.last + 1;
        this.#from = at;
      } else {
        at++;
      }
    }
    return items;
  }

  #operatorAfter(at: number): boolean {
    let next = at + 1;
    while (this.#word(next)?.glued) next++;
    return this.#operatorAt(next) !== undefined;
  }

  #multiplied(at: number): boolean {
    const step = this.#operatorAt(at);
    return step !== undefined && (step.operator === '*' || step.operator === '/') && this.#operandFollows(step.index);
  }

  #token(index: number): Token | undefined {
    return this.#tokens[index];
  }

  #isPunctuation(index: number, text: string): boolean {
    const token = this.#token(index);
    return token?.kind === 'punctuation' && token.text === text;
  }

  #word(index: number): WordToken | undefined {
    const token = this.#token(index);
    return token?.kind === 'word' ? token : undefined;
  }

  /** `128-10240`, `15–20GB`, `128 ~ 10240`, `0..31`, `[0, 31]` as two numbers. */
  #range(at: number): Range | undefined {
    const from = this.#token(this.#isPunctuation(at, '~') ? at + 1 : at);
    if (from?.kind !== 'number') return undefined;
    let next = (this.#isPunctuation(at, '~') ? at + 1 : at) + 1;
    let fromWord: WordToken | undefined;
    // 15GB-20GB
    const glued = this.#word(next);
    if (glued?.glued) {
      fromWord = glued;
      next++;
    } else if (this.#isPunctuation(next, '%')) next++;
    const sign = this.#token(next);
    // (78-14-16): the second minus of a difference
    const minus = this.#token(at - 1);
    if (minus?.kind === 'operator' && minus.operator === '-' && !minus.spaced && this.#token(at - 2)?.kind === 'number') return undefined;
    if (sign?.kind === 'operator' && sign.operator === '-' && (!sign.spaced || sign.sign === '–')) {
      const to = this.#token(next + 1);
      if (to?.kind !== 'number' || (to.spaced && sign.sign !== '–') || (fromWord && sign.spaced)) return undefined;
      next++;
    } else if (
      sign?.kind === 'punctuation' &&
      sign.text === '~' &&
      this.#token(next + 1)?.kind === 'number' &&
      sign.spaced === this.#token(next + 1)?.spaced
    ) {
      next++;
    } else if (
      sign?.kind === 'punctuation' &&
      sign.text === '.' &&
      this.#isPunctuation(next + 1, '.') &&
      this.#token(next + 2)?.kind === 'number'
    ) {
      next += 2;
    } else return undefined;
    const to = this.#number(next);
    if (!to) return undefined;
    const closing = this.#token(to.next);
    // (0.85-0.70) / 0.85 is a subtraction
    if (this.#isPunctuation(at - 1, '(') && this.#isPunctuation(to.next, ')')) {
      const after = this.#token(to.next + 1);
      if (after?.kind === 'operator' && after.operator !== '-' && after.operator !== '+') return undefined;
    }
    if (closing?.kind === 'operator' && closing.operator === '-' && !closing.spaced && this.#token(to.next + 1)?.kind === 'number')
      return undefined;
    const start = this.#number(at, fromWord === undefined || this.#word(at + 1)?.glued !== true ? to.number : undefined);
    if (!start) return undefined;
    return {
      kind: 'range',
      from: start.number,
      to: to.number,
      words: this.#nounWords(to.next),
      first: at,
      last: to.next - 1,
      span: span((this.#token(at) as Token).start, (this.#token(to.next - 1) as Token).end),
    };
  }

  #chain(at: number): Item | undefined {
    // An operand after an operator that nothing could be made of is no beginning.
    const before = this.#token(at - 1);
    if (before?.kind === 'operator' && before.operator !== '-' && before.operator !== '+') return undefined;
    // 1,5 × 2: what stands behind a glued comma is part of a number that is not read
    const glued = this.#token(at - 2);
    if (
      before?.kind === 'punctuation' &&
      before.text === ',' &&
      !before.spaced &&
      glued?.kind === 'number' &&
      !(this.#token(at)?.spaced ?? true) &&
      this.#operatorAfter(at)
    )
      return undefined;
    if (this.#enumerates(at)) return undefined;
    let first = at;
    const sides: Expression[] = [];
    const relations: Relation[] = [];
    let next = at;
    const head = this.#token(at);
    if (head?.kind === 'relation' && equalities.has(head.relation)) {
      // Words = …: a name on the left that no arithmetic made
      const words = this.#wordsBefore(at);
      const about = words ? undefined : head.relation === '≈' ? this.#side(at) : undefined;
      if (!words && !about) return undefined;
      if (about) {
        sides.push(about.expression);
        next = about.next;
      }
    }
    if (sides.length === 0 && head?.kind === 'relation' && equalities.has(head.relation)) {
      const words = this.#wordsBefore(at);
      if (!words) return undefined;
      first = words.first;
      sides.push({ kind: 'name', name: words.text, span: words.span });
    } else if (sides.length === 0) {
      const side = this.#side(at);
      if (!side) return undefined;
      const share = this.#percentOf(side) ?? this.#atPercent(side);
      sides.push((share ?? side).expression);
      next = (share ?? side).next;
    }
    for (;;) {
      const relation = this.#token(sides[0]?.kind === 'operation' ? this.#pastComment(next) : next);
      if (relation?.kind !== 'relation') break;
      next = this.#tokens.indexOf(relation, next);
      this.#related = true;
      // → effective 240 TFLOPS
      const behind =
        relation.relation === '→' && /^(?:effective|effectively|usable)$/.test(this.#word(next + 1)?.lower ?? '') ? next + 2 : next + 1;
      const side = this.#side(behind);
      this.#related = false;
      if (!side) break;
      relations.push(relation.relation);
      sides.push(side.expression);
      next = side.next;
    }
    const only = sides[0] as Expression;
    const whole = span((this.#token(first) as Token).start, (sides.at(-1) as Expression).span.end);
    if (sides.length === 1) {
      if (only.kind === 'name') return undefined;
      if (only.kind === 'number') return { kind: 'single', expression: only, span: only.span, first, last: next - 1 };
      // 8 × H100, 2× speedup: a count with a noun
      const head = only.operands[0];
      if (
        hasName(only) &&
        head?.kind === 'number' &&
        only.operands.length === 2 &&
        only.operators[0] === '*' &&
        only.operands[1]?.kind === 'name'
      ) {
        const words = this.#tokens.filter(
          (token): token is WordToken =>
            token.kind === 'word' && token.start >= (only.operands[1]?.span.start ?? 0) && token.end <= (only.operands[1]?.span.end ?? 0),
        );
        return { kind: 'single', expression: { ...head, words }, span: head.span, first, last: next - 1 };
      }
    }
    const chain: Chain = { kind: 'chain', sides, relations, span: whole, first, last: next - 1 };
    return chain;
  }

  /** Behind `(mean length)` of `128 × 5,000 tokens (mean length) = 640,000`: a remark in brackets before the sign of an equation. */
  #pastComment(at: number): number {
    const isBracket = (index: number, text: string): boolean => {
      const token = this.#token(index);
      return token?.kind === 'punctuation' && token.text === text;
    };
    if (!isBracket(at, '(')) return at;
    let next = at + 1;
    while (next <= at + 5 && this.#word(next)) next++;
    const relation = isBracket(next, ')') ? this.#token(next + 1) : undefined;
    return next > at + 1 && relation?.kind === 'relation' && equalities.has(relation.relation) ? next + 1 : at;
  }

  /** `80% of 1.8TBps = …`: a product, where an equation goes on behind it. */
  #percentOf(side: Operand): Operand | undefined {
    const of = this.#word(side.next);
    if (side.expression.kind !== 'number' || side.expression.number.unit?.percent !== true || of?.lower !== 'of') return undefined;
    const whole = this.#side(side.next + 1);
    const relation = whole && this.#token(whole.next);
    if (!whole || relation?.kind !== 'relation' || !equalities.has(relation.relation)) return undefined;
    return {
      expression: {
        kind: 'operation',
        operands: [side.expression, whole.expression],
        operators: ['*'],
        span: span(side.expression.span.start, whole.expression.span.end),
      },
      next: whole.next,
    };
  }

  /** `400 TFLOPS @ 60% MFU = …`, `1.8 TB/s at 80% utilization = …`: a product, where an equation goes on behind it. */
  #atPercent(side: Operand): Operand | undefined {
    if (side.expression.kind !== 'number') return undefined;
    let next = side.next;
    while (next < side.next + 3 && this.#word(next) && !/^(?:at|with)$/.test(this.#word(next)?.lower ?? '')) next++;
    const at = this.#token(next);
    if (!(at?.kind === 'word' && /^(?:at|with)$/.test(at.lower)) && !(at?.kind === 'punctuation' && at.text === '@')) return undefined;
    const share = this.#factor(next + 1, 0);
    if (share?.expression.kind !== 'number' || share.expression.number.unit?.percent !== true) return undefined;
    let end = share.next;
    while (end < share.next + 3 && this.#word(end)) end++;
    const relation = this.#token(end);
    if (relation?.kind !== 'relation' || !(equalities.has(relation.relation) || relation.relation === '→')) return undefined;
    return {
      expression: {
        kind: 'operation',
        operands: [side.expression, share.expression],
        operators: ['*'],
        span: span(side.expression.span.start, share.expression.span.end),
      },
      next: end,
    };
  }

  /** The words that stand right before `=`: back to the last mark that is not a word, six at most. */
  #wordsBefore(at: number): { first: number; text: string; span: Span } | undefined {
    // `at ≈ 42 GB`: about, and no name
    const sign = this.#token(at);
    if (sign?.kind === 'relation' && sign.relation === '≈' && nounEnds.has(this.#word(at - 1)?.lower ?? '')) return undefined;
    // Tensor Parallelism (TP) = 8
    const symbol = this.#word(at - 2);
    if (symbol && isSymbol(symbol.text) && this.#isPunctuation(at - 1, ')') && this.#isPunctuation(at - 3, '('))
      return { first: at - 2, text: symbol.text, span: span(symbol.start, symbol.end) };
    let first = at;
    while (first > this.#from && at - first < 10) {
      const token = this.#token(first - 1);
      // --nproc-per-node
      const hyphen =
        token?.kind === 'operator' &&
        token.sign === '-' &&
        !token.spaced &&
        this.#token(first)?.spaced === false &&
        this.#token(first - 2)?.kind === 'word';
      if (token?.kind !== 'word' && !(hyphen && first < at)) break;
      first--;
    }
    if (first === at) return undefined;
    const start = (this.#token(first) as Token).start;
    const end = (this.#token(at - 1) as Token).end;
    return { first, text: this.#plain.slice(start, end).replaceAll('\0', ''), span: span(start, end) };
  }

  /** A sum of products, then whatever words name the result. */
  #side(at: number): Operand | undefined {
    return this.#sum(at, 0);
  }

  #sum(at: number, depth: number): Operand | undefined {
    return this.#operation(
      at,
      depth,
      (operator, index) => {
        if (operator !== '+' && operator !== '-') return false;
        const token = this.#token(index) as Token;
        const after = this.#token(index + 1);
        // a minus glued to what follows is a hyphen or a sign, unless glued on both sides
        if (token.kind !== 'operator' || !after) return false;
        // 23 Mamba-2 + 6 attention: the number is part of a name
        const before = this.#word(index - 1);
        if (
          operator === '-' &&
          !token.spaced &&
          before &&
          !before.glued &&
          before.spaced &&
          before.text.length > 1 &&
          !isSymbol(before.text) &&
          splitGlued(before.text).length === 0 &&
          unitOf(before.text) === undefined
        )
          return false;
        // TP=8 + PP=4: two assignments
        const sign = this.#token(index + 2);
        if (after.kind === 'word' && isSymbol(after.text) && sign?.kind === 'relation' && sign.relation === '=') return false;
        if (token.spaced) return after.spaced;
        return operator === '+' || (!after.spaced && (after.kind === 'number' || (after.kind === 'punctuation' && after.text === '(')));
      },
      (index) => this.#product(index, depth),
    );
  }

  #product(at: number, depth: number): Operand | undefined {
    return this.#operation(
      at,
      depth,
      (operator, index) => operator === '*' || (operator === '/' && !this.#lists(index) && !this.#listsSizes(index)),
      (index) => this.#power(index, depth),
    );
  }

  /** The stroke of `TP4/PP2`: a layout's parts side by side, unless a result follows. */
  #lists(stroke: number): boolean {
    const [before, after] = [this.#word(stroke - 1), this.#word(stroke + 1)];
    if (!before || !after || splitGlued(before.text).length === 0 || splitGlued(after.text).length === 0) return false;
    return this.#token(stroke)?.spaced !== true || this.#token(stroke + 2)?.kind !== 'relation';
  }

  /** A stroke of `7B/13B/70B`: three sizes of one unit, to choose from. */
  #listsSizes(stroke: number): boolean {
    const unit = this.#word(stroke - 1);
    if (!unit || unit.spaced) return false;
    const isStroke = (at: number): boolean => {
      const token = this.#token(at);
      return token?.kind === 'operator' && token.operator === '/' && !token.spaced;
    };
    const isSize = (at: number): boolean => this.#token(at)?.kind === 'number' && this.#word(at + 1)?.text === unit.text;
    if (!isStroke(stroke) || !isSize(stroke - 2) || !isSize(stroke + 1)) return false;
    return (isStroke(stroke - 3) && isSize(stroke - 5)) || (isStroke(stroke + 3) && isSize(stroke + 4));
  }

  #power(at: number, depth: number): Operand | undefined {
    const base = this.#factor(at, depth);
    if (!base) return undefined;
    const caret = this.#token(base.next);
    if (caret?.kind !== 'operator' || caret.operator !== '^') return base;
    const exponent = this.#factor(base.next + 1, depth);
    if (!exponent) return base;
    return {
      expression: {
        kind: 'operation',
        operands: [base.expression, exponent.expression],
        operators: ['^'],
        span: span(base.expression.span.start, exponent.expression.span.end),
      },
      next: exponent.next,
    };
  }

  #operation(
    at: number,
    _depth: number,
    accepts: (operator: Operator, index: number) => boolean,
    operand: (index: number) => Operand | undefined,
  ): Operand | undefined {
    const head = operand(at);
    if (!head) return undefined;
    const operands = [head.expression];
    const operators: Operator[] = [];
    let next = head.next;
    for (;;) {
      const step = this.#operatorAt(next);
      if (!step || !accepts(step.operator, step.index) || this.#perWord(step.index)) break;
      const tail = operand(step.index + 1);
      if (!tail) break;
      operators.push(step.operator);
      operands.push(tail.expression);
      next = tail.next;
    }
    if (operands.length === 1) return head;
    return {
      expression: {
        kind: 'operation',
        operands,
        operators,
        span: span(head.expression.span.start, (operands.at(-1) as Expression).span.end),
      },
      next,
    };
  }

  /** `8 GFLOPs/token`: the stroke of a unit, no division. */
  #perWord(at: number): boolean {
    const [sign, after] = [this.#token(at), this.#token(at + 1)];
    return (
      sign?.kind === 'operator' &&
      sign.sign === '/' &&
      !sign.spaced &&
      after?.kind === 'word' &&
      !after.spaced &&
      !isSymbol(after.text) &&
      splitGlued(after.text).length === 0 &&
      this.#token(at - 1)?.kind === 'word'
    );
  }

  /** The operator at `at`, with a spaced or glued `x` between operands taken for ×. */
  #operatorAt(at: number): { operator: Operator; index: number } | undefined {
    const token = this.#token(at);
    if (token?.kind === 'operator') return { operator: token.operator, index: at };
    if (token?.kind === 'word' && (token.lower === 'x' || token.lower === 'times')) {
      const after = this.#token(at + 1);
      if (
        after?.kind === 'number' ||
        (after?.kind === 'punctuation' && after.text === '(') ||
        (after?.kind === 'word' && (isSymbol(after.text) || splitGlued(after.text).length > 0 || this.#calledNumber(at + 1) !== undefined))
      ) {
        return { operator: '*', index: at };
      }
    }
    return undefined;
  }

  #factor(at: number, depth: number): Operand | undefined {
    const token = this.#token(at);
    if (!token || depth > maxDepth) return undefined;
    if (token.kind === 'punctuation' && token.text === '(') {
      const inner = this.#sum(at + 1, depth + 1);
      if (!inner) return undefined;
      // (8 TP) × (4 PP), 30B ÷ (16 layers × 64 experts): words may stand behind the last number
      let close = inner.next;
      while (close < inner.next + 4 && this.#word(close)) close++;
      if (!this.#isPunctuation(close, ')')) return undefined;
      // (890% over capacity) is a remark
      if (close > inner.next && !this.#operatorAt(close + 1) && !this.#operatorBefore(at)) return undefined;
      const end = (this.#token(close) as Token).end;
      const grouped = { ...inner.expression, span: span(token.start, end) } as Expression;
      return this.#withNoun(grouped, close + 1);
    }
    if (token.kind === 'punctuation' && token.text === '\\') {
      const fraction = this.#fraction(at, depth);
      if (fraction) return fraction;
    }
    if (
      token.kind === 'number' ||
      (token.kind === 'punctuation' && token.text === '~') ||
      (token.kind === 'word' && about.has(token.lower)) ||
      (token.kind === 'relation' && token.relation === '≈')
    ) {
      // 15-20 among other operands is one operand with two ends
      const range = this.#range(at);
      if (range && range.from.value < range.to.value) {
        const expression: NumberExpression = {
          kind: 'number',
          number: range.from,
          to: range.to,
          span: range.span,
          words: range.words,
          tag: null,
        };
        return this.#withNoun(expression, range.last + 1);
      }
      const number = this.#number(at);
      if (!number) return undefined;
      const expression: NumberExpression = {
        kind: 'number',
        number: number.number,
        to: null,
        span: number.number.span,
        words: this.#nounWords(number.next),
        tag: null,
      };
      return this.#withNoun(expression, number.next);
    }
    if (token.kind === 'word') return this.#named(token, at);
    // $21,500 among other operands
    return this.#isAmount(at) ? this.#factor(at + 1, depth) : undefined;
  }

  /** `\frac{64}{4}` of LaTeX. */
  #fraction(at: number, depth: number): Operand | undefined {
    if (!/^[dt]?frac$/.test(this.#word(at + 1)?.text ?? '') || !this.#isPunctuation(at + 2, '{')) return undefined;
    const over = this.#sum(at + 3, depth + 1);
    if (!over || !this.#isPunctuation(over.next, '}') || !this.#isPunctuation(over.next + 1, '{')) return undefined;
    const by = this.#sum(over.next + 2, depth + 1);
    if (!by || !this.#isPunctuation(by.next, '}')) return undefined;
    const whole = span((this.#token(at) as Token).start, (this.#token(by.next) as Token).end);
    return {
      expression: { kind: 'operation', operands: [over.expression, by.expression], operators: ['/'], span: whole },
      next: by.next + 1,
    };
  }

  /** `TP8`, `TP=8`, `TP(8)`, `TP 8` as an operand; else a plain name before or after an operator. */
  #named(token: WordToken, at: number): Operand | undefined {
    const glued = splitGlued(token.text);
    if (glued.length === 1 && glued[0]) {
      const { value, symbol, digitsStart, digitsEnd } = glued[0];
      const digits = span(token.start + digitsStart, token.start + digitsEnd);
      return {
        expression: {
          kind: 'number',
          number: plainNumber(digits, value, this.#plain),
          to: null,
          span: span(token.start, token.end),
          words: [],
          tag: symbol,
        },
        next: at + 1,
      };
    }
    if (isSymbol(token.text)) {
      const after = this.#token(at + 1);
      let numberAt = at + 1;
      const namedBefore =
        this.#operatorBefore(at) && this.#token(at - 2)?.kind === 'word' && isSymbol((this.#token(at - 2) as WordToken).text);
      if (after?.kind === 'relation' && after.relation === '=') numberAt = namedBefore ? at : at + 2;
      else if (after?.kind === 'punctuation' && (after.text === '(' || after.text === ':')) numberAt = at + 2;
      const number = this.#token(numberAt)?.kind === 'number' ? this.#number(numberAt) : undefined;
      if (number && number.number.unit === null) {
        let next = number.next;
        const closes = after?.kind === 'punctuation' && after.text === '(';
        if (!closes || this.#isPunctuation(next, ')')) {
          if (closes) next++;
          // only inside a longer expression; `TP=8` alone is an assignment, read as a chain with a name
          // `DP = 512 / (8 × 8) = 8` divides what stands behind the sign
          const divided = after?.kind === 'relation' && !this.#operatorBefore(at) && this.#dividesAt(next);
          if (!divided && (this.#operatorAt(next) || this.#operatorBefore(at))) {
            return {
              expression: {
                kind: 'number',
                number: number.number,
                to: null,
                span: span(token.start, (this.#token(next - 1) as Token).end),
                words: this.#nounWords(next),
                tag: token.text,
              },
              next,
            };
          }
        }
      }
    }
    const called = this.#called(at) ?? this.#calledFactor(at) ?? this.#calledTerm(at);
    if (called) return called;
    // a name: up to four words that stand next to an operator
    let end = at;
    while (end < at + 4 && this.#word(end) && (end === at || !this.#operatorAt(end))) {
      // `This gives DP4 × PP8`: the factor is no part of a name
      if (end > at && splitGlued((this.#word(end) as WordToken).text).length > 0) return undefined;
      end++;
    }
    const after = this.#operatorAt(end);
    const operatorAfter =
      after && (after.operator === '*' || after.operator === '/') && (this.#token(after.index)?.spaced || isSymbol(token.text));
    if (!operatorAfter && !this.#operatorBefore(at)) {
      if (!isSymbol(token.text)) return undefined;
      const relation = this.#token(at + 1);
      if (relation?.kind !== 'relation') return undefined;
      end = at + 1;
    }
    if (end === at) return undefined;
    if (this.#isPunctuation(end, '(') && this.#isPunctuation(end + 2, ')') && this.#word(end + 1)) end += 3;
    const last = this.#token(end - 1) as Token;
    const name = this.#plain.slice(token.start, last.end).replaceAll('\0', '');
    return { expression: { kind: 'name', name, span: span(token.start, last.end) }, next: end };
  }

  /** `Pipeline Parallelism (4)` among other operands: a number behind its name. */
  #called(at: number): Operand | undefined {
    const open = this.#calledNumber(at);
    const last = open === undefined ? undefined : this.#word(open - 1);
    if (open === undefined || !last) return undefined;
    const number = this.#number(open + 1);
    if (!number || number.number.unit !== null || !this.#isPunctuation(number.next, ')')) return undefined;
    const next = number.next + 1;
    if (!this.#operatorAt(next) && !this.#operatorBefore(at)) return undefined;
    const [start, end] = [(this.#token(at) as Token).start, (this.#token(next - 1) as Token).end];
    return {
      expression: {
        kind: 'number',
        number: number.number,
        to: null,
        span: span(start, end),
        words: [],
        tag: this.#plain.slice(start, last.end).replaceAll('\0', ''),
      },
      next,
    };
  }

  /** Where the parenthesis of `Pipeline Parallelism (4)` opens. */
  #calledNumber(at: number): number | undefined {
    let open = at;
    while (open < at + 5 && this.#word(open)) open++;
    const last = this.#word(open - 1);
    if (open === at || !last || !/^(?:parallel|parallelism|size|degree|stages?|ranks?|replicas?)$/.test(last.lower)) return undefined;
    return this.#isPunctuation(open, '(') && this.#token(open + 1)?.kind === 'number' && this.#isPunctuation(open + 2, ')')
      ? open
      : undefined;
  }

  /**
   * `accumulation 16` in `2 × accumulation 16 × DP 4`, `(batch 128 × …`: a factor behind its name. `+ optimizer state 56 GB`: a term. Of factors
   * those with a unit only behind the name of an accelerator, `8 × A100 80GB`.
   */
  #calledFactor(at: number): Operand | undefined {
    const before = this.#token(at - 1);
    const opens = this.#isPunctuation(at - 1, '(');
    const sum = !opens && before?.kind === 'operator' && (before.operator === '+' || before.operator === '-');
    if (!opens && (before?.kind !== 'operator' || !(before.operator === '*' || sum) || !before.spaced)) return undefined;
    let end = at;
    while (end < at + (sum ? 4 : 3) && this.#word(end) && !this.#operatorAt(end)) end++;
    const number = end > at && this.#token(end)?.kind === 'number' && this.#token(end)?.spaced ? this.#number(end) : undefined;
    if (
      !number ||
      (sum
        ? (number.number.unit === null && !this.#goesOnAsSum(number.next)) || this.#assigns(at)
        : number.number.unit !== null && !this.#namesDevice(at, end))
    )
      return undefined;
    const sign = this.#token(number.next);
    const operator = this.#operatorAt(number.next)?.operator;
    if (opens ? operator !== '*' : !operator && !(sign?.kind === 'relation' && (sign.relation === '=' || sign.relation === '≈')))
      return undefined;
    const start = (this.#token(at) as Token).start;
    const tag = this.#plain.slice(start, (this.#token(end - 1) as Token).end).replaceAll('\0', '');
    return {
      expression: {
        kind: 'number',
        number: number.number,
        to: null,
        span: span(start, (this.#token(number.next - 1) as Token).end),
        words: [],
        tag,
      },
      next: number.next,
    };
  }

  /** `硬件 9 + 网络 5 = 14`: behind a called figure without a unit another term or the result follows. */
  #goesOnAsSum(at: number): boolean {
    const token = this.#token(at);
    return (token?.kind === 'operator' && token.operator === '+' && token.spaced) || (token?.kind === 'relation' && token.relation === '=');
  }

  /** `weights (20 GB)` among the terms of a sum. */
  #calledTerm(at: number): Operand | undefined {
    let open = at;
    while (open < at + 4 && this.#word(open) && !this.#operatorAt(open)) open++;
    if (open === at || !this.#isPunctuation(open, '(') || this.#token(open + 1)?.kind !== 'number') return undefined;
    const number = this.#number(open + 1);
    if (!number || number.number.unit === null || !this.#isPunctuation(number.next, ')')) return undefined;
    const next = number.next + 1;
    const isTerm = (index: number): boolean => {
      const token = this.#token(index);
      return token?.kind === 'operator' && token.spaced && (token.operator === '+' || token.operator === '-');
    };
    if (!isTerm(next) && !isTerm(at - 1)) return undefined;
    const [start, end] = [(this.#token(at) as Token).start, (this.#token(next - 1) as Token).end];
    const tag = this.#plain.slice(start, (this.#token(open - 1) as Token).end).replaceAll('\0', '');
    return { expression: { kind: 'number', number: number.number, to: null, span: span(start, end), words: [], tag }, next };
  }

  /** `Stage 1 + Stage 2`, from either number: which ones they are, and no amounts. */
  #enumerates(at: number): boolean {
    const name = this.#word(at - 1) ?? this.#word(at);
    if (!name) return false;
    const number = this.#word(at) ? at + 1 : at;
    const isOne = (index: number): boolean => this.#word(index - 1)?.lower === name.lower && this.#token(index)?.kind === 'number';
    const sum = (index: number): boolean => this.#operatorAt(index)?.operator === '+';
    return isOne(number) && ((sum(number + 1) && isOne(number + 3)) || (sum(number - 2) && isOne(number - 3)));
  }

  /** `A100`, `NVIDIA H100 SXM`, `910B`: letters and digits in one of the words. */
  #namesDevice(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (/[a-z]\d|\d[a-z]/.test(this.#word(at)?.lower ?? '')) return true;
    return false;
  }

  /** `/ 64` or `/ (8 × 8)`, not the stroke of a list `TP = 8 / PP = 4`. */
  #dividesAt(at: number): boolean {
    if (this.#operatorAt(at)?.operator !== '/') return false;
    return this.#token(at + 1)?.kind === 'number' || this.#isPunctuation(at + 1, '(');
  }

  #operatorBefore(at: number): boolean {
    const before = this.#token(at - 1);
    return before?.kind === 'operator' || (before?.kind === 'word' && before.lower === 'x');
  }

  /** Takes the words and the `(EP)` behind an operand into it where the arithmetic goes on after them. */
  #withNoun(expression: Expression, at: number): Operand {
    let next = at;
    let words = 0;
    while (words < maxNounWords) {
      const token = this.#token(next);
      if (token?.kind === 'word' && (nounEnds.has(token.lower) || this.#assigns(next))) break;
      if (token?.kind === 'word' && !this.#operatorAt(next) && splitGlued(token.text).length === 0) next++;
      else if (
        token?.kind === 'operator' &&
        token.operator === '/' &&
        !token.spaced &&
        this.#word(next + 1) &&
        this.#word(next - 1) &&
        (words > 0 || this.#perWord(next))
      )
        next++;
      else if (
        token?.kind === 'operator' &&
        token.operator === '-' &&
        !token.spaced &&
        this.#word(next + 1) &&
        !this.#token(next + 1)?.spaced
      )
        next++;
      else break;
      words++;
    }
    let tag: string | null = null;
    if (this.#isPunctuation(next, '(')) {
      let close = next + 1;
      while (close < next + 5 && this.#word(close)) close++;
      if (
        close > next + 1 &&
        this.#isPunctuation(close, ')') &&
        (this.#operatorAt(close + 1) ||
          this.#token(close + 1)?.kind === 'relation' ||
          (this.#isPunctuation(close + 1, ')') && close === next + 2 && isSymbol(this.#word(next + 1)?.text ?? '')))
      ) {
        tag = this.#plain.slice((this.#token(next + 1) as Token).start, (this.#token(close - 1) as Token).end).replaceAll('\0', '');
        next = close + 1;
      }
    }
    const tagged = tag !== null && expression.kind === 'number' ? { ...expression, tag } : expression;
    const after = this.#operatorAt(next);
    const relation = this.#token(next);
    const goesOn = after !== undefined ? this.#operandFollows(after.index) : relation?.kind === 'relation';
    return goesOn || tag !== null ? { expression: tagged, next } : { expression: tagged, next: at };
  }

  /** `NLAYERS` in `VOCAB=50257 NLAYERS=32`: the name of the next assignment. */
  #assigns(at: number): boolean {
    const name = this.#word(at);
    const sign = this.#token(at + 1);
    return (
      name?.spaced === true && sign?.kind === 'relation' && sign.relation === '=' && !sign.spaced && this.#token(at + 2)?.spaced === false
    );
  }

  #operandFollows(operatorIndex: number): boolean {
    const token = this.#token(operatorIndex) as Token;
    const after = this.#token(operatorIndex + 1);
    if (!after) return false;
    if (token.kind === 'operator' && token.operator === '-' && !token.spaced) return after.kind === 'number' && !after.spaced;
    return (
      after.kind === 'number' ||
      (after.kind === 'punctuation' && (after.text === '(' || after.text === '~' || this.#isAmount(operatorIndex + 1))) ||
      (after.kind === 'word' && (isSymbol(after.text) || splitGlued(after.text).length > 0 || token.kind === 'operator'))
    );
  }

  /** `$3.20`: the sign of a currency and its amount. */
  #isAmount(at: number): boolean {
    const [sign, amount] = [this.#token(at), this.#token(at + 1)];
    return sign?.kind === 'punctuation' && /^[$€£]$/.test(sign.text) && amount?.kind === 'number' && amount.currency === true;
  }

  /** Words that say what the number before `at` counts; joined by blanks, hyphens or a slash. */
  #nounWords(at: number): WordToken[] {
    const words: WordToken[] = [];
    let next = at;
    while (words.length < maxNounWords) {
      const token = this.#token(next);
      if (token?.kind === 'word') {
        // 4 experts on each GPU: per GPU
        const each = this.#word(next + 1);
        if (
          (token.lower === 'on' || token.lower === 'in') &&
          words.length > 0 &&
          each &&
          (each.lower === 'each' || each.lower === 'every')
        ) {
          words.push({ ...token, text: 'per', lower: 'per' });
          next += 2;
          continue;
        }
        if (nounEnds.has(token.lower) || this.#assigns(next) || this.#operatorAt(next)) break;
        words.push(token);
        next++;
      } else if (
        token?.kind === 'operator' &&
        (token.operator === '-' || token.operator === '/') &&
        !token.spaced &&
        this.#word(next + 1) &&
        !this.#token(next + 1)?.spaced
      ) {
        if (token.operator === '/')
          words.push({ kind: 'word', text: 'per', lower: 'per', start: token.start, end: token.end, spaced: false, glued: false });
        next++;
      } else break;
    }
    return words;
  }

  /** A number with its qualifier, magnitude and unit. `like` lends a range's first number the unit of its second. */
  #number(at: number, like?: WrittenNumber): { number: WrittenNumber; next: number } | undefined {
    let index = at;
    let qualifier: Qualifier = 'exact';
    const head = this.#token(index);
    if (head?.kind === 'punctuation' && head.text === '~') qualifier = 'about';
    else if (head?.kind === 'relation' && head.relation === '≈') qualifier = 'about';
    else if (head?.kind === 'word' && about.has(head.lower)) qualifier = 'about';
    if (qualifier === 'about') index++;
    else qualifier = this.#qualifierBefore(index);
    const token = this.#token(index);
    if (token?.kind !== 'number') return undefined;
    let next = index + 1;
    let magnitude = 1;
    let unit: Unit | null = null;

    const word = this.#word(next);
    if (word) {
      const known = unitOf(word.text);
      const size = magnitudeOf(word.text);
      const spelled = word.text.length > 2;
      const counted = this.#word(next + 1);
      const apart =
        (!word.glued && word.text.length === 1 && counted !== undefined && /^(?:params?|parameters?|tokens?)$/.test(counted.lower)) ||
        (!word.glued && word.text.length === 1 && word.text !== 'B' && this.#token(next + 1)?.kind === 'relation') ||
        (!word.glued && /^[KMT]$/.test(word.text) && this.#closesMagnitude(next + 1)) ||
        /^[万亿]$/.test(word.text);
      // 200b tokens are billions, 8b by itself is eight bits
      const billions = word.glued && counted !== undefined && /^(?:params?|parameters?|tokens?)$/.test(counted.lower);
      if (size !== undefined && (word.glued || spelled || apart) && (word.text !== 'b' || billions)) {
        magnitude = size;
        next++;
        const second = this.#word(next);
        const secondUnit = second && unitOf(second.text);
        if (second && secondUnit && second.text.length > 1) {
          unit = secondUnit;
          next++;
        }
      } else if (known && (word.glued || this.#unitMayStand(word))) {
        unit = known;
        next++;
      } else if (word.text === 'B' && !word.glued) {
        unit = bytesOrBillions;
        next++;
      } else if (word.text === 'G' && word.glued) {
        unit = unitOf('GB') ?? null;
        next++;
      } else if (word.glued && word.lower === 'x') {
        unit = timesUnit;
        next++;
      } else if (word.glued && /^(st|nd|rd|th|d|D|F|q|e|v)$/.test(word.text)) {
        return undefined; // an ordinal, 3D, 1F1B …
      }
    } else if (this.#isPunctuation(next, '%')) {
      unit = percentUnit;
      next++;
    } else {
      const sign = this.#token(next);
      if (sign?.kind === 'operator' && (sign.sign === '×' || sign.sign === '✕') && !sign.spaced) {
        const after = this.#token(next + 1);
        if (
          !after ||
          (after.kind === 'word' && after.spaced && !isSymbol(after.text)) ||
          (after.kind === 'punctuation' && after.text !== '(' && after.text !== '~')
        ) {
          unit = timesUnit;
          next++;
        }
      } else if (sign?.kind === 'operator' && sign.operator === '+' && !sign.spaced) {
        const after = this.#token(next + 1);
        if (!after || (after.spaced && after.kind !== 'number') || after.kind === 'punctuation') {
          qualifier = 'at-least';
          next++;
        }
      }
    }
    // units over units: TB/s, tokens/ms, GB per GPU
    const counted = unit === null ? this.#word(next) : undefined;
    const slashAt = counted ? next + 1 : next;
    const slash = this.#token(slashAt);
    const divides =
      (slash?.kind === 'operator' && slash.sign === '/') ||
      (slash?.kind === 'word' && (slash.lower === 'per' || (unit !== null && /^(?:an?|each|every)$/.test(slash.lower))));
    if (divides && (unit !== null || (counted && !isSymbol(counted.text)))) {
      const divisor = this.#word(slashAt + 1);
      const divisorUnit = divisor && unitOf(divisor.text);
      if (divisor && divisorUnit && divisorUnit.dimension.time === 1) {
        const text = this.#plain.slice((this.#token(unit ? next - 1 : next) as Token).start, divisor.end).replaceAll('\0', '');
        const over = unit ?? countUnit(counted?.text ?? '', counted?.lower ?? '');
        unit = per(over, divisorUnit, text);
        next = slashAt + 2;
      }
    }
    if (unit === null && token.currency) unit = moneyUnit;
    if (unit === null && like?.unit) unit = like.unit;
    if (magnitude === 1 && like) magnitude = like.magnitude;
    const written = this.#written(token, index, next, magnitude, unit, qualifier, at);
    return { number: written, next };
  }

  /** What may stand behind a magnitude that is written apart: `5.2 M / 64`, `9.5 M documents`; a capital is another variable. */
  #closesMagnitude(at: number): boolean {
    const token = this.#token(at);
    return token?.kind !== 'word' ? token?.kind !== 'number' : token.text === token.lower;
  }

  #written(
    token: NumberToken,
    index: number,
    next: number,
    magnitude: number,
    unit: Unit | null,
    qualifier: Qualifier,
    from: number,
  ): WrittenNumber {
    const last = this.#token(next - 1) as Token;
    const exponent = token.text.search(/[eE]/);
    if (exponent > 0) {
      const mantissa = token.text.slice(0, exponent);
      const power = 10 ** Number(token.text.slice(exponent + 1));
      const digits = span(token.start, token.start + exponent);
      return {
        digits,
        span: span((this.#token(Math.min(from, index)) as Token).start, Math.max(last.end, token.end)),
        text: mantissa,
        shown: Number(mantissa.replace(/[,_{}\s]/g, '')),
        decimals: token.decimals,
        magnitude: power * magnitude,
        unit,
        value: Number((token.value * magnitude * (unit?.scale ?? 1)).toPrecision(12)),
        qualifier,
        scientific: true,
      };
    }
    const start = (this.#token(Math.min(from, index)) as Token).start;
    return {
      ...(token.value < 1000 && this.#grouped ? { grouped: true } : {}),
      digits: span(token.start, token.end),
      span: span(start, Math.max(last.end, token.end)),
      text: token.text,
      shown: token.value,
      decimals: token.decimals,
      magnitude,
      unit,
      value: Number((token.value * magnitude * (unit?.scale ?? 1)).toPrecision(12)),
      qualifier,
    };
  }

  /** One-letter and short words are units only where nothing else could be meant. */
  #unitMayStand(word: WordToken): boolean {
    if (word.text.length > 1) return word.text !== 'MIN';
    return word.text === 's' || word.text === 'h' || word.text === 'W' || word.text === '秒' || word.text === '天';
  }

  #qualifierBefore(at: number): Qualifier {
    const before = this.#token(at - 1);
    const second = this.#token(at - 2);
    if (before?.kind === 'relation' && !this.#related) {
      if (before.relation === '≤') return 'at-most';
      if (before.relation === '≥') return 'at-least';
      if (before.relation === '<') return 'below';
      if (before.relation === '>') return 'above';
    }
    if (before?.kind === 'word') {
      if (before.lower === 'least' || before.lower === 'minimum' || before.lower === 'min') return 'at-least';
      if (
        before.lower === 'most' ||
        before.lower === 'maximum' ||
        before.lower === 'max' ||
        (before.lower === 'to' && second?.kind === 'word' && second.lower === 'up')
      )
        return 'at-most';
      if (before.lower === 'over' || before.lower === 'above' || before.lower === 'exceeds') return 'above';
      if (before.lower === 'under' || before.lower === 'below') return 'below';
      if (before.lower === 'than' && second?.kind === 'word')
        return second.lower === 'less' || second.lower === 'fewer' ? 'below' : 'above';
    }
    return 'exact';
  }
}

function plainNumber(digits: Span, value: number, plain: string): WrittenNumber {
  return {
    digits,
    span: digits,
    text: plain.slice(digits.start, digits.end),
    shown: value,
    decimals: 0,
    magnitude: 1,
    unit: null,
    value,
    qualifier: 'exact',
  };
}

export { hasOperator, none };
