import { matcher } from '../../lexicon/matcher.ts';
import { products, shapeWords, shards } from '../../lexicon/members.ts';
import { slice } from '../../plan/reading.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { faceOf } from '../members.ts';
import { isNovel } from '../novel.ts';
import type { Ear, Page } from '../page.ts';
import { type Element, elementOf, flattened, sameElement, type Tuple, tuplesOf } from '../tuples.ts';

/** A product of matrices: m × k by k × n. */
interface Product {
  readonly line: Line;
  readonly kind: 'shapes' | 'letters' | 'call';
  readonly sides: readonly [Element, Element, Element];
}

/** Products of matrices: inner sizes that do not meet, results of another shape, and the same product told again with another size. */
export function shapes(page: Page): Claim[] {
  const found: Product[] = [];
  const claims: Claim[] = [];
  const take = (line: Line, product: Multiplied | null): void => {
    if (!product) return;
    claims.push(...product.claims);
    if (product.sides) found.push({ line, kind: 'shapes', sides: product.sides });
  };
  const heard = page.heard(multiplies);
  for (const line of heard.lines) {
    const tuples = tuplesOf(page, line.statement);
    if (tuples.length > 0) {
      const face = faceOf(page, line.statement);
      take(line, inLine(page, line, face, tuples));
      claims.push(...equalCalls(page, line, face, tuples));
      const [call] = tuples;
      if (call?.name && call.open === '(' && call.elements.length === 3 && tuples.length === 1)
        found.push({ line, kind: 'call', sides: call.elements as unknown as Product['sides'] });
    }
    const sides = lettersOf(page, line);
    if (sides) found.push({ line, kind: 'letters', sides });
  }
  for (const group of heard.groups())
    for (const at of group.keys()) {
      take(group[at + 1] as Line, overLines(page, group.slice(at, at + 3)));
      const sides = lettersOver(page, group.slice(at, at + 3));
      if (sides) found.push({ line: group[at] as Line, kind: 'letters', sides });
    }
  return [...claims, ...retold(page, found)];
}

/** Whether a line holds the shape of something, or a size by its letter. */
export const multiplies: Ear = (page, line) =>
  tuplesOf(page, line.statement).length > 0 || lettersOf(page, line) !== null || letterIn(page, line) !== undefined;

interface Multiplied {
  readonly claims: readonly Claim[];
  readonly sides: Product['sides'] | null;
}

const times = /^ {0,3}[×·*@⋅x] {0,3}(?:[\p{L}][\p{L}\d_]{0,20} {0,2}:? {0,2})?$/u;
const gives = /^ {0,3}(?:=|→|->|⇒) {0,3}(?:[\p{L}][\p{L}\d_]{0,20} {0,2}:? {0,2})?$/u;

/** `[tokens, 4096] × [4096, 16384] → [tokens, 16384]`; of longer chains nothing is said. */
function inLine(page: Page, line: Line, face: string, tuples: readonly Tuple[]): Multiplied | null {
  const between = (a: Tuple, b: Tuple): string =>
    face.slice(a.span.end - line.statement.span.start, b.span.start - line.statement.span.start);
  const at = tuples.findIndex((tuple, index) => {
    const next = tuples[index + 1];
    return next !== undefined && tuple.name === '' && next.name === '' && times.test(between(tuple, next));
  });
  const [left, right, third] = [tuples[at], tuples[at + 1], tuples[at + 2]];
  if (at < 0 || !left || !right) return null;
  const result = third && third.name === '' && gives.test(between(right, third)) ? third : null;
  if (third && !result && /[×·*@+]/.test(between(right, third))) return null;
  return multiplied(page, line, [left, right, result]);
}

const roleOf = (page: Page, { statement: { label } }: Line): keyof typeof products | null => {
  const text = label ? slice(page.document, label).toLowerCase() : '';
  const is = (words: readonly string[]): boolean =>
    words.some((word) => text === word || (text.startsWith(`${word} `) && text.length < word.length + 8));
  return is(products.right) ? 'right' : is(products.left) ? 'left' : is(products.result) ? 'result' : null;
};

/** `Input: [B, 2048, 4096]`, `Weight: [4096, 512]`, `Output: [B, 2048, 512]`. */
function overLines(page: Page, lines: readonly Line[]): Multiplied | null {
  const [first] = lines;
  if (!first || lines.length < 3 || roleOf(page, first) !== 'left') return null;
  const roles = lines.map((line) => roleOf(page, line));
  if (roles[1] === 'result' || roles[1] === null || roles[2] !== 'result') return null;
  const all = lines.map(({ statement }) => tuplesOf(page, statement));
  const [left, right, result] = all.map(([first]) => (first?.name === '' ? first : undefined));
  if (!left || !right || !result || all.some((tuples) => tuples.length > 1)) return null;
  return multiplied(page, lines[1] as Line, [left, right, result], lines);
}

