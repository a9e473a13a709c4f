import { matcher } from '../../lexicon/matcher.ts';
import { plays } from '../../lexicon/speech.ts';
import { suffixOf, writeLike } from '../../notation/write.ts';
import { slice } from '../../plan/reading.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { unbound } from '../figures.ts';
import { namesOf } from '../names.ts';
import type { Ear, Page } from '../page.ts';
import { agrees, ratioHolds } from '../ratio.ts';
import { isAllThereIs } from '../whole.ts';
import { isRatio, shown } from './ratio.ts';

/**
 * A figure and its share of a whole that is not named: `39.2 GB (49 % utilization)`, `Headroom: 51 % (40.8 GB free)`, `60 % MFU
 * (240 TFLOPS)`. What it is a share of has to stand somewhere. False only where the page knows one whole of this measure and neither it nor
 * any other figure of the page fits.
 */
export function ofRoom(page: Page, line: Line): Claim[] {
  const out: Claim[] = [];
  for (const { p, subject, told } of sharesIn(page, line)) {
    const claim = judged(page, line, p, subject, told);
    if (claim) out.push(claim);
  }
  return out;
}

/** Whether a line tells a share of what it does not name. */
export const isShareOfAll: Ear = (page, line) => sharesIn(page, line).length > 0;

function sharesIn(page: Page, line: Line): { readonly p: Atom; readonly subject: Atom; readonly told: Told }[] {
  return line.atoms.flatMap((p, index) => {
    const subject = p.measure === '%' && isRatio(p) ? besideOf(line, index) : null;
    const told = subject && partOf(page, line, index, subject);
    return subject && told ? [{ p, subject, told }] : [];
  });
}

const opens = /^ (?:[^\s#()]+ ){0,4}\( (?:[^\s#()]+ ){0,3}$/u;
const closesOrGoesOn = /^ (?:[^\s#()]+ ){0,5}(?:[),;]|$)/u;

/** `68 GB per GPU, 85 % of the card`. */
const ofDevice =
  /^ (?:of|占) (?:the |each |its |a |one |整)?(?:card|gpu|device|hbm|vram|accelerator|chip|卡|显存)(?:'s)?(?: memory| capacity| hbm)? (?:$|[.,;:)✓|])/u;
const appended = /^ (?:[^\s#()]+ ){0,3}[,:(—–] (?:or |about )?$/u;
const isOfDevice = ({ gaps }: Line, index: number): boolean => ofDevice.test(gaps[index + 1] ?? '');

/** The figure that a parenthesis ties it to: before it, or in the parenthesis behind it. */
function besideOf(line: Line, index: number): Atom | null {
  const [before, behind] = [line.atoms[index - 1], line.atoms[index + 1]];
  if (before && isOfDevice(line, index) && appended.test(line.gaps[index] ?? '')) return mayBe(before) ? before : null;
  if (before && opens.test(line.gaps[index] ?? '') && closesOrGoesOn.test(line.gaps[index + 1] ?? '')) return mayBe(before) ? before : null;
  const first = index === 0 || !isRatio(line.atoms[index - 1] as Atom);
  if (behind && first && opens.test(line.gaps[index + 1] ?? '') && closesOrGoesOn.test(line.gaps[index + 2] ?? ''))
    return mayBe(behind) ? behind : null;
  return null;
}

/** Bytes, and rates of work: of time, counts and money everything may be a share. */
const mayBe = ({ to, term, measure, number }: Atom): boolean =>
  to === null &&
  !term &&
  (measure === 'bytes1' || measure.startsWith('flop')) &&
  number.value > 0 &&
  (number.qualifier === 'exact' || number.qualifier === 'about');

type Told = 'used' | 'left';

/** Whether the percentage is what is used or what is left, by the words at it; null where they say neither, or both. */
function partOf(page: Page, line: Line, index: number, subject: Atom): Told | null {
  if (isOfDevice(line, index) && subject.first < (line.atoms[index] as Atom).first) return 'used';
  const [before, behind] = [line.gaps[index] ?? '', line.gaps[index + 1] ?? ''];
  if (
    / (?:of|占|over|than|below|above|under|vs|from|to) (?:[^\s#()]+ ){0,4}$| (?:of|over|than|vs|from|to) /u.test(behind.replace(/\(.*/, ''))
  )
    return null;
  const label = line.statement.label ? slice(page.document, line.statement.label) : '';
  const words = [behind.split(/[(),;]/)[0] ?? '', before.split(/[(),;]/).at(-1) ?? ''].find((text) => isTold(text)) ?? label;
  if (!isTold(words) || !/[:(]/.test(`${before}${behind}`)) return null;
  // `Headroom: 51 % (39.2 GB used)`: of the other part
  const own = line.gaps[line.atoms.indexOf(subject) + 1] ?? '';
  if (plays('left', words)) return plays('used', own) ? null : 'left';
  return plays('left', own) || plays('available', own) ? null : 'used';
}

const isUse = matcher(['mfu', 'hfu']);
const isTold = (text: string): boolean =>
  (plays('share', text) || plays('used', text) || plays('left', text) || isUse(text)) && !plays('change', text);

/** FLOP of a model and FLOP/s of a GPU are no share of each other. */
const isOfOneKind = (a: Atom, b: Atom): boolean =>
  a.measure === b.measure && a.number.unit?.dimension.time === b.number.unit?.dimension.time;

function judged(page: Page, line: Line, p: Atom, subject: Atom, told: Told): Claim | null {
  const named = namesOf(page).filter(
    (one) => one.value > 0 && one.measure === subject.measure && one.atom !== subject && isOfOneKind(one.atom, subject),
  );
  const wholes = named.filter(isAllThereIs);
  const [first] = wholes;
  if (!first || wholes.some(({ atom }) => atom.number.value !== first.atom.number.value)) return null;
  const fits = (atom: Atom): boolean => atom !== subject && isOfOneKind(atom, subject) && ratioHolds(subject, unbound(atom), p.number);
  const [x, y] = [valueOf(subject, true), valueOf(first.atom)];
  const holds =
    agrees({ low: x.low / y.high, middle: x.middle / y.middle, high: x.high / y.low }, p.number) ||
    page.lines.some(({ atoms }) => atoms.some(fits));
  const value = x.middle / y.middle;
  if (value > 1.5) return null;
  const of = `${shown(subject)} of the ${shown(unbound(first.atom))} of ${first.name}`;
  const stated = `${p.number.text}${suffixOf(p.number)}`;
  return {
    pattern: told === 'left' ? 'rest' : 'share',
    statement: line.statement,
    span: { start: p.number.digits.start, end: Math.max(p.number.span.end, p.number.digits.end) },
    holds,
    sure: 'likely',
    says: holds ? `holds: ${of} is ${stated}` : `${of} is ${writeLike(value, p.number)}${suffixOf(p.number)}, not ${stated}`,
    figures: [subject.number, first.atom.number, p.number],
    places: [{ message: `${first.name}: ${shown(first.atom)}`, span: first.atom.number.span }],
    correction: { number: p.number, value },
  };
}
