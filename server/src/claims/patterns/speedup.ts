import { durations, speeds } from '../../lexicon/conclusions.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { fallWords } from '../../lexicon/roles.ts';
import { suffixOf, writeLike } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { agrees } from '../ratio.ts';
import { isRatio, shown } from './ratio.ts';

const [isDuration, isSpeed, falls] = [matcher(durations), matcher(speeds), matcher(fallWords)];

/**
 * One change told twice: `1.25× faster, the step takes 20 % less time`. So many times the speed is 1 − 1/x less time; the 25 % that many
 * write is the gain in speed.
 */
export function speedups(line: Line): Claim[] {
  return line.atoms.slice(1).flatMap((second, at) => {
    const first = line.atoms[at] as Atom;
    const [x, p] = first.measure === 'x' ? [first, second] : [second, first];
    if (x.measure !== 'x' || p.measure !== '%' || !isRatio(x) || !isRatio(p) || x.number.value <= 1 || p.number.value >= 1) return [];
    const [ofX, ofP] = [x, p].map((atom) => around(line, line.atoms.indexOf(atom)));
    if (
      !isSpeed(ofX ?? '') ||
      !isDuration(ofP ?? '') ||
      !falls(ofP ?? '') ||
      /[;#]| (?:but|while|and|with|at|for) /u.test(line.gaps[at + 1] ?? '')
    )
      return [];
    const { low, middle, high } = valueOf(x);
    const value = 1 - 1 / middle;
    const holds = agrees({ low: 1 - 1 / low, middle: value, high: 1 - 1 / high }, p.number);
    return [
      {
        pattern: 'change' as const,
        statement: line.statement,
        span: { start: p.number.digits.start, end: Math.max(p.number.span.end, p.number.digits.end) },
        holds,
        sure: 'likely' as const,
        says: holds
          ? `holds: ${shown(x)} as fast is ${shown(p)} less time`
          : `${shown(x)} as fast is ${writeLike(value, p.number)}${suffixOf(p.number)} less time, not ${shown(p)}`,
        figures: [x.number, p.number],
        correction: { number: p.number, value },
      },
    ];
  });
}

/** The words right at a figure, up to the next marks. */
const around = ({ gaps }: Line, at: number): string =>
  ` ${(gaps[at] ?? '').split(/[,;(]/u).at(-1) ?? ''} ${(gaps[at + 1] ?? '').split(/[,;)]/u)[0] ?? ''} `;
