import { matcher } from '../../lexicon/matcher.ts';
import { numeral } from '../../lexicon/numerals.ts';
import { ceilings } from '../../lexicon/room.ts';
import { slice } from '../../plan/reading.ts';
import { type Amount, amountsOf, isYielded, perOf, roleOf, sameKind } from '../amounts.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page } from '../page.ts';
import { spoken } from '../spoken.ts';
import { type Affirmation, affirmationOf, isSpreadOver, roomClaim, subjectOf } from './room.ts';

/**
 * The same over two or three statements that follow one another: `We keep six copies, 4.10 TB. The quota is 4.0 TB, so the six copies fit.`
 * A statement that gives one of the two amounts speaks of the last one before it that it shares a word or a figure with; one that gives
 * none names the limit that stands a line or two above.
 */
export function roomsNear(page: Page, line: Line, before: readonly Line[]): Claim[] {
  const affirmation = affirmationOf(page, line);
  if (!affirmation || affirmation.denied) return [];
  const own = amountsOf(line).filter(({ measure }) => measure !== '%' && measure !== 'x');
  const supplied = own.filter((amount) => roleOf(line, amount) === 'supply' || isYielded(line, amount));
  const measured = own.filter(({ measure, noun }) => measure !== 'count' || noun !== null);
  const found =
    supplied.length === 1
      ? askedBefore(page, line, affirmation, supplied[0] as Amount, own, before)
      : supplied.length === 0
        ? (limitBefore(page, line, affirmation, measured, before) ?? givenBefore(line, affirmation, measured, before))
        : null;
  if (!found) return [];
  const { demand, supply } = found;
  if (perOf(demand.line, demand.amount) !== perOf(supply.line, supply.amount)) return [];
  const claim = roomClaim(demand.line, demand.amount, supply.amount, false, 'likely');
  return claim ? [{ ...claim, statement: line.statement, span: line.statement.span, places: placesOf(demand, supply) }] : [];
}

interface Place {
  readonly line: Line;
  readonly amount: Amount;
}

const placesOf = (demand: Place, supply: Place): NonNullable<Claim['places']> => [
  { message: `what is asked for: ${demand.amount.shown}`, span: demand.amount.atom.number.span },
  { message: `what is there: ${supply.amount.shown}`, span: supply.amount.atom.number.span },
];

interface Found {
  readonly demand: Place;
  readonly supply: Place;
}

/** `The quota is 4.0 TB, so the six copies fit`: what they take is told last before it. */
function askedBefore(
  page: Page,
  line: Line,
  affirmation: Affirmation,
  amount: Amount,
  own: readonly Amount[],
  before: readonly Line[],
): Found | null {
  const { said, at } = affirmation;
  if (own.some((other) => other !== amount && sameKind(other, amount)) || said.indexOf(`#${amount.last}`) > at) return null;
  for (const earlier of before.slice(0, 2)) {
    const last = amountsOf(earlier).findLast((other) => sameKind(other, amount));
    if (!last) continue;
    if (
      roleOf(earlier, last) === 'supply' ||
      isShare.test(said.slice(at)) ||
      isSpreadOver(affirmation) ||
      shardable(page, amount, line, earlier)
    )
      return null;
    if (!linked(page, said.slice(at), said, line, earlier)) return null;
    return { demand: { line: earlier, amount: last }, supply: { line, amount } };
  }
  return null;
}

/** `enough for one of them`: not all of it is told to fit. */
const isShare = /(?:^| )(?:one|each|every|single|half|part|shard|slice|first|a|an|per|at a time)(?= )|单|每/u;

/** Bytes are dealt out over devices as a rule: only where both statements speak of the device. */
function shardable(page: Page, { measure }: Amount, line: Line, earlier: Line): boolean {
  if (measure !== 'bytes1') return false;
  const device = isDevice.exec(page.text(line.statement).toLowerCase())?.[0];
  return device !== undefined && !page.text(earlier.statement).toLowerCase().includes(device);
}
const isDevice = /gpu|card|node|host|device|chip|accelerator|server|卡|节点|服务器/;

/** Both name one thing by its word, or share a figure: of what is told to fit, or of all that is told. */
function linked(page: Page, object: string, said: string, line: Line, earlier: Line): boolean {
  const there = wordsOf(spoken(page, earlier));
  if ([...wordsOf(object)].some((word) => there.has(word))) return true;
  const numbers = [
    ...line.atoms.filter(({ measure }) => measure === 'count').map(({ number }) => number.value),
    ...said.split(' ').flatMap((word) => numeral(word) ?? []),
  ];
  const counted = earlier.atoms.filter(({ measure }) => measure === 'count').map(({ number }) => number.value);
  return numbers.some((value) => value > 1 && counted.includes(value)) || [...wordsOf(said)].some((word) => there.has(word));
}

const common: ReadonlySet<string> = new Set(
  'this that with from have which what they them then than thus also only each every will would there their into over under about more less most some that’s gives give takes take needs need holds hold fits fit enough total'.split(
    ' ',
  ),
);

const wordsOf = (text: string): Set<string> =>
  new Set(
    text
      .split(/[^\p{L}]+/u)
      .map((word) => word.replace(/(?<=[a-z]{3})s$/, ''))
      .filter((word) => (word.length >= 4 || /\p{Script=Han}{2}/u.test(word)) && !common.has(word)),
  );

const isCeiling = new RegExp(`(?:^| )(?:the |our |its |this )?(?:[a-z-]+ )?(${ceilings.join('|')})(?= |$)`, 'u');

