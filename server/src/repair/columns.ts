import type { Analysis } from '../analyze.ts';
import type { Repair } from '../findings.ts';
import type { TextEdit } from '../text/edit.ts';
import type { LineIndex } from '../text/lines.ts';

/**
 * The edits of a repair as they are written: where a figure gets longer or shorter in front of a column, blanks go or come, so that what was
 * aligned stays aligned. Only blanks between columns are touched, and the way back gives the text as it was.
 */
export function writtenEdits({ text, lines }: Analysis, { edits }: Pick<Repair, 'edits'>): readonly TextEdit[] {
  const groups = new Map<string, Shift[]>();
  for (const shift of shiftsOf(text, lines, edits)) {
    const key = `${blockOf(text, lines, shift.line)} ${shift.column}`;
    groups.set(key, [...(groups.get(key) ?? []), shift]);
  }
  const padding = [...groups.values()].filter((group) => group.every(({ room, by }) => by <= room) && comesApart(text, lines, group));
  return [...edits, ...padding.flatMap((group) => group.map(blanks))].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
}

/** A column that moves, with all edits in front of it. */
interface Shift {
  readonly line: number;
  readonly column: number;
  /** Where the blanks before it end. */
  readonly at: number;
  /** By so many characters it moves to the right. */
  by: number;
  /** So many blanks may go. */
  readonly room: number;
}

/** Half a page of blanks is drawing. */
const widest = 200;

function shiftsOf(text: string, lines: LineIndex, edits: readonly TextEdit[]): Shift[] {
  const found = new Map<number, Shift>();
  for (const { span, newText } of edits) {
    const by = newText.length - (span.end - span.start);
    const line = lines.lineOf(span.start);
    const end = lines.endOf(line);
    if (by === 0 || span.end > end || /[\r\n]/.test(newText)) continue;
    const column = columnAfter(text, span.end, end);
    if (!column || edits.some((other) => other.span.start < column.at && column.from < other.span.end)) continue;
    const known = found.get(column.at);
    const place = { line, column: column.at - lines.startOf(line) };
    if (known) known.by += by;
    else if ([line - 1, line + 1].some((other) => hasColumn(text, lines, other, place)))
      found.set(column.at, { ...place, at: column.at, by, room: column.at - column.from - column.least });
  }
  return [...found.values()].filter(({ by }) => by !== 0 && Math.abs(by) < widest);
}

/** The first column behind an offset: what stands behind two blanks, or the bar of a table, with the blanks that have to stay. */
function columnAfter(
  text: string,
  offset: number,
  end: number,
): { readonly from: number; readonly at: number; readonly least: number } | null {
  for (let at = offset; at < end; at++) {
    const sign = text[at];
    if (sign === '\t') return null;
    if (sign !== ' ' && sign !== '|') continue;
    let next = at;
    while (next < end && text[next] === ' ') next++;
    if (next >= end) return null;
    if (text[next] === '|') return next > at ? { from: at, at: next, least: 1 } : null;
    if (next - at >= 2) return { from: at, at: next, least: 2 };
    at = Math.max(at, next - 1);
  }
  return null;
}

/** Whether a line has a column where another has it. */
function hasColumn(text: string, lines: LineIndex, line: number, { line: own, column }: Pick<Shift, 'line' | 'column'>): boolean {
  if (line < 0 || line >= lines.count || column < 2) return false;
  const at = lines.startOf(line) + column;
  if (at >= lines.endOf(line)) return false;
  return text[lines.startOf(own) + column] === '|' ? text[at] === '|' : text[at] !== ' ' && text[at - 1] === ' ' && text[at - 2] === ' ';
}

/** Left alone, the column would not go on as one: lines of it stay, or move by something else. */
function comesApart(text: string, lines: LineIndex, group: readonly Shift[]): boolean {
  const moving = new Set(group.map(({ line }) => line));
  const stays = group.some((shift) =>
    [shift.line - 1, shift.line + 1].some((line) => !moving.has(line) && hasColumn(text, lines, line, shift)),
  );
  return stays || new Set(group.map(({ by }) => by)).size > 1;
}

/** The first of the lines without a blank one between. */
function blockOf(text: string, lines: LineIndex, line: number): number {
  let first = line;
  while (first > 0 && text.slice(lines.startOf(first - 1), lines.endOf(first - 1)).trim() !== '') first--;
  return first;
}

const blanks = ({ at, by }: Shift): TextEdit =>
  by > 0 ? { span: { start: at - by, end: at }, newText: '' } : { span: { start: at, end: at }, newText: ' '.repeat(-by) };
