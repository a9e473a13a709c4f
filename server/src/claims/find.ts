import type { Document, Language } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Line } from './atoms.ts';
import type { Claim } from './claim.ts';
import { type Page, pageOf, type Table } from './page.ts';
import { affirmations, affirmedIn } from './patterns/affirm.ts';
import { blocks, inGroup } from './patterns/block.ts';
import { counts } from './patterns/count.ts';
import { evenlys } from './patterns/evenly.ts';
import { everywhere, helpedIn } from './patterns/everywhere.ts';
import { exceedings, exceedsIn } from './patterns/exceed.ts';
import { fittings } from './patterns/fitting.ts';
import { keyed, listed } from './patterns/keyed.ts';
import { levels } from './patterns/levels.ts';
import { limits } from './patterns/limit.ts';
import { odds } from './patterns/odds.ts';
import { orders } from './patterns/order.ts';
import { parallels, wordingOf } from './patterns/parallel.ts';
import { parts } from './patterns/parts.ts';
import { inColumns, inRuns, inLine as ofRanges, sequences } from './patterns/range.ts';
import { rates } from './patterns/rate.ts';
import { ratios } from './patterns/ratio.ts';
import { restated } from './patterns/restated.ts';
import { affirmationOf, rooms } from './patterns/room.ts';
import { linesBefore, roomsNear } from './patterns/room-near.ts';
import { inTable, tables } from './patterns/rows.ts';
import { sames, wordingsOf } from './patterns/same.ts';
import { statesIn, statesOf } from './patterns/states.ts';
import { inList, sums } from './patterns/sum.ts';
import { mayTally, tallies } from './patterns/tally.ts';
import { units } from './patterns/unit.ts';
import { windows } from './patterns/window.ts';
import { areQuiet, type Quiet } from './quiet.ts';

const found = new WeakMap<Document, readonly Claim[]>();

/** What is told by a sign or beside a goal is not told once more. */
function compared(page: Page, line: Line): Claim[] {
  const told = orders(page, line);
  const isTold = ({ figures }: Claim): boolean =>
    told.some((claim) => figures.every((number) => claim.figures.some(({ digits }) => digits.start === number.digits.start)));
  return [...told, ...[...limits(page, line), ...rooms(page, line)].filter((claim) => !isTold(claim))];
}

/** What a line claims of its own figures. */
const ofFigures = (page: Page, line: Line): Claim[] => [
  ...counts(line),
  ...windows(page, line),
  ...units(page, line),
  ...parts(line),
  ...odds(line),
  ...evenlys(line),
  ...rates(line),
  ...restated(line),
];

const ofOneLine = new Slot<boolean>();
const [ofOneGroup, ofOneTable] = [new Slot<Quiet>(), new Slot<Quiet>()];

/** Whether nothing is claimed within one line: what stands around it may still be told by it. */
const isQuiet = (page: Page, line: Line): boolean =>
  line.statement.place.of(ofOneLine, () => [ratios(line), compared(page, line), ofFigures(page, line), ofRanges(line)].every(isEmpty));

/** Whether a line takes part in no claim. */
const isDull = (page: Page, line: Line): boolean => line.statement.place.of(dull, () => tellsNothing(page, line));

const dull = new Slot<boolean>();

const tellsNothing = (page: Page, line: Line): boolean =>
  isQuiet(page, line) &&
  !affirmationOf(page, line) &&
  !affirmedIn(page, line) &&
  helpedIn(page, line) === null &&
  statesIn(page, line) === null &&
  wordingOf(line) === null &&
  wordingsOf(page, line).length === 0 &&
  !mayTally(page, line) &&
  !exceedsIn(page, line);

const isEmpty = ({ length }: { readonly length: number }): boolean => length === 0;

/** The page without what is known to claim nothing. */
function listenedTo(page: Page): Page {
  return {
    ...page,
    loud: page.lines.filter((line) => !isDull(page, line)),
    loudGroups: page.groups.filter(
      (group) => !areQuiet(group, ofOneGroup, () => [inGroup(page, group), inRuns(page, group), inList(page, group)].every(isEmpty)),
    ),
    loudTables: page.tables.filter(
      (table) => !areQuiet(table.lines, ofOneTable, (looksElsewhere) => isInOrder(page, table, looksElsewhere)),
    ),
  };
}

function isInOrder(page: Page, table: Table, looksElsewhere: () => void): boolean {
  const states: Page['states'] = (...figure) => {
    looksElsewhere();
    return page.states(...figure);
  };
  return inTable({ ...page, states }, table).length === 0 && inColumns(table).length === 0;
}

function inLine(page: Page, line: Line): Claim[] {
  const near = (): Claim[] => (affirmationOf(page, line) ? roomsNear(page, line, linesBefore(page.lines, line)) : []);
  if (isQuiet(page, line)) return near();
  const sides = compared(page, line);
  return [...ratios(line), ...(sides.length > 0 ? sides : near()), ...ofFigures(page, line)];
}

/** Everything that the figures of a document claim of one another, in its order. */
export function claimsOf(document: Document): readonly Claim[] {
  let known = found.get(document);
  if (!known) {
    known = (isProse(document.language) ? inProse(pageOf(document)) : isConfig(document.language) ? inConfig(pageOf(document)) : []).sort(
      (a, b) => a.span.start - b.span.start,
    );
    found.set(document, known);
  }
  return known;
}

export const isProse = (language: Language): boolean => language === 'markdown' || language === 'rst' || language === 'text';
const isConfig = (language: Language): boolean => language === 'yaml' || language === 'json' || language === 'toml';

function inProse(whole: Page): Claim[] {
  const page = listenedTo(whole);
  const inLines = page.loud.flatMap((line) => inLine(page, line));
  return [
    ...inLines,
    ...[
      blocks,
      sequences,
      sums,
      tables,
      parallels,
      sames,
      affirmations,
      tallies,
      statesOf,
      exceedings,
      everywhere,
      fittings,
      levels,
    ].flatMap((of) => of(page)),
  ];
}

/** A configuration claims of its figures what its keys say: a limit beside what was seen, and how many a list holds. */
const inConfig = (page: Page): Claim[] => [...keyed(page), ...listed(page)];
