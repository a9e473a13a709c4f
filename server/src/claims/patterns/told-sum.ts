import { apartInSums, leaves, sumsUp } from '../../lexicon/conclusions.ts';
import { isKnownKind, kindOf } from '../../lexicon/counted.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { actOf } from '../../lexicon/speech.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { singular } from '../../text/singular.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isDegree, isPlain, unbound } from '../figures.ts';
import { nounsOf } from '../kinds.ts';
import type { Page } from '../page.ts';
import { agrees } from '../ratio.ts';
import { sidesOfSum, termOf } from '../side.ts';
import { shown } from './ratio.ts';
import { comesTo } from './sum.ts';

const [sumsTo, leavesOver, setsApart] = [matcher(sumsUp.before), matcher(leaves.before), matcher(apartInSums)];
const inAll = new RegExp(`^ (?:[^\\s()\\[\\],;:.=#]+ ){0,3}?(?:${sumsUp.behind.join('|')})(?= [,.;:)]| $)`, 'u');
/** `8 spare nodes` are what they are. */
const isLeft = new RegExp(
  `^ (?:[^\\s()\\[\\],;:.=#]+ ){0,3}?(?:${leaves.behind.join('|')})(?= (?:[,.;:)]|for |on |to |in |of |per |$)| $)`,
  'u',
);
/** Between the parts of a sum: `, KV cache`, `and activations`. */
const listed =
  /^ (?:[^\s()[\];:.=#<>≤≥→]+ ){0,4}(?:\) )?(?:,|and|plus|\+|和|、)(?: (?:and|another|a further|和))? (?:[^\s()[\],;:.=#<>≤≥→]+ ){0,4}(?:\( )?$/u;

/** `35 GB with the buffers`: more than the parts. */
const withMore = /^ (?:[^\s()[\],;:.=#]+ ){0,3}?(?:\( ?)?(?:with|including|incl|plus|counting|after|before|含|包括|加上)(?: |$)/u;

/** A sum or a rest told in a sentence: `35 GB, 20 GB and 8 GB add up to 63 GB`, `63 of 80 GB used, which leaves 17 GB`. */
export function toldSums(page: Page, line: Line): Claim[] {
  if (line.atoms.length < 3) return [];
  const out: Claim[] = [];
  for (let at = 0; at < line.atoms.length; at++) {
    const claim = sumAt(line, at) ?? restAt(line, at);
    if (claim && (claim.holds || !isOfEarlier(page, line, claim))) out.push(claim);
  }
  if (out.every(({ holds }) => holds)) return out;
  return actOf(page.text(line.statement)) === 'asserts' ? out : out.filter(({ holds }) => holds);
}

/** `Weights take 36.4 GB. Of 80 GB we use 72 GB, which leaves 35.6 GB`: what is taken was told a sentence before. */
function isOfEarlier(page: Page, { statement }: Line, { figures, pattern }: Claim): boolean {
  const [more, less, rest] = figures;
  if (pattern !== 'rest' || !more || !less || !rest) return false;
  const near = [1, 2, 3].flatMap((back) => page.lineOf({ index: statement.index - back })?.atoms ?? []);
  return near.some(({ number }) => [more, less].some((whole) => Math.abs(Math.abs(whole.value - number.value) / rest.value - 1) < 0.005));
}

/** The last words of a gap, in which what is told of the figure behind stands. */
const clauseBefore = (space: string): string => space.split(/[,;.(]/u).at(-1) ?? '';

function sumAt(line: Line, at: number): Claim | null {
  const written = line.atoms[at] as Atom;
  // `add up to 63 GB` bounds nothing
  const result = / up to $/.test(line.gaps[at] ?? '') && sumsTo(clauseBefore(line.gaps[at] ?? '')) ? unbound(written) : written;
  if (!isPlain(result) || !(sumsTo(clauseBefore(line.gaps[at] ?? '')) || inAll.test(line.gaps[at + 1] ?? ''))) return null;
  // `with 8 GB left`: no sum
  if (withMore.test(line.gaps[at + 1] ?? '') || isLeft.test(line.gaps[at + 1] ?? '')) return null;
  const parts: Atom[] = [];
  for (let index = at - 1; index >= 0; index--) {
    const part = line.atoms[index] as Atom;
    if (
      !isPlain(part) ||
      isDegree(line, part) ||
      part.measure !== result.measure ||
      (index < at - 1 && !listed.test(line.gaps[index + 1] ?? ''))
    )
      break;
    parts.unshift(part);
  }
  // `每卡 700 W，64 卡共 44.8 kW`: so much of each
  const isUnequal = new Set(parts.map(({ number }) => number.unit === null)).size > 1;
  if (parts.length < 2 || isMixed(parts, result) || (result.measure === 'count' && isUnequal)) return null;
  const between = line.gaps.slice(at - parts.length + 1, at + 2).join(' ');
  if (setsApart(between.replace(/ (?:adds?|adding|sums?|summing) up to /gu, ' ')) || /[%×]/u.test(between)) return null;
  const sum = parts.reduce((all, part) => all + valueOf(part).middle, 0);
  const counted = result.measure === 'count';
  const holds =
    counted && result.number.decimals === 0 && result.number.magnitude === 1
      ? sum === result.number.value
      : comesTo(parts, result, counted);
  return claimOf(
    line,
    'sum',
    parts.map((atom) => ({ atom, sign: 1 as const })),
    result,
    sum,
    holds,
  );
}

/** Counts of two things are not added: the last part names what all of them count, where the others name it too or nothing. */
function isMixed(parts: readonly Atom[], result: Atom): boolean {
  if (result.measure === 'time1' || result.measure.includes('time-')) return true;
  const last = parts.at(-1) as Atom;
  if (result.measure !== 'count') return false;
  return !areAlike(last, result) || parts.every((part) => nounsOf(part).length === 0) || parts.some((part) => isOther(part, last));
}

/** `4 nodes, 32 GPUs`: things of two known kinds; `2,000 input and 500 output tokens` are of one. */
function isOther(part: Atom, last: Atom): boolean {
  const [noun, other] = [part, last].map((atom) => singular(nounsOf(atom).at(-1) ?? ''));
  return isKnownKind(noun ?? '') && isKnownKind(other ?? '') && kindOf(noun ?? '') !== kindOf(other ?? '');
}

/** Counts of one thing, as far as they name it. */
function areAlike(...atoms: readonly Atom[]): boolean {
  const nouns = new Set(atoms.flatMap((atom) => nounsOf(atom).slice(-1)).map(singular));
  return nouns.size <= 1;
}

/** `3 TB are needed, 2 TB are free of 8 TB`, `2 spare nodes, 1 in repair, so 1 spare`: what is left of something that is not taken from the other. */
const isOfAnother = (line: Line, result: Atom): boolean => {
  const words = `${line.gaps.join(' ')} `;
  const at = line.atoms.indexOf(result);
  return (
    /(?:^| )(?:needs?|needed|requires?|required|wants?|asks? for) /u.test(words) ||
    / of (?:the )?$/u.test(line.gaps[at + 1] ?? '') ||
    /(?:^| )spare .* spare /u.test(words)
  );
};

function restAt(line: Line, at: number): Claim | null {
  const result = line.atoms[at] as Atom;
  if (!isPlain(result) || result.measure === '%' || result.measure === 'x' || (result.measure === 'count' && result.number.unit))
    return null;
  // `30 of 80 GB are free`: the whole
  if (/ of (?:the )?$/u.test(line.gaps[at] ?? '')) return null;
  const told = leavesOver(clauseBefore(line.gaps[at] ?? '')) || isLeft.test(line.gaps[at + 1] ?? '');
  if (!told) return null;
  const others = line.atoms.filter((atom) => atom !== result && atom.measure === result.measure);
  const [x, y] = others;
  if (!x || !y || others.length !== 2 || !isPlain(x) || !isPlain(y) || line.atoms.length > 4) return null;
  if (result.measure === 'count' && Math.max(line.atoms.indexOf(x), line.atoms.indexOf(y)) > at) return null;
  const [more, less] = x.number.value > y.number.value ? [x, y] : [y, x];
  if (result.measure === 'count' && (!areAlike(more, less, result) || nounsOf(more).length + nounsOf(less).length === 0)) return null;
  // another unit is of another whole: 2 h of the week
  if (result.measure !== 'count' && [more, less].some(({ number }) => number.unit?.text !== result.number.unit?.text)) return null;
  const between = line.gaps.slice(Math.min(line.atoms.indexOf(x), at), at + 2).join(' ');
  if (setsApart(between) || more.number.value === less.number.value || result.number.value >= more.number.value) return null;
  const rest = valueOf(more).middle - valueOf(less).middle;
  const [a, b] = [valueOf(more), valueOf(less)];
  const holds = agrees({ low: a.low - b.high, middle: rest, high: a.high - b.low }, result.number) || rest === result.number.value;
  if (!holds && isOfAnother(line, result)) return null;
  return claimOf(
    line,
    'rest',
    [
      { atom: more, sign: 1 },
      { atom: less, sign: -1 },
    ],
    result,
    rest,
    holds,
  );
}

function claimOf(
  line: Line,
  pattern: 'sum' | 'rest',
  terms: readonly { readonly atom: Atom; readonly sign: 1 | -1 }[],
  result: Atom,
  value: number,
  holds: boolean,
): Claim {
  const unit = result.number.magnitude * (result.number.unit?.scale ?? 1) * result.factor;
  const text = terms.map(({ atom, sign }, index) => `${index === 0 ? '' : sign === 1 ? ' + ' : ' − '}${shown(atom)}`).join('');
  return {
    pattern,
    statement: line.statement,
    span: result.number.digits,
    holds,
    sure: 'likely',
    says: holds
      ? `holds: ${text} is ${shown(result)}`
      : `${text} is ${figure(value / unit)}${suffixOf(result.number)}, not ${shown(result)}`,
    figures: [...terms.map(({ atom }) => atom.number), result.number],
    correction: { number: result.number, value: value / result.factor },
    sides: () =>
      sidesOfSum(
        termOf(result),
        terms.map(({ atom, sign }) => ({ ...termOf(atom), sign })),
      ),
  };
}
