import type { Document } from '../document/document.ts';
import type { Item } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Token } from '../notation/token.ts';
import { type Span, span } from '../text/span.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { comparable } from './comparable.ts';
import { type Reading, slice } from './reading.ts';

/** A figure beside the goal that it is measured against: `65% (target: 70%)`, `≥ 60% MFU (50-70% achieved)`. */
export interface Measured {
  /** The figure; of a range the end that lies farther from the goal. */
  readonly worst: WrittenNumber;
  readonly goal: WrittenNumber;
  readonly order: 'above' | 'below';
  /** The figure or range as written. */
  readonly span: Span;
}

/** Every figure of a statement with its goal in brackets, or the goal with its figure in brackets. */
export function measuredAgainstGoals(document: Document, reading: Reading): Measured[] {
  const out: Measured[] = [];
  for (let i = 0; i + 1 < reading.items.length; i++) {
    const [a, b] = [reading.items[i], reading.items[i + 1]];
    if (!a || !b) continue;
    const between = words(reading.tokens, a.last + 1, b.first);
    const bracket = /^([a-z/ ]{0,40})\( ?([a-z ]{0,24}?):?$/.exec(between);
    if (!bracket) continue;
    const lead = bracket[2] ?? '';
    const behind = behindOf(reading.tokens, b);
    const measured = goalWord.test(lead) ? { value: a, goal: b } : achieved.test(behind) && lead === '' ? { value: b, goal: a } : null;
    if (measured?.goal.kind !== 'single') continue;
    const goal = borrowed(measured.goal.expression.number, ends(measured.value)?.at(-1));
    const value = ends(measured.value)?.map((number) => borrowed(number, goal));
    if (!value?.[0] || !comparable(value[0], goal)) continue;
    const order = orderOf(goal, lead, subjectOf(document, reading, between));
    if (!order) continue;
    const worst = order === 'above' ? value[0] : value.at(-1);
    if (worst)
      out.push({ worst, goal: { ...goal, qualifier: 'exact' }, order, span: span(value[0].span.start, (value.at(-1) ?? worst).span.end) });
  }
  return out;
}

const goalWord =
  /^(?:the )?(?:target|goal|requirement|required|limit|budget|slo|sla|needed|needs|max|maximum|min|minimum|threshold)(?: of| is)?$/;
const achieved = /^(?:achieved|measured|actual|expected|projected|estimated)\b/;

/** What has to be: by the sign of the goal, by the word before it, else by what is measured. */
function orderOf(goal: WrittenNumber, lead: string, subject: string): 'above' | 'below' | null {
  if (goal.qualifier === 'at-least' || goal.qualifier === 'above' || /^min/.test(lead)) return 'above';
  if (goal.qualifier === 'at-most' || goal.qualifier === 'below' || /^(?:limit|budget|max)/.test(lead)) return 'below';
  const unit = goal.unit;
  if (!unit || unit.times) return null;
  if (unit.percent) return wanted.test(subject) ? (unwanted.test(subject) ? null : 'above') : unwanted.test(subject) ? 'below' : null;
  const { time, bytes, flop } = unit.dimension;
  if (time === 1 && bytes === 0 && flop === 0) return 'below';
  return time === -1 && bytes === 0 && flop === 0 ? 'above' : null;
}

const wanted = /\b(?:utili[sz]ation|efficiency|mfu|throughput|accuracy|availability|scaling|balance|hit rate|uptime)\b/;
const unwanted = /\b(?:overhead|bubble|latency|loss|errors?|variance|variation|imbalance|memory|idle|waste|reduction)\b/;

const subjectOf = (document: Document, reading: Reading, between: string): string =>
  `${reading.statement.label ? plainWords(slice(document, reading.statement.label)) : ''} ${between}`;

/** Both ends of a range, one number otherwise. */
function ends(item: Item): WrittenNumber[] | undefined {
  if (item.kind === 'range') return [item.from, item.to];
  return item.kind === 'single' ? [item.expression.number] : undefined;
}

/** `10 requests/s (target: 8)`: a bare figure takes the unit of the other. */
const borrowed = (number: WrittenNumber, like: WrittenNumber | undefined): WrittenNumber =>
  number.unit === null && like?.unit && !like.unit.times
    ? { ...number, unit: like.unit, value: number.shown * number.magnitude * like.unit.scale }
    : number;

const words = (tokens: readonly Token[], first: number, last: number): string =>
  tokens
    .slice(first, last)
    .map((token) =>
      token.kind === 'word'
        ? token.lower
        : token.kind === 'punctuation'
          ? token.text
          : token.kind === 'operator' && token.sign === '/'
            ? '/'
            : token.kind === 'relation'
              ? ''
              : ' ',
    )
    .join(' ')
    .replace(/ +/g, ' ')
    .replace(/ :/g, ':')
    .trim();

/** Words of the number that stand between it and the closing bracket. */
const behindOf = (tokens: readonly Token[], item: Item): string => words(tokens, item.last + 1, Math.min(tokens.length, item.last + 4));
