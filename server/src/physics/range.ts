/** A closed interval of a physical quantity, in SI base units. `low === high` where the figure is certain. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export const exactly = (value: number): Range => ({ low: value, high: value });

export const between = (a: number, b: number): Range => (a <= b ? { low: a, high: b } : { low: b, high: a });

/** A number, an interval, or nothing, as an interval; `fallback` where nothing is stated. */
export function asRange(value: number | Range | null | undefined, fallback: Range): Range {
  if (value === null || value === undefined) return fallback;
  return typeof value === 'number' ? exactly(value) : between(value.low, value.high);
}

export const add = (...ranges: readonly Range[]): Range => ({
  low: ranges.reduce((sum, r) => sum + r.low, 0),
  high: ranges.reduce((sum, r) => sum + r.high, 0),
});

/** A figure that a computation may rely on: finite and above zero; else nothing. Documents hold anything. */
export function positive(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

/** A count, a width or a size in bytes that means something: at least one, and no more than anyone will ever own. */
export function sizeable(value: number | null | undefined): number | null {
  const found = positive(value);
  return found !== null && found >= 1 && found <= 1e18 ? found : null;
}

/** An interval of such figures, or nothing. */
export function sizeableRange(value: number | Range | null | undefined): Range | null {
  if (value === null || value === undefined) return null;
  const low = sizeable(typeof value === 'number' ? value : value.low);
  const high = sizeable(typeof value === 'number' ? value : value.high);
  return low !== null && high !== null ? between(low, high) : null;
}
