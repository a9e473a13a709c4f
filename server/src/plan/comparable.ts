import type { WrittenNumber } from '../notation/number.ts';
import { sameDimension } from '../notation/unit.ts';

/** Whether two numbers can be set against each other: by their units, or both without one. */
export function comparable(a: WrittenNumber, b: WrittenNumber): boolean {
  if (a.unit === null && b.unit === null) return true;
  if (a.unit === null || b.unit === null) return false;
  return a.unit.percent === b.unit.percent && a.unit.times === b.unit.times && sameDimension(a.unit.dimension, b.unit.dimension);
}
