import { isKnownKind, kindOf, periods, verbs } from '../lexicon/counted.ts';
import { numbersOf } from '../notation/expression.ts';
import type { Interval } from '../notation/interval.ts';
import { isSymbol } from '../notation/symbols.ts';
import { singular } from '../text/singular.ts';
import { type Atom, type Line, valueOf } from './atoms.ts';
import { isBound, unbound } from './figures.ts';
import { thingOf } from './part.ts';

/** Exponents of what a figure is measured in and counts: `8 GPUs per node` is gpu¹·node⁻¹, `1.2 M tok/s` token¹·time⁻¹. */
export type Kind = ReadonlyMap<string, number>;

/** A figure with its kind. */
export interface Counted {
  readonly line: Line;
  readonly atom: Atom;
  /** Its place among the figures of its line, or of all lines that are read together. */
  readonly index: number;
  readonly kind: Kind;
  /** In SI base units of its kind. */
  readonly value: Interval;
  /** It is understood to be told of each of them, so that one may be left over: a batch is of a step, a length of a sequence. */
  readonly of?: readonly string[];
  /** An equation reckons with it, and tells by itself what follows. */
  readonly isOperand?: boolean;
  /** `12 nodes with 96 GPUs`: so many of each, or in all; the kind where it is in all. */
  readonly inAll?: Kind;
}

const word = String.raw`[^\s()\[\],;:.=<>≤≥→|✓✗+×/#-]+`;
/** Behind what the figure counts: `per node`, `a step`, `on each GPU`, `per GPU-hour`. */
const perBehind = new RegExp(
  `^ (?:of (?:${word} ){1,3})?(?:(?:on|in|for) )?(?:per|a|an|/|(?<=(?:on|in|for) )(?:each|every)) (?:single |one |optimi[sz]er |training |pipeline )?(${word}) (?:(?:[-/]|per) )?(?:(hours?|hr|h|seconds?|s|days?) )?`,
  'u',
);
const eachBehind = new RegExp(`^ (?:of (?:${word} ){1,3})?(?:each|apiece) (?:$|[,.;:)(→=]|(${word}) )`, 'u');
/** Before it: `each GPU holds`, `KV cache per token is`. */
const oneOf = new RegExp(`(?:^ |[,;:.] )(?:and |so |then )?(?:one|a|an) (?:(?:${word}) )?(${word}) (${word}) (?:\\$ )?$`, 'u');
const perBefore = new RegExp(`(?:^| )(?:each|every|per|每) (?!of )((?:${word} ){1,4})(?:[:=] )?$`, 'u');
/** `每卡`, `一台`: of each, before the figure. */
const chineseEach =
  /(?:每一?|一) ?([个台张块条份层步]? ?\p{Script=Han}{0,3}|[a-z]+)(?: (?:有|为|放|是|:|上|共|需要|要))? (?:\p{Script=Han}{1,3} )?$/u;
const eachOf = /(?:^| )(?:each|every one|all) of (?:the |our |these |those |its )?$/u;
/** `12 nodes with 8 GPUs`, `4 replicas × 16 GPUs`: so many of each, where the nouns differ. */
const having = new RegExp(`^ (?:${word} ){0,2}(?:of|with|having|×|x|containing|holding) $`, 'u');
/** `per node of 8 GPUs`. */
const eachHaving = new RegExp(`(?:^| )(?:per|each|every) (${word}) (?:of|with|having) $`, 'u');
/** `into chunks of 4096 tokens`. */
const pieces = new RegExp(`(?:^| )(?:in|into) (?:${word} )?(${word}) of $`, 'u');
/** `10 of the 80 layers`: counts what the whole counts. */
const ofWhole = /^ (?:out )?of (?:the |all |its |our )?$/u;
/** The word that names a figure from before: `batch 1024`, `GPUs: 64`, `sequence length of`. */
const labelBefore = new RegExp(`(?:^|[ ,;(])(${word}) (?:sizes? |length |count )?(?:[:=] |of |is |are )?$`, 'u');
const isBatch = / batch(?: size)? (?:[:=] |of |is )?$/u;
const isLength = / (?:length|context|context window|sequence|seq|seq_len|seqlen) (?:[:=] |of |is )?$/u;
/** `131072-token`. */
const hyphened = new RegExp(`^ - (${word}) `, 'u');

/** Nothing that is named by `a` or `an` before a period or a small word. */
const notHeld = new Set(
  'total few bit lot half third quarter maximum minimum new more whole time with of for and at on in to from is are single'.split(' '),
);

/** The figures of a line that count or measure something, each with its kind; `before`: the sentence that its first `each` may speak of. */
export function countedIn(line: Line, before: Line | null = null): readonly Counted[] {
  if (before) return countedBehind(line, before);
  const known = countedByLine.get(line) ?? countedBehind(line, null);
  countedByLine.set(line, known);
  return known;
}

