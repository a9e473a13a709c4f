import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import type { Item, NumberExpression, Range } from '../notation/expression.ts';
import { type Interval, meets, scale } from '../notation/interval.ts';
import { operandInterval, resultInterval, type WrittenNumber } from '../notation/number.ts';
import type { Token } from '../notation/token.ts';
import { addTo } from '../text/group.ts';
import type { Span } from '../text/span.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { comparable } from './comparable.ts';
import { measuredAgainstGoals } from './goals.ts';
import type { Facts } from './model.ts';
import { type Reading, readStatement, slice } from './reading.ts';
import { Sieve } from './sieve.ts';
import { goalColumn, ownColumn } from './table-columns.ts';

/**
 * A relation between numbers that is written in words rather than with a sign of equality.
 * - `share`: `27ms (46% of 50ms target)`, `18% of 64GB`
 * - `change`: `70GB → 35GB` or `from 129ms to 27ms`, with a percentage or a factor
 * - `margin`: `92ms margin (8ms vs 100ms target)`
 * - `excess`: `124.91GB (890% over capacity)`
 * - `order`: `39.2GB < 68GB`, `1.6s (well below 10s requirement)`
 */
export interface Relation {
  readonly kind: 'share' | 'change' | 'excess' | 'margin' | 'order';
  readonly statement: Statement;
  readonly span: Span;
  readonly holds: boolean;
  /** What is compared: subject, what it is set against, and the ratio stated. */
  readonly subject: WrittenNumber;
  readonly base: WrittenNumber;
  readonly stated: WrittenNumber | null;
  /** For an order: what is claimed of the subject. */
  readonly order: 'above' | 'below' | null;
  /** A tick, or words that say it is met. */
  readonly affirmed: boolean;
  /** The goal stands openly beside its figure: a tick that does not fit is a doubt. */
  readonly open?: boolean;
}

export function readRelations(facts: Facts): Relation[] {
  const out: Relation[] = [];
  for (const reading of relating.of(facts)) out.push(...relatedIn(facts.document, reading));
  out.push(...tableShares(facts), ...excesses(facts), ...inequalities(facts));
  return out.sort((a, b) => a.span.start - b.span.start);
}

const relating = new Sieve((reading, document) => relatedIn(document, reading).length > 0);

/** What a statement says of its own numbers: of two at least, or of one with a ratio in its label. */
const relatedIn = (document: Document, reading: Reading): Relation[] =>
  reading.items.length > 1 || (reading.items[0]?.kind === 'chain' && reading.items[0].relations.length > 0)
    ? [...margins(reading), ...shares(reading), ...changes(document, reading), ...orders(reading), ...goals(document, reading)]
    : [];

interface Figure {
  readonly item: Item;
  readonly expression: NumberExpression;
}

const figures = new WeakMap<readonly Item[], readonly Figure[]>();

/** The figures that a statement comes to: its single numbers, and the results of its chains. */
function singles({ items }: Reading): readonly Figure[] {
  let known = figures.get(items);
  if (!known) {
    const found: Figure[] = [];
    for (const item of items) {
      // a chain leads on with its last side: `16.5GB/64GB = 25.8% (…)`
      const expression = item.kind === 'single' ? item.expression : item.kind === 'chain' ? item.sides.at(-1) : undefined;
      if (expression?.kind === 'number') found.push({ item, expression });
    }
    known = found;
    figures.set(items, known);
  }
  return known;
}

const wordsBetween = (tokens: readonly Token[], first: number, last: number): string =>
  tokens
    .slice(first, last)
    .map((token) => (token.kind === 'word' ? token.lower : token.kind === 'punctuation' ? token.text : ' '))
    .join(' ');

const isPercent = (number: WrittenNumber): boolean => number.unit?.percent === true;

