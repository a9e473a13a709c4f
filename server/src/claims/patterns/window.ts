import { figure } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isBound } from '../figures.ts';
import type { Page } from '../page.ts';
import { spoken } from '../spoken.ts';

/** `from 20:00 to 07:00, a window of 11 h`: two times of day and how long it is from the one to the other, over midnight where need be. */
const clock = String.raw`(?:on )?(?:\p{L}+ )?(\d{1,2}):([0-5]\d)`;
const times = new RegExp(`(?:^|[ (])${clock} ?(?:to|and|until|till|–|—|-|→|至|到) ?${clock}(?= |$)`, 'gu');
const filler = `(?:[),:(=—–→] ?|(?:a|an|the|is|are|was|that|i . e .|so|or|of|in|all|total|about|window|slot|span|period|night|lasting|lasted|for|took|takes|altogether|makes|gives|共|即|时长|窗口|为) )*`;
const behind = new RegExp(`^ ${filler}#(\\d+)`, 'u');
const before = /#(\d+) (?:, |\( ?|: )?(?:from |between )?$/u;

export function windows(page: Page, line: Line): Claim[] {
  const text = page.text(line.statement);
  if (line.statement.cell || text.length > longest || !/\d:\d\d/.test(text)) return [];
  // a time keeps the sign behind it
  const said = spoken(page, line)
    .replace(/\d{1,2}:\d\d(?!\d|:\d)/g, ' $& ')
    .replace(/ +/g, ' ');
  const found = [...said.matchAll(times)];
  const [match] = found;
  if (!match || found.length > 1) return [];
  const [whole, h1, m1, h2, m2] = match as unknown as [string, string, string, string, string];
  const [from, to] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
  if (Number(h1) > 24 || Number(h2) > 24 || /[ap] ?\.? ?m\b/u.test(said.slice(match.index, match.index + whole.length + 4))) return [];
  const rest = said.slice(match.index + whole.length);
  const at = behind.exec(rest)?.[1] ?? before.exec(said.slice(0, match.index + 1))?.[1];
  const stated = at === undefined ? null : durationAt(line, Number(at));
  if (!stated || qualified.test(line.gaps[line.atoms.indexOf(stated.last) + 1] ?? '')) return [];
  const minutes = to > from ? to - from : to - from + 24 * 60;
  return [claimOf(line, stated, minutes, `${h1}:${m1}`, `${h2}:${m2}`)];
}

/** `6 h of which are idle`: a part, or something else. */
const qualified =
  /^ (?:of (?:which|them|it|that|those|these)|longer|shorter|more|less|fewer|before|after|later|earlier|late|early|each|per|a|apart|idle|only|ago|off|free|busy) /u;
const longest = 300;

interface Duration {
  readonly first: Atom;
  readonly last: Atom;
  readonly low: number;
  readonly high: number;
}

/** `12 h`, and `5 h 30 min` as one; null where the figure is no duration, or a bound. */
function durationAt(line: Line, index: number): Duration | null {
  const atom = line.atoms[index];
  if (!isDuration(atom)) return null;
  const next = line.atoms[index + 1];
  const two = isDuration(next) && /^ (?:and )?$/.test(line.gaps[index + 1] ?? '');
  const [x, y] = [valueOf(atom, true), two ? valueOf(next) : null];
  // the larger unit of two is whole
  if (y) return { first: atom, last: next as Atom, low: x.middle + y.low, high: x.middle + y.high };
  return { first: atom, last: atom, low: x.low, high: x.high };
}

const isDuration = (atom: Atom | undefined): atom is Atom =>
  atom !== undefined &&
  atom.measure === 'time1' &&
  !atom.term &&
  atom.to === null &&
  !isBound(atom) &&
  atom.number.value * atom.factor <= 24 * 3600;

function claimOf(line: Line, { first, last, low, high }: Duration, minutes: number, from: string, to: string): Claim {
  const seconds = minutes * 60;
  const holds = low <= seconds && seconds <= high;
  const unit = sizeOf(first);
  const shown =
    minutes % 60 === 0
      ? `${minutes / 60} h`
      : minutes > 60
        ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
        : `${figure(minutes)} min`;
  return {
    pattern: 'count',
    statement: line.statement,
    span: { start: first.number.digits.start, end: Math.max(last.number.span.end, last.number.digits.end) },
    holds,
    sure: 'certain',
    says: holds ? `holds: ${from} to ${to} are ${shown}` : `from ${from} to ${to} it is ${shown}`,
    figures: first === last ? [first.number] : [first.number, last.number],
    correction:
      first === last
        ? Number.isInteger(seconds / unit)
          ? { number: first.number, value: seconds / first.factor }
          : null
        : inPart(first, last, seconds),
  };
}

/** Of hours and minutes the one that is wrong; null where both are. */
function inPart(first: Atom, last: Atom, seconds: number): Claim['correction'] {
  const wrong = [first, last].flatMap((atom) => {
    const value = seconds - valueOf(atom === first ? last : first).middle;
    const small = atom === last && value >= 3600;
    return value > 0 && !small && Number.isInteger(value / sizeOf(atom)) ? [{ number: atom.number, value: value / atom.factor }] : [];
  });
  return wrong.length === 1 ? (wrong[0] ?? null) : null;
}

const sizeOf = ({ factor, number }: Atom): number => factor * number.magnitude * (number.unit?.scale ?? 1);
