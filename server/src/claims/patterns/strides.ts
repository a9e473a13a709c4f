import type { WrittenNumber } from '../../notation/number.ts';
import { numberAt } from '../../plan/launches.ts';
import { slice } from '../../plan/reading.ts';
import type { Line } from '../atoms.ts';
import type { Claim } from '../claim.ts';
import { faceOf, membersOf } from '../members.ts';
import type { Ear, Page } from '../page.ts';
import { placeOf } from './room-near.ts';

/** An axis of an index: `pp_rank × 32`. */
interface Axis {
  /** `pp` of `pp_rank`. */
  readonly name: string;
  readonly stride: number;
  /** Null of the fastest axis, which has no factor. */
  readonly number: WrittenNumber | null;
}

/** How many an axis has, in every way that its range or degree may be meant. */
interface Size {
  readonly counts: readonly number[];
  readonly line: Line;
  readonly number: WrittenNumber;
}

/**
 * An index by axes, `dp_rank × 64 + pp_rank × 16 + tp_rank`, beside the sizes of the axes: each factor is the product of the sizes of the faster
 * ones.
 */
export function strides(page: Page): Claim[] {
  return page.heard(countsByAxes).lines.flatMap((line) => {
    const axes = axesOf(page, line);
    const at = placeOf(page.lines, line.statement.index);
    return axes
      ? check(
          line,
          axes,
          axes.map(({ name }) => sizeOf(page, name, line, at)),
        )
      : [];
  });
}

/** Whether a line gives an index by its axes. */
export const countsByAxes: Ear = (page, line) => axesOf(page, line) !== null;

const name = String.raw`([\p{L}][\p{L}_]{0,20})`;
const term = new RegExp(String.raw`^\(? ?(?:${name} ?[×*·] ?(\d{1,7})|(\d{1,7}) ?[×*·] ?${name}|${name}) ?\)?$`, 'u');

function axesOf(page: Page, { statement }: Line): Axis[] | null {
  const face = faceOf(page, statement);
  if (face.length > 300 || !/\+/.test(face) || !/[×*·]/.test(face)) return null;
  const equals = face.indexOf('=');
  const from = equals < 0 ? 0 : equals + 1;
  const axes: Axis[] = [];
  let at = from;
  for (const part of face.slice(from).split('+')) {
    const text = part.trim();
    const match = term.exec(text);
    if (!match) return null;
    const [, first, after, before, second, alone] = match;
    const digits = after ?? before;
    const start = statement.span.start + at + (digits ? part.indexOf(digits) : 0);
    axes.push({
      name: stem(first ?? second ?? alone ?? ''),
      stride: digits ? Number(digits) : 1,
      number: digits ? numberAt(page.document.plain, { start, end: start + digits.length }, Number(digits)) : null,
    });
    at += part.length + 1;
  }
  const isOrdered =
    axes.filter(({ number }) => number === null).length === 1 && new Set(axes.map((axis) => axis.name)).size === axes.length;
  return axes.length >= 3 && isOrdered ? axes.sort((a, b) => a.stride - b.stride) : null;
}

const stem = (written: string): string => written.toLowerCase().replace(/_?(?:rank|idx|index|id|size|degree)$/, '');

/** How near the formula the sizes have to stand, in lines. */
const near = 24;

