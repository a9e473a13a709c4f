import { Slot } from '../../document/kept.ts';
import { anyOf } from '../../lexicon/matcher.ts';
import { roleWords } from '../../lexicon/roles.ts';
import { plays } from '../../lexicon/speech.ts';
import { suffixOf, writeLike } from '../../notation/write.ts';
import { type Atom, comparable, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isDegree, unbound } from '../figures.ts';
import { contentOf, type Named, namesOf } from '../names.ts';
import type { Ear, Page } from '../page.ts';
import { words } from '../phrases.ts';
import { agrees, ratioHolds } from '../ratio.ts';
import { isAllThereIs } from '../whole.ts';
import { isRatio, shown, speed } from './ratio.ts';

/**
 * A percentage or a factor of a figure that is only named, and stands elsewhere under that name: `Target: 20,000 tok/s` and, further on,
 * `38,000 tok/s (190 % of target)`. Every figure of the name is tried, and it is false only where the page knows one value by that name
 * and that does not fit.
 */
export function ofNamed(page: Page, line: Line): Claim[] {
  const out: Claim[] = [];
  for (const { p, subject, reference } of referencesIn(line)) {
    const claim = judged(page, line, p, subject, reference);
    if (claim) out.push(claim);
  }
  return out;
}

/** Whether a line tells a percentage or a factor of something that it names. */
export const refers: Ear = (_, line) => referencesIn(line).length > 0;

function referencesIn(line: Line): { readonly p: Atom; readonly subject: Atom; readonly reference: Reference }[] {
  return line.atoms.flatMap((p, index) => {
    const reference = isRatio(p) ? referenceAt(line, index) : null;
    const subject = reference && subjectOf(line, index, reference);
    return reference && subject ? [{ p, subject, reference }] : [];
  });
}

interface Reference {
  readonly name: string;
  /** `190 % of target` is a share and nothing else; `90 % over target` may be meant in several ways. */
  readonly share: boolean;
  /** What stands behind the name opens a parenthesis. */
  readonly opens: boolean;
}

