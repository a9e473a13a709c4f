import type { Document, Language } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Line } from './atoms.ts';
import type { Claim } from './claim.ts';
import { earsOf, hearing } from './heard.ts';
import { names } from './names.ts';
import { type Ear, type Page, pageOf } from './page.ts';
import { adjacent, labels } from './patterns/adjacent.ts';
import { affirmations, affirmedIn } from './patterns/affirm.ts';
import { algebra, algebraAcross } from './patterns/algebra.ts';
import { arrows, leads } from './patterns/arrow.ts';
import { blocks, inGroup } from './patterns/block.ts';
import { complements } from './patterns/complement.ts';
import { byConstants, deals as dealsOut, ties } from './patterns/constants.ts';
import { counts } from './patterns/count.ts';
import { derivations } from './patterns/derived.ts';
import { endings, ranges } from './patterns/ending.ts';
import { enumerations, lists } from './patterns/enumerate.ts';
import { evenlys } from './patterns/evenly.ts';
import { everywhere, helpedIn } from './patterns/everywhere.ts';
import { exceedings, exceedsIn } from './patterns/exceed.ts';
import { fittings, heads } from './patterns/fitting.ts';
import { fractionsOf } from './patterns/fraction.ts';
import { givens, saysName } from './patterns/given.ts';
import { indexed, indices } from './patterns/indices.ts';
import { instancesIn } from './patterns/instances.ts';
import { keyed, listed } from './patterns/keyed.ts';
import { levels } from './patterns/levels.ts';
import { limits } from './patterns/limit.ts';
import { matchesOf } from './patterns/match.ts';
import { isMeasured, measured } from './patterns/measured.ts';
import { holdings, tellsInAll } from './patterns/members.ts';
import { multiples } from './patterns/multiple.ts';
import { odds } from './patterns/odds.ts';
import { ofNamed, refers } from './patterns/of-named.ts';
import { isShareOfAll, ofRoom } from './patterns/of-room.ts';
import { orders } from './patterns/order.ts';
import { isPaired, paired } from './patterns/paired.ts';
import { parallels, wordingOf } from './patterns/parallel.ts';
import { deals, listsSizes, partitions } from './patterns/partition.ts';
import { parts } from './patterns/parts.ts';
import { pointsOf } from './patterns/points.ts';
import { inColumns, inRuns, inLine as ofRanges, sequences } from './patterns/range.ts';
import { rates } from './patterns/rate.ts';
import { ratios } from './patterns/ratio.ts';
import { calls, repeated } from './patterns/repeated.ts';
import { restated } from './patterns/restated.ts';
import { affirmationOf, rooms } from './patterns/room.ts';
import { linesBefore, roomsNear } from './patterns/room-near.ts';
import { inTable, tables } from './patterns/rows.ts';
import { sames, wordingsOf } from './patterns/same.ts';
import { multiplies, shapes } from './patterns/shapes.ts';
import { speedups } from './patterns/speedup.ts';
import { spelledOut } from './patterns/spelled.ts';
import { statesIn, statesOf } from './patterns/states.ts';
import { stored } from './patterns/stored.ts';
import { countsByAxes, strides } from './patterns/strides.ts';
import { inList, sums } from './patterns/sum.ts';
import { mayTally, tallies } from './patterns/tally.ts';
import { toldSums } from './patterns/told-sum.ts';
import { units } from './patterns/unit.ts';
import { tellsEach, tellsTotal, wholes } from './patterns/wholes.ts';
import { windows } from './patterns/window.ts';
import { areQuiet, type Quiet } from './quiet.ts';
import { isMarked, judges } from './verdicts.ts';

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
const ofFigures = (page: Page, line: Line): Claim[] => {
  const told = byWording(page, line);
  const results = new Set(told.flatMap(({ correction, figures }) => [correction?.number ?? figures.at(-1)]));
  const summed = toldSums(page, line).filter(({ figures }) => !results.has(figures.at(-1)));
  return [...told, ...summed, ...algebra(page, line, [...told, ...summed])];
};

const byWording = (page: Page, line: Line): Claim[] => [
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
  ...speedups(line),
  ...derivations(line),
  ...instancesIn(page, line),
];

/** Which claims are asked for: all of them, or those alone that the figures refute. */
type Asked = 'all' | 'refuted';

const isAsked = (asked: Asked, { holds }: Claim): boolean => asked === 'all' || !holds;

const ofOneLine = new Slot<'none' | 'sound' | 'refuted'>();

/** What is claimed within one line: what stands around it may still be told by it. */
const claimed = (page: Page, line: Line): 'none' | 'sound' | 'refuted' =>
  line.statement.place.of(ofOneLine, () => {
    const claims = [
      ...[ratios(line), compared(page, line), counts(line), ofFigures(page, line), ofRanges(line)].flat(),
      ...[holdings(page, line), matchesOf(page, line)].flat(),
    ];
    return claims.length === 0 ? 'none' : claims.every(({ holds }) => holds) ? 'sound' : 'refuted';
  });

