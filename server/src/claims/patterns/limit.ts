import { anyOf, matcher } from '../../lexicon/matcher.ts';
import { roleWords } from '../../lexicon/roles.ts';
import { ceilings, covers, denials, fits, greater, greaterAlone, smaller, smallerAlone } from '../../lexicon/room.ts';
import { untaken } from '../../lexicon/shares.ts';
import { plays, verdictIn } from '../../lexicon/speech.ts';
import { type Atom, borrowing, comparable, type Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { unbound } from '../figures.ts';
import { type Order, ordered, orderOfGoal, orderOfMeasure } from '../order.ts';
import type { Page } from '../page.ts';
import { clauseAt, isAsserted, isCompound, spoken } from '../spoken.ts';
import { shown } from './ratio.ts';

/**
 * Two figures of which a sentence says in words that one is below, above, within the other: `24 s is well under 30 s`, `600 s; a start needs 8
 * minutes, which is shorter`, `80 GB cover the 70 GB`. Only where the figure itself is the subject: what else stands between turns the
 * sentence into one about another thing.
 */
const word = String.raw`(?!(?:the|a|an|our|its|their|this|that|and|or|but|of|at|with|for|from|in|on|if|half|twice|double|third|quarter|times|fraction|part|most|than|to|by|per|is|are) )[^\s()\[\],;:.=<>≤≥→|✓✗+×/#-]+`;
const subject = String.raw`(?:(?:per|a|an|each|every|of|in) ${word} |${word} ){0,3}(?:\) )?(?:, )?(?:(?:which|that|and|it|this) )?`;
const adverb = '(?:(?:well|far|still|all|safely|comfortably|easily|now|also|clearly|thus|therefore|even|slightly|a little|a bit|much) )*';
const object = `(?:(?:the|a|an|our|its|their|this|that|those|all|of|limit|budget|cap|quota) )*(?:${word} ){0,2}`;
const be = '(?:is|are|was|were|stays|stay|stayed|remains|remain|remained|lies|lie|comes in|came in|ended|ends|keeps|runs)';
const lean = (words: readonly string[]): string => `(?:${words.join('|')})`;

const below = new RegExp(
  `^ ${subject}${adverb}(?:${be} ${adverb}${lean(smaller)}|${lean(fits)} ?(?:in|into|on|within|inside)?) ${object}$`,
  'u',
);
const above = new RegExp(
  `^ ${subject}${adverb}(?:${be} ${adverb}${lean(greater)}|exceeds?|exceeded|beats|${lean(covers)}(?: for)?) ${object}$`,
  'u',
);
/** `, less than the 90 s`, `(below the limit of 90 s)`. */
const aside = `(?:, |\\( )(?:(?:so|and|thus|still|well|far) )*`;
const asideBelow = new RegExp(`^ (?:${word} ){0,2}${aside}${lean(smaller)} ${object}$`, 'u');
const asideAbove = new RegExp(`^ (?:${word} ){0,2}${aside}${lean(greater)} ${object}$`, 'u');
/** `the 80 GB card is above`: the figure names a thing, and the sentence is about that. */
const isThing =
  /^ (?:[a-z-]+ )?(?:cards?|gpus?|nodes?|models?|servers?|variants?|versions?|links?|ones?|disks?|drives?|switch(?:es)?|modules?|runs?|tier|plans?) (?:is|are|was|were|stays?|remains?) /u;
const isSubject =
  /^ (?:[^\s,.;:()#]+ )?(?:is|are|was|were|be|would|must|should|will|can|could|may|might|has|have|do|does) |^ (?:[^\s,.;:()#]+ ){0,4}(?:needs?|requires?|takes?|wants?|asks?) /u;
/** Before a figure that is no subject: `at 300 ms the p99 is below 200 ms`. */
const circumstance =
  /(?:^| )(?:at|with|for|from|under|over|after|before|within|every|per|to|than|by|in|on|during|between|and|or) (?:the |a |an |each )?$/u;
const alone = (words: readonly string[]): RegExp =>
  new RegExp(
    `^ (?:${word} ){0,2}, (?:which is|which are|that is|and thus|so|and so) ${adverb}${lean(words)}(?: than (?!#)| [.,;)]|$)`,
    'u',
  );
const [aloneBelow, aloneAbove] = [alone(smallerAlone), alone(greaterAlone)];
const isDenied = matcher(denials);

/** `no more than` says what it says; what is denied is something else. */
const affirmed = (space: string): string =>
  space.replace(
    / (?:not|no) (?:above|over|below|under|more|less|longer|larger|shorter)(?= )| (?:不超过|不低于|不少于|不到|未超出|未超过)/gu,
    ' ',
  );

/** `40 KB fit into 19 KB, which they do not`. */
const isTakenBack = / (?:which|but|and) (?:it |they |that )?(?:does|do|did|is|are|was|were) (?:not|n't) /u;

export function limits(page: Page, line: Line): Claim[] {
  const { atoms, gaps } = line;
  if (atoms.length < 2) return [];
  const said = spoken(page, line);
  if (isTakenBack.test(said)) return [];
  const out: Claim[] = [];
  for (let at = 0; at + 1 < atoms.length; at++) {
    // of the words of a cell its header may be the subject
    const claim = line.statement.cell ? bracketed(page, line, at) : (between(line, at) ?? bracketed(page, line, at) ?? behind(line, at));
    if (!claim || !isAsserted(clauseAt(said, said.indexOf(`#${at + 1}`))) || isDenied(affirmed(gaps[at + 1] ?? ''))) continue;
    out.push(claim);
  }
  return out;
}

function pair(line: Line, at: number): [Atom, Atom] | null {
  const [x, y] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
  if (isCompound(line, at) || isCompound(line, at + 1) || x.to || y.to || x.negative || y.negative) return null;
  // `960 GB, enough for 53 nights`: what counts something has a unit of its own
  if (x.measure !== y.measure && (x.measure === 'count' ? x : y).noun.length > 0) return null;
  const [a, b] = [unbound(borrowing(x, y)), unbound(borrowing(y, x))];
  if (a.term || b.term || !comparable(a, b) || a.measure === 'x') return null;
  // counts have to be of one thing, named
  if (a.measure === 'count' && !sameUnit(a, b) && !(a.noun[0] && a.noun[0] === b.noun[0])) return null;
  return [a, b];
}

/** `3.4 kW` and `3.2 kW`: units that have no dimension here. */
export const sameUnit = (a: Atom, b: Atom): boolean =>
  a.number.unit?.noun !== undefined && a.number.unit.noun !== null && a.number.unit.noun === b.number.unit?.noun;

function between(line: Line, at: number): Claim | null {
  const space = line.gaps[at + 1] ?? '';
  const order: Order | null =
    below.test(space) || asideBelow.test(space) ? 'below' : above.test(space) || asideAbove.test(space) ? 'above' : null;
  // `85 %, more than 90 % is required`: the second figure begins a clause of its own
  if (!order || isThing.test(space) || circumstance.test(line.gaps[at] ?? '') || isSubject.test(line.gaps[at + 2] ?? '')) return null;
  const two = pair(line, at);
  return two && claim(line, two[0], two[1], order, /within|inside|fits?|cover|at|no |not/.test(space));
}

/** `≤ 64 GB per GPU ✓ (used: …`, with a word or two before the bracket, and the verb of what is. */
const intoBracket = new RegExp(
  String.raw`^ (?:(?:per|an?|each|every|\/) [^\s()#]+ )?(?:[^\s()#]+ ){0,2}\( (?:(?:is|at|we|have|uses?|takes?|${lean([...roleWords.actual, ...roleWords.used])}) ){0,2}(?:[:=] )?$`,
  'u',
);
/** `≤ 64 GB ✓ (80 GB available)`: what is there, what is left, or all of it. */
const isOfAnother = matcher([...untaken, ...roleWords.available, ...roleWords.total, ...roleWords.goal, ...roleWords.change]);

/** `✓ memory under 80 GB (61.0)`: a bound, and the figure in its bracket. */
function bracketed(page: Page, line: Line, at: number): Claim | null {
  const [bound, figure] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
  if (bound.to || figure.to || figure.term || bound.term) return null;
  if (!intoBracket.test(line.gaps[at + 1] ?? '') || verdictIn(page.text(line.statement)) !== 'met') return null;
  const behind = /^ ((?:[^\s()#]+ ){0,3})(?:\)|,)/.exec(line.gaps[at + 2] ?? '')?.[1];
  const inBracket = `${(line.gaps[at + 1] ?? '').split('(').at(-1)} ${behind ?? ''}`;
  const order = orderOfGoal(bound) ?? (plays('actual', inBracket) || plays('used', inBracket) ? orderOfName(line, at) : null);
  if (behind === undefined || order === null || isOfAnother(inBracket)) return null;
  const a = unbound(borrowing(figure, bound));
  const b = unbound(bound);
  if (a.measure !== b.measure || isCompound(line, at + 1) || (a.measure === 'count' && a.noun.length > 0)) return null;
  return claim(line, a, b, order, true);
}

const named = (words: readonly string[]): RegExp => new RegExp(`(?:${anyOf(words)})(?: per [^ ]+)? (?:[:=]|of|is) $`, 'u');
const [isCeiling, isGoal] = [named(ceilings), named(roleWords.goal)];

/** `Memory limit: 64 GB`, `TTFT target: 10 s`: what a bound without a sign asks for, by its name or by what it is measured in. */
const orderOfName = (line: Line, at: number): Order | null => {
  const before = line.gaps[at] ?? '';
  return isCeiling.test(before) ? 'below' : isGoal.test(before) ? orderOfMeasure(line.atoms[at] as Atom) : null;
};

/** `fires after 600 s; a start needs 8 minutes, which is longer`: the second of the only two figures of that measure. */
function behind(line: Line, at: number): Claim | null {
  const space = line.gaps[at + 2] ?? '';
  const order: Order | null = aloneBelow.test(space) ? 'below' : aloneAbove.test(space) ? 'above' : null;
  if (!order) return null;
  const two = pair(line, at);
  if (!two || two[0].measure === 'count' || line.atoms.filter(({ measure }) => measure === two[0].measure).length !== 2) return null;
  return isDenied(line.gaps[at + 1] ?? '') ? null : claim(line, two[1], two[0], order, false);
}

/** `1000 MiB are less than 1 GB`: a decimal unit may be meant as a binary one. */
function mayBeBinary(a: Atom, b: Atom): boolean {
  const ratio = a.number.value / b.number.value;
  return a.measure.startsWith('bytes') && a.number.unit?.text !== b.number.unit?.text && ratio > 0.9 && ratio < 1.1;
}

function claim(line: Line, a: Atom, b: Atom, order: Order, mayEqual: boolean): Claim {
  const holds = ordered(a, b, order, !mayEqual) || mayBeBinary(a, b);
  return {
    pattern: 'order',
    statement: line.statement,
    span: { start: a.number.digits.start, end: Math.max(a.number.span.end, a.number.digits.end) },
    holds,
    sure: 'certain',
    says: holds ? `holds: ${shown(a)} is ${order} ${shown(b)}` : `${shown(a)} is not ${order} ${shown(b)}`,
    figures: [a.number, b.number],
    correction: null,
  };
}