/** `27ms (46% of 50ms target)`, `25ms (50% improvement over 50ms target)`. */
function shares(reading: Reading): Relation[] {
  const out: Relation[] = [];
  const numbers = singles(reading);
  for (let i = 1; i + 1 < numbers.length; i++) {
    const subject = numbers[i - 1] as Figure;
    const stated = numbers[i] as Figure;
    const base = numbers[i + 1] as Figure;
    const ratio = stated.expression.number;
    if (!isPercent(ratio) && ratio.unit?.times !== true) continue;
    if (subject.item === stated.item || stated.item === base.item || (subject.item.kind === 'chain' && !subject.expression.number.unit))
      continue;
    const before = wordsBetween(reading.tokens, subject.item.last + 1, stated.item.first).trim();
    const between = wordsBetween(reading.tokens, stated.item.last + 1, base.item.first);
    if (!/^[a-z ~-]{0,24}\(( ~)?$/.test(before) || /[(),;]/.test(between)) continue;
    if (!comparable(subject.expression.number, base.expression.number)) continue;
    // `20 % more than TP=2`: the degree is a name
    if (base.expression.tag !== null || (base.item.kind === 'chain' && base.item.sides[0]?.kind === 'name')) continue;
    if (subject.expression.number.qualifier === 'below' || subject.expression.number.qualifier === 'above') continue;
    const plain = /^ *of( the| a| available| total| its| our| all)* *$/.test(between);
    const differs = /\b(?:improvement|better|faster|lower|higher|less|more|above|below|under|over|reduction|headroom|than)\b/.test(between);
    if (!plain && !differs) continue;
    const readings = plain ? ['share' as const] : (['share', 'difference'] as const);
    out.push(relation('share', reading.statement, ratio.span, subject.expression.number, base.expression.number, ratio, readings));
  }
  return out;
}

/** `92ms margin (8ms vs 100ms target)`: the distance between two figures, in their unit or as a share of one. */
function margins(reading: Reading): Relation[] {
  const numbers = singles(reading);
  const out: Relation[] = [];
  for (let i = 0; i + 2 < numbers.length; i++) {
    const [margin, a, b] = [numbers[i] as Figure, numbers[i + 1] as Figure, numbers[i + 2] as Figure];
    const before = wordsBetween(reading.tokens, margin.item.last + 1, a.item.first)
      .replace(/ +/g, ' ')
      .trim();
    const between = wordsBetween(reading.tokens, a.item.last + 1, b.item.first)
      .replace(/ +/g, ' ')
      .trim();
    if (!/^(?:safety )?(?:margin|headroom|buffer|slack) \($/.test(before) || !/^(?:vs|versus|against|of)( ~)?$/.test(between)) continue;
    const stated = margin.expression.number;
    const [x, y] = [a.expression.number, b.expression.number];
    if (!comparable(x, y)) continue;
    const gap = Math.abs(x.value - y.value);
    const readings =
      isPercent(stated) && !isPercent(x)
        ? [gap / y.value, gap / x.value]
        : isPercent(stated)
          ? [gap, gap / y.value, gap / x.value]
          : comparable(stated, x)
            ? [gap]
            : [];
    if (readings.length === 0) continue;
    const said = resultInterval(stated);
    const holds = readings.some((value) => value >= said.low * (1 - 1e-9) && value <= said.high * (1 + 1e-9));
    out.push({
      kind: 'margin',
      statement: reading.statement,
      span: stated.span,
      holds,
      subject: x,
      base: y,
      stated,
      order: null,
      affirmed: false,
    });
  }
  return out;
}

function relation(
  kind: Relation['kind'],
  statement: Statement,
  span: Span,
  subject: WrittenNumber,
  base: WrittenNumber,
  stated: WrittenNumber,
  readings: readonly ('share' | 'difference')[],
): Relation {
  const holds = readings.some((reading) => ratiosOf(subject, base, reading).some((ratio) => agrees(ratio, stated)));
  return { kind, statement, span, holds, subject, base, stated, order: null, affirmed: false };
}

/** Ratios that an author may mean, with the slack of the printed digits. */
function ratiosOf(subject: WrittenNumber, base: WrittenNumber, reading: 'share' | 'difference'): Interval[] {
  const a = operandInterval(subject);
  const b = operandInterval(base);
  const divide = (x: Interval, y: Interval): Interval => ({ low: x.low / y.high, middle: x.middle / y.middle, high: x.high / y.low });
  if (reading === 'share') return [divide(a, b)];
  const shifted = (x: Interval): Interval => ({
    low: Math.min(Math.abs(x.low - 1), Math.abs(x.high - 1)),
    middle: Math.abs(x.middle - 1),
    high: Math.max(Math.abs(x.low - 1), Math.abs(x.high - 1)),
  });
  return [divide(b, a), shifted(divide(a, b)), shifted(divide(b, a))];
}

function agrees(ratio: Interval, stated: WrittenNumber): boolean {
  const said = resultInterval(stated);
  // half a unit more below: authors round up as well as down
  const last = (10 ** -stated.decimals * (stated.unit?.scale ?? 1)) / 2;
  const wide = { low: said.low - last, middle: said.middle, high: said.high };
  return meets(ratio, wide) || meets(ratio, scale(wide, -1));
}

const changeWords =
  /\b(?:reduc|increas|decreas|improv|sav|higher|lower|faster|slower|growth|drop|gain|speedup|speed up|cut|shrink|less|more|reduction)/;

/** `75% (70GB → 35GB)` and `reduced by 79%: from 129ms to 27ms`. */
function changes(document: Document, reading: Reading): Relation[] {
  const pairs: { from: WrittenNumber; to: WrittenNumber; first: number; last: number }[] = [];
  for (const item of reading.items) {
    if (item.kind !== 'chain' || item.relations.length !== 1 || item.relations[0] !== '→') continue;
    const [from, to] = item.sides;
    if (from?.kind === 'number' && to?.kind === 'number')
      pairs.push({ from: from.number, to: to.number, first: item.first, last: item.last });
  }
  const numbers = singles(reading);
  for (let i = 0; i + 1 < numbers.length; i++) {
    const a = numbers[i] as { item: Item; expression: NumberExpression };
    const b = numbers[i + 1] as { item: Item; expression: NumberExpression };
    const before = reading.tokens[a.item.first - 1];
    const between = wordsBetween(reading.tokens, a.item.last + 1, b.item.first).trim();
    const lead =
      before?.kind === 'word'
        ? before.lower
        : before?.kind === 'punctuation' && before.text === '~'
          ? wordBefore(reading.tokens, a.item.first - 1)
          : '';
    if (lead === 'from' && /^[a-z ]{0,20}\bto( ~)?$/.test(between))
      pairs.push({ from: a.expression.number, to: b.expression.number, first: a.item.first, last: b.item.last });
  }
  if (pairs.length !== 1) return [];
  const pair = pairs[0] as (typeof pairs)[number];
  if (!comparableLoosely(pair.from, pair.to) || pair.from.value === 0 || pair.to.value === 0) return [];
  const stated = [
    ...labelRatios(document, reading.statement),
    ...numbers.filter(({ item }) => item.last < pair.first || item.first > pair.last).map(({ expression }) => expression.number),
  ].filter((number) => isPercent(number) || number.unit?.times === true);
  if (stated.length !== 1) return [];
  const ratio = stated[0] as WrittenNumber;
  // `halving TP from 8 to 4 saves 14 %` speaks of two things
  const next = reading.tokens[pair.last + 1];
  const beside = next?.kind === 'punctuation' && next.text === '(' && ratio.digits.start > next.start && ratio.digits.start - next.end < 8;
  if (pair.to.unit === null && !beside) return [];
  if (Math.min(Math.abs(ratio.digits.start - pair.to.digits.end), Math.abs(pair.from.digits.start - ratio.digits.end)) > 80) return [];
  const said = plainWords(slice(document, reading.statement.span));
  if (!changeWords.test(said)) return [];
  const points = isPercent(pair.from) && isPercent(pair.to);
  const found = relation('change', reading.statement, ratio.span, pair.to, borrowed(pair.from, pair.to), ratio, ['share', 'difference']);
  const absolute = points && Math.abs(Math.abs(pair.to.value - pair.from.value) - ratio.value) < 0.0051;
  return [{ ...found, holds: found.holds || absolute }];
}

const wordBefore = (tokens: readonly Token[], at: number): string => {
  const token = tokens[at - 1];
  return token?.kind === 'word' ? token.lower : '';
};

const comparableLoosely = (from: WrittenNumber, to: WrittenNumber): boolean => from.unit === null || comparable(from, to);

/** `from ~8,000 to 38,000 TPS`: the first takes the unit of the second. */
const borrowed = (from: WrittenNumber, to: WrittenNumber): WrittenNumber =>
  from.unit === null && to.unit !== null ? { ...from, unit: to.unit, value: from.value * to.unit.scale } : from;

function labelRatios(document: Document, statement: Statement): WrittenNumber[] {
  if (!statement.label) return [];
  const reading = readStatement(document, { ...statement, label: null, body: statement.label });
  return singles(reading).map(({ expression }) => expression.number);
}

/** `1.6s (well below 10s requirement)`, `~120 tokens/ms (exceeds 100 requirement)`. */
function orders(reading: Reading): Relation[] {
  const out: Relation[] = [];
  const numbers = singles(reading);
  for (let i = 0; i + 1 < numbers.length; i++) {
    const a = numbers[i] as { item: Item; expression: NumberExpression };
    const b = numbers[i + 1] as { item: Item; expression: NumberExpression };
    const between = wordsBetween(reading.tokens, a.item.last + 1, b.item.first)
      .replace(/ +/g, ' ')
      .trim();
    const match =
      /^[a-z ]{0,24}\( ?(?:well |far |safely |comfortably )?(exceeds|exceeding|above|below|under|within|beats|surpass(?:es|ing))(?: the| its| our)?$/.exec(
        between,
      );
    const goal = b.expression.words.some((word) =>
      /^(?:requirements?|targets?|limits?|goals?|constraints?|thresholds?|budgets?|capacity)$/.test(word.lower),
    );
    const bracket =
      /^[a-z ]{0,24}\($/.test(between) &&
      (b.expression.number.qualifier === 'below' ||
        b.expression.number.qualifier === 'above' ||
        b.expression.number.qualifier === 'at-most' ||
        b.expression.number.qualifier === 'at-least');
    if (!goal || (!match && !bracket)) continue;
    const base =
      b.expression.number.unit === null && a.expression.number.unit !== null
        ? { ...b.expression.number, unit: a.expression.number.unit, value: b.expression.number.shown * a.expression.number.unit.scale }
        : b.expression.number;
    if (!comparable(a.expression.number, base)) continue;
    const word = match?.[1] ?? b.expression.number.qualifier;
    const order = /^(?:exceed|above|beats|surpass|at-least)/.test(word) ? 'above' : 'below';
    out.push(
      ordered(
        reading.statement,
        a.expression.number.span,
        a.expression.number,
        base.qualifier === 'exact' ? base : { ...base, qualifier: 'exact' },
        order,
        true,
      ),
    );
  }
  return out;
}

function ordered(
  statement: Statement,
  span: Span,
  subject: WrittenNumber,
  base: WrittenNumber,
  order: 'above' | 'below',
  affirmed: boolean,
): Relation {
  const a = operandInterval(subject);
  const b = operandInterval(base);
  const slack = 1e-9 * Math.abs(b.middle);
  const holds = order === 'above' ? a.high >= b.low - slack : a.low <= b.high + slack;
  return { kind: 'order', statement, span, holds, subject, base, stated: null, order, affirmed };
}

/** A tick anywhere in the statement: before its label, or behind its figures. */
const isTicked = (document: Document, { span }: Statement): boolean =>
  /[✅✓✔☑]/u.test(document.text.slice(span.start, Math.min(span.end, span.start + 400)));

/** `✅ 65% (target: 70%)`: affirmed by the tick alone. */
function goals(document: Document, reading: Reading): Relation[] {
  const ticked = isTicked(document, reading.statement);
  return measuredAgainstGoals(document, reading).map(({ span: figure, worst, goal, order }) => ({
    ...ordered(reading.statement, figure, worst, goal, order, ticked),
    open: true,
  }));
}

function inequalities(facts: Facts): Relation[] {
  return facts.inequalities.flatMap((inequality) => {
    const { left, right, relation: sign, statement, span, ticked } = inequality;
    if (!comparable(left.number, right.number) || left.to || right.to) return [];
    if (
      left.number.unit === null &&
      (left.words[0]?.lower ?? '') !== (right.words[0]?.lower ?? '') &&
      left.words.length > 0 &&
      right.words.length > 0
    )
      return [];
    return [
      ordered(
        statement,
        span,
        left.number,
        right.number,
        sign === '>' || sign === '≥' ? 'above' : 'below',
        ticked || isTicked(facts.document, statement),
      ),
    ];
  });
}

/** Whether a cell stands under a goal. */
const underGoal = new Slot<boolean>();

/** `✅ PASS (46% of target)` in a row that has a column for the target and one for the value. */
function tableShares(facts: Facts): Relation[] {
  const out: Relation[] = [];
  const rows = new Map<string, Reading[]>();
  const isOf = ({ statement }: Pick<Reading, 'statement'>, column: RegExp): boolean =>
    statement.cell?.header != null && column.test(plainWords(slice(facts.document, statement.cell.header)));
  const ofGoals = statementsIn(facts.document.place, facts.document, underGoal, (statement) => isOf({ statement }, goalColumn));
  const tables = new Set(ofGoals.map(({ block }) => block));
  if (tables.size === 0) return [];
  for (const reading of facts.readings) {
    const { cell, block } = reading.statement;
    if (cell && cell.row > 0 && tables.has(block)) addTo(rows, `${block}:${cell.row}`, reading);
  }
  for (const cells of rows.values()) {
    const column = (test: RegExp): WrittenNumber | undefined => {
      const found = cells.filter((reading) => isOf(reading, test));
      const numbers = found.length === 1 && found[0] ? singles(found[0]) : [];
      return numbers.length === 1 ? numbers[0]?.expression.number : undefined;
    };
    const base = column(goalColumn);
    const subject = column(ownColumn);
    if (!base || !subject || !comparable(subject, { ...base, qualifier: 'exact' })) continue;
    for (const reading of cells) {
      for (const { item, expression } of singles(reading)) {
        if (!isPercent(expression.number) || expression.number === base || expression.number === subject) continue;
        const after = wordsBetween(reading.tokens, item.last + 1, reading.tokens.length);
        if (!/^ ?of (?:the )?(?:target|limit|goal)\b/.test(after)) continue;
        out.push(
          relation('share', reading.statement, expression.number.span, subject, { ...base, qualifier: 'exact' }, expression.number, [
            'share',
          ]),
        );
      }
    }
  }
  return out;
}

/** A percentage that is over something. */
const exceeding = new Sieve((reading) => {
  const numbers = singles(reading);
  const [, stated] = numbers;
  if (reading.items.length < 2 || numbers.length !== 2 || !stated || !isPercent(stated.expression.number)) return false;
  const after = wordsBetween(reading.tokens, stated.item.last + 1, reading.tokens.length);
  return /^ ?(?:over capacity|over the capacity|over available|over limit|shortfall|short)\b/.test(after);
});

/** `Memory Shortfall: 124.91GB (890% over capacity)` below the capacity that it exceeds. */
function excesses(facts: Facts): Relation[] {
  const out: Relation[] = [];
  for (const reading of exceeding.of(facts)) {
    const [subject, stated] = singles(reading);
    if (!subject || !stated) continue;
    const bases = facts.readings
      .filter((other) => other.statement.block === reading.statement.block && other.statement.index < reading.statement.index)
      .flatMap((other) =>
        singles(other)
          .slice(0, 1)
          .map(({ expression }) => expression.number),
      )
      .filter((number) => comparable(number, subject.expression.number));
    if (bases.length === 0) continue;
    const possible = bases.map((base) =>
      relation('excess', reading.statement, stated.expression.number.span, subject.expression.number, base, stated.expression.number, [
        'share',
        'difference',
      ]),
    );
    const capacity = possible.at(-1);
    if (capacity) out.push({ ...capacity, holds: possible.some((candidate) => candidate.holds) });
  }
  return out;
}

export type { Range };
