import type { Section } from '../../document/document.ts';
import { Slot } from '../../document/kept.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { formal, otherSetUps } from '../../lexicon/scopes.ts';
import { slice } from '../../plan/reading.ts';
import { addTo } from '../../text/group.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isBound } from '../figures.ts';
import type { Page } from '../page.ts';
import { changed } from '../phrases.ts';
import { shown } from './ratio.ts';

/**
 * One thing stated several times under the same words. A slip is one place that departs from the others; set-ups that differ depart in
 * several places at once, or say so. No vote: the others must agree with one another, and the place that departs must stand alone.
 */
interface Mention extends Wording {
  readonly line: Line;
  readonly atom: Atom;
  readonly section: Section | null;
}

/** What a statement says of one of its figures, wherever it stands. */
interface Wording {
  /** Content words in normal form, in alphabetical order. */
  readonly words: readonly string[];
  /** What is measured, and per what. */
  readonly kind: string;
  /** The words and the kind. */
  readonly key: string;
  /** Which of the figures it is of. */
  readonly index: number;
  readonly isCount: boolean;
}

/** Its figure is looked at once somebody asks for it. */
class Told implements Mention {
  readonly words: readonly string[];
  readonly kind: string;
  readonly key: string;
  readonly index: number;
  readonly isCount: boolean;
  readonly line: Line;
  readonly section: Section | null;

  constructor({ words, kind, key, index, isCount }: Wording, line: Line, section: Section | null) {
    this.words = words;
    this.kind = kind;
    this.key = key;
    this.index = index;
    this.isCount = isCount;
    this.line = line;
    this.section = section;
  }

  get atom(): Atom {
    return this.line.atoms[this.index] as Atom;
  }
}

const worded = new Slot<readonly Wording[]>();

const isElsewhere = matcher(otherSetUps);

export function sames(page: Page): Claim[] {
  const mentions: Mention[] = [];
  for (const line of page.loud) {
    const { section } = line.statement;
    for (const wording of wordingsOf(page, line)) mentions.push(new Told(wording, line, section));
  }
  const byKind = new Map<string, Mention[]>();
  for (const mention of mentions) addTo(byKind, mention.kind, mention);
  const odd: { readonly off: Mention; readonly others: readonly Mention[] }[] = [];
  const claims: Claim[] = [];
  for (const group of byKind.values()) {
    // a page of logs states thousands of figures; no plan does
    if (group.length < 2 || group.length > mostMentions) continue;
    const byKey = new Map<string, Mention[]>();
    for (const mention of group) addTo(byKey, mention.key, mention);
    for (const off of group) {
      // of a plain count two words at least, since `experts` are counted in many ways
      if (off.isCount && off.words.length < 2) continue;
      const peers = (byKey.get(off.key) ?? []).filter((other) => other.line !== off.line);
      const [first] = peers;
      if (!first || !peers.every((peer) => meet(peer.atom, first.atom))) continue;
      if (meet(off.atom, first.atom)) claims.push(claimOf(off, peers, true));
      else if (peers.length >= 2 || sharesFigure(off, first)) odd.push({ off, others: peers });
    }
  }
  const blocks = keysByPlace(mentions);
  for (const { off, others } of odd) {
    // of two that only disagree with each other neither stands alone
    if (others.length === 1 && odd.some((other) => other.off === others[0]) && !sharesFigure(off, others[0] as Mention)) continue;
    const near = odd.filter(
      (other) => other.off.line.statement.block === off.line.statement.block || (off.section !== null && other.off.section === off.section),
    );
    if (near.length > (others.length === 1 ? 2 : 1)) continue;
    if (others.some((other) => parallel(blocks, off, other))) continue;
    if (setApart(page, off) || others.every((other) => setApart(page, other))) continue;
    claims.push(claimOf(off, others));
  }
  return claims;
}

/** The keys that each list, table or paragraph gives figures. */
function keysByPlace(mentions: readonly Mention[]): Map<number, Set<string>> {
  const out = new Map<number, Set<string>>();
  for (const { line, key } of mentions) {
    const keys = out.get(line.statement.block) ?? new Set();
    keys.add(key);
    out.set(line.statement.block, keys);
  }
  return out;
}

/** Two places that give figures under three keys alike are of one form: each tells of a set-up of its own. */
function parallel(blocks: ReadonlyMap<number, ReadonlySet<string>>, a: Mention, b: Mention): boolean {
  const [mine, theirs] = [blocks.get(a.line.statement.block), blocks.get(b.line.statement.block)];
  if (!mine || !theirs || mine === theirs) return false;
  let shared = 0;
  for (const key of mine) if (theirs.has(key)) shared++;
  return shared >= 3;
}

const mostMentions = 400;

/** Both statements give another figure that is telling, and give it alike: they tell of the same thing. */
function sharesFigure(a: Mention, b: Mention): boolean {
  const figures = ({ line, atom }: Mention): Atom[] =>
    line.atoms.filter((other) => other !== atom && other.to === null && (other.measure !== 'count' || other.number.value >= 100));
  const [mine, theirs] = [figures(a), figures(b)];
  return mine.some((one) => theirs.some((other) => one.measure === other.measure && one.number.value === other.number.value));
}