/** `pp_rank: [0,3]`, `ep in 0..15`, `TP size = 2` in the lines around; null where none or more than one says so. */
function sizeOf(page: Page, axis: string, formula: Line, at: number): Size | null {
  if (axis === '') return null;
  const found: Size[] = [];
  for (const line of page.lines.slice(Math.max(0, at - near), at + near)) {
    if (line === formula || line.statement.section !== formula.statement.section) continue;
    const face = slice(page.document, line.statement.span);
    if (
      !new RegExp(
        `^[^\\p{L}]*${axis}(?:_?(?:rank|idx|index|id|size|degree)| rank| size| degree)? ?(?:\\([^()]*\\) ?)?(?:[:=∈]|in |from |ranges |runs )`,
        'iu',
      ).test(face)
    )
      continue;
    const [members] = membersOf(page, line.statement);
    const [number] = line.atoms.filter(({ measure, to }) => measure === 'count' && to === null);
    if (members) found.push({ counts: members.counts, line, number: members.numbers.at(-1) as WrittenNumber });
    else if (number && line.atoms.length === 1) found.push({ counts: [number.number.value], line, number: number.number });
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Pairs in brackets are meant alike throughout: as ends, without the last one, or as lists. */
const readings = [1, 2, 0] as const;
const countOf = ({ counts }: Size, reading: number): number => counts[counts.length > 1 ? reading : 0] as number;

/** False only where no reading of the sizes makes all factors hold; told by the first reading in which one place is to blame. */
function check(line: Line, axes: readonly Axis[], sizes: readonly (Size | null)[]): Claim[] {
  const all = readings.map((reading) => ({ reading, steps: stepsOf(axes, sizes, reading) }));
  const holding = all.find(({ steps }) => !steps.includes(false));
  if (holding) {
    const { reading, steps } = holding;
    return steps.includes(null) ? [] : [ofFactor(line, axes, sizes, steps.length - 1, reading, true)];
  }
  for (const { reading, steps } of all) {
    const claim = blamed(line, axes, sizes, reading, steps);
    if (claim) return [claim];
  }
  return [];
}

/** Whether each factor but the first is the one before it times the size of its axis; null where that is not told. */
const stepsOf = (axes: readonly Axis[], sizes: readonly (Size | null)[], reading: number): (boolean | null)[] =>
  axes.slice(1).map((next, at) => {
    const size = sizes[at];
    return size ? (axes[at] as Axis).stride * countOf(size, reading) === next.stride : null;
  });

/** All steps hold but one, or but the two on either side of one factor. */
function blamed(
  line: Line,
  axes: readonly Axis[],
  sizes: readonly (Size | null)[],
  reading: number,
  steps: readonly (boolean | null)[],
): Claim | null {
  const [first, second, third] = steps.flatMap((step, at) => (step === false ? [at] : []));
  if (first === undefined || third !== undefined) return null;
  if (second === undefined) {
    if (!steps.includes(true)) return null;
    return first === steps.length - 1 ? ofFactor(line, axes, sizes, first, reading, false) : ofSize(line, axes, sizes, first);
  }
  const [low, high] = [sizes[first] as Size, sizes[second] as Size];
  const isOne =
    second === first + 1 && (axes[first] as Axis).stride * countOf(low, reading) * countOf(high, reading) === axes[second + 1]?.stride;
  return isOne ? ofFactor(line, axes, sizes, first, reading, false) : null;
}

/** The factor of the axis after `at` is not what the faster ones have together. */
function ofFactor(line: Line, axes: readonly Axis[], sizes: readonly (Size | null)[], at: number, reading: number, holds: boolean): Claim {
  const [axis, next, size] = [axes[at] as Axis, axes[at + 1] as Axis, sizes[at] as Size];
  const number = next.number as WrittenNumber;
  const value = axis.stride * countOf(size, reading);
  return {
    pattern: 'each',
    statement: line.statement,
    span: number.span,
    holds,
    // a wider step leaves room
    sure: next.stride > value ? 'likely' : 'certain',
    says: holds ? 'holds: each factor is what the faster axes have together' : `the faster axes have ${value} together, not ${number.text}`,
    figures: [number, size.number],
    correction: { number, value },
  };
}

/** The factors after it hold, so that it is the size that departs. */
function ofSize(line: Line, axes: readonly Axis[], sizes: readonly (Size | null)[], at: number): Claim {
  const [axis, next, size] = [axes[at] as Axis, axes[at + 1] as Axis, sizes[at] as Size];
  return {
    ...ofFactor(line, axes, sizes, at, 0, false),
    statement: size.line.statement,
    span: size.number.span,
    sure: 'certain',
    says: `by the factors ${next.stride} and ${axis.stride} of the index, ${axis.name} has ${next.stride / axis.stride}, not what stands here`,
    figures: [size.number, ...(next.number ? [next.number] : [])],
    correction: null,
  };
}
