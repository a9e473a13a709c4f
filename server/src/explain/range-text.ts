import { bytes } from '../physics/figures.ts';
import type { Range } from '../physics/range.ts';

/** `2.19 GB`, or `2.19 to 4.8 GB`: as wide as the plan leaves it. */
export function rangeText(range: Range): string {
  if (range.high - range.low <= range.high * 0.005) return bytes(range.high);
  const low = bytes(range.low);
  const high = bytes(range.high);
  const unit = high.slice(high.indexOf(' '));
  return low.endsWith(unit) ? `${low.slice(0, -unit.length)} to ${high}` : `${low} to ${high}`;
}
