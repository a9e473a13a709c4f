import type { Document } from '../document/document.ts';
import { compare } from '../notation/compare.ts';
import {
  type Chain,
  type Expression,
  hasName,
  hasOperator,
  type Item,
  type NumberExpression,
  numbersOf,
  type Single,
} from '../notation/expression.ts';
import { bytesOfFormat } from '../notation/formats.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { isSymbol, splitGlued } from '../notation/symbols.ts';
import { isCount, sameDimension } from '../notation/unit.ts';
import { type Span, span } from '../text/span.ts';
import { labelSense, type Sense } from '../vocabulary/labels.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { isDegree, type QuantityId, quantity } from '../vocabulary/quantities.ts';
import { goesOn, isChangeBy, isOfEarlier, isReckonedOn, isTerm } from './bracketed.ts';
import { type ClusterPhrase, clusterPhrase } from './cluster.ts';
import { type Context, degreeIn } from './context.ts';
import { writtenDegrees } from './degree-notations.ts';
import { distributionIn } from './distributed.ts';
import { fits } from './fits.ts';
import type { Claim, Inequality, Mention } from './model.ts';
import { nounWords } from './noun-words.ts';
import { NumberSense } from './number-sense.ts';
import { ofEach } from './of-each.ts';
import { type Reading, readStatement } from './reading.ts';
import { countsDevices, namesFor, ofShare, sameCounted, wholeResult } from './results.ts';
import { isContrast, type Scenario } from './scenario.ts';
import { perRank, shareOf, wholeOf } from './shares.ts';
import { endsSomething, isClose, isIndex, isOpen, leads, wordAt } from './token-tests.ts';

/** What describes a model where three of them stand together. */
const dimensions: ReadonlySet<QuantityId> = new Set<QuantityId>(['layers', 'heads', 'experts', 'hidden', 'params', 'kv_heads']);

/** Says of every number of one statement what it is, and what the statement claims of it. */
export class StatementBinder {
  readonly mentions: Mention[] = [];
  readonly claims: Claim[] = [];
  readonly inequalities: Inequality[] = [];
  readonly #document: Document;
  readonly #reading: Reading;
  readonly #context: Context;
  readonly #scenario: Scenario;
  readonly #sense: NumberSense;
  /** Figures told of each of several. */
  readonly #each: ReadonlyMap<NumberExpression, Sense>;
  /** What the single numbers were taken for. */
  readonly #senses = new Map<Single, Sense>();

  constructor(document: Document, reading: Reading, context: Context, scenario: Scenario) {
    this.#document = document;
    this.#reading = reading;
    this.#context = context;
    this.#scenario = scenario;
    this.#sense = new NumberSense(document, reading, context);
    this.#each = ofEach(reading);
  }

