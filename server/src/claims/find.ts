import type { Document, Language } from '../document/document.ts';
import type { Line } from './atoms.ts';
import type { Claim } from './claim.ts';
import { type Page, pageOf } from './page.ts';
import { adjacent } from './patterns/adjacent.ts';
import { affirmations } from './patterns/affirm.ts';
import { arrows } from './patterns/arrow.ts';
import { blocks } from './patterns/block.ts';
import { complements } from './patterns/complement.ts';
import { counts } from './patterns/count.ts';
import { endings } from './patterns/ending.ts';
import { enumerations } from './patterns/enumerate.ts';
import { evenlys } from './patterns/evenly.ts';
import { everywhere } from './patterns/everywhere.ts';
import { exceedings } from './patterns/exceed.ts';
import { fittings } from './patterns/fitting.ts';
import { fractionsOf } from './patterns/fraction.ts';
import { givens } from './patterns/given.ts';
import { keyed, listed } from './patterns/keyed.ts';
import { levels } from './patterns/levels.ts';
import { limits } from './patterns/limit.ts';
import { matchesOf } from './patterns/match.ts';
import { holdings } from './patterns/members.ts';
import { multiples } from './patterns/multiple.ts';
import { odds } from './patterns/odds.ts';
import { ofNamed } from './patterns/of-named.ts';
import { ofRoom } from './patterns/of-room.ts';
import { orders } from './patterns/order.ts';
import { parallels } from './patterns/parallel.ts';
import { partitions } from './patterns/partition.ts';
import { parts } from './patterns/parts.ts';
import { pointsOf } from './patterns/points.ts';
import { sequences } from './patterns/range.ts';
import { rates } from './patterns/rate.ts';
import { ratios } from './patterns/ratio.ts';
import { repeated } from './patterns/repeated.ts';
import { restated } from './patterns/restated.ts';
import { rooms } from './patterns/room.ts';
import { linesBefore, roomsNear } from './patterns/room-near.ts';
import { tables } from './patterns/rows.ts';
import { sames } from './patterns/same.ts';
import { shapes } from './patterns/shapes.ts';
import { spelledOut } from './patterns/spelled.ts';
import { statesOf } from './patterns/states.ts';
import { stored } from './patterns/stored.ts';
import { strides } from './patterns/strides.ts';
import { sums } from './patterns/sum.ts';
import { tallies } from './patterns/tally.ts';
import { units } from './patterns/unit.ts';
import { windows } from './patterns/window.ts';

const found = new WeakMap<Document, readonly Claim[]>();

/** What a percentage is of, by the figures beside it; of a figure that is only named, or not even that, where they leave it open. */
function percentages(page: Page, line: Line): Claim[] {
  const beside = ratios(line);
  const told = new Set(beside.flatMap(({ figures }) => figures.map(({ digits }) => digits.start)));
  return [...beside, ...[...ofNamed(page, line), ...ofRoom(page, line)].filter(({ span }) => !told.has(span.start))];
}

/** What is told by a sign or beside a goal is not told once more. */
function compared(page: Page, line: Line, index: number): Claim[] {
  const told = orders(page, line);
  const isTold = ({ figures }: Claim): boolean =>
    told.some((claim) => figures.every((number) => claim.figures.some(({ digits }) => digits.start === number.digits.start)));
  const more = [...limits(page, line), ...rooms(page, line)].filter((claim) => !isTold(claim));
  return told.length + more.length > 0 ? [...told, ...more] : roomsNear(page, line, linesBefore(page.lines, index));
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

function inProse(page: Page): Claim[] {
  const inLines = page.lines.flatMap((line, index) => [
    ...percentages(page, line),
    ...compared(page, line, index),
    ...counts(line),
    ...holdings(page, line),
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
    ...matchesOf(page, line),
    ...spelledOut(line),
    ...pointsOf(line),
    ...stored(line),
  ]);
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
