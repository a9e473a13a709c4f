import { addTo } from '../text/group.ts';
import type { Span } from '../text/span.ts';
import type { Document, Section, Statement } from './document.ts';
import type { Lists } from './lists.ts';
import type { Change } from './words.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Readers of a statement look this far to either side of it, and no farther. */
const margin = 24;

/**
 * Hands on what was kept of the statements of `before`, an earlier version of `document`, to those that they are now: `own` where their
 * characters and those around them are the same, `place` where that is so of all that they stand under as well.
 */
export function adopt(document: Document, before: Document): void {
  if (document.language !== before.language) return;
  const change = changeOf(before, document);
  document.words.follow(before.words, change);
  (document as Writable<Document>).whole = before.whole;
  const twins = twinsOf(document, before, change);
  const sections = new Map<Section, Section | null>();
  const placed = new Set<Statement>();
  for (const [index, statement] of document.statements.entries()) {
    const twin = twins[index];
    if (!twin) continue;
    (statement as Writable<Statement>).own = twin.own;
    if (!isUnder(statement, twin) || !sameCell(document, statement, before, twin)) continue;
    placed.add(statement);
    (statement as Writable<Statement>).place = twin.place;
  }
  handOn(document.own, before.own, (statement) => twins[statement.index]);
  handOn(document.place, before.place, (statement) => (placed.has(statement) ? twins[statement.index] : undefined));

  function handOn(lists: Lists, known: Lists, twinOf: (statement: Statement) => Statement | undefined): void {
    const now: number[] = Array.from({ length: before.statements.length }, () => -1);
    const fresh: number[] = [];
    for (const statement of document.statements) {
      const twin = twinOf(statement);
      if (twin) now[twin.index] = statement.index;
      else fresh.push(statement.index);
    }
    lists.follow(known, now, fresh);
  }

  /** Whether what a statement stands under is what its twin stands under. */
  function isUnder({ parent, section }: Statement, twin: Statement): boolean {
    if (parent ? !placed.has(parent) || twins[parent.index] !== twin.parent : twin.parent) return false;
    return section ? twin.section !== null && sameSection(section, twin.section) : twin.section === null;
  }

  function sameSection(section: Section, other: Section): boolean {
    const known = sections.get(section);
    if (known !== undefined) return known === other;
    const same =
      section.level === other.level &&
      (section.parent ? other.parent !== null && sameSection(section.parent, other.parent) : other.parent === null) &&
      document.plain.slice(section.title.start, section.title.end) === before.plain.slice(other.title.start, other.title.end);
    sections.set(section, same ? other : null);
    return same;
  }
}

function changeOf(before: Document, now: Document): Change {
  const shorter = Math.min(before.text.length, now.text.length);
  const [a, b, x, y] = [before.plain, now.plain, before.text, now.text];
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head) && x.charCodeAt(head) === y.charCodeAt(head)) head++;
  let same = 0;
  const [m, n] = [a.length - 1, b.length - 1];
  while (same < shorter - head && a.charCodeAt(m - same) === b.charCodeAt(n - same) && x.charCodeAt(m - same) === y.charCodeAt(n - same))
    same++;
  return { head, tail: a.length - same, by: b.length - a.length, none: head === a.length && head === b.length };
}

/** For each statement the one that it was, where it was one. Statements stand in order. */
function twinsOf(document: Document, before: Document, change: Change): (Statement | undefined)[] {
  const [now, then] = [document.statements, before.statements];
  const twins: (Statement | undefined)[] = Array.from({ length: now.length });
  let head = 0;
  for (; head < now.length && head < then.length; head++) {
    const [statement, twin] = [now[head] as Statement, then[head] as Statement];
    if (statement.span.end + margin > change.head && !change.none) break;
    if (isSame(statement, twin, 0)) twins[head] = twin;
  }
  let tail = 0;
  for (; tail < now.length - head && tail < then.length - head; tail++) {
    const [statement, twin] = [now[now.length - tail - 1] as Statement, then[then.length - tail - 1] as Statement];
    if (twin.span.start - margin < change.tail) break;
    if (isSame(statement, twin, change.by)) twins[now.length - tail - 1] = twin;
  }
  const [between, others] = [now.slice(head, now.length - tail), then.slice(head, then.length - tail)];
  if (others.length <= mostBetween) pair(document, between, before, others, twins);
  return twins;
}

/** Changes far from each other leave this many statements between them, or so little is the same that reading anew costs as much. */
const mostBetween = 2_000;

/** Of statements between two changes those that read the same in the same surroundings, each once and in their order. */
function pair(
  document: Document,
  between: readonly Statement[],
  before: Document,
  others: readonly Statement[],
  twins: (Statement | undefined)[],
): void {
  const known = new Map<string, Statement[]>();
  for (const other of others) addTo(known, surroundings(before, other), other);
  for (const statement of between) {
    const twin = known.get(surroundings(document, statement))?.shift();
    if (twin && isSame(statement, twin, statement.span.start - twin.span.start)) twins[statement.index] = twin;
  }
}

function surroundings({ plain, text }: Document, { span }: Statement): string {
  const [start, end] = [Math.max(0, span.start - margin), span.end + margin];
  const words = `${span.start - start} ${plain.slice(start, end)}`;
  return words.includes('\0') ? `${words}\n${text.slice(start, end)}` : words;
}

const isAt = (span: Span | null, other: Span | null, by: number): boolean =>
  span === null || other === null ? span === other : span.start === other.start + by && span.end === other.end + by;

const isSame = (statement: Statement, twin: Statement, by: number): boolean =>
  statement.kind === twin.kind &&
  statement.fence === twin.fence &&
  isAt(statement.span, twin.span, by) &&
  isAt(statement.label, twin.label, by) &&
  isAt(statement.body, twin.body, by);

/** The same column and row, under and behind the same words. */
function sameCell(document: Document, { cell }: Statement, before: Document, { cell: other }: Statement): boolean {
  if (!cell || !other) return cell === other;
  const same = (a: Span | null, b: Span | null): boolean =>
    a === null || b === null ? a === b : document.plain.slice(a.start, a.end) === before.plain.slice(b.start, b.end);
  return cell.row === other.row && cell.column === other.column && same(cell.header, other.header) && same(cell.rowLabel, other.rowLabel);
}
