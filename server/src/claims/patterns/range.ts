import { Slot } from '../../document/kept.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page, Table } from '../page.ts';

/** What the words before a range count: `layers` of `Stage 0: Layers 0-19`. */
export function nounBefore(space: string): string | null {
  const found = /(\p{L}{3,}|\p{Script=Han}) ?(?:[:=#[({] ?)?(?:from ?)?$/u.exec(space.trimEnd());
  return found?.[1]?.replace(/s$/, '') ?? null;
}

export const isIndex = ({ number, to, measure }: Atom): boolean =>
  to !== null &&
  measure === 'count' &&
  number.decimals === 0 &&
  to.decimals === 0 &&
  number.magnitude === 1 &&
  to.magnitude === 1 &&
  to.value >= number.value;

/** Ranges in lines of one form that follow one another: `Stage 0: layers 0-19`, `Stage 1: layers 20-39` …; the one that breaks the row. */
export const sequences = (page: Page): Claim[] => [
  ...page.loudGroups.flatMap((group) => inRuns(page, group)),
  ...page.loud.flatMap(inLine),
  ...page.loudTables.flatMap(inColumns),
];

export const inRuns = (page: Page, group: readonly Line[]): Claim[] => runsOf(page, group).flatMap(broken);

export function inLine(line: Line): Claim[] {
  const several = line.statement.own.of(inRow, () => line.atoms.filter(isIndex).length >= 2);
  return several && !line.gaps.some((gap) => leavesOut.test(gap)) ? toTheEnd(sameNoun(line, line.atoms.filter(isIndex))) : [];
}

/** `experts 0-3, experts 4-7, …, experts 252-255`. */
const leavesOut = /…|\. \. \.|\.\.\.|(?:^| )(?:and so on|etc|up to|analogous|likewise|;) |……|以此类推/u;

/** In a sentence the last of them may be told by itself, and leave a gap: `rank 0 …, rank 1 …, and rank 7 …`. An overlap is one all the same. */
const toTheEnd = (run: readonly Place[]): Claim[] => {
  const last = run.at(-1)?.atom;
  return broken(run).filter(({ holds, sure, figures }) => holds || sure === 'certain' || figures[0] !== last?.number);
};

/** Whether a line holds ranges that may follow one another. */
const inRow = new Slot<boolean>();

export function inColumns({ rows, headers }: Table): Claim[] {
  if (rows.some(isOfOthers)) return [];
  return [...headers.keys()].flatMap((column) =>
    broken(
      rows
        .map((row) => row[column])
        .map((line) => (line?.atoms.length === 1 && line.atoms[0] && isIndex(line.atoms[0]) ? { line, atom: line.atoms[0] } : null))
        .filter((entry) => entry !== null),
    ),
  );
}

interface Place {
  readonly line: Line;
  readonly atom: Atom;
}

/** A row of dots, or one that begins with a range where the others do not, stands for others. */
const isOfOthers = (row: readonly (Line | undefined)[]): boolean => {
  const [first] = row;
  return (
    row.slice(0, 2).every((line) => line === undefined || line.atoms.length === 0) ||
    (first?.atoms[0] !== undefined &&
      isIndex(first.atoms[0]) &&
      row.slice(1).every((line) => line === undefined || line.atoms.length === 0))
  );
};

const sameNoun = (line: Line, ranges: readonly Atom[]): Place[] => {
  const nouns = new Set(ranges.map((atom) => nounBefore(line.gaps[line.atoms.indexOf(atom)] ?? '')));
  return nouns.size === 1 && !nouns.has(null) ? ranges.map((atom) => ({ line, atom })) : [];
};

/** Runs of neighbouring lines that differ in their digits alone, by the range that stands at one place in each. */
function runsOf(page: Page, group: readonly Line[]): Place[][] {
  const runs: Place[][] = [];
  let form = '';
  let open: Place[][] = [];
  for (const line of group) {
    const here = page.text(line.statement).replace(/\d+/g, '#');
    const ranges = line.atoms.filter(isIndex);
    if (here === form && ranges.length === open.length) for (const [index, atom] of ranges.entries()) open[index]?.push({ line, atom });
    else {
      runs.push(...open);
      form = here;
      open = ranges.map((atom) => [{ line, atom }]);
    }
  }
  return [...runs, ...open];
}

/** One boundary of three or more, or both boundaries of one range, where all others meet. */
function broken(run: readonly Place[]): Claim[] {
  // devices are counted anew on each host, and a row may sum up the others
  const least = Math.min(...run.map(({ atom }) => atom.number.value));
  const most = Math.max(...run.map(({ atom }) => atom.to?.value ?? 0));
  if (run.length > 1 && run.some(({ atom }) => atom.number.value === least && atom.to?.value === most)) return [];
  if (run.length < 3 || new Set(run.map(({ atom }) => atom.number.value)).size < run.length) return [];
  const step = (index: number): number => (run[index + 1]?.atom.number.value ?? 0) - (run[index]?.atom.to?.value ?? 0);
  const steps = run.slice(1).map((_, index) => step(index));
  const usual = steps.filter((value) => value === 1).length >= steps.filter((value) => value === 0).length ? 1 : 0;
  const off = steps.map((value, index) => (value === usual ? -1 : index)).filter((index) => index >= 0);
  if (off.length === 0) return run.map((place) => told(place, true, 'follows the one before it', null));
  const sizes = run.map(({ atom }) => (atom.to?.value ?? 0) - atom.number.value);
  const size = [...sizes].sort((a, b) => a - b)[sizes.length >> 1];
  const [first, second] = off;
  if (first === undefined || off.length > 2 || steps.length - off.length < off.length || (second !== undefined && second !== first + 1))
    return [];
  // both boundaries of one range, or the one boundary at which a range has another size than the rest
  const at = second ?? (sizes[first] !== size ? first : first + 1);
  const place = run[at] as Place;
  const wrong = at === first + 1 && second === undefined;
  const previous = run[at - 1]?.atom.to?.value;
  const next = run[at + 1]?.atom.number.value;
  const should = wrong ? (previous ?? 0) + usual : (next ?? 0) - usual;
  const number = wrong || second !== undefined ? place.atom.number : (place.atom.to ?? place.atom.number);
  const neighbour =
    (step(first) < usual ? 'overlaps' : 'leaves a gap to') +
    (wrong || second !== undefined ? ' the range before it' : ' the range after it');
  return [
    told(
      place,
      false,
      `${place.atom.number.text}-${place.atom.to?.text ?? ''} ${neighbour}; the others follow one another`,
      second === undefined && should >= 0 ? { number, value: should } : null,
      step(first) < usual ? 'certain' : 'likely',
    ),
  ];
}

const told = (
  { line, atom }: Place,
  holds: boolean,
  says: string,
  correction: Claim['correction'],
  sure: Claim['sure'] = 'certain',
): Claim => ({
  pattern: 'sequence',
  statement: line.statement,
  span: { start: atom.number.digits.start, end: (atom.to ?? atom.number).digits.end },
  holds,
  sure,
  says,
  figures: atom.to ? [atom.number, atom.to] : [atom.number],
  correction,
});
