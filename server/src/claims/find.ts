import type { Document, Language } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import type { Line } from './atoms.ts';
import type { Claim } from './claim.ts';
import { type Page, pageOf } from './page.ts';
import { affirmations } from './patterns/affirm.ts';
import { blocks } from './patterns/block.ts';
import { counts } from './patterns/count.ts';
import { evenlys } from './patterns/evenly.ts';
import { everywhere } from './patterns/everywhere.ts';
import { exceedings } from './patterns/exceed.ts';
import { fittings } from './patterns/fitting.ts';
import { keyed, listed } from './patterns/keyed.ts';
import { levels } from './patterns/levels.ts';
import { limits } from './patterns/limit.ts';
import { odds } from './patterns/odds.ts';
import { orders } from './patterns/order.ts';
import { parallels } from './patterns/parallel.ts';
import { parts } from './patterns/parts.ts';
import { sequences } from './patterns/range.ts';
import { rates } from './patterns/rate.ts';
import { ratios } from './patterns/ratio.ts';
import { restated } from './patterns/restated.ts';
import { rooms } from './patterns/room.ts';
import { linesBefore, roomsNear } from './patterns/room-near.ts';
import { tables } from './patterns/rows.ts';
import { sames } from './patterns/same.ts';
import { statesOf } from './patterns/states.ts';
import { sums } from './patterns/sum.ts';
import { tallies } from './patterns/tally.ts';
import { units } from './patterns/unit.ts';
import { windows } from './patterns/window.ts';
import { type Quiet, unlessQuiet } from './quiet.ts';

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

const [ofRatios, ofSides, ofOthers] = [new Slot<Quiet>(), new Slot<Quiet>(), new Slot<Quiet>()];

function inLine(page: Page, line: Line, index: number): Claim[] {
  const sides = unlessQuiet([line], ofSides, () => compared(page, line));
  return [
    ...unlessQuiet([line], ofRatios, () => ratios(line)),
    ...(sides.length > 0 ? sides : roomsNear(page, line, linesBefore(page.lines, index))),
    ...unlessQuiet([line], ofOthers, () => ofFigures(page, line)),
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

function inProse(page: Page): Claim[] {
  const inLines = page.lines.flatMap((line, index) => inLine(page, line, index));
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
