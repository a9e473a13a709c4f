import { matcher } from '../../lexicon/matcher.ts';
import { fractionNouns, fractions, fractionsBehind } from '../../lexicon/shares.ts';
import { scale } from '../../notation/interval.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { type Atom, borrowing, comparable, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import { gapsNear } from '../nearby.ts';
import { thingOf } from '../part.ts';
import { changed } from '../phrases.ts';
import { agrees } from '../ratio.ts';
import { shown } from './ratio.ts';

/** One figure in two forms: `half of the 64 GPUs (32)`, `twice the 16 GB (32 GB)`, `0.05 (5 % variance)`. */
export function fractionsOf(line: Line): Claim[] {
  const out: Claim[] = [];
  for (let at = 0; at + 1 < line.atoms.length; at++) {
    const claim = inWords(line, at) ?? asPercent(line, at);
    if (claim) out.push(claim);
  }
  return out;
}

const lean = (words: Readonly<Record<string, number>>): string =>
  Object.keys(words)
    .sort((a, b) => b.length - a.length)
    .join('|');
const before = new RegExp(`(?:^|[ (,])(${lean(fractions)}) (?:(?:of|the|all|our|its|these|those|that|as much as) )*$`, 'u');
const behind = new RegExp(`^ (?:[^\\s()#]+ )?(?:\\p{Script=Han}*的)?(${lean(fractionsBehind)}) `, 'u');
/** What makes a bound of it, or another thing. */
const loosened =
  /(?:\b(?:more|less|fewer|over|under|nearly|almost|about|around|roughly|than|least|most|up to|another|other|first|second|last|per|each|every|or|and)|[~≈<>≤≥]|约|近|超过|不到) $/u;
const opens = /^ (?:[^\s()#,;]+ ){0,3}(?:\( (?:[=≈] |i . e . |that is |即 )?|[=→] |, (?:i . e .|that is|or) |,? ?即 )$/u;

function inWords(line: Line, at: number): Claim | null {
  const [whole, part] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
  if (!isPlain(whole) || !isPlain(part) || whole.factor !== 1 || part.factor !== 1) return null;
  const ahead = before.exec(line.gaps[at] ?? '');
  const after = ahead ? null : behind.exec(line.gaps[at + 1] ?? '');
  const word = ahead?.[1] ?? after?.[1];
  const by = ahead ? fractions[word ?? ''] : fractionsBehind[word ?? ''];
  if (word === undefined || by === undefined || !opens.test(line.gaps[at + 1] ?? '') || !closesAlone(line, at + 1)) return null;
  if (ahead && loosened.test(saidBefore(line, whole, ahead[0]))) return null;
  const [a, b] = [borrowing(whole, part), borrowing(part, whole)];
  if (!comparable(a, b) || a.measure === '%' || a.measure === 'x' || isOther(a, b)) return null;
  const value = scale(valueOf(a), by);
  const near = valueOf(b).middle / value.middle;
  // a mark or a year is no part of it
  if (near < 0.2 || near > 5) return null;
  return claimOf(line, { holds: agrees(value, b.number), part, value: value.middle, says: `${word} of ${shown(whole)}` }, [whole, part]);
}

/** As written, with `about` and the like, which gaps leave out. */
function saidBefore({ tokens }: Line, whole: Atom, phrase: string): string {
  const from = whole.first - phrase.trim().split(' ').length;
  const said = tokens
    .slice(Math.max(0, from - 3), Math.max(0, from))
    .map((token) => ('lower' in token ? token.lower : 'text' in token ? token.text : 'relation' in token ? token.relation : '#'));
  return `${said.join(' ')} `;
}

/** Nothing else is told of it: `(32)`, `(32 GPUs)`, `= 32 GPUs`. */
function closesAlone(line: Line, index: number): boolean {
  const bracket = / \( /.test(line.gaps[index] ?? '');
  const rest = line.gaps[index + 1] ?? '';
  return bracket ? /^ (?:[^\s()#,;]+ )?\)/u.test(rest) : /^ (?:[^\s()#,;]+ )?(?:[,;.)]|$)/u.test(rest);
}

const isOther = (a: Atom, b: Atom): boolean => a.measure === 'count' && thingOf(b).length > 0 && thingOf(a).at(-1) !== thingOf(b).at(-1);

const isFractionNoun = matcher(fractionNouns);

/** `0.05 (5 % variance)`: a bare fraction, and the percentage that it is, or that it leaves. */
function asPercent(line: Line, at: number): Claim | null {
  const [part, percent] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
  if (!isPlain(part) || !isPlain(percent) || percent.measure !== '%' || part.measure !== 'count') return null;
  const { number } = part;
  if (number.unit !== null || number.decimals === 0 || number.value >= 1 || part.noun.length > 0) return null;
  if (!/^ \( (?:[=≈] |i . e . |即 )?$/u.test(line.gaps[at + 1] ?? '')) return null;
  const told = /^ ([^()#,;]*)\)/u.exec(line.gaps[at + 2] ?? '')?.[1]?.trim();
  if (told === undefined || changed.test(gapsNear(line.gaps, at).join(' ')) || (told === '' ? line.statement.cell : !isNoun(told)))
    return null;
  const value = valueOf(part);
  const rest = { low: 1 - value.high, middle: 1 - value.middle, high: 1 - value.low };
  const near = percent.number.value / value.middle;
  if (near < 0.4 || near > 2.5) return null;
  const holds = agrees(value, percent.number) || agrees(rest, percent.number);
  return claimOf(line, { holds, part: percent, value: value.middle, says: number.text }, [part, percent]);
}

const isNoun = (told: string): boolean => told.split(' ').length <= 2 && isFractionNoun(told);

interface Told {
  readonly holds: boolean;
  readonly part: Atom;
  readonly value: number;
  readonly says: string;
}

function claimOf(line: Line, { holds, part, value, says }: Told, figures: readonly Atom[]): Claim {
  const unit = part.number.magnitude * (part.number.unit?.scale ?? 1);
  return {
    pattern: 'share',
    statement: line.statement,
    span: part.number.digits,
    holds,
    sure: part.measure === 'count' || part.measure === '%' ? 'likely' : 'certain',
    says: holds ? `holds: ${says} is ${shown(part)}` : `${says} is ${figure(value / unit)}${suffixOf(part.number)}, not ${shown(part)}`,
    figures: figures.map(({ number }) => number),
    correction: { number: part.number, value },
  };
}
