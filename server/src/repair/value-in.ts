import type { Interval } from '../notation/interval.ts';
import { operandInterval, type WrittenNumber } from '../notation/number.ts';
import { roundLike, splitsCount } from '../notation/write.ts';
import type { Span } from '../text/span.ts';
import { meantBy } from './mistyped.ts';
import type { Witnesses } from './witnesses.ts';

/** From here on a fraction of one is no news. */
const rounds = 100;

/**
 * What a figure should read, of all values that would do: the one that it is plainly mistyped for, the one figure of its decimals, what
 * another place says, or the roundest; undefined where no figure says it.
 */
export function valueIn(
  number: WrittenNumber,
  { low, middle, high }: Interval,
  { witnesses, own }: { readonly witnesses: Witnesses; readonly own: Span },
): number | undefined {
  if (!Number.isFinite(middle) || middle <= 0) return undefined;
  // a count that follows from others is whole, and who writes a large result without decimals has rounded it
  const unit = number.magnitude * (number.unit?.scale ?? 1);
  if (low === high && number.decimals === 0 && number.magnitude === 1 && middle >= rounds * unit) return Math.round(middle / unit) * unit;
  if (low === high) return splitsCount(number, middle) ? undefined : middle;
  const step = stepOf(number);
  const isWritten = (other: number): boolean => !splitsCount(number, other) && Math.abs(roundLike(other, number) - other) <= 1e-9 * other;
  const isExact = !splitsCount(number, middle) && Math.abs(middle / step - Math.round(middle / step)) < 1e-9;
  const isWide = high - low > manySteps * step;
  if (isExact && !isWide) return middle;
  const meant = meantBy(number.text, low / unit, high / unit);
  if (meant !== undefined && isWritten(meant * unit)) return meant * unit;
  const stated = witnesses.within(low, high, number, own).filter(isWritten);
  const said = stated.find((other) => Math.abs(other / step - Math.round(other / step)) < 1e-9) ?? stated[0];
  if (said !== undefined || isExact) return said ?? middle;
  return roundest(low, middle, high, step) ?? rounded(number, middle);
}

/** None of its decimals lies within: of a figure that is rounded itself, the nearest. */
function rounded(number: WrittenNumber, middle: number): number | undefined {
  const { low, high } = operandInterval(number);
  const nearest = Math.round(middle / stepOf(number)) * stepOf(number);
  return low < high && nearest > 0 ? nearest : undefined;
}

/** Of so many figures the exact one is one of many. */
const manySteps = 10;

/** Of the whole multiples of `step` between two values the one with the fewest digits, nearest to the middle. */
function roundest(low: number, middle: number, high: number, step: number): number | undefined {
  const [first, last] = [Math.ceil((low / step) * (1 - 1e-9)), Math.floor((high / step) * (1 + 1e-9))];
  if (first > last) return undefined;
  for (let power = 10 ** Math.floor(Math.log10(Math.max(last, 1))); power >= 1; power /= 10) {
    const [from, to] = [Math.ceil(first / power), Math.floor(last / power)];
    if (from <= to) return Math.min(to, Math.max(from, Math.round(middle / step / power))) * power * step;
  }
  return undefined;
}

/** One in the last place of a figure, in SI base units. */
export const stepOf = ({ decimals, magnitude, unit }: WrittenNumber): number => 10 ** -decimals * magnitude * (unit?.scale ?? 1);
