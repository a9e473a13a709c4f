import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { type Form, formOf, isMembers, membersOf } from '../members.ts';
import type { Ear, Page, Table } from '../page.ts';

/**
 * Lines of one form that deal out what is numbered: `GPU 0: experts [0,1]`, `GPU 1: experts [2,3]` …; the one list, or the one number before
 * the lists, that is out of step with all others.
 */
export function enumerations(page: Page): Claim[] {
  const heard = page.heard(lists);
  return [...heard.groups(), ...columnsOf(heard.tables())].flatMap((group) => runsOf(page, group).flatMap(inRun));
}

/** Whether a line lists what is numbered. */
export const lists: Ear = (page, { statement }) => membersOf(page, statement).some(({ isList }) => isList);

const columnsOf = (tables: readonly Table[]): Line[][] =>
  tables.flatMap(({ headers, rows }) => [...headers.keys()].map((column) => rows.flatMap((row) => row[column] ?? [])));

interface Entry {
  readonly line: Line;
  readonly form: Form;
}

/** Neighbours of one form; three at least have to agree against a fourth. */
function runsOf(page: Page, group: readonly Line[]): Entry[][] {
  if (group.length < 4 || group.length > longest) return [];
  const runs: Entry[][] = [];
  for (const line of group) {
    const form = formOf(page, line.statement);
    const open = runs.at(-1);
    if (open && form.slots.length > 0 && open[0]?.form.text === form.text) open.push({ line, form });
    else runs.push([{ line, form }]);
  }
  return runs.filter((run) => run.length >= 4);
}

const longest = 2_000;

function inRun(run: readonly Entry[]): Claim[] {
  const [first] = run as [Entry];
  for (const slot of first.form.slots.keys()) {
    const lists = run.map(({ form }) => indicesOf(form.slots[slot]));
    if (lists.filter((list) => list.length >= 2 && isRun(list)).length < run.length - 1) continue;
    if (run.filter(({ form }) => isList(form.slots[slot])).length < run.length - 1) continue;
    const odd = oddOf(lists);
    if (odd === undefined) continue;
    if (odd >= 0) return [ofList(run, slot, odd, lists)];
    return [...run.map((_, at) => ofList(run, slot, at, lists)), ...labelsOf(run, slot)];
  }
  return [];
}

const indicesOf = (slot: Form['slots'][number] | undefined): readonly number[] =>
  slot === undefined ? [] : isMembers(slot) ? slot.indices : [slot.value];
const isList = (slot: Form['slots'][number] | undefined): boolean => isMembers(slot) && slot.isList;
const isRun = (list: readonly number[]): boolean => list.every((value, at) => value === (list[0] as number) + at);

/** What line `at` has to list, by its neighbours. */
function expected(lists: readonly (readonly number[])[], at: number): number[] {
  const [like, by] = at === 0 ? [1, -1] : [0, at];
  const model = lists[like] as readonly number[];
  return model.map((value) => value + by * model.length);
}

const equal = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((value, at) => value === b[at]);

/** The line whose list departs where all others follow one another; −1 where none does, undefined where there is no order. */
function oddOf(lists: readonly (readonly number[])[]): number | undefined {
  // by the first line, and where that is the odd one by the second
  const off = lists.flatMap((list, at) => (at > 0 && !equal(list, expected(lists, at)) ? [at] : []));
  if (off.length === 0) return -1;
  const [only] = off as [number];
  if (off.length === 1) return isRest(lists, only) ? undefined : only;
  const [, ...rest] = lists;
  return rest.every((list, at) => at === 0 || equal(list, expected(rest, at))) ? 0 : undefined;
}

/** What is left for the last line is fewer or more. */
function isRest(lists: readonly (readonly number[])[], at: number): boolean {
  const [list, should] = [lists[at] as readonly number[], expected(lists, at)];
  return at === lists.length - 1 && list[0] === should[0] && isRun(list);
}

function ofList(run: readonly Entry[], slot: number, at: number, lists: readonly (readonly number[])[]): Claim {
  const { line, form } = run[at] as Entry;
  const [own, should] = [lists[at] as readonly number[], expected(lists, at)];
  const place = form.slots[slot] as Form['slots'][number];
  const numbers = isMembers(place) ? place.numbers : [place];
  const off = should.flatMap((value, index) => (value === own[index] ? [] : [index]));
  const single = numbers.length === should.length && off.length === 1 ? numbers[off[0] as number] : undefined;
  const holds = equal(own, should);
  return {
    pattern: 'sequence',
    statement: line.statement,
    span: single?.span ?? place.span,
    holds,
    sure: 'certain',
    says: holds
      ? `holds: ${own.join(', ')} follow the line before`
      : `${own.join(', ')} ${own.length === 1 ? 'is' : 'are'} out of step: by the other lines it is ${should.join(', ')} here`,
    figures: numbers,
    correction: single ? { number: single, value: should[off[0] as number] as number } : null,
  };
}

/** The number before lists that are in step: `GPU 12`, `GPU 13`, `GPU 24`, `GPU 15`. */
function labelsOf(run: readonly Entry[], slot: number): Claim[] {
  if (slot === 0) return [];
  const numbers = run.map(({ form }) => form.slots[0]);
  const values = numbers.map((number) => (number && !isMembers(number) ? number.value : Number.NaN));
  // a label that two or more depart from is counted in another way
  const starts = values.map((value, at) => value - at);
  const usual = [...starts].sort((a, b) => a - b)[starts.length >> 1] as number;
  const off = starts.flatMap((start, at) => (start === usual ? [] : [at]));
  const [odd] = off;
  const number = odd === undefined ? undefined : numbers[odd];
  if (odd === undefined || off.length > 1 || !number || isMembers(number) || !Number.isFinite(values[odd])) return [];
  return [
    {
      pattern: 'sequence',
      statement: (run[odd] as Entry).line.statement,
      span: number.span,
      holds: false,
      sure: 'likely',
      says: `${number.text} is out of step: by the lines around it, this is number ${usual + odd}`,
      figures: [number],
      correction: { number, value: usual + odd },
    },
  ];
}
