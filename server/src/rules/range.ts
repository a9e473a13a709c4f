import type { Document, Statement } from '../document/document.ts';
import { Slot } from '../document/kept.ts';
import { statementsIn } from '../document/lists.ts';
import type { Range } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { type Reading, readStatement, slice } from '../plan/reading.ts';
import { addTo } from '../text/group.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import type { QuantityId } from '../vocabulary/quantities.ts';
import { sides } from './related.ts';
import type { Draft, Rule } from './rule.ts';

interface Row {
  readonly noun: string;
  readonly range: Range;
  /** A count beside it: `(20 layers)`, or in a cell of its row. */
  readonly count: WrittenNumber | null;
  readonly reading: Reading;
}

/** GPU, layer or expert index ranges that overlap, leave gaps or do not match their counts. */
export const range: Rule = {
  id: 'range',
  severity: 'error',
  check(plan, report) {
    const series = new Map<string, Row[]>();
    for (const reading of ranging(plan)) {
      for (const row of [...labelRows(plan, reading), ...rowsOf(plan, reading)]) {
        const key = `${reading.statement.block}:${reading.statement.parent?.index ?? ''}:${reading.statement.cell ? `column ${reading.statement.cell.column}` : indent(plan, reading)}:${row.noun}`;
        addTo(series, key, row);
      }
    }
    for (const rows of series.values()) {
      for (const [index, { range, count, noun }] of rows.entries()) {
        if (range.from.value > range.to.value) continue;
        const size = range.to.value - range.from.value + 1;
        if (count && count.value !== size) {
          report({
            span: count.digits,
            message: `${figure(range.from.value)} to ${figure(range.to.value)} are ${figure(size)} ${noun}, not ${figure(count.value)}`,
            related: [{ message: `${noun} ${range.from.text}-${range.to.text}`, span: range.span }],
            // the rows around it say that its ends are right
            corrections: sides({ number: count, value: size }, { number: range.to, value: range.from.value + count.value - 1 }).map(
              (side, at) => (at === 0 && joinsUp(rows, index) ? { ...side, preferred: true } : side),
            ),
          });
        }
      }
      for (const draft of [...backwards(rows), ...breaks(plan, rows), ...wrongEnd(plan, rows)]) report(draft);
    }
  },
};

/** Statements with a range, of their label too. */
function ranging({ facts: { document, readings } }: Plan): Reading[] {
  const hasRange = (reading: Reading): boolean => reading.items.some(({ kind }) => kind === 'range');
  return statementsIn(
    document.own,
    document,
    ranged,
    (statement) => hasRange(readStatement(document, statement)) || hasRange(labelOf(document, statement)),
  ).map(({ index }) => readings[index] as Reading);
}

const ranged = new Slot<boolean>();

/** The label read as a body is. */
const labelOf = (document: Document, statement: Statement): Reading =>
  readStatement(document, {
    ...statement,
    label: null,
    body: statement.label ?? { start: statement.span.start, end: statement.span.start },
  });

/** The row before or behind it goes on where it ends, and none overlaps. */
function joinsUp(rows: readonly Row[], index: number): boolean {
  const { range } = rows[index] as Row;
  const [before, after] = [rows[index - 1]?.range, rows[index + 1]?.range];
  const joined = [before && before.to.value + 1 === range.from.value, after && range.to.value + 1 === after.from.value];
  return joined.includes(true) && !joined.includes(false);
}

/** How far in a line begins: sub-ranges stand deeper than what they divide. */
function indent(plan: Plan, reading: Reading): number {
  const { text } = plan.facts.document;
  const start = reading.statement.span.start;
  return start - 1 - text.lastIndexOf('\n', start - 1);
}

const nouns = new Set(['gpu', 'gpus', 'layer', 'layers', 'expert', 'experts', 'rank', 'ranks']);

/** The column of a table that holds ranges says of what. */
function header(plan: Plan, reading: Reading): string {
  const span = reading.statement.cell?.header;
  return span ? plainWords(slice(plan.facts.document, span)) : '';
}

/** `GPU 8-15: stage 1`: the range is the label. */
function labelRows(plan: Plan, reading: Reading): Row[] {
  const { label } = reading.statement;
  if (!label || reading.statement.cell || !/[0-9]/.test(reading.label)) return [];
  return rowsOf(plan, labelOf(plan.facts.document, reading.statement));
}