const countedByLine = new WeakMap<Line, readonly Counted[]>();

function countedBehind(line: Line, before: Line | null): readonly Counted[] {
  const out: Counted[] = [];
  const reckoned = operandsOf(line);
  for (let index = 0; index < line.atoms.length; index++) {
    const counted = countedAt(line, index, before);
    const isOperand = reckoned.has(line.atoms[index]?.number.digits.start ?? -1);
    if (counted) out.push(isOperand ? { ...counted, isOperand } : counted);
  }
  return out;
}

/** What an equation reckons with: it tells by itself what follows. */
function operandsOf({ items }: Line): ReadonlySet<number> {
  const out = new Set<number>();
  for (const item of items)
    if (item.kind === 'chain')
      for (const side of item.sides) if (side.kind === 'operation') for (const { number } of numbersOf(side)) out.add(number.digits.start);
  return out;
}

function countedAt(line: Line, index: number, earlier: Line | null): Counted | null {
  const written = line.atoms[index] as Atom;
  const before = line.gaps[index] ?? ' ';
  const atom = isBound(written) && / over $/.test(before) ? unbound(written) : written;
  if (atom.to !== null || atom.term || atom.negative || isBound(atom) || atom.number.value <= 0) return null;
  if (atom.measure === '%' || atom.measure === 'x' || atom.measure === 'B') return null;
  // letters of a name: `H100`
  if (atom.measure === 'count' && atom.number.magnitude === 1 && /[a-z]/i.test(atom.number.text)) return null;
  // `640 k tok/s`: thousands of them, apart from their figure
  if (/^[kmgtb]$/.test(atom.noun[0] ?? '') || /^[kmgtb] /i.test(atom.number.unit?.text ?? '')) return null;
  const kind = new Map<string, number>();
  const own = ownKind(line, index, atom, kind);
  if (!own) return null;
  const inAll = new Map(kind);
  const factor = divide(line, index, kind, earlier);
  if (Number.isNaN(factor) || kind.size === 0) return null;
  const { low, middle, high } = valueOf(atom);
  const of = understood(line, atom, before);
  for (const each of of.slice(0, 1)) if (!kind.has(each)) bump(kind, each, -1);
  return {
    line,
    atom,
    index,
    kind,
    value: { low: low * factor, middle: middle * factor, high: high * factor },
    ...(of.length > 0 ? { of } : {}),
    ...(isHaving(line, index, kind, inAll) ? { inAll } : {}),
  };
}

/** The small word alone says that the figure is of each. */
const isHaving = ({ gaps }: Line, index: number, kind: Kind, whole: Kind): boolean =>
  kind.size !== whole.size && / (?:with|having|containing|holding|of) $/u.test(gaps[index] ?? '') && !/ each /u.test(gaps[index + 1] ?? '');

/** What a figure is told of without a word: a batch of a step, a length of a sequence. */
function understood({ tokens }: Line, atom: Atom, before: string): readonly string[] {
  const symbol = tokens[atom.first - (tokens[atom.first - 1]?.kind === 'relation' ? 2 : 1)];
  const name = symbol?.kind === 'word' ? symbol.lower : '';
  if (name === 'mbs' || /(?:^| )micro(?: -)? batch(?: size)? (?:[:=] |of |is )?$/u.test(before)) return ['micro-batch'];
  if (isLength.test(before)) return ['sequence'];
  return name === 'gbs' || isBatch.test(before) ? ['step', 'sequence'] : [];
}

function bump(kind: Map<string, number>, what: string, by: number): void {
  const sum = (kind.get(what) ?? 0) + by;
  if (sum === 0) kind.delete(what);
  else kind.set(what, sum);
}

/** What the figure itself is measured in, or counts. */
function ownKind(line: Line, index: number, atom: Atom, kind: Map<string, number>): boolean {
  const { unit } = atom.number;
  if (atom.measure === 'money') {
    bump(kind, 'money', 1);
    return true;
  }
  if (atom.measure === 'time1' && unit === null) {
    bump(kind, 'time', 1);
    return true;
  }
  // operations, or operations a second
  if (unit?.looseTime) return false;
  if (unit) {
    for (const what of ['bytes', 'flop', 'time'] as const) if (unit.dimension[what] !== 0) bump(kind, what, unit.dimension[what]);
    if (unit.noun) bump(kind, kindOf(singular(unit.noun)), 1);
    if (unit.dimension.bytes !== 0 || unit.dimension.flop !== 0 || unit.noun) return true;
    if (unit.dimension.time > 0) return true;
  }
  const work = workBehind.exec(line.gaps[index + 1] ?? ' ');
  const noun = work ? kindOf(singular(work[1] as string)) : nounAt(line, index, atom);
  if (noun === null) return false;
  bump(kind, noun, 1);
  if (work) bump(kind, 'time', 1);
  return true;
}

