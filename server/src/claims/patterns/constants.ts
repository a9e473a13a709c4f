import { Slot } from '../../document/kept.ts';
import { anyOf, matcher } from '../../lexicon/matcher.ts';
import { equals } from '../../lexicon/roles.ts';
import { elsewhere } from '../../lexicon/scopes.ts';
import { actOf } from '../../lexicon/speech.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import type { Line } from '../atoms.ts';
import { called, termOf } from '../called.ts';
import type { Claim } from '../claim.ts';
import { type Counted, countedIn, nounsOf, withoutNouns } from '../kinds.ts';
import type { Ear, Page } from '../page.ts';
import { agrees } from '../ratio.ts';
import { sidesOfProduct } from '../side.ts';

/**
 * What a page holds throughout: eight GPUs a node, 4.2 M tokens a step, told once or always alike. Two figures side by side that count the
 * one and the other are then tied: `12 nodes (96 GPUs)`, `120,000 steps → 503 B tokens`.
 */
export function byConstants(page: Page, told: readonly Claim[]): Claim[] {
  const constants = constantsOf(page);
  if (constants.size === 0) return [];
  const known = new Set(told.flatMap(({ figures }) => figures.map(({ digits }) => digits.start)));
  return page.heard(ties).lines.flatMap((line) => {
    const isTied = line.statement.own.of(tied, () => kindsTied(line)).some((key) => constants.has(key));
    if (!isTied) return [];
    const counted = tiedIn(line);
    return pairsIn(line, counted).flatMap(([first, second]) => {
      if (known.has(second.atom.number.digits.start) && known.has(first.atom.number.digits.start)) return [];
      const claim = claimOf(page, line, [first, second], counted, constants);
      return claim ? [claim] : [];
    });
  });
}

/** Whether a line says one figure once more by another. */
export const ties: Ear = (_, line) => pairsIn(line, tiedIn(line)).length > 0;

const tied = new Slot<readonly string[]>();

/** What each pair of a line would have to be told of, either way round. */
const kindsTied = (line: Line): string[] =>
  pairsIn(line, tiedIn(line)).flatMap(([first, second]) => {
    const [a, b] = [plainKind(first), plainKind(second)];
    return a && b ? [keyOf(a, b), keyOf(b, a)] : [];
  });

const tiedIn = (line: Line): Counted[] => countedIn(line).filter(({ isOperand }) => !isOperand);

/** Whether a line tells how many of something each has. */
export const deals: Ear = (_, line) => line.atoms.length > 0 && countedIn(line).some((counted) => perOf(counted) !== null);

/** Figures side by side of which the second says the first once more. */
const pairsIn = (line: Line, counted: readonly Counted[]): (readonly [Counted, Counted])[] =>
  line.atoms.length < 2 || line.atoms.length > mostFigures
    ? []
    : counted.flatMap((second, at) => {
        const first = counted[at - 1];
        return first?.index === second.index - 1 && isRestated(line, first, second) ? [[first, second] as const] : [];
      });

const mostFigures = 9;

/** A figure of each of something, by what it counts and of what. */
type Constants = ReadonlyMap<string, Constant>;

/** Where it is told first. */
interface Constant {
  readonly line: Line;
  /** Which of the figures that the line counts. */
  readonly at: number;
  readonly value: number;
}

/** Between two figures of which the second says the first once more: a bracket, a comma, an arrow, `i.e.`, a verb. */
const restates = new RegExp(
  `^ (?:→|=|≈|–|—|:|, so|, i . e .|, that is|\\( i . e .|${anyOf(equals)}|for|with|have|has|hold|holds|make|makes|give|gives|are) (?:(?:a total of|in total|in all|about|=|≈|that is|so|and|the|all|of) )*$`,
  'u',
);
/** Behind the second: nothing that makes another figure of it. */
const ends = /^ (?:in total |in all |total |overall |altogether )?(?:$|[.,;:)✓|(])/u;

