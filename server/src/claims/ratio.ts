import { type Interval, meets, scale } from '../notation/interval.ts';
import { resultInterval, type WrittenNumber } from '../notation/number.ts';
import { type Atom, valueOf } from './atoms.ts';

/** Ratios that an author may mean by a percentage or a factor between two figures; false only where none of them is what is stated. */
export function ratioHolds(a: Atom, b: Atom, stated: WrittenNumber): boolean {
  const [x, y] = [valueOf(a), valueOf(b)];
  if (x.middle <= 0 || y.middle <= 0) return true;
  const of = (top: Interval, bottom: Interval): Interval => ({
    low: top.low / bottom.high,
    middle: top.middle / bottom.middle,
    high: top.high / Math.max(bottom.low, Number.MIN_VALUE),
  });
  const [share, inverse] = [of(x, y), of(y, x)];
  const times = stated.unit?.times === true;
  const readings = [share, inverse, less(share), less(inverse)];
  if (a.measure === '%' && b.measure === '%' && !times)
    readings.push({ low: Math.abs(x.low - y.high), middle: Math.abs(x.middle - y.middle), high: Math.abs(x.high - y.low) }, points(x, y));
  return readings.some((reading) => agrees(reading, stated));
}

/** `27.4` against 100 leaves 72.6 %: one less the ratio, or the ratio less one. */
function less(ratio: Interval): Interval {
  const [low, high] = [ratio.low - 1, ratio.high - 1];
  return low <= 0 && high >= 0
    ? { low: 0, middle: Math.abs(ratio.middle - 1), high: Math.max(-low, high) }
    : { low: Math.min(Math.abs(low), Math.abs(high)), middle: Math.abs(ratio.middle - 1), high: Math.max(Math.abs(low), Math.abs(high)) };
}

const points = (x: Interval, y: Interval): Interval => ({
  low: Math.abs(x.middle - y.middle) - 1e-9,
  middle: Math.abs(x.middle - y.middle),
  high: Math.abs(x.middle - y.middle) + 1e-9,
});

/** Whether a value may be written so: rounded either way or cut off, half a unit more below, since authors round up as well as down. */
export function agrees(value: Interval, stated: WrittenNumber): boolean {
  // whole numbers of whole numbers are what they are
  const whole = value.low === value.high && Number.isInteger(value.middle) && stated.decimals === 0 && stated.magnitude === 1;
  if (whole && (stated.unit === null || stated.unit.times) && stated.qualifier === 'exact') return Math.abs(value.middle) === stated.shown;
  const said = resultInterval(stated);
  // of one digit half a unit more is another figure
  const digits = stated.shown * 10 ** stated.decimals;
  const last = digits < 10 ? 0 : (10 ** -stated.decimals * stated.magnitude * (stated.unit?.scale ?? 1)) / 2;
  const wide = { low: said.low - last, middle: said.middle, high: said.high };
  return meets(value, wide) || meets(scale(value, -1), wide);
}