function rowsOf(plan: Plan, reading: Reading): Row[] {
  const out: Row[] = [];
  for (const [index, item] of reading.items.entries()) {
    if (item.kind !== 'range' || item.from.unit || item.to.unit || item.from.magnitude !== 1 || item.to.magnitude !== 1) continue;
    if (!Number.isInteger(item.from.value) || !Number.isInteger(item.to.value)) continue;
    const before = reading.tokens[item.first - 1];
    const word = before?.kind === 'word' ? before.lower : item.first === 0 ? header(plan, reading) : '';
    if (!nouns.has(word)) continue;
    const stem = word.replace(/s$/, '');
    const noun = stem === 'gpu' ? 'GPUs' : `${stem}s`;
    const next = reading.items[index + 1];
    const open = next && reading.tokens[next.first - 1];
    const own = next?.kind === 'single' && open?.kind === 'punctuation' && open.text === '(' && next.first - 1 === item.last + 1;
    const counted = own && next.kind === 'single' ? next.expression : undefined;
    const says = counted?.words[0]?.lower.replace(/s$/, '');
    const count = counted && counted.number.unit === null && says === stem ? counted.number : countBeside(plan, reading, stem);
    out.push({ noun, range: item, count, reading });
  }
  // GPUs and layers in one line are two series; two ranges of one noun in a line are no row
  const counts = new Map<string, number>();
  for (const { noun } of out) counts.set(noun, (counts.get(noun) ?? 0) + 1);
  return out.filter(({ noun }) => counts.get(noun) === 1);
}

