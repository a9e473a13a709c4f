import { scale } from '../../notation/interval.ts';
import type { Unit } from '../../notation/unit.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isPlain } from '../figures.ts';
import { agrees } from '../ratio.ts';
import { sidesOfProduct, termOf } from '../side.ts';
import { shown } from './ratio.ts';

/**
 * One figure told twice side by side, in two units or magnitudes: `15,109 MiB (15.84 GB)`, `90 min (1.5 h)`, `6,291,456(约 629 万)`. The second
 * stands alone in its brackets, or behind a sign. Units of a thousand and of 1,024 may be meant by one name.
 */
const opens = /^ (?:\( ?(?:=|≈|i . e .|that is|or|即|约)? ?|(?:, ?)?(?:i . e .|that is|即|也就是|or) |(?:is|are|equals?|=) )$/;
/** A word within tells of another thing: `80 GB (72 GiB usable)`. */
const closes = /^ (?:\p{Script=Han}{1,2} )?\)/u;
const signed = /=|≈|i . e .|that is|即|约|\b(?:is|are|equals?)\b/;

export function restated(line: Line): Claim[] {
  const out: Claim[] = [];
  for (let at = 0; at + 1 < line.atoms.length; at++) {
    const [first, second] = [line.atoms[at] as Atom, line.atoms[at + 1] as Atom];
    const between = line.gaps[at + 1] ?? '';
    if (!isPlain(first) || !isPlain(second) || !twice(first, second, rounded(second, between))) continue;
    const opened = between.includes('(');
    if (opened && !closes.test(line.gaps[at + 2] ?? '')) continue;
    const claim = claimOf(line, first, second, signed.test(between) || second.number.qualifier === 'about');
    if (claim) out.push(claim);
  }
  return out;
}

/** `205,992 s, about 57.2 hours`: a comma, and rounded. */
const rounded = ({ number }: Atom, between: string): string => (number.qualifier === 'about' && between === ' , ' ? ' or ' : between);

/** Of one dimension, in two units; counts with a magnitude on one side, and no noun of its own behind the other. */
function twice(first: Atom, second: Atom, between: string): boolean {
  if (first.measure !== second.measure || first.measure === '%' || first.measure === 'x' || first.measure === 'money') return false;
  if (first.measure === 'B') return false;
  if (first.measure !== 'count') return opens.test(between.replace(/^ (?:[^\s()#]+ ){0,2}(?=\()/, ' ')) && unitOf(first) !== unitOf(second);
  if (first.number.magnitude === second.number.magnitude || first.number.scientific || second.number.scientific || /\bor\b/.test(between))
    return false;
  const [noun, same] = [first.noun[0], second.noun[0]];
  return (noun === undefined || same === undefined || noun === same) && opens.test(between.replace(/^ [^\s()#]+ (?=\()/, ' '));
}

const unitOf = ({ number, factor }: Atom): number => (number.unit?.scale ?? 1) * number.magnitude * factor;

function claimOf(line: Line, first: Atom, second: Atom, told: boolean): Claim | null {
  const value = valueOf(first);
  const by = unitOf(second);
  const plain = { ...second.number, unit: null, magnitude: 1, value: second.number.shown };
  const steps = Math.max(stepsOf(first.number.unit), stepsOf(second.number.unit));
  const readings = [0, 1, 2, 3, 4].slice(0, steps + 1).flatMap((step) => [1.024 ** step / by, 1.024 ** -step / by]);
  const holds = readings.some((factor) => agrees(scale(value, factor), plain)) || roughly(first, second);
  const ratio = value.middle / valueOf(second).middle;
  const slip = Math.abs(Math.log10(ratio) - Math.round(Math.log10(ratio))) < 0.01;
  // far apart they are two things: 35 ms, and 1.2 s at the most
  if (!holds && !slip && (ratio < 0.5 || ratio > 2)) return null;
  if (!holds && slip && !told && first.measure.startsWith('time')) return null;
  const truth = `${figure(value.middle / by)}${suffixOf(second.number)}`;
  return {
    pattern: 'unit',
    statement: line.statement,
    span: second.number.digits,
    holds,
    sure: told || slip || families(first, second) ? 'certain' : 'likely',
    says: holds ? `holds: ${shown(first)} is ${shown(second)}` : `${shown(first)} is ${truth}, not ${shown(second)}`,
    figures: [first.number, second.number],
    correction: { number: second.number, value: value.middle },
    sides: () => sidesOfProduct(termOf(second), [{ ...termOf(first), exponent: 1 }]),
  };
}

/** Told with few digits, either is close enough to the other. */
function roughly(first: Atom, second: Atom): boolean {
  const back = { ...first.number, unit: null, magnitude: 1, value: first.number.shown };
  return agrees(scale(valueOf(second), 1 / unitOf(first)), back);
}

/** How many prefixes of a thousand a unit of bytes has that may be meant as 1,024. */
const stepsOf = (unit: Unit | null): number => (unit && unit.dimension.bytes !== 0 ? unit.binaryPower : 0);

/** One of a thousand and one of 1,024: nobody sets a limit beside a mean so. */
const families = (a: Atom, b: Atom): boolean =>
  a.measure.startsWith('bytes') && /i/.test(a.number.unit?.text ?? '') !== /i/.test(b.number.unit?.text ?? '');
