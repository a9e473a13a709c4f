import { Slot } from '../../document/kept.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { numerals } from '../../lexicon/numerals.ts';
import { covers, denials, fits, suits } from '../../lexicon/room.ts';
import { type Amount, amountsOf, perOf, roleOf, sameKind } from '../amounts.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page } from '../page.ts';
import { clauseAt, isAsserted, spoken } from '../spoken.ts';

/**
 * What is asked for against what is there, with a word that the one fits the other: `needs 46.8 TB; the share has 40 TB, so it fits`. The
 * words around a figure tell which of the two it is; where they do not, nothing is said.
 */
export interface Affirmation {
  /** The statement as it is spoken, and where in it the word stands. */
  readonly said: string;
  readonly at: number;
  readonly word: string;
  /** `does not fit`. */
  readonly denied: boolean;
}

const pattern = new RegExp([...fits, ...covers, ...suits].map((each) => (/[a-z]/.test(each) ? ` ${each}(?= )` : each)).join('|'), 'gu');
const isDenied = matcher(denials);

/** The word by which a statement says that there is room; null where it says none, or several, or does not assert it. */
export function affirmationOf(page: Page, line: Line): Affirmation | null {
  return line.statement.place.of(affirmation, () => findAffirmation(page, line));
}

const affirmation = new Slot<Affirmation | null>();

