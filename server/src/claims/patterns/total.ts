import type { Interval } from '../../notation/interval.ts';
import type { WrittenNumber } from '../../notation/number.ts';
import { figure, suffixOf } from '../../notation/write.ts';
import { type Atom, type Line, valueOf } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import type { Page, Table } from '../page.ts';
import { agrees } from '../ratio.ts';
import { lineAt } from './grid.ts';
import { shown } from './ratio.ts';
import { comesTo, sumClaim } from './sum.ts';

/** A row that sums up those above it: what it is called says how, and how surely. */
interface Summary {
  readonly row: number;
  readonly kind: 'sum' | 'mean' | 'most' | 'least';
  /** The label is nothing but `Total`. */
  readonly strict: boolean;
}

/** A column of a summary row: the cells above, and what is stated of them. */
interface Tally {
  readonly column: number;
  readonly parts: readonly Atom[];
  readonly stated: Atom;
  readonly counted: boolean;
}

/** The rows of a table that give the sum, mean, most or least of those above, column by column; `broken`: what its other figures refute. */
export function totals(page: Page, table: Table, broken: readonly Claim[]): Claim[] {
  const right = new Map(broken.flatMap(({ correction }) => (correction ? [[correction.number, correction.value] as const] : [])));
  const labels = table.rows.map((row) => (row[0] ? labelOf(page, row[0]) : ''));
  const found = table.rows.flatMap((row, index) => summaryOf(page, table, row[0], labels, index) ?? []);
  // after a first total it is open what a second one holds
  const first = found.find(({ kind }) => kind === 'sum');
  return found
    .filter(({ kind, row }) => kind !== 'sum' || row === first?.row)
    .flatMap((summary) => (summary.kind === 'sum' ? sumsOf(table, labels, summary, right) : measuresOf(table, labels, summary, found)));
}