/** Whether a line may take part in a claim, alone or with others. */
const isLoud: Ear = (page, line) =>
  claimed(page, line) !== 'none' ||
  affirmationOf(page, line) !== null ||
  affirmedIn(page, line) !== null ||
  helpedIn(page, line) !== null ||
  statesIn(page, line) !== null ||
  wordingOf(line) !== null ||
  wordingsOf(page, line).length > 0 ||
  mayTally(page, line) ||
  exceedsIn(page, line);

/** Whether it depends on the page what a line claims. */
const looksElsewhere: Ear = (page, line) =>
  refers(page, line) || isShareOfAll(page, line) || affirmationOf(page, line) !== null || tellsInAll(page, line);

/** Whether a line may claim something by itself, and whether figures may refute it. */
const speaks: Ear = (page, line) => claimed(page, line) !== 'none' || looksElsewhere(page, line);
const errs: Ear = (page, line) => claimed(page, line) === 'refuted' || looksElsewhere(page, line);

const ears = earsOf([
  isLoud,
  speaks,
  errs,
  names,
  saysName,
  leads,
  labels,
  ranges,
  indexed,
  isMeasured,
  isPaired,
  lists,
  deals,
  listsSizes,
  countsByAxes,
  multiplies,
  calls,
  heads,
  judges,
  isMarked,
  tellsEach,
  tellsTotal,
  ties,
  dealsOut,
]);

/** Of all that is asked for, the lists and tables that hold nothing of it as long as they stay as they are. */
const quiet: Readonly<Record<Asked, { readonly group: Slot<Quiet>; readonly table: Slot<Quiet> }>> = {
  all: { group: new Slot(), table: new Slot() },
  refuted: { group: new Slot(), table: new Slot() },
};

/** The page without what is known to claim nothing that is asked for. */
function listenedTo(page: Page, asked: Asked): Page {
  const heard = hearing(page, ears);
  const { group, table } = quiet[asked];
  const isNone = (claims: readonly Claim[]): boolean => !claims.some((claim) => isAsked(asked, claim));
  return {
    ...page,
    heard,
    loud: heard(isLoud).lines,
    loudGroups: page.groups.filter(
      (lines) => !areQuiet(lines, group, () => [inGroup(page, lines), inRuns(page, lines), inList(page, lines)].every(isNone)),
    ),
    loudTables: page.tables.filter(
      (rows) => !areQuiet(rows.lines, table, (elsewhere) => [inTable(watched(page, elsewhere), rows), inColumns(rows)].every(isNone)),
    ),
  };
}

/** The page, which tells when it is asked about the rest of it. */
const watched = (page: Page, elsewhere: () => void): Page => ({
  ...page,
  states: (...figure) => {
    elsewhere();
    return page.states(...figure);
  },
});

function inLine(page: Page, line: Line): Claim[] {
  const sides = compared(page, line);
  const near = sides.length === 0 && affirmationOf(page, line) ? roomsNear(page, line, linesBefore(page.lines, line)) : sides;
  return [
    ...percentages(page, line, ratios(line)),
    ...near,
    ...counts(line),
    ...holdings(page, line),
    ...ofFigures(page, line),
    ...matchesOf(page, line),
  ];
}

const found: Readonly<Record<Asked, WeakMap<Document, readonly Claim[]>>> = { all: new WeakMap(), refuted: new WeakMap() };

/** Everything that the figures of a document claim of one another, in its order; where asked for, only what they refute. */
export function claimsOf(document: Document, asked: Asked = 'all'): readonly Claim[] {
  let known = found[asked].get(document);
  if (!known) {
    known = claimsIn(document, asked)
      .filter((claim) => isAsked(asked, claim))
      .sort((a, b) => a.span.start - b.span.start);
    found[asked].set(document, known);
  }
  return known;
}

const claimsIn = (document: Document, asked: Asked): Claim[] =>
  isProse(document.language) ? inProse(pageOf(document), asked) : isConfig(document.language) ? inConfig(pageOf(document)) : [];

export const isProse = (language: Language): boolean => language === 'markdown' || language === 'rst' || language === 'text';
const isConfig = (language: Language): boolean => language === 'yaml' || language === 'json' || language === 'toml';

function inProse(whole: Page, asked: Asked): Claim[] {
  const page = listenedTo(whole, asked);
  const inLines = page.heard(asked === 'all' ? speaks : errs).lines.flatMap((line) => inLine(page, line));
  return [
    ...inLines,
    ...together(page, asked, inLines),
    ...[
      blocks,
      givens,
      arrows,
      sequences,
      indices,
      measured,
      paired,
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

/** What several lines tell together, but for what one of them tells: that is worked out where there is something to tell. */
function together(page: Page, asked: Asked, inLines: readonly Claim[]): Claim[] {
  const beside = (told: readonly Claim[]): Claim[] => [...algebraAcross(page, told), ...byConstants(page, told)];
  if (asked === 'all') return beside(inLines);
  return beside([]).some(({ holds }) => !holds) ? beside(page.heard(speaks).lines.flatMap((line) => inLine(page, line))) : [];
}

/** A configuration claims of its figures what its keys say: a limit beside what was seen, and how many a list holds. */
const inConfig = (page: Page): Claim[] => [...keyed(page), ...listed(page)];