/** `| 0–63 | 64 |` under `Number of GPUs`: the cell of the same row that counts what the range names. */
function countBeside(plan: Plan, { statement, items }: Reading, stem: string): Row['count'] {
  const { cell, block, index } = statement;
  if (!cell || items.length !== 1) return null;
  const found = plan.facts.readings.slice(Math.max(0, index - cell.column - 1), index + mostColumns).flatMap((other) => {
    const own = other.statement.cell;
    if (
      other.statement.block !== block ||
      own?.row !== cell.row ||
      own.column === cell.column ||
      !new RegExp(`^(?:number of ${stem}s?|${stem}s? count)$`).test(header(plan, other))
    )
      return [];
    const [item] = other.items;
    return other.items.length === 1 && item?.kind === 'single' && item.expression.number.unit === null ? [item.expression.number] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

const mostColumns = 20;

/** `GPUs 1120-127` in a list of ranges: one of its ends is not what its neighbours and its length say. */
function backwards(rows: readonly Row[]): Draft[] {
  const out: Draft[] = [];
  const size = usualSize(rows.filter(({ range }) => range.from.value <= range.to.value));
  for (const [index, row] of rows.entries()) {
    const { from, to } = row.range;
    if (from.value <= to.value || rows.length < 2 || isReversed(row.reading)) continue;
    const before = rows[index - 1]?.range.to.value ?? -1;
    const after = rows[index + 1]?.range.from.value;
    const fromFits = from.value === before + 1;
    const number = fromFits ? to : from;
    const value = fromFits ? (after !== undefined ? after - 1 : from.value + (size ?? 0) - 1) : before + 1;
    out.push({
      span: number.digits,
      message: `${row.noun} ${from.text}-${to.text} run backwards`,
      corrections:
        size === undefined || value < 0
          ? []
          : [{ title: `Change ${number.text} to ${figure(value)}`, preferred: true, safe: false, numbers: [{ number, value }] }],
    });
  }
  return out;
}

/** `Backward visits layers 79-0`: walked from the end. */
const isReversed = ({ tokens }: Reading): boolean =>
  tokens.some((token) => token.kind === 'word' && /^(?:revers|backward|descend|countdown)/.test(token.lower));

/** The length that all of the rows have. */
function usualSize(rows: readonly Row[]): number | undefined {
  const sizes = new Set(rows.map(({ range }) => range.to.value - range.from.value + 1));
  return sizes.size === 1 && rows.length >= 1 ? [...sizes][0] : undefined;
}

/** The first or last row is of another length than all the others, and with their length the rows would cover what the plan has. */
function wrongEnd(plan: Plan, rows: readonly Row[]): Draft[] {
  const [head, tail] = [rows[0], rows.at(-1)];
  if (!head || !tail || rows.length < 2 || rows.some(({ range }) => range.from.value > range.to.value)) return [];
  const total = plan.values.get(totals[head.noun] ?? 'gpus');
  const joined = rows.every((row, index) => index === 0 || row.range.from.value === (rows[index - 1]?.range.to.value ?? 0) + 1);
  if (total === undefined || !joined || head.range.from.value !== 0) return [];
  const size = usualSize(rows.slice(0, -1));
  const { to, from } = tail.range;
  if (size === undefined || to.value + 1 === total || from.value + size !== total) return [];
  return [
    {
      span: to.digits,
      message: `${tail.noun} ${from.text}-${to.text} do not end with the ${figure(total)} ${tail.noun} of the plan`,
      corrections: [
        { title: `Change ${to.text} to ${figure(total - 1)}`, preferred: true, safe: false, numbers: [{ number: to, value: total - 1 }] },
      ],
    },
  ];
}

const totals: Readonly<Record<string, QuantityId>> = { GPUs: 'gpus', layers: 'layers', experts: 'experts' };

/** One boundary that does not fit among others that do: a list of three or more in which all rows but one join up. */
function breaks(plan: Plan, rows: readonly Row[]) {
  if (rows.length < 2 || rows.some(({ range }) => range.from.value > range.to.value) || oneHoldsAnother(rows)) return [];
  if (rows.length === 2 && !overlapsPartly(rows[0] as Row, rows[1] as Row) && !fillsThePlan(plan, rows)) return [];
  if (/\.\.\.|…/.test(plan.facts.document.text.slice(rows[0]?.range.span.start, rows.at(-1)?.range.span.end))) return [];
  const bad: number[] = [];
  for (let i = 1; i < rows.length; i++) if (rows[i]?.range.from.value !== (rows[i - 1]?.range.to.value ?? 0) + 1) bad.push(i);
  if (bad.length === 0 || bad.length > 2 || (rows.length > 2 && bad.length > (rows.length - 1) / 2)) return [];
  const index = bad[0] as number;
  const row = rows[index] as Row;
  const previous = rows[index - 1] as Row;
  const overlap = row.range.from.value <= previous.range.to.value;
  const wide = new Set(rows.map(({ range }) => range.to.value - range.from.value)).size === 1;
  const number = previousIsOff(rows, index) ? previous.range.to : row.range.from;
  const expected = number === row.range.from ? previous.range.to.value + 1 : row.range.from.value - 1;
  return [
    {
      span: number.digits,
      message: `${row.noun} ${row.range.from.text}-${row.range.to.text} ${overlap ? 'overlap' : 'leave a gap after'} ${previous.range.from.text}-${previous.range.to.text}`,
      severity: wide || bad.length === 1 ? ('error' as const) : ('warning' as const),
      related: [{ message: `${previous.noun} ${previous.range.from.text}-${previous.range.to.text}`, span: previous.range.span }],
      corrections: [
        { title: `Change ${number.text} to ${figure(expected)}`, preferred: true, safe: false, numbers: [{ number, value: expected }] },
      ],
    },
  ];
}

/** `GPUs 0-11` above `0-7` and `8-11`, a whole and its parts; or the same range twice. */
function oneHoldsAnother(rows: readonly Row[]): boolean {
  const ranges = rows.map(({ range }) => [range.from.value, range.to.value] as const).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let furthest = Number.NEGATIVE_INFINITY;
  return ranges.some(([, to]) => {
    if (to <= furthest) return true;
    furthest = to;
    return false;
  });
}

/** Two rows whose ends are those of the plan, and that would be halves of it. */
function fillsThePlan(plan: Plan, rows: readonly Row[]): boolean {
  const [a, b] = [rows[0]?.range, rows[1]?.range];
  const total = plan.values.get(totals[rows[0]?.noun ?? ''] ?? 'gpus');
  return (
    a?.from.value === 0 &&
    b !== undefined &&
    total !== undefined &&
    b.to.value + 1 === total &&
    (a.to.value + 1 === total / 2 || b.from.value === total / 2)
  );
}

const overlapsPartly = (a: Row, b: Row): boolean =>
  b.range.from.value <= a.range.to.value && b.range.from.value > a.range.from.value && b.range.to.value > a.range.to.value;

/** The row before is of another length than the others: its end is wrong, not this row's beginning. */
function previousIsOff(rows: readonly Row[], index: number): boolean {
  const length = (row: Row | undefined): number => (row ? row.range.to.value - row.range.from.value : Number.NaN);
  const here = rows[index];
  const before = rows[index - 1];
  if (rows.length === 2 && here && before) return here.range.from.value - before.range.from.value === length(here) + 1;
  const usual = rows.map(length).sort((a, b) => a - b)[Math.floor(rows.length / 2)];
  return length(here) === usual && length(before) !== usual;
}
