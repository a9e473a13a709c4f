import { matcher } from '../../lexicon/matcher.ts';
import { numeral, numeralLike, numerals } from '../../lexicon/numerals.ts';
import { machines } from '../../lexicon/things.ts';
import type { WrittenNumber } from '../../notation/number.ts';
import type { Token } from '../../notation/token.ts';
import type { Span } from '../../text/span.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isWhole } from '../figures.ts';
import { gap } from '../phrases.ts';
import { isIndex, nounBefore } from './range.ts';

/** `layers 0-19 (20 layers)`, `north-037 … north-040, four of them`: a range and how many it holds. */
export function counts(line: Line): Claim[] {
  const out: Claim[] = [];
  for (const range of rangesOf(line)) {
    const count = countOf(line, range);
    if (count) out.push(claimOf(line, range, count));
  }
  return out;
}

interface Range {
  readonly from: WrittenNumber;
  readonly to: WrittenNumber;
  /** The gap that follows it. */
  readonly gap: number;
  /** What it counts, singular; null where no word tells. */
  readonly noun: string | null;
  /** What stands before the number in names, `rack` of `rack-01`; null of plain numbers. */
  readonly named: string | null;
  /** `[0,3]` may be a list of two. */
  readonly isPair: boolean;
}

/** `8000–8019`, and two names that differ in their number: `north-037 … north-041`. */
function rangesOf(line: Line): Range[] {
  return line.atoms.flatMap((atom, at): Range[] => {
    if (isIndex(atom) && atom.to) {
      const noun = nounBefore(line.gaps[at] ?? '');
      return [{ from: atom.number, to: atom.to, gap: at + 1, noun, named: null, isPair: isPairAt(line, at) }];
    }
    const next = line.atoms[at + 1];
    if (!next || !isWhole(atom) || !isWhole(next) || next.number.value <= atom.number.value) return [];
    const prefix = /(?:^| )(\p{L}[\p{L}\d]*) ?- $/u.exec(line.gaps[at] ?? '')?.[1];
    if (!prefix || prefix.length < 2) return [];
    const between = /^ (?:…|\.\.\.|\. \. \.|to|through|–|—|-|至|到|→) (\p{L}[\p{L}\d]*) ?- $/u.exec(line.gaps[at + 1] ?? '')?.[1];
    return between === prefix ? [{ from: atom.number, to: next.number, gap: at + 2, noun: null, named: prefix, isPair: false }] : [];
  });
}

const isPairAt = ({ gaps }: Line, at: number): boolean => /\[ $/.test(gaps[at] ?? '') && /^ \] /.test(gaps[at + 1] ?? '');

interface Count {
  readonly value: number;
  readonly span: Span;
  readonly number: WrittenNumber | null;
  readonly text: string;
  /** In a bracket behind it: `[0, 32) (32)` may leave the last one out. */
  readonly open: boolean;
}

