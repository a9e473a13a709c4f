import type { Range } from '../notation/expression.ts';
import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { type Reading, slice } from '../plan/reading.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import type { Rule } from './rule.ts';

interface Row {
  readonly noun: string;
  readonly range: Range;
  /** A count beside it: `(20 layers)`. */
  readonly count: { readonly value: number; readonly span: { start: number; end: number } } | null;
  readonly reading: Reading;
}

/** GPU, layer or expert index ranges that overlap, leave gaps or do not match their counts. */
export const range: Rule = {
  id: 'range',
  severity: 'error',
  check(plan, report) {
    const series = new Map<string, Row[]>();
    for (const reading of plan.facts.readings) {
      for (const row of rowsOf(plan, reading)) {
        const key = `${reading.statement.block}:${reading.statement.parent?.index ?? ''}:${reading.statement.cell ? `column ${reading.statement.cell.column}` : indent(plan, reading)}:${row.noun}`;
        series.set(key, [...(series.get(key) ?? []), row]);
      }
    }
    for (const rows of series.values()) {
      for (const { range, count, noun } of rows) {
        const size = range.to.value - range.from.value + 1;
        if (count && count.value !== size) {
          report({
            span: count.span,
            message: `${figure(range.from.value)} to ${figure(range.to.value)} are ${figure(size)} ${noun}, not ${figure(count.value)}`,
            related: [{ message: `${noun} ${range.from.text}-${range.to.text}`, span: range.span }],
          });
        }
      }
      for (const draft of breaks(plan, rows)) report(draft);
    }
  },
};

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

function rowsOf(plan: Plan, reading: Reading): Row[] {
  const out: Row[] = [];
  for (const [index, item] of reading.items.entries()) {
    if (item.kind !== 'range' || item.from.unit || item.to.unit || item.from.magnitude !== 1 || item.to.magnitude !== 1) continue;
    if (!Number.isInteger(item.from.value) || !Number.isInteger(item.to.value) || item.from.value > item.to.value) continue;
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
    const count = counted && counted.number.unit === null && says === stem ? { value: counted.number.value, span: counted.number.digits } : null;
    out.push({ noun, range: item, count, reading });
  }
  // GPUs and layers in one line are two series; two ranges of one noun in a line are no row
  return out.filter((row) => out.filter((other) => other.noun === row.noun).length === 1);
}

/** One boundary that does not fit among others that do: a list of three or more in which all rows but one join up. */
function breaks(plan: Plan, rows: readonly Row[]) {
  const distinct = rows.filter((row, index) => !rows.slice(0, index).some((other) => other.range.from.value === row.range.from.value && other.range.to.value === row.range.to.value));
  if (distinct.length !== rows.length || distinct.length < 2) return [];
  if (distinct.length === 2 && !overlapsPartly(distinct[0] as Row, distinct[1] as Row)) return [];
  if (/\.\.\.|…/.test(plan.facts.document.text.slice(rows[0]?.range.span.start, rows.at(-1)?.range.span.end))) return [];
  const bad: number[] = [];
  for (let i = 1; i < distinct.length; i++) if (distinct[i]?.range.from.value !== (distinct[i - 1]?.range.to.value ?? 0) + 1) bad.push(i);
  if (bad.length === 0 || bad.length > 2 || (distinct.length > 2 && bad.length > (distinct.length - 1) / 2)) return [];
  const index = bad[0] as number;
  const row = distinct[index] as Row;
  const previous = distinct[index - 1] as Row;
  const overlap = row.range.from.value <= previous.range.to.value;
  const wide = new Set(distinct.map(({ range }) => range.to.value - range.from.value)).size === 1;
  const number = previousIsOff(distinct, index) ? previous.range.to : row.range.from;
  const expected = number === row.range.from ? previous.range.to.value + 1 : row.range.from.value - 1;
  return [{
    span: number.digits,
    message: `${row.noun} ${row.range.from.text}-${row.range.to.text} ${overlap ? 'overlap' : 'leave a gap after'} ${previous.range.from.text}-${previous.range.to.text}`,
    severity: wide || bad.length === 1 ? ('error' as const) : ('warning' as const),
    related: [{ message: `${previous.noun} ${previous.range.from.text}-${previous.range.to.text}`, span: previous.range.span }],
    corrections: [{ title: `Change ${number.text} to ${figure(expected)}`, preferred: true, safe: false, numbers: [{ number, value: expected }] }],
  }];
}

const overlapsPartly = (a: Row, b: Row): boolean => b.range.from.value <= a.range.to.value && b.range.from.value > a.range.from.value && b.range.to.value > a.range.to.value;

/** The row before is of another length than the others: its end is wrong, not this row's beginning. */
function previousIsOff(rows: readonly Row[], index: number): boolean {
  const length = (row: Row | undefined): number => (row ? row.range.to.value - row.range.from.value : Number.NaN);
  const here = rows[index];
  const before = rows[index - 1];
  const usual = rows.map(length).sort((a, b) => a - b)[Math.floor(rows.length / 2)];
  return length(here) === usual && length(before) !== usual;
}
