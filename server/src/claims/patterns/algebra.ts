import { type Kept, Slot } from '../../document/kept.ts';
import { apart, draws as drawn, tells } from '../../lexicon/conclusions.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { actOf } from '../../lexicon/speech.ts';
import { type Interval, lastSignificantUnit } from '../../notation/interval.ts';
import type { WrittenNumber } from '../../notation/number.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import { called, termOf } from '../called.ts';
import type { Claim } from '../claim.ts';
import { type Equation, equationsOf, leftOf, type Member, sameKind } from '../equations.ts';
import { isExcepted, isManifold } from '../exceptions.ts';
import { type Counted, countedIn, nounsOf, withoutNouns } from '../kinds.ts';
import type { Page } from '../page.ts';
import { agrees } from '../ratio.ts';
import { sidesOfProduct } from '../side.ts';

/** Sentences that are read together: their figures in order, and what stands between them. */
interface Passage {
  readonly line: Line;
  readonly atoms: readonly Atom[];
  readonly gaps: readonly string[];
  readonly counted: readonly Counted[];
  /** So many figures stand before the last sentence. */
  readonly earlier: number;
}

/**
 * Figures of one sentence that follow from one another by what they count: `32 nodes with 8 GPUs per node, i.e. 128 GPUs`, `1 T tokens at
 * 8.4 M tokens per step take 11,900 steps`, `80 layers over PP 8: 12 per stage`. Three or four figures whose kinds cancel are an equation
 * where a word draws a conclusion among them and no other figure of the sentence could stand in their place.
 */
export function algebra(page: Page, line: Line, told: readonly Claim[]): Claim[] {
  if (line.atoms.length < 3 || line.atoms.length > mostFigures) return [];
  return claimsIn(page, { line, atoms: line.atoms, gaps: line.gaps, counted: countedIn(line), earlier: 0 }, told);
}

/** The place of the sentence before, together with which a sentence claims nothing. */
const apartFrom = new Slot<Kept>();

/** The same where the sentence before holds one or two of them: `The hour costs $441.60. For 237 hours that is $104,659.` */
export function algebraAcross(page: Page, told: readonly Claim[]): Claim[] {
  const known = new Set(told.flatMap(({ figures }) => figures.map(({ digits }) => digits.start)));
  return page.groups.flatMap((group) =>
    group.flatMap((line, at) => {
      const before = group[at - 1];
      if (!before || line.statement.kind !== 'sentence' || before.statement.block !== line.statement.block) return [];
      if (line.statement.place.get(apartFrom) === before.statement.place) return [];
      if (line.atoms.length === 0 || before.atoms.length === 0 || line.atoms.length + before.atoms.length > mostFigures) return [];
      const [first, second] = [countedIn(before), countedIn(line, before)];
      if (first.length === 0 || second.length < 2 || first.length + second.length < 3) return [];
      const earlier = before.atoms.length;
      const passage: Passage = {
        line,
        atoms: [...before.atoms, ...line.atoms],
        gaps: [...before.gaps.slice(0, -1), `${before.gaps.at(-1) ?? ' '}${(line.gaps[0] ?? ' ').slice(1)}`, ...line.gaps.slice(1)],
        counted: [...first, ...second.map((counted) => ({ ...counted, index: counted.index + earlier }))],
        earlier,
      };
      const claims = claimsIn(page, passage, []);
      if (claims.length === 0) line.statement.place.set(apartFrom, before.statement.place);
      return claims.filter(({ figures }) => !known.has(figures.at(-1)?.digits.start ?? -1));
    }),
  );
}

function claimsIn(page: Page, passage: Passage, told: readonly Claim[]): Claim[] {
  const { counted, line, earlier } = passage;
  if (counted.length < 3) return [];
  const equations = equationsOf(counted.filter(({ isOperand }) => !isOperand)).filter(
    (equation) => (earlier === 0 || leftOf(equation) === 'nothing') && isAcross(equation, earlier) && isConcluded(passage, equation),
  );
  if (equations.length === 0) return [];
  const act = actOf(page.text(line.statement));
  const known = told.map(({ figures }) => new Set(figures.map(({ digits }) => digits.start)));
  const isTold = (members: readonly Member[]): boolean =>
    known.some((starts) => members.filter(({ counted: { atom } }) => starts.has(atom.number.digits.start)).length >= 2);
  const claims = equations.map((equation) => claimOf(line, equation));
  const held = new Set(claims.flatMap((claim) => (claim.holds ? claim.figures : [])));
  return claims.filter((claim, index) => {
    const equation = equations[index] as Equation;
    if (isTold(equation)) return false;
    if (claim.holds) return true;
    return (
      act === 'asserts' &&
      isOnlyOne(counted, equation) &&
      !claim.figures.some((number) => held.has(number)) &&
      !isExplained(passage, equation, held)
    );
  });
}