function meet(a: Atom, b: Atom): boolean {
  const [x, y] = [valueOf(a, true), valueOf(b, true)];
  const slack = a.number.qualifier === 'about' || b.number.qualifier === 'about' ? 0.05 : 1e-9;
  return x.low <= y.high * (1 + slack) && y.low <= x.high * (1 + slack);
}

const telling = (atom: Atom): boolean => atom.to === null && !atom.term && !isBound(atom);

/** What a line says of its figures. */
export const wordingsOf = (page: Page, line: Line): readonly Wording[] => line.statement.place.of(worded, () => findWordings(page, line));

function findWordings(page: Page, line: Line): Wording[] {
  const { label, body, kind, cell, fence } = line.statement;
  if (kind === 'heading' || kind === 'comment' || fence !== null) return [];
  const out: Wording[] = [];
  const add = (text: string, atom: Atom): void => {
    const words = contentOf(text);
    const kind = `${atom.measure}|${perOf(atom)}`;
    if (words.length > 0 && words.length <= 6)
      out.push({ words, kind, key: `${words.join(' ')}|${kind}`, index: line.atoms.indexOf(atom), isCount: atom.measure === 'count' });
  };
  if (cell) {
    const [atom] = line.atoms;
    if (
      cell.row > 0 &&
      cell.column > 0 &&
      cell.header &&
      cell.rowLabel &&
      !/\d/.test(slice(page.document, cell.rowLabel)) &&
      line.atoms.length === 1 &&
      atom &&
      telling(atom)
    )
      add(`${slice(page.document, cell.rowLabel)} ${slice(page.document, cell.header)}`, atom);
    return out;
  }
  const own = line.atoms.filter(({ number }) => number.digits.start >= body.start);
  const [main] = own;
  const labelled = label ? slice(page.document, label) : '';
  if (
    label &&
    main &&
    telling(main) &&
    !/\d|^-/.test(labelled) &&
    leads(page, label.start, main) &&
    !/[→]|\bfrom\b/.test(line.gaps[line.atoms.indexOf(main)] ?? '')
  )
    add(labelled, main);
  for (const atom of own)
    if ((atom !== main || !label) && telling(atom) && atom.measure !== 'count' && atom.measure !== 'x') add(nounPhrase(atom), atom);
  return out;
}

/** Only filler stands between the label and its figure. */
const leads = (page: Page, from: number, main: Atom): boolean =>
  /[:：=]\s*(?:[~≈$*\s]|about )*$/.test(page.document.plain.slice(from, main.number.span.start).replaceAll('\0', ''));

const stops = new Set([
  'of',
  'the',
  'in',
  'for',
  'and',
  'or',
  'to',
  'at',
  'on',
  'with',
  'is',
  'are',
  'was',
  'per',
  'from',
  'by',
  'vs',
  'than',
  'which',
  'that',
  'but',
  'a',
  'an',
]);

/** `memory utilization` of `25.8 % memory utilization`: two words at least, up to the first small one. */
function nounPhrase({ noun }: Atom): string {
  const end = noun.findIndex((word) => stops.has(word));
  const words = end < 0 ? noun : noun.slice(0, end);
  const phrase = words.join(' ');
  // `43 % more bandwidth` is a change, of one pair or another
  return words.length >= 2 && !changed.test(phrase) ? phrase : '';
}

function contentOf(text: string): string[] {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .map((word) => word.replace(/(?<=[a-z]{3})s$/, ''));
  return [...new Set(words.filter((word) => word !== '' && !stops.has(word) && !formal.has(word)))].sort();
}

const perOf = ({ noun }: Atom): string => {
  const per = noun.indexOf('per');
  return per >= 0 ? (noun[per + 1] ?? '').replace(/s$/, '') : noun.includes('each') ? 'each' : '';
};

/** Its own words or a heading above say that it speaks of another set-up. */
function setApart(page: Page, { line, section }: Mention): boolean {
  const { label, body } = line.statement;
  if (isElsewhere(label ? slice(page.document, body) : page.text(line.statement))) return true;
  const { cell } = line.statement;
  if (cell?.header && isElsewhere(slice(page.document, cell.header))) return true;
  for (let at = section; at && at.level > 1; at = at.parent) if (isElsewhere(page.title(at))) return true;
  for (let at = line.statement.parent; at; at = at.parent) if (isElsewhere(page.text(at))) return true;
  return false;
}

function claimOf(off: Mention, others: readonly Mention[], holds = false): Claim {
  const [first] = others as [Mention];
  const places = others.length === 1 ? 'another place' : `${others.length} other places`;
  return {
    pattern: 'same',
    statement: off.line.statement,
    span: off.atom.number.digits,
    holds,
    sure: 'likely',
    says: holds ? `holds: stated so in ${places}` : `${shown(off.atom)} here, but ${shown(first.atom)} in ${places} under the same words`,
    figures: [off.atom.number, ...others.slice(0, 6).map(({ atom }) => atom.number)],
    correction: { number: off.atom.number, value: valueOf(first.atom).middle },
  };
}