const labelOf = (page: Page, { statement }: Line): string =>
  page
    .text(statement)
    .toLowerCase()
    .replace(/[*_`:：]/g, '')
    .trim();

const bare = (label: string): string => label.replace(/\s*[（(][^()（）]*[)）]\s*$/, '').trim();

const strictSum = /^(?:grand )?(?:totals?|sum|合计|总计|总和|共计)$/;
const looseSum =
  /^(?:all|overall|together|altogether|in all|everything|used|used in all)$|^(?:[^\s]+ ){0,2}(?:totals?|sum)(?: so far)?$|^(?:total|sum) [^\s]+$/;
const isUnit = /[（(](?:[kmgtp]?i?b|k?w|m?s|\$|h)[)）]$/;
const noSum = /\b(?:available|capacity|limit|budget|per|each|peak|max|free|left|parameters?|params?)\b/;
const summaries: readonly (readonly [Summary['kind'], RegExp])[] = [
  ['mean', /^(?:mean|average|avg\.?|平均|均值|平均值)$/],
  ['most', /^(?:max\.?|maximum|最大|最大值)$/],
  ['least', /^(?:min\.?|minimum|最小|最小值)$/],
];

function summaryOf(page: Page, table: Table, lead: Line | undefined, labels: readonly string[], row: number): Summary | null {
  const label = bare(labels[row] ?? '');
  if (!lead || row < 2 || label === '') return null;
  const measure = summaries.find(([, name]) => name.test(label));
  if (measure) return { row, kind: measure[0], strict: true };
  // `Total (1 GPU)` may be of some of the rows
  if (strictSum.test(label)) return { row, kind: 'sum', strict: label === labels[row] || isUnit.test(labels[row] ?? '') };
  if (noSum.test(label)) return null;
  if (looseSum.test(label)) return { row, kind: 'sum', strict: false };
  // `Consumer in a rack | kW` above a last row `Rack`: it names the whole
  const whole = ` ${table.headers[0]} ${page.title(lead.statement.section).toLowerCase()} `;
  const isLast = row === labels.length - 1;
  return isLast && /^\p{L}{3,}$/u.test(label) && new RegExp(` (?:an?|the|one|per|each|of) ${label} `, 'u').test(whole)
    ? { row, kind: 'sum', strict: false }
    : null;
}

/** What is told of each, a rate or a share may have no sum. */
const isRate = /\beach\b|\bper\b|\/|\ba(?:verage|vg)\b|\bmean\b|\brate\b|\bshare\b|%|\bratio\b|单价|每|平均/;
/** `GB per GPU`: the parts of what one device holds have a sum. */
const ofOneDevice = /\bper (?:gpu|device|card|rank|chip|npu|accelerator)\b|每卡/;
/** A row that stands within another, or is no part. */
const within = /^(?:of which|thereof|including|incl\b|\(|↳|└|其中)/;
const noPart = /\b(?:available|capacity|limit|budget|free)\b|^(?:hbm|vram)$/;

/** `one day | 10,828.80` above `30 days | 324,864.00`, which is 30 of it. */
const isOne = /^(?:one|a|an|each|single|per)\b|\bper\b|\beach\b/;
const isMany = (one: Atom | undefined, many: Atom | undefined): boolean => {
  const times = one && many ? many.number.value / one.number.value : 0;
  return times >= 2 && Number.isInteger(Number(times.toFixed(9)));
};

function talliesOf({ headers, rows }: Table, labels: readonly string[], { row }: Summary, skip: readonly number[]): Tally[] {
  const out: Tally[] = [];
  for (const column of headers.keys()) {
    const stated = column === 0 ? undefined : only(rows[row]?.[column]);
    if (!stated || stated.to || stated.number.qualifier !== 'exact') continue;
    const above = [...Array(row).keys()].filter((at) => !within.test(labels[at] ?? '') && !skip.includes(at));
    const figures = above.flatMap((at) => {
      const line = rows[at]?.[column];
      return line === undefined || isBlank(line) ? [] : [{ at, atom: only(line) }];
    });
    const parts = figures
      .filter(({ at, atom }) => !isOne.test(labels[at] ?? '') || !figures.some((other) => other.at > at && isMany(atom, other.atom)))
      .map(({ atom }) => atom);
    if (parts.length < 2 || parts.some((part) => !part || part.to || part.measure !== stated.measure)) continue;
    out.push({ column, parts: parts as Atom[], stated, counted: stated.measure === 'count' && isCounted(headers[column] ?? '') });
  }
  return out;
}

/** `GPUs`, `pods`: a header in the plural that is no unit counts whole things. */
const isCounted = (header: string): boolean =>
  /^[\p{L} -]+s$/u.test(header) &&
  !/(?:^|[ -])(?:s|ms|us|ss|secs|seconds|minutes|mins|hours|hrs|days|weeks|months|tokens|bytes|bits|watts|dollars|\p{L}*flops|loss|params|parameters)$/u.test(
    header,
  );

const only = (line: Line | undefined): Atom | undefined => (line?.atoms.length === 1 && !line.atoms[0]?.term ? line.atoms[0] : undefined);

/** An empty cell, or a dash. */
const isBlank = ({ atoms, tokens }: Line): boolean =>
  atoms.length === 0 && tokens.every((token) => token.kind !== 'number' && token.kind !== 'word');

function sumsOf(table: Table, labels: readonly string[], summary: Summary, right: ReadonlyMap<WrittenNumber, number>): Claim[] {
  const { row, strict } = summary;
  if (labels.slice(0, row).some((label) => noPart.test(label))) return [];
  const tallies = talliesOf(table, labels, summary, []).filter(({ stated }) => stated.measure !== '%' && stated.measure !== 'x');
  const holding = tallies.filter(({ parts, stated, counted }) => comesTo(parts, stated, counted) && digits(stated) >= 1.3);
  return tallies.flatMap(({ column, parts, stated, counted }) => {
    const line = lineAt(table.rows, row, column);
    if (comesTo(parts, stated, counted)) return [sumClaim(line, parts, stated, 'certain', true)];
    // `kW each` has no sum, `per layer` may have one
    const rate = isRate.test((table.headers[column] ?? '').replace(ofOneDevice, ''));
    const others = holding.filter((other) => other.column !== column).length;
    // rows below a first sum, rows that are themselves sums: what is meant is open
    if (partly(parts, stated, counted)) return [];
    // a part that its own row refutes: with what it should be the total holds
    const mended = parts.map((part) => corrected(part, right));
    if (mended.some((part, at) => part !== parts[at]) && comesTo(mended, stated, counted)) return [];
    if (
      (!strict || rate) &&
      (rate || !hasUnit(table.headers[column] ?? '', stated) || valueOf(stated).middle <= most(parts)) &&
      others === 0
    )
      return [];
    if (others > 0 && valueOf(stated).middle <= most(parts)) return [];
    return [sumClaim(line, parts, stated, strict || others > 0 ? 'certain' : 'likely', false)];
  });
}

const corrected = (part: Atom, right: ReadonlyMap<WrittenNumber, number>): Atom => {
  const value = right.get(part.number);
  if (value === undefined) return part;
  const shown = value / (part.number.value / part.number.shown) / part.factor;
  return { ...part, number: { ...part.number, shown, value: value / part.factor } };
};

const digits = ({ number }: Atom): number => Math.log10(1 + number.shown * 10 ** number.decimals);
const most = (parts: readonly Atom[]): number => Math.max(...parts.map((part) => valueOf(part).middle));

const hasUnit = (header: string, { measure }: Atom): boolean =>
  measure !== 'count' ||
  /(?:^|[\s(])(?:[kmgtp]i?b|[km]?w|[km]?wh|m?s|µs|us|ms|min|h|hours|tokens|\$|€|usd|cost|amount)(?:$|[\s)])/.test(header);

/** A later run of the parts comes to the total, or a part of many digits is the sum of those before it. */
const partly = (parts: readonly Atom[], stated: Atom, counted: boolean): boolean =>
  parts.some(
    (part, at) =>
      (at > 0 && at < parts.length - 1 && comesTo(parts.slice(at), stated, counted)) ||
      (at > 1 && digits(part) >= 3.5 && comesTo(parts.slice(0, at), part, counted)),
  );

/** Mean, most and least: where another column of the row is what its name says, or where a mean lies beyond all that it is of. */
function measuresOf(table: Table, labels: readonly string[], summary: Summary, all: readonly Summary[]): Claim[] {
  const { row, kind } = summary;
  const tallies = talliesOf(
    table,
    labels,
    summary,
    all.map((other) => other.row),
  ).filter(({ parts }) => parts.length >= 3);
  const isOf = ({ parts, stated }: Tally): boolean => agrees(measureOf(kind, parts), stated.number);
  const held = tallies.filter((tally) => isOf(tally) && new Set(tally.parts.map(({ number }) => number.value)).size > 1);
  return tallies.flatMap((tally) => {
    const holds = isOf(tally);
    const { low, high } = measureOf('range', tally.parts);
    const value = valueOf(tally.stated);
    const beyond = kind === 'mean' && (value.low > high || value.high < low);
    return holds || beyond || held.length > 0 ? [measureClaim(lineAt(table.rows, row, tally.column), kind, tally, holds, beyond)] : [];
  });
}

function measureOf(kind: Summary['kind'] | 'range', parts: readonly Atom[]): Interval {
  const values = parts.map((part) => valueOf(part, true));
  const of = (end: keyof Interval): number => {
    const all = values.map((value) => value[end]);
    if (kind === 'mean') return all.reduce((sum, one) => sum + one, 0) / all.length;
    return kind === 'most' || (kind === 'range' && end === 'high') ? Math.max(...all) : Math.min(...all);
  };
  return { low: of('low'), middle: of('middle'), high: of('high') };
}

const names = { sum: 'sum', mean: 'mean', most: 'largest', least: 'smallest' } as const;

function measureClaim(line: Line, kind: Summary['kind'], { parts, stated }: Tally, holds: boolean, beyond: boolean): Claim {
  const value = measureOf(kind, parts).middle;
  const unit = stated.number.magnitude * (stated.number.unit?.scale ?? 1) * stated.factor;
  return {
    pattern: 'row',
    statement: line.statement,
    span: stated.number.span,
    holds,
    sure: beyond ? 'certain' : 'likely',
    says: holds
      ? `holds: ${shown(stated)} is the ${names[kind]} of the rows above`
      : `the ${names[kind]} of ${parts.map(shown).join(', ')} is ${figure(value / unit)}${suffixOf(stated.number)}, not ${shown(stated)}`,
    figures: [...parts.map(({ number }) => number), stated.number],
    correction: { number: stated.number, value },
  };
}