/** Of two sentences each holds some of the figures, and the last one two at least. */
const isAcross = (equation: Equation, earlier: number): boolean => {
  if (earlier === 0) return true;
  const later = equation.filter(({ counted }) => counted.index >= earlier).length;
  return later >= 2 && later < equation.length;
};

const mostFigures = 9;

const [isApart, draws, tellsOf] = [matcher(apart), matcher(drawn), matcher(tells)];

/** A word or sign draws a conclusion between the first and the last of them, and none sets them apart. */
function isConcluded(passage: Passage, equation: Equation): boolean {
  const { gaps, atoms } = passage;
  const at = equation.map(({ counted }) => counted.index);
  const [first, last] = [Math.min(...at), Math.max(...at)];
  const within = gaps.slice(first + 1, last + 1);
  const around = `${gaps[first] ?? ''}${within.join(' ')} ${(gaps[last + 1] ?? '').split(/[,;:.(]/u)[0] ?? ''}`;
  // `(or 8 H200)` is another choice, `11.9 days, or 286 h` the same once more
  if (/(?<!,) or /u.test(around) || isApart(around) || within.some((gap) => gap.length > 160) || atoms.length === 0) return false;
  if (within.some((gap) => /[=→≈]|->/u.test(gap) || draws(gap))) return true;
  if (isNewClause(within)) return false;
  return (
    within.some((gap) => /[:(]/u.test(gap) || tellsOf(gap)) ||
    isToldOfEach(equation, gaps) ||
    isDuration(equation, within) ||
    isApposition(passage, equation)
  );
}

/** Another clause begins among them, with a subject of its own; a pronoun of the next sentence stands for what was told. */
function isNewClause(within: readonly string[]): boolean {
  if (within.some((gap) => / ; |, (?:and|but|while) | and (?:the|a|an|each|every|we|it|they|our|this|that|its|all) /u.test(gap)))
    return true;
  const border = within.findIndex((gap) => / \. (?!e )/u.test(gap));
  return border >= 0 && !within.slice(border).some((gap) => / (?:it|them|this|that|these|those|each|all) /u.test(gap));
}

/** `4,096 sequences of 4,096 tokens, 16,777,216 tokens`: told once more behind a comma, in the end. */
function isApposition({ gaps, atoms }: Passage, equation: Equation): boolean {
  // settings are listed with commas too
  if (leftOf(equation) !== 'nothing') return false;
  const at = Math.max(...equation.map(({ counted }) => counted.index));
  const [before, atom] = [atoms[at - 1], atoms[at] as Atom];
  const space = withoutNouns(gaps[at] ?? ' ', before ? nounsOf(before) : []);
  return /^ (?:each |apiece )?[,—–] $/u.test(space) && /^ (?:$|[.,;)])/u.test(withoutNouns(gaps[at + 1] ?? ' ', nounsOf(atom)));
}

/** An amount, a rate and a time: `1.85 TB at 40 GB/s in 46 s`. */
const isDuration = (equation: Equation, within: readonly string[]): boolean =>
  equation.length === 3 &&
  equation.some(({ counted: { kind } }) => kind.get('time') === 1 && kind.size === 1) &&
  equation.some(({ counted: { kind } }) => kind.get('time') === -1) &&
  within.some((gap) => / (?:in|within|at|over) (?:[^ ]+ )?$/u.test(gap));

/** `1.2 M tok/s on 512 GPUs, 2,340 tok/s per GPU`: what follows is told of one of them. */
function isToldOfEach(equation: Equation, gaps: readonly string[]): boolean {
  const { index, kind } = equation.reduce(
    (last, { counted }) => (counted.index > last.index ? counted : last),
    (equation[0] as Member).counted,
  );
  return / [,;—–] /u.test(gaps[index] ?? '') && [...kind].some(([what, exponent]) => exponent < 0 && what !== 'time');
}

/** No figure of the sentence is of the kind of a member. */
const isOnlyOne = (counted: readonly Counted[], equation: Equation): boolean =>
  equation.every(({ counted: own }) => counted.every((other) => other === own || !sameKind(other.kind, own.kind)));

/** Another figure of the sentence, as a factor, makes it right: what it counts may be told in words that are not followed. */
function isExplained({ atoms, gaps, counted }: Passage, equation: Equation, held: ReadonlySet<WrittenNumber>): boolean {
  // `4 replicas on 256`: it is of a figure whose noun is not told once more
  const last = Math.max(...equation.map((member) => member.counted.index));
  const space = withoutNouns(gaps[last + 1] ?? ' ', nounsOf(atoms[last] as Atom));
  if (/^ (?:on|over|across|of|from|out of|in) (?:the |all |our )?$/u.test(space) && !counted.some(({ index }) => index === last + 1))
    return true;
  if (isManifold(gaps)) return true;
  const off = quotient(equation).middle;
  const members = equation.map(({ counted: { atom } }) => atom);
  const result = equation.find(({ counted: { index } }) => index === last);
  const value = result ? valueOf(result.counted.atom).middle : Number.NaN;
  if (result && isExcepted(atoms, gaps, members, result.exponent === 1 ? value / off : value * off, value)) return true;
  return atoms.some((atom) => {
    if (equation.some(({ counted }) => counted.atom.number.digits.start === atom.number.digits.start)) return false;
    if (held.has(atom.number)) return false;
    const value = valueOf(atom).middle;
    return [value, 1 / value, 1 + value, 1 - value].some((factor) => factor > 0 && Math.abs(off * factor - 1) < 0.02);
  });
}