/** `24,576 GPU-hours`: so many of them for so long. */
const workBehind = new RegExp(`^ (${word}) - (hours?|days?|h) `, 'u');
const workTime = (behind: string): number => periods.get(singular(workBehind.exec(behind)?.[2] ?? 's')) ?? 1;

/** What a count counts: a degree by its letters before it, a noun behind it, the whole that it is a part of, or the label before it. */
function nounAt(line: Line, index: number, atom: Atom): string | null {
  const [before, behind] = [line.gaps[index] ?? ' ', line.gaps[index + 1] ?? ' '];
  const sign = line.tokens[atom.first - 1];
  const symbol = line.tokens[atom.first - (sign?.kind === 'relation' ? 2 : 1)];
  if (symbol?.kind === 'word' && isSymbol(symbol.text)) return kindOf(symbol.lower);
  if (atom.noun[0] === 'way' && isSymbol(atom.noun[1] ?? '')) return kindOf(atom.noun[1] as string);
  const joined = hyphened.exec(behind);
  if (joined) return kindOf(singular(joined[1] as string));
  const next = line.atoms[index + 1];
  const things = nounsOf(next && ofWhole.test(behind) && next.measure === 'count' ? next : atom);
  const [first] = things;
  // `8 × H100 SXM`
  if (first && kindOf(singular(first)) === 'gpu') return 'gpu';
  const last = things.at(-1);
  if (last) {
    const noun = singular(last);
    if (/^ (?:- )?micro (?:- )?batch/u.test(behind)) return 'micro-batch';
    if (noun === 'head' && things.some((each) => /^(?:kv|key|value)$/.test(each))) return 'kv-head';
    if (things.includes('accumulation')) return 'accumulation';
    if (noun === 'model' && atom.number.magnitude >= 1e6) return 'parameter';
    return kindOf(noun);
  }
  if (/^ 台/u.test(behind)) return 'node';
  if (isLength.test(before)) return 'token';
  if (atom.number.magnitude === 1e9 && /b$/i.test(atom.number.text)) return 'parameter';
  const told = labelBefore.exec(before);
  const label = told ? singular(told[1] as string) : null;
  return label !== null && isKnownKind(label) ? kindOf(label) : null;
}

/** `台` of `台共`. */
const bareChinese = (word: string): string => (/\p{Script=Han}/u.test(word) ? word.replace(/(?:总?共|合计|总计|一共).*$/u, '') : word);

/** The words of what a figure counts, without the verb that follows: `GPUs` of `16 GPUs each need`. */
export function nounsOf(atom: Atom): readonly string[] {
  // servers are counted in 台, and nothing else here is
  const things = /^台(?!\p{Script=Han})|^台(?:共|总|合计)/u.test(atom.noun[0] ?? '')
    ? ['台']
    : thingOf(atom)
        .map(bareChinese)
        .filter((each) => each !== '');
  const end = things.findIndex((each) => verbs.has(each));
  const named = end < 0 ? things : things.slice(0, end);
  // the many of a noun end it: `GPUs deliver`
  const many = named.findIndex((each) => /[a-z]{2}(?<!s)s$/.test(each));
  return many < 0 ? named : named.slice(0, many + 1);
}

/** By what the figure is told: takes it from the kind, and says by how much the value changes; NaN where the words leave it open. */
function divide(line: Line, index: number, kind: Map<string, number>, earlier: Line | null): number {
  const atom = line.atoms[index] as Atom;
  const before = line.gaps[index] ?? ' ';
  // `32 of the 128 experts on each GPU`: the part is told of each, and the whole of nothing
  if (index > 0 && ofWhole.test(before) && atom.measure === 'count') return 1;
  const isPart = ofWhole.test(line.gaps[index + 1] ?? ' ') && line.atoms[index + 1]?.measure === 'count';
  const at = isPart ? index + 1 : index;
  const behind = line.gaps[at + 1] ?? ' ';
  const factor = workTime(behind);
  if (isSharingPer(line, at, behind)) {
    const shared = perBehind.exec(withoutNouns(line.gaps[at + 2] ?? ' ', nounsOf(line.atoms[at + 1] as Atom)));
    if (shared && shared[2] === undefined) return by(kind, shared[1] as string, undefined) ?? factor;
  }
  return (dividedBehind(line, at, behind, kind, earlier) ?? 1) * (dividedBefore(line, index, before, kind) ?? 1) * factor;
}

