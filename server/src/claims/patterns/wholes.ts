import type { Section } from '../../document/document.ts';
import { Slot } from '../../document/kept.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { roleWords } from '../../lexicon/roles.ts';
import { suffixOf, writeLike } from '../../notation/write.ts';
import { singular } from '../../text/singular.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain, isWhole } from '../figures.ts';
import { contentOf, type Named, namedIn, namesOf } from '../names.ts';
import type { Ear, Page } from '../page.ts';
import { agrees } from '../ratio.ts';
import { shown } from './ratio.ts';

/**
 * A total told by its name, beside so much of each and how many there are: `Memory per GPU: 80 GB`, `GPUs: 8`, `Total memory: 640 GB`;
 * `Tokens per sequence`, `Sequences`, `Tokens in all`. The names tie the three. Told false only within one section, where the page knows one
 * number of those that share it.
 */
export function wholes(page: Page): Claim[] {
  const [totals, parts] = [page.heard(tellsTotal).lines, page.heard(tellsEach).lines];
  if (totals.length === 0 || parts.length === 0) return [];
  const names = namesOf(page);
  const each = parts.flatMap((line) => namedIn(page, line)).flatMap(eachOf);
  return totals
    .flatMap((line) => namedIn(page, line))
    .flatMap((total) => {
      // a total that its own statement derives is held to that
      const of = totalOf(total);
      if (!of || !isPlain(total.atom) || total.line.atoms.length > 1) return [];
      const ways = each.filter((one) => isOne(one, total, of));
      const [one] = ways;
      if (!one || each.some((other) => isRival(one, other))) return [];
      const many = countOf(page, names, one, total);
      return many ? [claimOf(total, one.named, many)] : [];
    });
}

/** Whether a line names a total, and whether it tells what each of several has. */
export const tellsTotal: Ear = (page, line) => namedIn(page, line).some((named) => totalOf(named) !== null);
export const tellsEach: Ear = (page, line) => namedIn(page, line).some((named) => eachOf(named).length > 0);

/** So much of each: what it is, and what each of them is, singular. */
interface Share {
  readonly what: ReadonlySet<string>;
  readonly holder: string;
}

interface Each extends Share {
  readonly named: Named;
}

const shared = new Slot<Share | null>();

function eachOf(named: Named): Each[] {
  const share = named.kept.of(shared, () => shareOf(named));
  return share ? [{ named, ...share }] : [];
}

/** What a total is of; null of a figure that its name does not tell to be one. */
const totalled = new Slot<readonly string[] | null>();

const totalOf = ({ name, words, kept }: Named): readonly string[] | null =>
  kept.of(totalled, () =>
    isTotal(name) && !perIn(name) ? [...words].map((word) => word.replace(/^总(?=.)/u, '')).filter((word) => !isTotal(word)) : null,
  );

const saysTotal = matcher(roleWords.total);
const isTotal = (name: string): boolean => saysTotal(name) || /^总/u.test(name);
const perIn = (name: string): RegExpExecArray | null => /^(.+?)(?: per | each | \/ ?)(\p{L}+)$/iu.exec(name.trim());

function shareOf(named: Named): Share | null {
  if (!isPlain(named.atom) || isTotal(named.name)) return null;
  const chinese = /^每(?:个|张|台|条)?(\p{Script=Han})(.+)$/u.exec(named.name);
  if (chinese) return { what: contentOf(chinese[2] as string), holder: chinese[1] as string };
  const label = perIn(named.name);
  if (label) return { what: contentOf(label[1] as string), holder: singular(label[2] as string) };
  // Memory: 80 GB per GPU
  const behind = / per (\p{L}+) /u.exec(named.line.gaps[named.line.atoms.indexOf(named.atom) + 1] ?? '');
  return behind ? { what: named.words, holder: singular(behind[1] as string) } : null;
}

/** The total is of the same, in the same section, by words and measure; it may name those that share it: `Total GPU memory`. */
function isOne({ named, what, holder }: Each, total: Named, of: readonly string[]): boolean {
  if (named.measure !== total.measure || sectionOf(named) !== sectionOf(total) || named.atom === total.atom) return false;
  return of.every((word) => what.has(word) || word === holder) && [...what].every((word) => of.includes(word) || word === holder);
}

/** So much of each in another way: `Old memory per rack`. */
const isRival = (one: Each, other: Each): boolean =>
  sectionOf(one.named) === sectionOf(other.named) &&
  one.holder === other.holder &&
  one.named.measure === other.named.measure &&
  one.named.value !== other.named.value &&
  [...one.what].every((word) => other.what.has(word));

const sectionOf = ({ line }: Named): Section | null => line.statement.section;

/** How many share it: told in the section, and there in one number. */
function countOf(page: Page, names: readonly Named[], { holder }: Each, total: Named): Atom | null {
  const named = names
    .filter((other) => sectionOf(other) === sectionOf(total) && isWhole(other.atom) && perIn(other.name) === null)
    .filter(({ words }) => words.size === 1 && words.has(holder))
    .map(({ atom }) => atom);
  const counted = page.lines
    .filter(({ statement }) => statement.section === sectionOf(total))
    .flatMap((line) => line.atoms.filter((atom, index) => isWhole(atom) && counts(line, index, holder)));
  const all = [...named, ...counted];
  const [first] = all;
  return first && all.every(({ number }) => number.value === first.number.value) && first.number.value > 1 ? first : null;
}

/** `8 GPUs`, `8 × H100 GPUs`, and not `8 GPUs per node`. */
function counts(line: Line, index: number, holder: string): boolean {
  const { noun, number } = line.atoms[index] as Atom;
  const at = noun.findIndex((word) => singular(word) === holder);
  if (at < 0 || at > 2 || noun.slice(0, at).some((word) => /^(?:per|each|in|of|on|for|a|an)$/.test(word)) || number.qualifier !== 'exact')
    return false;
  return !/^(?:per|each|in|of)$/.test(noun[at + 1] ?? '');
}

function claimOf(total: Named, one: Named, many: Atom): Claim {
  const [x, n, t] = [valueOf(one.atom), many.number.value, valueOf(total.atom, true)];
  const product = { low: x.low * n, middle: x.middle * n, high: x.high * n };
  // GB of one may be GiB of the other
  const steps = total.atom.measure === 'bytes1' ? [1, 1.024, 1 / 1.024, 1.048576, 1 / 1.048576] : [1];
  // what several do together is measured, and a little less than so many times what one does
  const scaling = total.atom.measure.includes('time-1') ? 0.9 : 1;
  const holds = steps.some((step) =>
    agrees({ low: product.low * step * scaling, middle: product.middle * step, high: product.high * step }, total.atom.number),
  );
  const value = `${writeLike(product.middle, total.atom.number)}${suffixOf(total.atom.number)}`;
  const relation = `${shown(many)} × ${shown(one.atom)} of ${one.name}`;
  return {
    pattern: 'each',
    statement: total.line.statement,
    span: total.atom.number.digits,
    holds: holds || t.middle === product.middle,
    sure: 'likely',
    says: holds ? `holds: ${relation}` : `${relation} is ${value}, not ${shown(total.atom)}`,
    figures: [one.atom.number, many.number, total.atom.number],
    places: [
      { message: `${one.name}: ${shown(one.atom)}`, span: one.atom.number.span },
      { message: `how many: ${shown(many)}`, span: many.number.span },
    ],
    correction: { number: total.atom.number, value: product.middle },
  };
}