const article = '(?:the |our |its |this |that |a |an |all |total |overall )*';
const name = String.raw`((?:(?!(?:the|a|and|or|but|with|in|at|on|for|to|by|than|when|while|which|that|if) )[^\s#()\[\],;:.=<>≤≥→|✓✗+×/]+ ){1,4})`;
const end = String.raw`(?:[)\],;.✓|]|$|(\( ))`;
const ofName = new RegExp(`^ (?:of|占) ${article}${name}${end}`, 'u');
const changeWord = anyOf(roleWords.change);
const overName = new RegExp(
  `^ (?:${words}(?:${changeWord}) )?(?:over|than|below|above|under|vs|versus|against|compared to|compared with|relative to|beyond) ${article}${name}${end}`,
  'iu',
);
/** `目标的 150 %`. */
const ownerName = /(?:^| |\()(\p{Script=Han}{1,8})的 $/u;
const timesName = new RegExp(`^ (?:the |our |its |that of the |that of )?${name}${end}`, 'u');

function referenceAt(line: Line, index: number): Reference | null {
  const behind = line.gaps[index + 1] ?? '';
  const isTimes = (line.atoms[index] as Atom).measure === 'x';
  const owner = ownerName.exec(line.gaps[index] ?? '');
  if (owner) return { name: owner[1] as string, share: true, opens: false };
  const share = ofName.exec(behind) ?? (isTimes ? timesName.exec(behind) : null);
  const found = share ?? overName.exec(behind);
  if (!found) return null;
  return { name: (found[1] as string).trim(), share: share !== null, opens: found[2] !== undefined };
}

const opensWith = new RegExp(String.raw`^ ${words}\( ?${words}$`, 'u');
const tells = new RegExp(`^ ${words}(?:is|are|was|or|,|—|–|=|即|为|是|占) ${words}$`, 'u');

/** What the percentage is told of: the figure right before it, or the one in the parenthesis behind the name. */
function subjectOf(line: Line, index: number, { opens }: Reference): Atom | null {
  const before = line.atoms[index - 1];
  const gap = line.gaps[index] ?? '';
  // `the bubble is 3/67, about 4.5 % of the step`: of the fraction
  const isDenominator = /^ \/ $/.test(line.gaps[index - 1] ?? '');
  if (before && !isDenominator && (opensWith.test(gap) || tells.test(gap)) && mayBe(before)) return before;
  const behind = line.atoms[index + 1];
  return opens && behind && mayBe(behind) && index === firstOf(line) ? behind : null;
}

/** The first figure of the body. */
const firstOf = ({ statement, atoms }: Line): number => atoms.findIndex(({ number }) => number.digits.start >= statement.body.start);

const mayBe = (atom: Atom): boolean =>
  atom.to === null &&
  !atom.term &&
  !isRatio(atom) &&
  atom.measure !== '%' &&
  atom.number.value > 0 &&
  (atom.number.qualifier === 'exact' || atom.number.qualifier === 'about');

const roles = ['goal', 'available', 'required', 'used'] as const;

const played = new Slot<readonly (typeof roles)[number][]>();

/** The parts that a name plays. */
const rolesOf = ({ name, kept }: Named): readonly (typeof roles)[number][] =>
  kept.of(played, () => roles.filter((role) => plays(role, name)));

/** Tells of a figure whether it goes by the name: all its telling words, or the part that it plays. */
function goesBy(reference: string): (named: Named) => boolean {
  const content = [...contentOf(reference)].filter((word) => !roles.some((role) => plays(role, word)));
  const asked = roles.filter((role) => plays(role, reference));
  if (content.length === 0 && asked.length === 0) return () => false;
  return (named) =>
    content.every((word) => named.words.has(word)) &&
    asked.every((role) => rolesOf(named).includes(role) || (role === 'available' && isAllThereIs(named)));
}

function judged(page: Page, line: Line, p: Atom, subject: Atom, reference: Reference): Claim | null {
  // what is faster is not what is counted, and a degree is a name
  if (subject.measure === 'count' && (isDegree(line, subject) || line.gaps.some((space) => speed.test(space)))) return null;
  const isMeant = goesBy(reference.name);
  const known = namesOf(page).filter(
    (named) =>
      named.value > 0 && named.measure === subject.measure && isMeant(named) && named.atom !== subject && comparable(subject, named.atom),
  );
  const [first] = known;
  if (!first) return null;
  const fits = known.find(({ atom }) => holds(subject, unbound(atom), p, reference));
  const base = fits ?? first;
  if (!fits && known.some(({ atom }) => atom.number.value !== first.atom.number.value)) return null;
  return claimOf(line, p, subject, base, fits !== undefined, reference);
}

function holds(subject: Atom, base: Atom, p: Atom, { share }: Reference): boolean {
  if (!share) return ratioHolds(subject, base, p.number);
  const [x, y] = [valueOf(subject, subject.measure !== 'count'), valueOf(base)];
  return agrees({ low: x.low / y.high, middle: x.middle / y.middle, high: x.high / y.low }, p.number);
}

function claimOf(line: Line, p: Atom, subject: Atom, base: Named, ok: boolean, { share }: Reference): Claim {
  const [x, y] = [valueOf(subject).middle, valueOf(base.atom).middle];
  const value = share || p.measure === 'x' ? x / y : Math.abs(x - y) / y;
  const stated = `${p.number.text}${suffixOf(p.number)}`;
  const against = `the ${shown(unbound(base.atom))} of ${base.name}`;
  const relation = share || p.measure === 'x' ? `${shown(subject)} of ${against} is` : `from ${against} to ${shown(subject)} is`;
  return {
    pattern: share ? 'share' : 'change',
    statement: line.statement,
    span: { start: p.number.digits.start, end: Math.max(p.number.span.end, p.number.digits.end) },
    holds: ok,
    sure: 'likely',
    says: ok ? `holds: ${relation} ${stated}` : `${relation} ${writeLike(value, p.number)}${suffixOf(p.number)}, not ${stated}`,
    figures: [subject.number, base.atom.number, p.number],
    places: [{ message: `${base.name}: ${shown(base.atom)}`, span: base.atom.number.span }],
    correction: { number: p.number, value },
  };
}