/** `GPUs 0-11: attention (12 GPUs)`: words between. */
const wordsBetween = gap(String.raw`W(?:\]|\}|\))? ?(?:: |→ |— |– |, )W\( `);
const opens = gap(String.raw`W(?:\]|\}|\))? ?(?:\(|:|=|→|,|—|–) (?:=|i . e . ,? |total )?`);
/** `ports 8000-8019, one per replica, 20 ports`: a remark between. */
const remark =
  /^ , (?:(?!(?:of|including|plus|and|except|only|other|another|more|spare|without|with|then|of which) )[^\s,.;:#()]+ ){1,4}, $/u;
/** `编号 257-264,共 8 台`: told to be all of them. */
const total = /^ (?:\) )?(?:[,(:] )?(?:共|一共|共计|总共|合计|计|a total of|in all|altogether|i . e .|that is|that makes|makes|=) $/u;
const totalBehind = /^ (?:[\p{L}-]+ )?(?:of them|in all|in total|altogether|total)(?= |$)/u;

function countOf(line: Line, range: Range): Count | null {
  const space = line.gaps[range.gap] ?? '';
  const atom = line.atoms[range.gap];
  const open = space.startsWith(' ) ');
  if (atom && isWhole(atom) && atom.number.qualifier === 'exact') {
    // `encoder layers 0-23, decoder layers 0-23, 48 layers in all`
    const several = line.atoms.filter(isIndex).length > 1 && totalBehind.test(line.gaps[range.gap + 1] ?? '');
    if (several) return null;
    const told = total.test(space) || (/^ (?:\) )?[,(:] $/.test(space) && totalBehind.test(line.gaps[range.gap + 1] ?? ''));
    const same = range.noun !== null && atom.noun[0]?.replace(/s$/, '') === range.noun;
    const near = opens.test(space) || wordsBetween.test(space) || remark.test(space);
    const counted = (told && !isDealt(range, atom.number.value)) || (same && near) || (range.named && isOfNames(range, atom, space));
    if (
      counted &&
      !qualified.test(line.gaps[range.gap + 1] ?? '') &&
      atom.noun[1] !== 'per' &&
      atom.noun[1] !== 'each' &&
      atom.noun[0] !== 'per'
    )
      return { value: atom.number.value, span: atom.number.span, number: atom.number, text: atom.number.text, open };
  }
  return inWords(line, range, space, open);
}

/** `编号 1-16,共 128 卡`: so many of each, or so many of them together. */
function isDealt({ from, to }: Range, count: number): boolean {
  const many = to.value - from.value + 1;
  return count !== many && (count % many === 0 || many % count === 0);
}

/** Names that say what they are of. */
const things: ReadonlySet<string> = new Set([
  ...machines,
  ...['rack', 'gpu', 'card', 'chip', 'rank', 'stage', 'leaf', 'switch', 'disk', 'port', 'pod', 'job'],
]);

/** `rack-01 to rack-12 (12 racks)`, `hall-01 to hall-20 (20 hosts)`: what the names are of, not what stands in them. */
function isOfNames({ named }: Range, { noun }: Atom, space: string): boolean {
  const one = noun[0]?.replace(/s$/, '');
  return one !== undefined && named !== null && /^ [,(:→=] $/.test(space) && (one === named || (!things.has(named) && machines.has(one)));
}

/** `4 pages longer`, `20 layers with experts`, `six of them with 96 GB`: not all that the range holds. */
const qualified =
  /^ (?:[\p{L}-]+ )?(?:with|without|longer|shorter|more|less|fewer|of which|that|which|whose|each|per|than|later|earlier|are|is|have|has|had|were|off|free|spare) /u;

const wordCount = new RegExp(`^ (?:\\) )?[,(:] (${numerals}) (?:of (?:them|these)|in all|in total|altogether)(?= [.,;:)]|$| $)`, 'u');

/** `, four of them`. */
function inWords(line: Line, range: Range, space: string, open: boolean): Count | null {
  const word = wordCount.exec(space)?.[1];
  const value = word === undefined ? undefined : numeral(word);
  if (word === undefined || value === undefined) return null;
  const token = line.tokens.find(
    (each): each is Extract<Token, { kind: 'word' }> => each.kind === 'word' && each.start > range.to.span.start && each.lower === word,
  );
  return token ? { value, span: { start: token.start, end: token.end }, number: null, text: token.text, open } : null;
}

/** Of these the ends of a range may be where they begin and end: `steps 1000-2000, 1000 steps`. */
export const isStretch = matcher([
  'step',
  'iteration',
  'token',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
  'epoch',
  'sample',
  'batch',
  'bit',
  'byte',
  'metre',
  'meter',
  'position',
  '步',
  '天',
  '日',
  '周',
  '月',
  '年',
]);

function claimOf(line: Line, { from, to, noun, named, isPair }: Range, count: Count): Claim {
  const many = to.value - from.value + 1;
  const either = count.open || (noun !== null && isStretch(noun)) || (named === null && count.number === null && noun === null);
  const holds = count.value === many || (either && count.value === many - 1) || (isPair && count.value === 2);
  const what = noun !== null && /^[a-z]/.test(noun) ? `${noun}s ` : '';
  return {
    pattern: 'count',
    statement: line.statement,
    span: count.span,
    holds,
    sure: 'certain',
    says: holds ? `holds: ${from.text} to ${to.text} are ${many}` : `${what}${from.text} to ${to.text} are ${many}, not ${count.text}`,
    figures: [from, to, ...(count.number ? [count.number] : [])],
    correction: count.number ? { number: count.number, value: many } : null,
    rewrite: count.number ? undefined : rewriteOf(count, many),
  };
}

/** `four` becomes `five`. */
function rewriteOf({ span, text }: Count, many: number): Claim['rewrite'] {
  const said = numeral(text) === undefined ? undefined : numeralLike(many, text);
  return said === undefined || span.end - span.start !== text.length ? undefined : { span, text: said };
}
