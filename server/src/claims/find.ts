import type { Document, Language } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Line } from './atoms.ts';
import type { Claim } from './claim.ts';
import { hearing } from './heard.ts';
import { names } from './names.ts';
import { type Ear, type Page, pageOf, type Table } from './page.ts';
import { adjacent, labels } from './patterns/adjacent.ts';
import { affirmations, affirmedIn } from './patterns/affirm.ts';
import { arrows, leads } from './patterns/arrow.ts';
import { blocks, inGroup } from './patterns/block.ts';
import { complements } from './patterns/complement.ts';
import { counts } from './patterns/count.ts';
import { endings, ranges } from './patterns/ending.ts';
import { enumerations, lists } from './patterns/enumerate.ts';
import { evenlys } from './patterns/evenly.ts';
import { everywhere, helpedIn } from './patterns/everywhere.ts';
import { exceedings, exceedsIn } from './patterns/exceed.ts';
import { fittings, heads } from './patterns/fitting.ts';
import { fractionsOf } from './patterns/fraction.ts';
import { givens, saysName } from './patterns/given.ts';
import { keyed, listed } from './patterns/keyed.ts';
import { levels } from './patterns/levels.ts';
import { limits } from './patterns/limit.ts';
import { isMatched, matchesOf } from './patterns/match.ts';
import { holdings, mayHold } from './patterns/members.ts';
import { multiples } from './patterns/multiple.ts';
import { odds } from './patterns/odds.ts';
import { ofNamed } from './patterns/of-named.ts';
import { ofRoom } from './patterns/of-room.ts';
import { orders } from './patterns/order.ts';
import { parallels, wordingOf } from './patterns/parallel.ts';
import { deals, listsSizes, partitions } from './patterns/partition.ts';
import { parts } from './patterns/parts.ts';
import { pointsOf } from './patterns/points.ts';
import { inColumns, inRuns, inLine as ofRanges, sequences } from './patterns/range.ts';
import { rates } from './patterns/rate.ts';
import { isRatio, ratios } from './patterns/ratio.ts';
import { calls, repeated } from './patterns/repeated.ts';
import { restated } from './patterns/restated.ts';
import { affirmationOf, rooms } from './patterns/room.ts';
import { linesBefore, roomsNear } from './patterns/room-near.ts';
import { inTable, tables } from './patterns/rows.ts';
import { sames, wordingsOf } from './patterns/same.ts';
import { multiplies, shapes } from './patterns/shapes.ts';
import { spelledOut } from './patterns/spelled.ts';
import { statesIn, statesOf } from './patterns/states.ts';
import { stored } from './patterns/stored.ts';
import { countsByAxes, strides } from './patterns/strides.ts';
import { inList, sums } from './patterns/sum.ts';
import { mayTally, tallies } from './patterns/tally.ts';
import { units } from './patterns/unit.ts';
import { wholes } from './patterns/wholes.ts';
import { windows } from './patterns/window.ts';
import { areQuiet, type Quiet } from './quiet.ts';
import { isMarked, judges } from './verdicts.ts';

const found = new WeakMap<Document, readonly Claim[]>();

/** What a percentage is of, by the figures beside it; of a figure that is only named, or not even that, where they leave it open. */
function percentages(page: Page, line: Line, beside: readonly Claim[]): Claim[] {
  const told = new Set(beside.flatMap(({ figures }) => figures.map(({ digits }) => digits.start)));
  return [...beside, ...[...ofNamed(page, line), ...ofRoom(page, line)].filter(({ span }) => !told.has(span.start))];
}

/** What is told by a sign or beside a goal is not told once more. */
function compared(page: Page, line: Line): Claim[] {
  const told = orders(page, line);
  const isTold = ({ figures }: Claim): boolean =>
    told.some((claim) => figures.every((number) => claim.figures.some(({ digits }) => digits.start === number.digits.start)));
  return [...told, ...[...limits(page, line), ...rooms(page, line)].filter((claim) => !isTold(claim))];
}

/** What a line claims of its own figures. */
const ofFigures = (page: Page, line: Line): Claim[] => [
  ...windows(page, line),
  ...units(page, line),
  ...parts(line),
  ...odds(line),
  ...evenlys(line),
  ...rates(line),
  ...restated(line),
  ...multiples(line),
  ...fractionsOf(line),
  ...complements(line),
  ...spelledOut(line),
  ...pointsOf(line),
  ...stored(line),
];

const ofOneLine = new Slot<boolean>();
const [ofOneGroup, ofOneTable] = [new Slot<Quiet>(), new Slot<Quiet>()];

/** Whether nothing is claimed within one line: what stands around it may still be told by it. */
const isQuiet = (page: Page, line: Line): boolean =>
  line.statement.place.of(ofOneLine, () =>
    [ratios(line), compared(page, line), counts(line), ofFigures(page, line), ofRanges(line)].every(isEmpty),
  );

/** Whether a line may take part in a claim, alone or with others. */
const isLoud: Ear = (page, line) =>
  !isQuiet(page, line) ||
  affirmationOf(page, line) !== null ||
  affirmedIn(page, line) !== null ||
  helpedIn(page, line) !== null ||
  statesIn(page, line) !== null ||
  wordingOf(line) !== null ||
  wordingsOf(page, line).length > 0 ||
  mayTally(page, line) ||
  exceedsIn(page, line);

/** Whether a line may claim something by itself, be it borne out by the page or not. */
const speaks: Ear = (page, line) =>
  !isQuiet(page, line) || line.atoms.some(isRatio) || affirmationOf(page, line) !== null || mayHold(page, line) || isMatched(page, line);

const ears: readonly Ear[] = [
  ...[
    isLoud,
    speaks,
    names,
    saysName,
    leads,
    labels,
    ranges,
    lists,
    deals,
    listsSizes,
    countsByAxes,
    multiplies,
    calls,
    heads,
    judges,
    isMarked,
  ],
];

const isEmpty = ({ length }: { readonly length: number }): boolean => length === 0;

/** The page without what is known to claim nothing. */
function listenedTo(page: Page): Page {
  const heard = hearing(page, ears);
  return {
    ...page,
    heard,
    loud: heard(isLoud).lines,
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
  // what the rest of the page bears out, or refutes, is looked for each time
  const [beside, inside, alike] = [percentages, holdings, matchesOf];
  if (isQuiet(page, line)) return [...beside(page, line, []), ...near(), ...inside(page, line), ...alike(page, line)];
  const sides = compared(page, line);
  return [
    ...beside(page, line, ratios(line)),
    ...(sides.length > 0 ? sides : near()),
    ...counts(line),
    ...inside(page, line),
    ...ofFigures(page, line),
    ...alike(page, line),
  ];
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
  const inLines = page.heard(speaks).lines.flatMap((line) => inLine(page, line));
  return [
    ...inLines,
    ...[
      blocks,
      givens,
      arrows,
      sequences,
      adjacent,
      endings,
      enumerations,
      partitions,
      strides,
      shapes,
      repeated,
      sums,
      tables,
      wholes,
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
