import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { isNovel } from '../novel.ts';
import type { Ear, Page } from '../page.ts';
import { type Element, sameElement, type Tuple, tuplesOf } from '../tuples.ts';

interface Call {
  readonly line: Line;
  readonly tuple: Tuple;
}

/**
 * One call told over and over, `Get_Time(2048, 4096, 512)`: one figure departs from what stands at its place everywhere else, or in
 * calls that are the same but for it and told in the same words, and stands nowhere else in the document.
 */
export function repeated(page: Page): Claim[] {
  const byForm = new Map<string, Call[]>();
  for (const line of page.heard(calls).lines)
    for (const tuple of tuplesOf(page, line.statement)) {
      if (tuple.name === '') continue;
      const key = `${tuple.name}${tuple.open}${tuple.elements.length}`;
      const known = byForm.get(key);
      if (known) known.push({ line, tuple });
      else byForm.set(key, [{ line, tuple }]);
    }
  return [...byForm.values()].flatMap((all) => (all.length >= 4 && all.length <= most ? ofForm(page, all) : []));
}

/** Whether a line tells of a call. */
export const calls: Ear = (page, { statement }) => tuplesOf(page, statement).some(({ name }) => name !== '');

/** A page on which a call stands more often is a log. */
const most = 200;

function ofForm(page: Page, all: readonly Call[]): Claim[] {
  const off = all.flatMap((call) => {
    const others = all.filter((other) => other !== call);
    return call.tuple.elements.flatMap((element, place) => {
      if (element.product < smallest || !isNovel(page.document, element)) return [];
      const like = others.find((other) => isOddOne(page, call, other, place, others))?.tuple.elements[place];
      return like ? [{ call, element, like }] : [];
    });
  });
  // what departs in two places is no slip
  return off.length === 1 ? off.map(({ call, element, like }) => claimOf(call, element, like)) : [];
}

/** Small figures are counts and flags rather than sizes. */
const smallest = 32;

function isOddOne(page: Page, call: Call, like: Call, place: number, others: readonly Call[]): boolean {
  const own = like.tuple.elements;
  if (!isOther(call.tuple.elements[place], own[place])) return false;
  const copies = others.filter(({ tuple }) => isSame(tuple, like.tuple));
  if (copies.length < 2) return false;
  // one size that calls of several kinds share; no call of a sweep is told twice
  if (others.every(({ tuple }) => same(tuple.elements[place], own[place])) && kindsOf(others) >= 3) return true;
  const isTwin = call.tuple.elements.every((element, at) => at === place || same(element, own[at]));
  const words = wordsOf(page, call);
  return isTwin && words !== '' && copies.some((copy) => wordsOf(page, copy) === words);
}

const isSame = (a: Tuple, b: Tuple): boolean => a.elements.every((element, at) => same(element, b.elements[at]));

const kindsOf = (calls: readonly Call[]): number =>
  new Set(calls.map(({ tuple }) => tuple.elements.map(({ names, product }) => `${names}${product}`).join())).size;

/** The words before a call, letters alone; of a cell those of its row. */
function wordsOf(page: Page, { line, tuple }: Call): string {
  const { span, cell } = line.statement;
  const { start, end } = cell?.rowLabel ?? { start: span.start, end: tuple.span.start };
  return (
    page.document.plain
      .slice(start, end)
      .toLowerCase()
      .match(/\p{L}[\p{L}\d]*/gu) ?? []
  ).join(' ');
}

const same = (a: Element | undefined, b: Element | undefined): boolean => a !== undefined && b !== undefined && sameElement(a, b) === true;
const isOther = (a: Element | undefined, b: Element | undefined): boolean =>
  a !== undefined && b !== undefined && sameElement(a, b) === false;

function claimOf({ line, tuple }: Call, element: Element, like: Element): Claim {
  return {
    pattern: 'shape',
    statement: line.statement,
    span: element.span,
    holds: false,
    sure: 'likely',
    says: `${element.text} here, but ${like.text} wherever else ${tuple.name} stands so; ${element.text} stands nowhere else`,
    figures: element.number ? [element.number] : [],
    places: [{ message: like.text, span: like.span }],
    correction: element.number && like.names === '' ? { number: element.number, value: like.product } : null,
  };
}