  run(): void {
    this.#gluedSymbols();
    this.#precision();
    const items = this.#reading.items;
    const cluster = clusterPhrase(this.#reading);
    if (cluster) this.#cluster(cluster);
    for (const [index, item] of items.entries()) {
      if (cluster && (item === cluster.gpus || item === cluster.nodes || item === cluster.perNode)) continue;
      if (item.kind === 'single') this.#single(item, index);
      else if (item.kind === 'chain') this.#chain(item, index);
    }
    this.#distributed();
    this.#labelDegrees();
    this.#notations();
    this.#describeModel();
    this.#wholesBesideShares();
    this.#dropAmbiguous();
    this.#layoutLine();
  }

  #mention(
    id: QuantityId,
    strength: Sense['strength'],
    role: Mention['role'],
    number: WrittenNumber,
    claim: Claim | null = null,
    scenario = this.#scenario,
  ): void {
    this.mentions.push({ id, strength, role, number, value: number.value, statement: this.#reading.statement, scenario, claim });
  }

  /** `Precision: FP16`, `parameters, kept in BF16`: two bytes a parameter. Mixed precision says nothing of the weights alone. */
  #precision(): void {
    const labelled =
      /^(?:(?:weight |model |training |inference )?precision|quantization|dtype|data type|memory format|weight format|torch dtype|params dtype)$/.test(
        this.#context.words,
      );
    for (const [index, token] of this.#reading.tokens.entries()) {
      if (token.kind !== 'word') continue;
      const width = bytesOfFormat(token.lower);
      if (width === undefined || !(labelled || this.#keptIn(index))) continue;
      const digits = span(token.start, token.end);
      this.#mention('bytes_per_param', 'strong', labelled ? 'definition' : 'echo', {
        ...bare(digits, width, this.#document.plain),
        qualifier: 'exact',
      });
      return;
    }
  }

  /** `weights are kept in BF16`. */
  #keptIn(index: number): boolean {
    if (wordAt(this.#reading.tokens, index - 1) !== 'in' || !/^(?:kept|stored|held)$/.test(wordAt(this.#reading.tokens, index - 2)))
      return false;
    return this.#reading.tokens
      .slice(0, index)
      .some((token) => token.kind === 'word' && /^(?:weights?|parameters?|params)$/.test(token.lower));
  }

  /** `EP64_TP2`, `TP8` standing in a sentence or label. */
  #gluedSymbols(): void {
    for (const [index, token] of this.#reading.tokens.entries()) {
      if (token.kind !== 'word') continue;
      const parts = splitGlued(token.text);
      if (parts.length === 0 || parts.some((part) => part.value === 0)) continue;
      if (this.#operatorBeside(index)) continue; // an operand: bound with its equation
      for (const part of parts) {
        const sense = labelSense(part.symbol);
        if (!sense || !isDegree(sense.id)) continue;
        const digits = span(token.start + part.digitsStart, token.start + part.digitsEnd);
        this.#mention(
          sense.id,
          'strong',
          'echo',
          bare(digits, part.value, this.#document.plain),
          null,
          isContrast(this.#reading.tokens, index) ? 'before' : this.#scenario,
        );
      }
    }
  }

  #operatorBeside(index: number): boolean {
    const near = [this.#reading.tokens[index - 1], this.#reading.tokens[index + 1]];
    return near.some((token) => token?.kind === 'operator' && (token.operator === '*' || token.sign === '÷'));
  }

  #single(item: Single, index: number): void {
    const number = item.expression.number;
    if (this.#isCurrency(item) || isIndex(this.#reading.tokens, item.first)) return;
    // `PP=1` behind a plus or a hyphen
    const { tag } = item.expression;
    if (tag !== null && isSymbol(tag)) {
      const glued = this.#reading.tokens[item.first]?.end === item.expression.span.end; // read with the glued symbols
      if (!glued) this.#assignment(tag, item.expression, item);
      return;
    }
    const contrast = isContrast(this.#reading.tokens, item.first);
    const scenario = contrast ? 'before' : this.#scenario;
    const words = nounWords(item.expression.words);
    const inner = this.#sense.innerLabel(item);
    if (inner && fits(inner.id, number)) {
      this.#senses.set(item, inner);
      this.#mention(inner.id, inner.strength, 'definition', number, null, this.#orAnother(item.last + 1) ? 'contrast' : scenario);
      return;
    }
    const leading = index === 0 && leads(this.#reading.tokens.slice(0, item.first));
    const sense = this.#each.get(item.expression) ?? this.#sense.of(leading, item, words);
    const claim = this.#parenthesis(item, index, leading && sense ? sense.id : null);
    if (!claim) this.#spelledOut(item, index);
    if (sense) {
      this.#senses.set(item, sense);
      const said =
        leading &&
        (this.#context.sense?.id === sense.id ||
          this.#sense.labelled(number, words)?.id === sense.id ||
          (/^way\b/.test(words) && isDegree(sense.id)) ||
          (sense.id === 'params' && this.#sense.tellsModel()) ||
          (sense.id === 'layers' && this.#sense.describesModel(item)));
      const role = claim ? 'derived' : said || this.#each.get(item.expression)?.id === 'gpus_per_node' ? 'definition' : 'echo';
      const strength = this.#sense.isPart(item) ? 'weak' : sense.strength;
      this.#mention(sense.id, strength, role, number, claim, scenario);
    }
  }

  #isCurrency(item: Item): boolean {
    for (let i = item.first; i <= item.last; i++) {
      const token = this.#reading.tokens[i];
      if (token?.kind === 'number' && token.currency) return true;
    }
    return false;
  }

  /** `256 (16 layers × 16 experts)`: the result before its derivation. */
  #parenthesis(item: Single, index: number, target: QuantityId | null): Claim | null {
    const next = this.#reading.items[index + 1];
    if (next?.kind !== 'chain') return null;
    const tokens = this.#reading.tokens;
    // the brackets are part of the expression where nothing but arithmetic stands in them
    const enclosed = isOpen(tokens[next.first]) && isClose(tokens[next.last]);
    let open = enclosed ? next.first : next.first - 1;
    if (!isOpen(tokens[open])) return null;
    for (let i = item.last + 1; i < open; i++) {
      const token = tokens[i];
      if (
        token?.kind !== 'word' &&
        !(token?.kind === 'operator' && !token.spaced) &&
        !(token?.kind === 'punctuation' && (token.text === '*' || token.text === '~'))
      )
        return null;
    }
    open = next.last + 1;
    // `(60% of 64GB × …`: words may follow, more arithmetic may not
    for (let i = open; !enclosed && i < tokens.length; i++) {
      const token = tokens[i];
      if (isClose(token) || (token?.kind === 'punctuation' && (token.text === ',' || token.text === ';'))) break;
      if (token?.kind !== 'word' && !(token?.kind === 'operator' && !token.spaced)) return null;
    }
    // `8 (TP × PP = 4 × 2)`: names first, then their figures
    const [names, figures] = next.sides;
    const spelled = next.sides.length === 2 && names && figures && hasName(names) && hasOperator(figures) && !hasName(figures);
    const left = spelled ? figures : names;
    this.#shareInside(item, next);
    if (!left || !hasOperator(left) || next.relations.some((relation) => relation !== '=' && relation !== '≈')) return null;
    const right = item.expression;
    if (this.#isRatio(left) && compare(left, right).verdict !== 'holds') return null;
    if (listsSizes(left, right)) return null;
    const isOfAnother = (): boolean =>
      isChangeBy(left, right) ||
      isTerm(left, right) ||
      isReckonedOn(next, left, right) ||
      isOfEarlier(tokens, right) ||
      goesOn(tokens, next.last);
    if (compare(left, right).verdict !== 'holds' && isOfAnother()) return null;
    // `3,145,728 (1/16 of them all)`: a share of something else
    const behind = tokens[next.last + 1];
    if (!enclosed && behind?.kind === 'word' && behind.lower === 'of') return null;
    const divides = target !== null && left.kind === 'operation' && left.operators.every((operator) => operator === '/');
    // `512 sequences (128 × 4 micro-batches)`: another noun, the same number
    if (!divides && !sameCounted(left, right) && compare(left, right).verdict !== 'holds') return null;
    // an equation inside is checked itself; its result has to be this number, unless it says that it is the whole
    const inner = next.sides.length > 1 && !spelled ? next.sides.at(-1) : undefined;
    if (
      next.sides.length > 1 &&
      !spelled &&
      (inner?.kind !== 'number' ||
        /\b(?:total|all|overall|each|per)\b/.test(nounWords(inner.words)) ||
        compare(left, inner).verdict !== 'holds')
    )
      return null;
    const result = wholeResult(compare(left, right), left, right, target);
    if (result.verdict === 'fails' && (countsDevices(left, right) || this.#ofEarlier(item, result.expected))) return null;
    // `112 (28 × 8 = 224)`: the same result twice, in two figures
    const twice =
      inner?.kind === 'number' &&
      inner.words.length === 0 &&
      target !== null &&
      Number.isInteger(right.number.value) &&
      quantity(target).measure === 'count';
    if (inner && !twice && (result.verdict !== 'fails' || compare(inner, right).verdict !== 'fails')) return null;
    if (isCount(right.number.unit?.dimension ?? { bytes: 0, flop: 0, time: 0 }) && right.number.unit?.times) return null;
    const claim: Claim = {
      kind: 'parenthesis',
      statement: this.#reading.statement,
      scenario: this.#scenario,
      left,
      right,
      span: right.span,
      verdict: result.verdict,
      expected: result.expected,
      target,
      names: spelled ? namesFor(next, left) : null,
      approximate: right.number.qualifier === 'about',
    };
    this.claims.push(claim);
    return claim;
  }

  /** `64 × A100 80GB (8 × 8)`: what stands in the parenthesis makes a number before the one that it follows. */
  #ofEarlier(item: Single, value: number | undefined): boolean {
    if (item.expression.number.unit === null || value === undefined) return false;
    return this.#reading.tokens.slice(0, item.first).some((token) => token.kind === 'number' && token.value === value);
  }

  /** `128 GPUs: 64 EP × 2 TP`: a number of GPUs and behind a colon the degrees that make it. */
  #spelledOut(item: Single, index: number): void {
    const next = this.#reading.items[index + 1];
    const [left] = next?.kind === 'chain' && next.relations.length === 0 ? next.sides : [];
    if (
      !next ||
      left?.kind !== 'operation' ||
      left.operators.some((operator) => operator !== '*') ||
      nounSense(nounWords(item.expression.words))?.id !== 'gpus'
    )
      return;
    const between = this.#reading.tokens.slice(item.last + 1, next.first);
    if (
      between.at(-1)?.kind !== 'punctuation' ||
      (between.at(-1) as { text: string }).text !== ':' ||
      !between.slice(0, -1).every((token) => token.kind === 'word')
    )
      return;
    const named = left.operands.every(
      (operand) => operand.kind === 'number' && degreeIn(plainWords(operand.tag ?? nounWords(operand.words))) !== null,
    );
    if (!named) return;
    const { verdict, expected } = compare(left, { ...item.expression, words: [] });
    this.claims.push({
      kind: 'parenthesis',
      statement: this.#reading.statement,
      scenario: this.#scenario,
      left,
      right: item.expression,
      span: item.expression.number.span,
      verdict,
      expected,
      target: null,
      names: null,
      approximate: item.expression.number.qualifier === 'about',
    });
  }

  /** `(64C/128T)`, `(8k/1k)`: two figures side by side, where counts carry letters. */
  #isRatio(left: Expression): boolean {
    if (left.kind !== 'operation' || left.operators.some((operator) => operator !== '/')) return false;
    return left.operands.every(
      (operand) => operand.kind === 'number' && (operand.number.magnitude !== 1 || operand.words[0]?.glued === true),
    );
  }

  /** `400 TFLOPS per GPU (60% MFU = 240 TFLOPS effective)`: a share of the number before the parenthesis. */
  #shareInside(item: Single, next: Chain): void {
    const [share, right] = next.sides;
    if (next.sides.length !== 2 || next.relations[0] !== '=' || share?.kind !== 'number' || right?.kind !== 'number') return;
    const unit = item.expression.number.unit;
    if (share.number.unit?.percent !== true || !unit || !right.number.unit || !sameDimension(unit.dimension, right.number.unit.dimension))
      return;
    const left: Expression = {
      kind: 'operation',
      operands: [item.expression, share],
      operators: ['*'],
      span: span(item.expression.span.start, share.span.end),
    };
    const result = compare(left, right);
    this.claims.push({
      kind: 'equation',
      statement: this.#reading.statement,
      scenario: this.#scenario,
      left,
      right,
      span: next.span,
      verdict: result.verdict,
      expected: result.expected,
      target: null,
      names: null,
      approximate: false,
    });
  }

  #chain(item: Chain, index: number): void {
    const [first, second] = item.sides;
    if (item.relations.length === 0 && first) this.#namedFactors(first);
    // TP = 8
    if (first?.kind === 'name' && second?.kind === 'number' && item.sides.length === 2 && item.relations[0] === '=') {
      this.#assignment(first.name, second, item);
      return;
    }
    let evaluable: Expression | undefined;
    for (const [i, side] of item.sides.entries()) {
      const relation = i === 0 ? undefined : item.relations[i - 1];
      if (relation === '=' || relation === '≈') {
        // `4 = 64 ÷ 16`: the result stands first
        if (evaluable?.kind === 'number' && side.kind === 'operation' && !hasName(side))
          this.#equation(item, side, evaluable, i, index, relation === '≈');
        else if (evaluable && side.kind !== 'name') this.#equation(item, evaluable, side, i, index, relation === '≈');
      } else if (relation === '<' || relation === '>' || relation === '≤' || relation === '≥') {
        this.#inequality(item, i, relation);
      }
      // 1.8 TB/s at 80% → 1.44 TB/s
      if (relation === '→' && i === 1 && evaluable?.kind === 'operation' && side.kind === 'number' && ofShare(evaluable, side))
        this.#equation(item, evaluable, side, i, index, false);
      if (relation === '→') evaluable = undefined;
      if (side.kind !== 'name') evaluable = side;
    }
    if (item.relations.length > 0 && item.relations.every((relation) => relation === '→')) this.#arrow(item, index);
  }

  /** `TP8 × PP4 × DP2` without a result. */
  #namedFactors(expression: Expression): void {
    if (expression.kind !== 'operation' || expression.operators.some((operator) => operator !== '*')) return;
    for (const operand of expression.operands) {
      const each = operand.kind === 'number' ? this.#each.get(operand) : undefined;
      if (operand.kind === 'number' && each) this.#mention(each.id, each.strength, 'definition', operand.number);
      if (operand.kind !== 'number' || !operand.tag || !isSymbol(operand.tag)) continue;
      const sense = labelSense(operand.tag);
      if (sense && isDegree(sense.id) && fits(sense.id, operand.number)) this.#mention(sense.id, 'strong', 'echo', operand.number);
    }
  }

  #assignment(name: string, right: NumberExpression, item: Item): void {
    // `Set tensor_parallel_size=8`: the key is the last word
    const sense = labelSense(name) ?? (/[a-z]_[a-z_]+$/.test(name) ? labelSense(name.slice(name.lastIndexOf(' ') + 1)) : null);
    if (!sense || right.number.value === 0 || !fits(sense.id, right.number)) return;
    const scenario = isContrast(this.#reading.tokens, item.first) ? 'before' : this.#orAnother(item.last + 1) ? 'contrast' : this.#scenario;
    // [batch=4, seq_len=2048, hidden=2048] is the shape of one tensor
    const strength = isDegree(sense.id) || !this.#inBrackets(item.first) ? sense.strength : 'weak';
    this.#mention(sense.id, strength, 'definition', right.number, null, scenario);
  }

  /** `PP = 4 or 8`, `$PP = 2 \text{ or } 4$`: a choice is no statement. */
  #orAnother(at: number): boolean {
    const { tokens } = this.#reading;
    const marks = (from: number): number => {
      let next = from;
      while (
        next < from + 3 &&
        ((tokens[next]?.kind === 'punctuation' && '$`{}\\'.includes((tokens[next] as { text: string }).text)) ||
          wordAt(tokens, next) === 'text')
      )
        next++;
      return next;
    };
    const or = marks(at);
    return /^(?:or|或|または)$/.test(wordAt(tokens, or)) && tokens[marks(or + 1)]?.kind === 'number';
  }

  #inBrackets(at: number): boolean {
    let depth = 0;
    for (const token of this.#reading.tokens.slice(0, at)) {
      if (token.kind !== 'punctuation') continue;
      if (token.text === '[') depth++;
      if (token.text === ']') depth--;
    }
    return depth > 0;
  }

  #equation(item: Chain, whole: Expression, right: Expression, side: number, index: number, approximate: boolean): void {
    const left = lastTerms(whole, right);
    // weights 4 GB + optimizer 26 GB / 16 = 2 GB + activations 31 GB = 37 GB: a sum that runs on through its parts
    if (
      whole !== item.sides[0] &&
      sumsNamed(whole) &&
      item.sides[0] &&
      sumsNamed(item.sides[0]) &&
      compare(left, right).verdict === 'fails'
    )
      return;
    if (
      this.#isCall(left) ||
      (item.sides[0]?.kind === 'number' &&
        (whole === item.sides[0] || right === item.sides[0]) &&
        isIndex(this.#reading.tokens, item.first))
    )
      return;
    // 8 × 4 = 32 × 2 = 64: a computation that runs on
    if (right.kind === 'operation' && right.operands[0] && compare(left, right.operands[0]).verdict === 'holds') return;
    // `… + something that was not read 14 GB = 84 GB`: the left side is the end of a longer one
    if (whole === item.sides[0] && left === whole && (endsSomething(this.#reading.tokens, item.first) || isPartOfPhrase(left, right)))
      return;
    const loose = approximate && right.kind === 'number' ? { ...right, number: { ...right.number, qualifier: 'about' as const } } : right;
    const compared = compare(left, loose);
    const last = side === item.sides.length - 1;
    const ends = right.kind === 'number' ? right.number.span : right.span;
    const written = span(Math.min(left.span.start, ends.start), Math.max(left.span.end, ends.end));
    const named = item.sides[0]?.kind === 'name' ? labelSense(item.sides[0].name) : null;
    let target: Sense | null = null;
    if (right.kind === 'number') {
      const words = nounWords(right.words);
      const noun = nounSense(words);
      const leading = index === 0 || this.#derivationOf(item, index);
      const labelled = leading && !/\btotal\b/.test(words) ? this.#sense.labelled(right.number, words) : null;
      const share = labelled && perRank.has(noun?.id ?? 'gpus') && noun?.strength === 'weak' ? shareOf[labelled.id] : undefined;
      if (share && fits(share, right.number)) target = { id: share, strength: labelled?.strength ?? 'weak' };
      else if (
        noun &&
        (noun.strength === 'strong' || (perRank.has(noun.id) && !(labelled && perRank.has(labelled.id)))) &&
        fits(noun.id, right.number)
      )
        target = noun;
      else if (named && fits(named.id, right.number)) target = named;
      else if (labelled && fits(labelled.id, right.number, words)) target = labelled;
      else if (noun && fits(noun.id, right.number, words))
        target = { id: noun.id, strength: noun.id === 'gpus' && hasOperator(left) ? 'strong' : noun.strength };
    }
    // `Attention heads: 16 heads × 64 dimensions = 1024`: the result is not what an operand already is
    if (target?.id === 'heads' && left.kind === 'operation' && left.operators.includes('*')) target = { id: 'hidden', strength: 'weak' };
    // `Query heads: 64 ÷ 8 = 8`: the label names what is divided
    const divided =
      target && left.kind === 'operation' && left.operators.every((operator) => operator === '/') ? shareOf[target.id] : undefined;
    if (divided) target = { id: divided, strength: target?.strength ?? 'weak' };
    target ??= this.#derived(item, index);
    // `GPU count: 256 = 256`
    const equal =
      left.kind === 'number' &&
      right.kind === 'number' &&
      target !== null &&
      index === 0 &&
      item.sides.length === 2 &&
      this.#context.sense?.id === target.id &&
      left.words.length === 0 &&
      compared.verdict === 'unknown' &&
      quantity(target.id).measure === 'count';
    const result = wholeResult(equal ? { verdict: 'fails', expected: left.number.shown } : compared, left, right, target?.id ?? null);
    const before = this.#reading.items[index - 1];
    const repeated =
      before?.kind === 'single' &&
      right.kind === 'number' &&
      before.expression.number.text === right.number.text &&
      (this.#derivationOf(item, index) || this.#derived(item, index) !== null);
    const claim: Claim = {
      ...(repeated ? { repeats: before.expression.number } : {}),
      kind: 'equation',
      statement: this.#reading.statement,
      scenario: this.#scenario,
      left,
      right,
      span: written,
      verdict: result.verdict,
      expected: result.expected,
      target: target?.id ?? null,
      names: namesFor(item, left),
      approximate,
    };
    if (hasOperator(left) || hasOperator(right) || result.verdict !== 'unknown') this.claims.push(claim);
    if (
      equal ||
      (left.kind === 'number' && right.kind === 'number' && target && result.verdict === 'holds' && this.#context.sense?.id === target.id)
    )
      this.#mention(target?.id ?? 'gpus', target?.strength ?? 'weak', 'echo', (left as NumberExpression).number, claim);
    // PP2 = 30-31 layers per stage: two ends state no value
    if (right.kind === 'number' && right.to !== null) return;
    if (target && right.kind === 'number' && last) this.#mention(target.id, target.strength, 'derived', right.number, claim);
    else if (target && right.kind === 'number') this.#mention(target.id, target.strength, 'echo', right.number, claim);
  }

  /** `sqrt(1/8)`: a function of what stands in the parentheses. */
  #isCall(left: Expression): boolean {
    const at = this.#reading.tokens.findIndex((token) => token.start === left.span.start);
    const [name, open] = [this.#reading.tokens[at - 1], this.#reading.tokens[at]];
    return isOpen(open) && open?.spaced === false && name?.kind === 'word' && !name.glued && !isSymbol(name.text);
  }

  /** An equation in parentheses behind a number that it derives: `each GPU holds 2 experts (8 / 4 = 2)`. */
  #derived(item: Chain, index: number): Sense | null {
    const before = this.#reading.items[index - 1];
    if (before?.kind !== 'single' || !isOpen(this.#reading.tokens[item.first - 1])) return null;
    const gap = this.#reading.tokens.slice(before.last + 1, item.first - 1);
    return gap.every((token) => token.kind === 'word') ? (this.#senses.get(before) ?? null) : null;
  }

  /** An equation in parentheses behind the number that the label leads to. */
  #derivationOf(item: Chain, index: number): boolean {
    return index === 1 && this.#reading.items[0]?.kind === 'single' && isOpen(this.#reading.tokens[item.first - 1]);
  }

  #inequality(item: Chain, i: number, relation: Inequality['relation']): void {
    const left = item.sides[i - 1];
    const right = item.sides[i];
    if (left?.kind !== 'number' || right?.kind !== 'number') return;
    const ticked = this.#reading.tokens.some((token) => token.kind === 'mark' && token.good);
    this.inequalities.push({
      statement: this.#reading.statement,
      scenario: this.#scenario,
      left,
      right,
      relation,
      ticked,
      span: span(left.span.start, right.span.end),
    });
  }

  /** `16 heads → 2 heads per GPU`, `2048 → 512 per rank` under a share: the whole before the arrow, the share behind it. */
  #arrow(item: Chain, index: number): void {
    const [from, to] = [item.sides[0], item.sides.at(-1)];
    if (to?.kind !== 'number' || from?.kind !== 'number') return;
    // `1024 → 128 per GPU (1024 ÷ 8)`
    this.#parenthesis({ kind: 'single', expression: to, span: to.span, first: item.first, last: item.last }, index, null);
    const words = nounWords(to.words);
    const noun = nounSense(words);
    const label = index === 0 && this.#context.sense && perRank.has(this.#context.sense.id) ? this.#context.sense : null;
    const sense = noun?.strength === 'strong' || !label || (words !== '' && !/^(?:[a-z ]+ )?per\b/.test(words)) ? noun : label;
    if (sense?.strength !== 'strong' || !fits(sense.id, to.number)) return;
    this.#mention(sense.id, sense.strength, 'echo', to.number);
    const whole = wholeOf.get(sense.id);
    const before = nounWords(from.words);
    // without a noun of its own it may as well be the share of another layout
    if (whole && item.sides.length === 2 && fits(whole, from.number) && !/\bper\b/.test(before))
      this.#mention(whole, nounSense(before)?.id === whole ? 'strong' : 'weak', 'echo', from.number);
  }

  /** A degree in the label itself: `Tensor Parallelism (TP=8): …`. */
  #labelDegrees(): void {
    const label = this.#reading.statement.label;
    if (!label || !/[0-9]/.test(this.#reading.label)) return;
    const inner = { ...this.#reading.statement, label: null, body: label };
    const reading = readStatement(this.#document, inner);
    for (const item of reading.items) {
      if (item.kind !== 'chain' || item.sides.length !== 2 || item.relations[0] !== '=') continue;
      const [name, value] = item.sides;
      if (name?.kind === 'name' && value?.kind === 'number') this.#assignment(name.name, value, item);
    }
  }

  /** Degrees in notations of their own, where nothing has taken their figures for anything yet. */
  #notations(): void {
    const { tokens, statement } = this.#reading;
    for (const { id, number, start, role } of writtenDegrees(this.#document, statement)) {
      const known = this.mentions.findIndex((mention) => mention.number.digits.start === number.digits.start);
      if (known >= 0 && (this.mentions[known]?.strength === 'strong' || this.mentions[known]?.claim)) continue;
      if (known >= 0) this.mentions.splice(known, 1);
      const first = tokens.findIndex((token) => token.start >= start);
      this.#mention(id, 'strong', role, number, null, first >= 0 && isContrast(tokens, first) ? 'before' : this.#scenario);
    }
  }

  /** `18 transformer layers with a hidden size of 4096 and 64 attention heads`: three of a model's dimensions together are its description. */
  #describeModel(): void {
    if (this.mentions.length < 3) return;
    const found = this.mentions.filter((mention) => dimensions.has(mention.id) && mention.claim === null);
    if (new Set(found.map((mention) => mention.id)).size < 3 || found.length > 6) return;
    for (const [index, mention] of this.mentions.entries())
      if (found.includes(mention))
        this.mentions[index] = { ...mention, strength: 'strong', role: mention.id === 'params' ? mention.role : 'definition' };
  }

  /** `The 96 attention heads are spread as 12 heads per rank`: beside its share a number of heads is that of the model. */
  #wholesBesideShares(): void {
    for (const [index, mention] of this.mentions.entries()) {
      if (mention.strength === 'strong' || mention.claim !== null || mention.scenario !== this.#scenario) continue;
      const beside = this.mentions.some(
        (other) => other.strength === 'strong' && wholeOf.get(other.id) === mention.id && other.scenario === mention.scenario,
      );
      if (beside) this.mentions[index] = { ...mention, strength: 'strong' };
    }
  }

  /** `on 768 GPUs in 48 nodes of 16`: the nodes multiply to the GPUs, which are the plan's where it runs on all of them. */
  #cluster({ gpus, nodes, perNode }: ClusterPhrase): void {
    const [a, b, right] = [nodes.expression, perNode.expression, gpus.expression];
    const left: Expression = { kind: 'operation', operands: [a, b], operators: ['*'], span: span(a.span.start, b.span.end) };
    const { verdict, expected } = compare(left, { ...right, words: [] });
    const whole =
      this.#sense.wholeCluster(gpus) ||
      this.#reading.tokens.some((token, index) => token.kind === 'word' && token.lower === 'all' && index > perNode.last);
    const strength = whole ? 'strong' : 'weak';
    const claim: Claim = {
      kind: 'equation',
      statement: this.#reading.statement,
      scenario: this.#scenario,
      left,
      right,
      span: span(Math.min(a.span.start, right.span.start), Math.max(b.span.end, right.span.end)),
      verdict,
      expected,
      target: whole ? 'gpus' : null,
      names: null,
      approximate: false,
    };
    this.claims.push(claim);
    this.#mention('gpus', strength, whole ? 'derived' : 'echo', right.number, claim);
    this.#mention('nodes', strength, 'definition', a.number);
    this.#mention('gpus_per_node', strength, 'definition', b.number);
  }

  #distributed(): void {
    const told = distributionIn(this.#reading);
    if (!told) return;
    const [a, b, right] = [told.whole.expression, told.parts.expression, told.share.expression];
    const left: Expression = { kind: 'operation', operands: [a, b], operators: ['/'], span: span(a.span.start, b.span.end) };
    const { verdict, expected } = compare(left, right);
    this.claims.push({
      kind: 'equation',
      statement: this.#reading.statement,
      scenario: this.#scenario,
      left,
      right,
      span: span(a.span.start, right.span.end),
      verdict,
      expected,
      target: null,
      names: null,
      approximate: right.number.qualifier === 'about',
    });
  }

  /** `Layout: TP8 × PP4 × DP2 on 64 GPUs`: two degrees in one statement define a layout, and the GPUs with them. */
  #layoutLine(): void {
    const degrees = new Set(
      this.mentions
        .filter(
          (mention) =>
            isDegree(mention.id) && mention.strength === 'strong' && mention.scenario === this.#scenario && mention.claim === null,
        )
        .map((mention) => mention.id),
    );
    if (degrees.size < 2) return;
    for (const [index, mention] of this.mentions.entries()) {
      if (
        mention.role === 'echo' &&
        mention.claim === null &&
        mention.strength === 'strong' &&
        (mention.id === 'gpus' || degrees.has(mention.id))
      )
        this.mentions[index] = { ...mention, role: 'definition' };
    }
  }

  /** `TP=4 vs TP=8` on one line: neither is the plan's. */
  #dropAmbiguous(): void {
    const values = new Map<QuantityId, number>();
    const torn = new Set<QuantityId>();
    for (const mention of this.mentions) {
      if (
        (!isDegree(mention.id) && !(mention.id === 'gpus' && mention.claim === null)) ||
        mention.scenario !== this.#scenario ||
        mention.strength === 'weak'
      )
        continue;
      const known = values.get(mention.id);
      if (known !== undefined && known !== mention.value) torn.add(mention.id);
      values.set(mention.id, mention.value);
    }
    if (torn.size === 0) return;
    for (const [index, mention] of this.mentions.entries())
      if (torn.has(mention.id)) this.mentions[index] = { ...mention, scenario: 'contrast' };
  }
}

const bare = (digits: Span, value: number, plain: string): WrittenNumber => ({
  digits,
  span: digits,
  text: plain.slice(digits.start, digits.end),
  shown: value,
  decimals: 0,
  magnitude: 1,
  unit: null,
  value,
  qualifier: 'exact',
});

/** `8 H100 80GB = 640GB`: two amounts in one unit that differ are no equation; what the first one is a part of was not read. */
const isPartOfPhrase = (left: Expression, right: Expression): boolean =>
  left.kind === 'number' &&
  right.kind === 'number' &&
  left.number.unit !== null &&
  left.number.unit.dimension.bytes !== 0 &&
  left.number.unit.text === right.number.unit?.text &&
  left.number.value !== right.number.value;

const sumsNamed = (expression: Expression): expression is Extract<Expression, { kind: 'operation' }> =>
  expression.kind === 'operation' &&
  expression.operators.every((operator) => operator === '+') &&
  expression.operands.some(
    (operand, at) => at > 0 && [...numbersOf(operand)].some(({ tag, number }) => tag !== null && number.unit !== null),
  );

/** `weights 14 GB + optimizer 84 GB / 64 = 1.3 GB`: in a list of parts the equation may be that of the last one. */
function lastTerms(left: Expression, right: Expression): Expression {
  if (!sumsNamed(left) || compare(left, right).verdict !== 'fails') return left;
  for (let from = 1; from < left.operands.length; from++) {
    const rest = left.operands.slice(from);
    const [only] = rest;
    const tail: Expression | undefined =
      rest.length === 1
        ? only
        : { ...left, operands: rest, operators: left.operators.slice(from), span: span(only?.span.start ?? 0, left.span.end) };
    if (tail && tail.kind === 'operation' && compare(tail, right).verdict === 'holds') return tail;
  }
  return left;
}

/** `4 stages (16 + 16 + 16 + 17)`: the sizes of so many. */
const listsSizes = (left: Expression, { number }: NumberExpression): boolean =>
  left.kind === 'operation' && left.operators.every((operator) => operator === '+') && left.operands.length === number.value;