/** The product of all members: 1 where they agree. */
function quotient(equation: Equation): Interval {
  let [low, middle, high] = [1, 1, 1];
  for (const { counted, exponent } of equation) {
    const { value } = counted;
    low *= exponent === 1 ? value.low : 1 / value.high;
    middle *= value.middle ** exponent;
    high *= exponent === 1 ? value.high : 1 / value.low;
  }
  return { low, middle, high };
}

/** What is told last follows from the others. */
function claimOf(line: Line, equation: Equation): Claim {
  const result = equation.reduce((last, member) => (member.counted.index > last.counted.index ? member : last));
  const others = equation.filter((member) => member !== result);
  const sign = -result.exponent as 1 | -1;
  const rest = quotient(others.map(({ counted, exponent }) => ({ counted, exponent: (exponent * sign) as 1 | -1 })));
  const { atom, value } = result.counted;
  // from the value of its kind to the digits that are written
  const scale = atom.number.shown / value.middle;
  const own = { low: rest.low * scale, middle: rest.middle * scale, high: rest.high * scale };
  const stated = { ...atom.number, magnitude: 1, unit: null, value: atom.number.shown };
  const holds = agrees(own, stated) || isNear(equation, result) || isWholly(own.middle, atom);
  const factors = others.map(({ counted, exponent }) => ({ term: termOf(counted), exponent: (exponent * sign) as 1 | -1 }));
  const text = textOf(others.map(({ counted, exponent }) => ({ counted, exponent: (exponent * sign) as 1 | -1 })));
  const said = `${figure(own.middle)}${suffixOf(atom.number)}`;
  return {
    pattern: 'each',
    statement: line.statement,
    span: atom.number.digits,
    holds,
    sure: 'likely',
    says: holds ? `holds: ${text} is ${called(result.counted)}` : `${text} is ${said}, not ${called(result.counted)}`,
    figures: equation.map(({ counted }) => counted.atom.number),
    correction: isWritable(own.middle, atom) ? { number: atom.number, value: own.middle * (atom.number.value / atom.number.shown) } : null,
    sides: () =>
      sidesOfProduct(
        termOf(result.counted),
        factors.map(({ term, exponent }) => ({ ...term, exponent })),
      ),
  };
}

/** Figures told to three digits are rounded at every step, and bytes counted in two ways; told to four they are reckoned. */
function isNear(equation: Equation, result: Member): boolean {
  const off = quotient(equation).middle;
  const exact = equation.every(({ counted: { atom } }) => atom.number.qualifier === 'exact' && atom.to === null);
  const digits = result.counted.atom.number.text.replace(/[^0-9]/g, '').replace(/^0+|0+$/g, '').length;
  const whole = equation.every(({ counted: { value } }) => value.low === value.high && Number.isInteger(value.middle));
  const slack = Math.max(!exact || digits < 4 ? 0.03 : whole && digits >= 5 ? 1e-9 : 0.002, roundedOff(result.counted.atom));
  const steps = equation.some(({ counted: { kind } }) => kind.has('bytes')) ? [0, 1, 2, 3] : [0];
  return steps.some((step) => [1.024 ** step, 1.024 ** -step].some((binary) => Math.abs(off * binary - 1) < slack));
}

/** `2.4 nodes, so 3`: whole things are rounded up, and those that are filled are rounded off. */
const isWholly = (value: number, { number }: Atom): boolean =>
  number.decimals === 0 &&
  number.magnitude === 1 &&
  number.unit === null &&
  !Number.isInteger(value) &&
  (Math.ceil(value) === number.shown || (value > 1 && Math.floor(value) === number.shown));

/** `100k` for 104.9k: half of the last digit that is not zero, a tenth at the most; whole things below a hundred are not rounded. */
function roundedOff({ number }: Atom): number {
  if (number.magnitude === 1 && number.unit === null && number.shown < 100) return 0;
  return Math.min(0.1, lastSignificantUnit(number.text) / 2 / number.shown);
}

const isWritable = (value: number, { number }: Atom): boolean => Number.isInteger(value) || number.decimals > 0 || value >= 100;

/** What is multiplied, and what it is divided by. */
function textOf(members: readonly Member[]): string {
  const of = (sign: 1 | -1): string[] => members.filter(({ exponent }) => exponent === sign).map(({ counted }) => called(counted));
  return [of(1).join(' × ') || '1', ...of(-1)].join(' ÷ ');
}
