import type { Statement } from '../document/document.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { numberAt } from '../plan/launches.ts';
import type { Span } from '../text/span.ts';
import { faceOf } from './members.ts';
import { type Page, perStatement } from './page.ts';

/** One place of a shape or of a call: `B*2048`, `8×128`, `hidden`. */
export interface Element {
  readonly span: Span;
  readonly text: string;
  /** The product of its figures; 1 where it has none. */
  readonly product: number;
  /** Its names in order; '' of figures alone. */
  readonly names: string;
  /** The figure, where it is one alone. */
  readonly number: WrittenNumber | null;
}

/** `[2048, 4096]`, `(4096, 512)` or `Get_Time(B*2048, 4096, 512)`. */
export interface Tuple {
  readonly span: Span;
  /** What is called; '' of a bracket alone. */
  readonly name: string;
  readonly open: string;
  readonly elements: readonly Element[];
}

const written = /(?<![\p{L}\d_.\])}])([\p{L}_][\p{L}\d_.]{0,40})?([[(])([^[\](){}|=;→"'“”]{3,120})([\])])/gu;
const longest = 1_200;

/** The brackets of a statement that hold two places or more, at least one of them with a figure. */
export const tuplesOf = perStatement((page: Page, statement: Statement): readonly Tuple[] => {
  const face = faceOf(page, statement);
  if (face.length > longest || !/[[(][^\])]*[, ]/.test(face)) return [];
  const base = statement.span.start;
  return [...face.matchAll(written)].flatMap((match): Tuple[] => {
    const [whole, name = '', open, body, close] = match as unknown as [string, string | undefined, string, string, string];
    if ((open === '[') !== (close === ']')) return [];
    const at = base + match.index;
    const elements = elementsOf(page.document.plain, body, at + whole.length - 1 - body.length);
    if (!elements?.some(({ text }) => /\d/.test(text))) return [];
    return [{ span: { start: at, end: at + whole.length }, name, open, elements }];
  });
});

/** Places apart by commas, or by blanks as arrays are printed; `10,240,000, 8192` is two. Null where one of them is neither figures nor names. */
function elementsOf(plain: string, body: string, start: number): Element[] | null {
  const parts: { readonly text: string; readonly at: number }[] = [];
  let from = 0;
  for (const { index } of body.matchAll(/,(?= )|,(?!\d{3}(?!\d))|(?<=\d{4}) (?=\d)|(?<=\d) (?=\d{4})|(?<=\d) (?=\d{1,2}(?!\d))/g)) {
    parts.push({ text: body.slice(from, index), at: from });
    from = index + 1;
  }
  parts.push({ text: body.slice(from), at: from });
  if (parts.length < 2 || parts.length > 8) return null;
  const out: Element[] = [];
  for (const { text, at } of parts) {
    const trimmed = text.trim();
    const element = elementOf(plain, trimmed, start + at + text.indexOf(trimmed));
    if (!element) return null;
    out.push(element);
  }
  return out;
}

/** Figures and names multiplied; a name may have a stroke in it: `hidden/8`. */
const form = /^[\p{L}\d_.,/]+(?: ?[×*·] ?[\p{L}\d_.,/]+){0,5}$/u;

export function elementOf(plain: string, text: string, start: number): Element | null {
  if (text.length > 40 || !form.test(text)) return null;
  let product = 1;
  const names: string[] = [];
  for (const factor of text.split(/ ?[×*·] ?/)) {
    if (/^\d{1,12}$|^\d{1,3}(?:,\d{3})+$/.test(factor)) product *= Number(factor.replaceAll(',', ''));
    else names.push(factor.toLowerCase());
  }
  const span = { start, end: start + text.length };
  const isFigure = /^[\d,]+$/.test(text);
  return { span, text, product, names: names.sort().join('×'), number: isFigure ? numberAt(plain, span, product) : null };
}

/** Whether two places are the same: null where names leave it open. */
export function sameElement(a: Element, b: Element): boolean | null {
  if (a.names === b.names) return a.product === b.product;
  return null;
}

/** All but the last place as one, as a product flattens them. */
export function flattened(elements: readonly Element[]): Element {
  const [first] = elements as readonly [Element];
  return elements.length === 1
    ? first
    : {
        span: { start: first.span.start, end: (elements.at(-1) as Element).span.end },
        text: elements.map(({ text }) => text).join('×'),
        product: elements.reduce((product, element) => product * element.product, 1),
        names: elements
          .flatMap(({ names }) => (names === '' ? [] : names.split('×')))
          .sort()
          .join('×'),
        number: null,
      };
}