/** `16 query heads and 2 KV heads per GPU`: what is told behind the second is told of both. */
function isSharingPer(line: Line, at: number, behind: string): boolean {
  const [atom, next] = [line.atoms[at] as Atom, line.atoms[at + 1]];
  return (
    next?.measure === 'count' && atom.measure === 'count' && nounsOf(atom).length > 0 && withoutNouns(behind, nounsOf(atom)) === ' and '
  );
}

/** Told behind: `/step`, `per node`, `each`. */
function dividedBehind(line: Line, index: number, behind: string, kind: Map<string, number>, earlier: Line | null): number | null {
  const atom = line.atoms[index] as Atom;
  const [stroke, named] = [line.tokens[atom.last - 1], line.tokens[atom.last]];
  if (stroke?.kind === 'operator' && stroke.sign === '/' && named?.kind === 'word' && stroke.start >= atom.number.span.end)
    return by(kind, named.lower, undefined);
  // `micro - batches per pipeline`
  const rest = withoutNouns(behind, nounsOf(atom)).replace(/^ (?:micro )?- batch(?:es)?(?= )/u, '');
  const per = perBehind.exec(rest);
  const factor = per ? by(kind, per[1] as string, per[2]) : null;
  const each = eachBehind.exec(per && factor !== null ? ` ${rest.slice(per[0].length)}` : rest);
  const last = line.atoms[index - 1] ?? earlier?.atoms.at(-1);
  if (each && last && (each[1] === undefined || verbs.has(each[1]) || rest !== behind || factor !== null)) {
    // `two replicas of 8 GPUs serve 40 requests each`: of the one or of the other
    const between = line.gaps[index] ?? '';
    if (index > 0 && / of $/u.test(line.gaps[index - 1] ?? '') && between.split(' ').some((word) => verbs.has(word))) return Number.NaN;
    const noun = holderOf(last);
    if (noun) return (factor ?? 1) * (by(kind, noun, undefined) ?? 1);
  }
  return factor;
}

/** Told before: `each of the 4 pods uses`, `every GPU holds`, `12 nodes with`. */
function dividedBefore(line: Line, index: number, before: string, kind: Map<string, number>): number | null {
  const last = line.atoms[index - 1];
  const holder = last ? holderOf(last) : undefined;
  if (last && eachOf.test(line.gaps[index - 1] ?? '')) return holder ? by(kind, holder, undefined) : null;
  const own = last ? withoutNouns(before, nounsOf(last)) : before;
  const told = last && eachBehind.test(own) && own !== before ? null : perBefore.exec(before);
  if (told && (index === 0 || !/(?:^| )per /.test(told[0]))) {
    const holders = (told[1] as string).trim().split(' ');
    const end = holders.findIndex((each) => verbs.has(each));
    const words = (end < 0 ? holders : holders.slice(0, end)).map(singular);
    if (words[0] !== undefined) return by(kind, words.find(isKnownKind) ?? words[0], undefined);
  }
  const one = oneOf.exec(before);
  if (one && verbs.has(one[2] as string)) return by(kind, one[1] as string, undefined);
  const chinese = chineseEach.exec(before);
  const unit = chinese?.[1]?.replaceAll(' ', '');
  if (unit) return by(kind, isKnownKind(unit) ? unit : unit.replace(/^[个台张块条份](?=.)/u, ''), undefined);
  const of = eachHaving.exec(before);
  if (of) return by(kind, of[1] as string, undefined);
  const piece = pieces.exec(before);
  if (piece) return by(kind, piece[1] as string, undefined);
  if (last && holder && having.test(before)) {
    const of = kindOf(singular(holder));
    if (!kind.has(of) && last.measure === 'count' && last.number.value > 1) bump(kind, of, -1);
  }
  return null;
}

/** The noun of what holds something: the last one, or a GPU by its name. */
function holderOf(atom: Atom): string | undefined {
  const things = nounsOf(atom);
  const [first] = things;
  return first && kindOf(singular(first)) === 'gpu' ? 'gpu' : things.at(-1);
}

/** ` per step ` of ` tokens per step `. */
export function withoutNouns(behind: string, nouns: readonly string[]): string {
  const start = ` ${nouns.join(' ')}`;
  return nouns.length > 0 && behind.startsWith(`${start} `) ? behind.slice(start.length) : behind;
}

function by(kind: Map<string, number>, holder: string, period: string | undefined): number | null {
  const noun = singular(holder);
  if (notHeld.has(noun)) return null;
  const time = periods.get(noun);
  if (time !== undefined) {
    bump(kind, 'time', -1);
    return 1 / time;
  }
  bump(kind, kindOf(noun), -1);
  if (period === undefined) return 1;
  bump(kind, 'time', -1);
  return 1 / (periods.get(singular(period)) ?? 1);
}
