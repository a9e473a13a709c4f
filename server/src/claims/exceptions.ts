import { exceptions, manyTimes } from '../lexicon/conclusions.ts';
import { matcher } from '../lexicon/matcher.ts';
import { type Atom, valueOf } from './atoms.ts';

const excepts = matcher(exceptions);

/**
 * Whether some of what is multiplied is told to be left out, or to be of another size: `12 files of 5 GB (2 missing), 50 GB in all`, `5 epochs of
 * 1,000 steps (the first with 500), 4,500 steps`. Another count stands beside the figures, and a word says so or what is over is that count.
 */
export function isExcepted(
  atoms: readonly Atom[],
  gaps: readonly string[],
  members: readonly Atom[],
  product: number,
  stated: number,
): boolean {
  const starts = new Set(members.map(({ number }) => number.digits.start));
  const others = atoms.filter(({ number, measure, to }) => measure === 'count' && to === null && !starts.has(number.digits.start));
  if (others.length === 0) return false;
  if (gaps.some((gap) => excepts(gap))) return true;
  const values = others.map((atom) => valueOf(atom).middle);
  const over = Math.abs(product - stated);
  return [...values, ...values.flatMap((a, at) => values.slice(at + 1).map((b) => a * b))].some(
    (value) => Math.abs(over / value - 1) < 1e-6,
  );
}

const repeats = matcher(manyTimes);

/** `Two checkpoints of 98 GB at 14 GB/s take 14 s`, `a ring all-reduce of 4 GB`: more is moved than is told, or less. */
export const isManifold = (gaps: readonly string[]): boolean => repeats(gaps.join(' '));