const machinery = new Set(['gpu', 'node']);
function isRestated({ gaps }: Line, first: Counted, second: Counted): boolean {
  const space = withoutNouns(gaps[second.index] ?? ' ', nounsOf(first.atom));
  // what is listed is seldom told twice, but for machines and their devices
  const listed = /^ [,/(] $/.test(space) && [first, second].every((counted) => machinery.has(plainKind(counted) ?? ''));
  return (
    (listed || restates.test(space) || (/^ \( $/.test(space) && first.value.middle < second.value.middle)) &&
    ends.test(withoutNouns(gaps[second.index + 1] ?? ' ', nounsOf(second.atom)))
  );
}
/** `gpu/node`. */
const keyOf = (over: string, by: string): string => `${over}/${by}`;

function constantsOf(page: Page): Constants {
  const known = constantsByPage.get(page);
  if (known) return known;
  const found = new Map<string, Constant | null>();
  for (const line of page.heard(deals).lines) {
    if (line.statement.place.of(ofAnother, () => isElsewhere(page, line))) continue;
    for (const { key, at, value } of line.statement.own.of(dealt, () => dealtIn(line))) {
      const before = found.get(key);
      if (before === undefined) found.set(key, { line, at, value });
      else if (before && Math.abs(before.value / value - 1) > 1e-6) found.set(key, null);
    }
  }
  const out = new Map([...found].filter((entry): entry is [string, Constant] => entry[1] !== null));
  constantsByPage.set(page, out);
  return out;
}

const constantsByPage = new WeakMap<Page, Constants>();

/** What a line tells of each of something: of what, as which of its counted figures, and how many. */
interface Dealt {
  readonly key: string;
  readonly at: number;
  readonly value: number;
}

const dealt = new Slot<readonly Dealt[]>();

const dealtIn = (line: Line): Dealt[] =>
  countedIn(line).flatMap((counted, at) => {
    const key = perOf(counted);
    return key ? [{ key, at, value: counted.value.middle }] : [];
  });

const ofAnother = new Slot<boolean>();
const speaksOfAnother = matcher(elsewhere);
/** `On the old cluster (4 GPUs per node)`, and what stands under such a heading. */
const isElsewhere = (page: Page, { statement }: Line): boolean =>
  speaksOfAnother(page.text(statement)) || speaksOfAnother(page.title(statement.section));

/** Two things, the one counted by the other; rates and what is measured in bytes differ from place to place. */
function perOf({ kind, atom, inAll }: Counted): string | null {
  if (inAll || kind.size !== 2 || atom.number.qualifier !== 'exact') return null;
  const over = [...kind].find(([, power]) => power === 1)?.[0];
  const by = [...kind].find(([, power]) => power === -1)?.[0];
  return over && by && !physical.has(over) && !physical.has(by) ? keyOf(over, by) : null;
}

const physical = new Set(['bytes', 'time', 'flop', 'money', 'watt']);

function claimOf(
  page: Page,
  line: Line,
  [first, second]: readonly [Counted, Counted],
  counted: readonly Counted[],
  constants: Constants,
): Claim | null {
  const [a, b] = [plainKind(first), plainKind(second)];
  if (!a || !b || a === b || counted.some((other) => other !== first && other !== second && [a, b].includes(plainKind(other) ?? '')))
    return null;
  const direct = constants.get(keyOf(b, a));
  const told = direct ?? constants.get(keyOf(a, b));
  const constant = told && countedIn(told.line)[told.at];
  if (!constant || constant.atom.statement === line.statement) return null;
  const [x, c, y] = [first.value, constant.value, second.value];
  const value = direct
    ? { low: x.low * c.low, middle: x.middle * c.middle, high: x.high * c.high }
    : { low: x.low / c.high, middle: x.middle / c.middle, high: x.high / c.low };
  const holds = agrees(value, second.atom.number) || Math.abs(value.middle / y.middle - 1) < 0.01;
  if (!holds && (actOf(page.text(line.statement)) !== 'asserts' || mayBeSome(first, second, direct !== undefined, value.middle)))
    return null;
  const unit = second.atom.number.value / second.atom.number.shown;
  const text = `${called(first)} ${direct ? '×' : '÷'} ${called(constant)}`;
  return {
    pattern: 'each',
    statement: line.statement,
    span: second.atom.number.digits,
    holds,
    sure: 'likely',
    says: holds
      ? `holds: ${text} is ${called(second)}`
      : `${text} is ${figure(value.middle / unit)}${suffixOf(second.atom.number)}, not ${called(second)}`,
    figures: [first.atom.number, constant.atom.number, second.atom.number],
    correction:
      Number.isInteger(value.middle) || second.atom.number.decimals > 0 ? { number: second.atom.number, value: value.middle } : null,
    sides: () =>
      sidesOfProduct(termOf(second), [
        { ...termOf(first), exponent: 1 },
        { ...termOf(constant), exponent: direct ? 1 : -1 },
      ]),
  };
}

/** What a plain count counts. */
const plainKind = (counted: Counted): string | null => {
  const kind = counted.inAll ?? counted.kind;
  const [only] = [...kind];
  return kind.size === 1 && only && only[1] === 1 && !physical.has(only[0]) ? only[0] : null;
};

/** Fewer than all of what they hold, and more than one holder less would: the last of them may be used in part. */
const mayBeSome = (first: Counted, second: Counted, isDirect: boolean, value: number): boolean =>
  isDirect
    ? second.value.middle < value && second.value.middle > value * (1 - 1 / first.value.middle)
    : Math.ceil(value) === second.value.middle;
