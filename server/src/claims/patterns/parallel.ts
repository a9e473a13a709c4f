import { Slot } from '../../document/kept.ts';
import { figure } from '../../notation/write.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isWhole } from '../figures.ts';
import type { Page } from '../page.ts';
import { shown } from './ratio.ts';

/**
 * Statements of one wording are rows of a table that nobody drew: `Using 4 nodes (32 GPUs)`, `Using 16 nodes (128 GPUs)` … Where one count is so
 * many times another in all of them but one, that one is told.
 */
export function parallels(page: Page): Claim[] {
  const byWording = new Map<string, Line[]>();
  for (const line of page.loud) {
    const wording = wordingOf(line);
    if (wording === null) continue;
    const known = byWording.get(wording);
    if (known) known.push(line);
    else byWording.set(wording, [line]);
  }
  return [...byWording.values()].filter((lines) => lines.length >= fewest && lines.length <= mostLines).flatMap(oddOf);
}

const worded = new Slot<string | null>();

/** The words between counts; null where other figures stand there, or no words. */
export const wordingOf = (line: Line): string | null => line.statement.place.of(worded, () => findWording(line));

function findWording(line: Line): string | null {
  if (line.statement.cell || line.atoms.length < 2 || line.atoms.length > mostFigures || !line.atoms.every(isCount)) return null;
  // what stands behind the last figure may differ: FP8 here, BF16 there
  const wording = line.gaps.slice(0, -1).join('#');
  return /\p{L}/u.test(wording) ? wording : null;
}

const fewest = 4;
const mostLines = 64;
const mostFigures = 6;

const isCount = (atom: Atom): boolean => isWhole(atom) && atom.number.value > 0 && !atom.negative;

function oddOf(lines: readonly Line[]): Claim[] {
  const slots = lines[0]?.atoms.length ?? 0;
  for (let from = 0; from < slots; from++) {
    for (let to = from + 1; to < slots; to++) {
      const claim = oddBetween(lines, from, to);
      if (claim) return [claim];
    }
  }
  return [];
}

/** The one line in which the figure at `to` is not so many times the one at `from`. */
function oddBetween(lines: readonly Line[], from: number, to: number): Claim | null {
  const value = (line: Line, at: number): number => (line.atoms[at] as Atom).number.value;
  const byFactor = new Map<number, Line[]>();
  for (const line of lines) {
    const factor = value(line, to) / value(line, from);
    const known = byFactor.get(factor);
    if (known) known.push(line);
    else byFactor.set(factor, [line]);
  }
  if (byFactor.size !== 2) return null;
  const [[factor, most], [, few]] = [...byFactor].sort((a, b) => b[1].length - a[1].length) as [[number, Line[]], [number, Line[]]];
  const [odd] = few;
  // each with another figure: what is said again shows nothing more
  const shows = new Set(most.map((line) => value(line, from))).size;
  if (few.length !== 1 || !odd || shows < 3 || factor === 1 || !(Number.isInteger(factor) || Number.isInteger(1 / factor))) return null;
  const [a, b] = [odd.atoms[from] as Atom, odd.atoms[to] as Atom];
  const right = a.number.value * factor;
  return {
    pattern: 'row',
    statement: odd.statement,
    span: b.number.digits,
    holds: false,
    sure: 'likely',
    says: `${shown(a)} goes with ${figure(right)} by the ${most.length} other lines of this wording, not with ${shown(b)}`,
    figures: [a.number, b.number, ...most.slice(0, 4).map((line) => (line.atoms[to] as Atom).number)],
    correction: Number.isInteger(right) ? { number: b.number, value: right } : null,
  };
}