/** All places but the last: one by one, or multiplied where a product flattens them. */
function leading(a: readonly Element[], c: readonly Element[]): Check[] {
  const [x, y] = [a.slice(0, -1), c.slice(0, -1)];
  const pairs =
    x.length === y.length ? x.map((element, at) => [element, y[at] as Element] as const) : [[flattened(x), flattened(y)] as const];
  return pairs.map(([one, other]): Check => [sameElement(one, other), one, other]);
}

type Check = readonly [boolean | null, Element, Element];

/** Two shapes and what comes of them, in every way that shapes are multiplied. */
function multiplied(
  page: Page,
  line: Line,
  [left, right, result]: readonly [Tuple, Tuple, Tuple | null],
  lines: readonly Line[] = [line],
): Multiplied | null {
  const [a, b, c] = [left.elements, right.elements, result?.elements];
  if (b.length < 2 || (c && c.length < 2)) return null;
  if ([...a, ...b].some((element) => element.product === 1 && element.names === '')) return null;
  const check = (x: Element | undefined, y: Element | undefined): Check[] => (x && y ? [[sameElement(x, y), x, y]] : []);
  const lead = flattened(a.slice(0, -1));
  const of = (inner: number, outer: number): Check[] => [
    ...check(a.at(-1), b.at(inner)),
    ...(c ? [...leading(a, c), ...check(b.at(outer), c.at(-1))] : []),
  ];
  const matrix = of(-2, -1);
  const sides: Product['sides'] = [lead, a.at(-1) as Element, b.at(-1) as Element];
  // weights as [out, in], or the weight first; place by place
  const others = [of(-1, -2), [...check(a.at(-1), b.at(-1)), ...(c ? [...check(a.at(-2), c.at(-1)), ...check(b.at(-2), c.at(-2))] : [])]];
  const readings = [matrix, ...others, ...placeByPlace(a, b, c)];
  if (readings.some((checks) => checks.every(([same]) => same !== false))) {
    const isTold = matrix.every(([same]) => same === true) && matrix.length > 1;
    return { claims: isTold ? [claimOf(page, line, matrix[0] as Check, true, 'certain')] : [], sides };
  }
  const off = matrix.filter(([same]) => same === false);
  const [odd] = off;
  if (!odd || off.length > 1) return null;
  const isSure = c !== undefined && matrix.every(([same]) => same !== null);
  const isShape = [...a, ...b].some(({ names }) => names !== '') || isOfShapes(page, line);
  if (!isSure && !isShape) return null;
  const isPart = isPartOf(odd);
  if (isPart && lines.some(({ statement }) => isSharded(page.text(statement)))) return null;
  return { claims: [claimOf(page, lineOf(lines, odd), odd, false, isSure && !isPart ? 'certain' : 'likely')], sides: null };

  function lineOf(all: readonly Line[], [, x, y]: Check): Line {
    const { span } = blamed(page, x, y);
    return all.find(({ statement }) => statement.span.start <= span.start && span.end <= statement.span.end) ?? line;
  }
}

/** One size is so many times the other: a shape of one part of several may be told beside the whole. */
function isPartOf([, x, y]: Check): boolean {
  const [low, high] = [Math.min(x.product, y.product), Math.max(x.product, y.product)];
  return x.names === y.names && high % low === 0;
}

/** Shapes of one length may be multiplied place by place. */
function placeByPlace(a: readonly Element[], b: readonly Element[], c: readonly Element[] | undefined): Check[][] {
  if (a.length !== b.length || (c && c.length !== a.length)) return [];
  const same = a.map((x, at): Check => [sameElement(x, b[at] as Element), x, b[at] as Element]);
  const scaled = (c ?? []).map((z, at): Check => {
    const [x, y] = [a[at] as Element, b[at] as Element];
    return [x.names === '' && y.names === '' && z.names === '' ? x.product * y.product === z.product : null, x, z];
  });
  return c ? [[...same, ...a.map((x, at): Check => [sameElement(x, c[at] as Element), x, c[at] as Element])], scaled] : [same];
}

const isShapeWord = matcher(shapeWords);
const isSharded = matcher(shards);
const isOfShapes = (page: Page, { statement }: Line): boolean => isShapeWord(`${page.text(statement)} ${page.title(statement.section)}`);

/** Of two places that disagree the one whose figure stands nowhere else, or the later one. */
const blamed = (page: Page, x: Element, y: Element): Element => (isNovel(page.document, x) && !isNovel(page.document, y) ? x : y);

