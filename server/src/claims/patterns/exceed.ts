import { Slot } from '../../document/kept.ts';
import { matcher } from '../../lexicon/matcher.ts';
import { ceilings } from '../../lexicon/room.ts';
import { type Amount, amountsOf } from '../amounts.ts';
import type { Atom, Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page } from '../page.ts';
import { clauseAt, firstFew, isAsserted, spoken } from '../spoken.ts';
import { shown } from './ratio.ts';
import { linesBefore } from './room-near.ts';

/**
 * `The contract caps a rack at 90 kW; no rack exceeds the cap`: the limit is named, its figure stands in the same statement or in those right
 * before; what it is of are the rows of the section that bear the name.
 */
const none = new RegExp(
  String.raw`(?:^ |[,;:.—–(] )(?:(?:and|so|thus|but) )*(?:(?:no|none of the|not one|every|each|all) )((?:[\p{L}-]+ )?)([\p{L}-]+) (?:ever |still |now )?(?:(?:exceeds?|exceeded|is above|are above|is over|goes over|breaks)|((?:is|are|stays?|stayed|was|were|remains?) (?:well |still )?(?:within|inside|below|under))) (?:the |its |that |their |this )?(?:[\p{L}-]+ )?(${ceilings.filter((word) => /[a-z]/.test(word)).join('|')})(?= )`,
  'u',
);

export function exceedings(page: Page): Claim[] {
  if (page.tables.length === 0) return [];
  const all = firstFew(page.loud, (line) => (exceedsIn(page, line) ? line : null));
  return all.flatMap((line) => exceeding(page, line, linesBefore(page.lines, line)) ?? []);
}

const telling = new Slot<boolean>();

/** Whether a line may tell that something is above or within a limit that it names. */
export const exceedsIn = (page: Page, line: Line): boolean => line.statement.place.of(telling, () => tells(page, line));

function tells(page: Page, line: Line): boolean {
  const text = page.text(line.statement);
  if (line.statement.cell || text.length > longest || !/exceed|within|inside|above|below|under|over|breaks/i.test(text)) return false;
  return none.test(spoken(page, line));
}

const longest = 240;

function exceeding(page: Page, line: Line, before: readonly Line[]): Claim | null {
  const said = spoken(page, line);
  const match = none.exec(said);
  if (!match) return null;
  const [whole, , noun, inside, ceiling] = match as unknown as [string, string, string, string | undefined, string];
  const negative = /(?:^|[ ,;:.—–(])(?:no|none of the|not one) /.test(whole);
  // `every rack exceeds the cap` admits it
  if (negative === (inside !== undefined) || !isAsserted(clauseAt(said, match.index + 2))) return null;
  const limit = limitIn(line, before, ceiling);
  if (!limit) return null;
  const stem = noun.replace(/s$/, '');
  const over = rowsNamed(page, line, stem).flatMap(({ atom, header }) => {
    const own = header.split(/[^\p{L}%/]+/u).includes((limit.atom.number.unit?.text ?? '').toLowerCase())
      ? withUnit(atom, limit.atom)
      : atom;
    return own.measure === limit.measure && own.number.unit?.noun === limit.atom.number.unit?.noun && own.number.value > limit.value.middle
      ? [own]
      : [];
  });
  const [first] = over;
  if (!first) return null;
  return {
    pattern: 'affirmation',
    statement: line.statement,
    span: line.statement.span,
    holds: false,
    sure: 'likely',
    says: `${shown(first)} is above the ${ceiling} of ${limit.shown}`,
    figures: [limit.atom.number],
    places: over.slice(0, 6).map((atom) => ({ message: shown(atom), span: atom.number.span })),
    correction: null,
  };
}

/** A figure under a header that gives the unit. */
const withUnit = (atom: Atom, { number: { unit }, measure }: Atom): Atom =>
  atom.number.unit || !unit
    ? atom
    : { ...atom, measure, number: { ...atom.number, unit, value: atom.number.shown * atom.number.magnitude * unit.scale } };

/** The one amount that is told to be the limit. */
function limitIn(line: Line, before: readonly Line[], ceiling: string): Amount | null {
  const isNamed = matcher([ceiling, `${ceiling}s`, `${ceiling}ped`, `${ceiling}ed`]);
  for (const each of [line, ...before]) {
    const amounts = amountsOf(each).filter(({ measure, atom }) => measure !== '%' && (measure !== 'count' || atom.number.unit !== null));
    const near = amounts.filter(({ first, last }) => isNamed(`${each.gaps[first] ?? ''} ${(each.gaps[last + 1] ?? '').slice(0, 24)}`));
    if (near.length > 1) return null;
    if (near[0]) return near[0];
  }
  return null;
}

/** Figures of rows of the same section whose name is that of the thing. */
function rowsNamed(page: Page, line: Line, stem: string): { atom: Atom; header: string }[] {
  return page.tables.flatMap(({ headers, rows }) =>
    rows.flatMap((row) => {
      const [lead] = row;
      if (!lead || lead.statement.section !== line.statement.section) return [];
      const label = page.text(lead.statement).toLowerCase();
      const named = new RegExp(`(?:^|[^\\p{L}])${stem}s?(?:[^\\p{L}]|$)`, 'u');
      if (!named.test(label) && headers[0]?.trim().replace(/s$/, '') !== stem) return [];
      return row.slice(1).flatMap((cell, index) => {
        const atom = cell?.atoms.length === 1 ? cell.atoms[0] : undefined;
        return atom && !atom.to ? [{ atom, header: headers[index + 1] ?? '' }] : [];
      });
    }),
  );
}