/** `so it finishes inside the window`, `so May stayed inside the budget`: the limit is named, its figure stands above. */
function limitBefore(
  page: Page,
  line: Line,
  { said, at, word }: Affirmation,
  own: readonly Amount[],
  before: readonly Line[],
): Found | null {
  const name =
    isCeiling.exec(said.slice(at))?.[1] ??
    isCeiling.exec(word)?.[1] ??
    ceilings.find((each) => /\p{Script=Han}/u.test(each) && word.includes(each));
  if (!name) return null;
  const isNamed = matcher([name]);
  if (own.length > 1) return limitBeside(line, own, isNamed);
  for (const [index, earlier] of before.entries()) {
    if (!isNamed(spoken(page, earlier))) continue;
    const supply = amountsOf(earlier).findLast((amount) => !own[0] || sameKind(amount, own[0]));
    if (!supply) return null;
    if (own[0])
      return said.indexOf(`#${own[0].last}`) < at ? { demand: { line, amount: own[0] }, supply: { line: earlier, amount: supply } } : null;
    // between the limit and what is said of it, else right before the limit
    const others = [...before.slice(0, index), ...before.slice(index + 1, index + 2)];
    for (const other of others) {
      const demand = amountsOf(other).findLast((amount) => sameKind(amount, supply));
      if (demand && roleOf(other, demand) !== 'supply')
        return { demand: { line: other, amount: demand }, supply: { line: earlier, amount: supply } };
    }
    return null;
  }
  return limitLabelled(page, line, name, own[0]);
}

/** `approved budget: $22,000` under what the run costs, anywhere before: the only line of the document with that label. */
function limitLabelled(page: Page, line: Line, name: string, own: Amount | undefined): Found | null {
  const limit = limitNamed(page, name);
  if (!limit || limit.supply.line.statement.index > line.statement.index || (own && !sameKind(own, limit.supply.amount))) return null;
  return own ? { demand: { line, amount: own }, supply: limit.supply } : limit.demand && { demand: limit.demand, supply: limit.supply };
}

interface Limit {
  readonly supply: Place;
  /** What stands right before it or behind it, of the same measure. */
  readonly demand: Place | null;
}

const limits = new WeakMap<Page, Map<string, Limit | null>>();

function limitNamed(page: Page, name: string): Limit | null {
  const known = limits.get(page) ?? new Map<string, Limit | null>();
  limits.set(page, known);
  let limit = known.get(name);
  if (limit === undefined) {
    limit = findLimit(page, matcher([name]));
    known.set(name, limit);
  }
  return limit;
}

function findLimit(page: Page, isNamed: (text: string) => boolean): Limit | null {
  const labelled = page.lines.filter(({ statement: { label, cell } }) => label && !cell && isNamed(slice(page.document, label)));
  const [line] = labelled;
  if (!line || labelled.length > 1) return null;
  const given = amountsOf(line).filter(({ measure, atom }) => measure !== '%' && (measure !== 'count' || atom.number.unit !== null));
  const [supply] = given;
  if (!supply || given.length > 1) return null;
  const beside = page.groups.find((group) => group.includes(line)) ?? [];
  const at = beside.indexOf(line);
  const asked = [beside[at - 1], beside[at + 1]].flatMap((other) => {
    const amount = other && amountsOf(other).findLast((each) => sameKind(each, supply));
    return other && amount ? [{ line: other, amount }] : [];
  });
  const [demand] = asked;
  const isAsked = demand !== undefined && asked.length === 1 && roleOf(demand.line, demand.amount) !== 'supply';
  return { supply: { line, amount: supply }, demand: isAsked ? demand : null };
}

/** `a window of 7 h, the job needs 6.5 h, so it finishes inside the window`. */
function limitBeside(line: Line, own: readonly Amount[], isNamed: (text: string) => boolean): Found | null {
  const [supply, demand] = own;
  if (!supply || !demand || own.length > 2 || !sameKind(supply, demand) || roleOf(line, demand) !== 'demand') return null;
  return isNamed(line.gaps[supply.first] ?? '') ? { demand: { line, amount: demand }, supply: { line, amount: supply } } : null;
}

/** `The pool makes 5,200 tok/s. The peak of 4,100 tok/s is covered`: what fits is told, what is there was told right before. */
function givenBefore(line: Line, affirmation: Affirmation, own: readonly Amount[], before: readonly Line[]): Found | null {
  const [demand] = own;
  const [earlier] = before;
  if (!demand || own.length > 1 || !earlier || subjectOf(affirmation, demand) !== 'demand' || isSpreadOver(affirmation)) return null;
  const given = amountsOf(earlier).filter((amount) => sameKind(amount, demand));
  const [supply] = given;
  if (!supply || given.length > 1 || (roleOf(earlier, supply) !== 'supply' && !isYielded(earlier, supply))) return null;
  return { demand: { line, amount: demand }, supply: { line: earlier, amount: supply } };
}

/** Lines of one list or paragraph before a line, the nearest first. */
export function linesBefore(lines: readonly Line[], { statement }: Line): Line[] {
  const { block, cell } = statement;
  const index = placeOf(lines, statement.index);
  const out: Line[] = [];
  for (let at = index - 1; at >= 0 && out.length < 3; at--) {
    const line = lines[at] as Line;
    if (cell || line.statement.block !== block || line.statement.kind === 'heading') break;
    out.push(line);
  }
  return out;
}

/** Where the line of a statement stands; lines are in the order of their statements. */
export function placeOf(lines: readonly Line[], index: number): number {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as Line).statement.index < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