function claimOf(page: Page, line: Line, [, x, y]: Check, holds: boolean, sure: Claim['sure']): Claim {
  const odd = blamed(page, x, y);
  const other = odd === x ? y : x;
  return {
    pattern: 'shape',
    statement: line.statement,
    span: odd.span,
    holds,
    sure,
    says: holds ? 'holds: the shapes meet' : `${odd.text} does not meet ${other.text}: these shapes do not multiply so`,
    figures: odd.number ? [odd.number] : [],
    places: [{ message: other.text, span: other.span }],
    correction: odd.number && other.names === '' ? { number: odd.number, value: other.product } : null,
  };
}

/** `F(1024×500, 8192) = F(512,000, 8192)`: the same call twice. */
function equalCalls(page: Page, line: Line, face: string, tuples: readonly Tuple[]): Claim[] {
  return tuples.slice(1).flatMap((next, at) => {
    const first = tuples[at] as Tuple;
    const gap = face.slice(first.span.end - line.statement.span.start, next.span.start - line.statement.span.start);
    if (first.name === '' || first.name !== next.name || first.elements.length !== next.elements.length || !/^ {0,3}= {0,3}$/.test(gap))
      return [];
    const checks = first.elements.map(
      (x, index): Check => [sameElement(x, next.elements[index] as Element), x, next.elements[index] as Element],
    );
    const off = checks.filter(([same]) => same === false);
    const [odd] = off;
    if (!odd) return [claimOf(page, line, checks[0] as Check, true, 'certain')];
    return off.length === 1 && checks.some(([same]) => same === true) ? [claimOf(page, line, odd, false, 'certain')] : [];
  });
}

const letter = /(?<![\p{L}\d_])([mkn]) {0,3}[=:] {0,3}((?:\d[\d,]*|[\p{L}_]+)(?: ?[×*·] ?[\p{L}\d_]+){0,4})/giu;

/** `m=2,097,152, k=4096, n=16`. */
function lettersOf(page: Page, { statement }: Line): Product['sides'] | null {
  const face = faceOf(page, statement);
  if (face.length > 200 || !/[mkn] {0,3}[=:]/i.test(face)) return null;
  return sidesOf(
    page,
    [...face.matchAll(letter)].map((match) => [match, statement.span.start]),
  );
}

/** Three lines of a list: `m: 1,024`, `k: 8,192`, `n: 4,096`. */
function lettersOver(page: Page, lines: readonly Line[]): Product['sides'] | null {
  const [first] = lines;
  if (!first || lines.length < 3 || !/^[ *\0]*[mkn]/i.test(page.text(first.statement))) return null;
  return sidesOf(
    page,
    lines.flatMap((line) => {
      const match = letterIn(page, line);
      return match ? [[match, line.statement.span.start] as const] : [];
    }),
  );
}

/** `k: 8,192`. */
function letterIn(page: Page, { statement }: Line): RegExpMatchArray | undefined {
  const face = faceOf(page, statement);
  return face.length < 60 && /^[ *]*[mkn][ *]*[:=]/i.test(face) ? [...face.matchAll(letter)][0] : undefined;
}

function sidesOf(page: Page, all: readonly (readonly [RegExpMatchArray, number])[]): Product['sides'] | null {
  if (all.length !== 3) return null;
  const of = (name: string): Element | null => {
    const found = all.find(([match]) => match[1]?.toLowerCase() === name);
    if (!found) return null;
    const [[whole, , written = ''], base] = found;
    const text = written.replace(/[, ]+$/, '');
    return elementOf(page.document.plain, text, base + (found[0].index ?? 0) + whole.indexOf(written));
  };
  const [m, k, n] = [of('m'), of('k'), of('n')];
  return m && k && n ? [m, k, n] : null;
}

/** A product and the next thing of its section that tells it again, in another way: one size of three departs, and stands nowhere else. */
function retold(page: Page, found: readonly Product[]): Claim[] {
  const all = [...found].sort((a, b) => a.sides[0].span.start - b.sides[0].span.start);
  return all.slice(1).flatMap((next, at) => {
    const first = all[at] as Product;
    if (first.kind === next.kind || first.line.statement.section !== next.line.statement.section) return [];
    const checks = first.sides.map((x, index): Check => [sameElement(x, next.sides[index] as Element), x, next.sides[index] as Element]);
    const off = checks.filter(([same]) => same === false);
    if (checks.some(([same]) => same === null) || off.length > 1) return [];
    const [odd] = off;
    if (!odd) return [claimOf(page, next.line, checks[0] as Check, true, 'likely')];
    const [, x, y] = odd;
    if (!isNovel(page.document, x) && !isNovel(page.document, y)) return [];
    const line = blamed(page, x, y) === x ? first.line : next.line;
    return [claimOf(page, line, odd, false, 'likely')];
  });
}