function findAffirmation(page: Page, line: Line): Affirmation | null {
  const text = page.text(line.statement);
  if (text.length > longest || line.statement.cell || line.statement.kind === 'heading' || !mayAffirm.test(text)) return null;
  const said = spoken(page, line);
  const found = [...said.matchAll(pattern)];
  const [match] = found;
  if (!match || found.length > 2) return null;
  const clause = clauseAt(said, match.index);
  if (!isAsserted(clause) || /(?:^| )(?:others?|rest)(?= )/.test(clause)) return null;
  const ahead = said.slice(Math.max(0, match.index - 24), match.index);
  return { said, at: match.index, word: match[0].trim(), denied: isDenied(ahead) || /\bn't$/.test(ahead) };
}

const longest = 400;
const mayAffirm =
  /fit|within|inside|stay|cover|enough|suffic|accommodat|hold|room|remain|keep|kept|work|shortage|装得下|放得下|容纳|足|满足|未超|内/i;

export function rooms(page: Page, line: Line): Claim[] {
  if (line.atoms.length < 2) return [];
  const affirmation = affirmationOf(page, line) ?? ticked(page, line);
  if (!affirmation) return taken(page, line);
  // what stands behind the word is what is left, or something else
  const amounts = amountsOf(line).filter(({ last }) => affirmation.said.indexOf(`#${last}`) < affirmation.at);
  const found = pairOf(line, affirmation, amounts);
  if (!found) return taken(page, line);
  const { supply, demand } = found;
  if (perOf(line, supply) !== perOf(line, demand) || isSpread(affirmation, Math.max(demand.last, supply.last))) return [];
  const claim = roomClaim(line, demand, supply, affirmation.denied);
  return claim ? [claim] : [];
}

/** `rack 4 × 10.2 = 40.8 kW, cap 45 kW ✓`: a tick affirms what the figures before it are told to be. */
function ticked(page: Page, line: Line): Affirmation | null {
  const text = page.text(line.statement);
  if (text.length > longest || !/^\s*[✓✔✅☑]|[✓✔✅☑]\s*$/u.test(text) || /[✗✘❌✖⚠]/u.test(text)) return null;
  const said = spoken(page, line);
  return isAsserted(said) ? { said, at: said.length, word: '', denied: false } : null;
}

/** What is there and what is asked for: both told, or one told and the other one reckoned, or parts summed up behind a lone figure. */
function pairOf(line: Line, affirmation: Affirmation, amounts: readonly Amount[]): { supply: Amount; demand: Amount } | null {
  const roles = amounts.map((amount) => subjectOf(affirmation, amount) ?? roleOf(line, amount));
  const [supplies, demands] = (['supply', 'demand'] as const).map((role) => amounts.filter((_, index) => roles[index] === role)) as [
    Amount[],
    Amount[],
  ];
  // of three figures of one kind any two may be meant
  if (amounts.some((amount) => amounts.filter((other) => sameKind(amount, other)).length > 2)) return null;
  const pairs = supplies.flatMap((supply) => demands.filter((demand) => sameKind(demand, supply)).map((demand) => ({ supply, demand })));
  if (pairs.length > 0) return pairs.length === 1 ? (pairs[0] ?? null) : null;
  const reckoned = [...supplies, ...demands].flatMap((told) => {
    const others = amounts.filter((amount) => amount !== told && sameKind(amount, told));
    const [other] = others;
    if (others.length !== 1 || !other?.result || other.sum) return [];
    return [supplies.includes(told) ? { supply: told, demand: other } : { supply: other, demand: told }];
  });
  if (reckoned.length > 0) return reckoned.length === 1 ? (reckoned[0] ?? null) : null;
  const [head, sum] = amounts;
  return head && sum?.sum && amounts.length === 2 && !head.sum && sum.first === head.last + 1 && sameKind(sum, head)
    ? { supply: head, demand: sum }
    : null;
}

const isCovering = new RegExp(`^(?:${covers.join('|')})$`, 'u');
const isFitting = new RegExp(`^(?:${fits.join('|')})$`, 'u');

/** The figure right before the word is its subject: what fits is asked for, what covers is there. */
export function subjectOf(affirmation: Affirmation, amount: Amount): 'supply' | 'demand' | null {
  if (!/^ ?(?:(?:that|which|and|is|are|all|still|just|easily|well) )*$/.test(between(affirmation, amount.last))) return null;
  return isFitting.test(affirmation.word) ? 'demand' : isCovering.test(affirmation.word) ? 'supply' : null;
}

const many = `(?:#|(?<= )(?:${numerals})(?= ))`;
/** Only a part of it is meant, or the whole in turns. */
const parted = String.raw`(?<= )(?:half|third|quarter|parts?|rest|only|offload\p{L}*|compress\p{L}*|shard\p{L}*|split|spill\p{L}*|swap\p{L}*|waves?|turns?|stream\p{L}*|quanti[sz]\p{L}*)(?= )`;
const spreadBefore = new RegExp(`${many}|${parted}`, 'u');
const spreadBehind = new RegExp(
  `^[^.;]*? (?:on|across|over|with|without|in|into|using|at|onto|by) (?:only |just |the |those |these |any |further |more )*(?:${many}|tp|pp|ep|dp|fp8|int4|int8)|^[^.;]*?(?:${parted}| if )`,
  'u',
);

/** `so two cards are enough`, `so it fits on 2 nodes`, `fits with TP 2`: the one amount is taken several times, or in parts. */
const isSpread = (affirmation: Affirmation, last: number): boolean =>
  spreadBefore.test(between(affirmation, last)) || isSpreadOver(affirmation);

/** What stands between a figure and the word. */
const between = ({ said, at }: Affirmation, last: number): string => said.slice(said.indexOf(`#${last}`) + 1 + String(last).length, at);

export const isSpreadOver = ({ said, at, word }: Affirmation): boolean => spreadBehind.test(said.slice(at + word.length));

/** `✓ quota 24.5 of 25 TB`. */
function taken(page: Page, line: Line): Claim[] {
  if (!/[✓✔✅☑]/u.test(page.text(line.statement)) || /[✗✘❌✖⚠]/u.test(page.text(line.statement))) return [];
  const amounts = amountsOf(line);
  return amounts.slice(1).flatMap((supply, index) => {
    const demand = amounts[index] as Amount;
    if (supply.first !== demand.last + 1 || !/^ (?:of|out of|\/) (?:the )?$/.test(line.gaps[supply.first] ?? '')) return [];
    if (demand.measure !== supply.measure && demand.measure !== 'count') return [];
    if (supply.measure === 'count' && supply.noun === null) return [];
    const unit = supply.atom.number.unit;
    const scale = demand.measure === supply.measure || !unit ? 1 : unit.scale;
    const claim = roomClaim(
      line,
      {
        ...demand,
        value: { low: demand.value.low * scale, middle: demand.value.middle * scale, high: demand.value.high * scale },
        shown: demand.shown,
      },
      supply,
      false,
    );
    return claim ? [claim] : [];
  });
}

/** `demand` fits into `supply`, or (`denied`) does not; null where what is denied is true. */
export function roomClaim(line: Line, demand: Amount, supply: Amount, denied: boolean, sure: Claim['sure'] = 'certain'): Claim | null {
  // GB beside GiB, and GB beside TB, may be binary
  const [unit, other] = [demand.atom.number.unit?.text, supply.atom.number.unit?.text];
  const slack = unit !== undefined && unit !== other && supply.measure.startsWith('bytes') ? 0.1 : 1e-9;
  // what is there is there to the digit
  const over = demand.value.low > supply.value.middle * (1 + slack);
  const holds = denied ? demand.value.high > supply.value.low : !over;
  const [first, second] = demand.atom.first < supply.atom.first ? [demand, supply] : [supply, demand];
  return {
    pattern: 'room',
    statement: line.statement,
    span: { start: demand.atom.number.digits.start, end: Math.max(demand.atom.number.span.end, demand.atom.number.digits.end) },
    holds,
    sure: denied ? 'likely' : sure,
    says: holds
      ? `holds: ${demand.shown} against ${supply.shown}`
      : denied
        ? `${demand.shown} fits into ${supply.shown}, which is told not to be so`
        : `${demand.shown} is more than ${supply.shown}: it does not fit`,
    figures: [first.atom.number, second.atom.number],
    correction: null,
  };
}
