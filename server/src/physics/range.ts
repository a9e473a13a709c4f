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

/** The smallest interval that holds both. */
export const hull = (a: Range, b: Range): Range => ({ low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) });

/** A stated value, or undefined for null as well, since documents leave either. */
export const stated = <T>(value: T | null | undefined): T | undefined => value ?? undefined;
