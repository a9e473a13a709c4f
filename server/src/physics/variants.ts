/** Which dimension would give a stated total. */
import { Memo } from '../text/memo.ts';
import { completeDimensions, type ModelDimensions, type PartialDimensions } from './dimensions.ts';
import { countParameters } from './parameters.ts';
import type { Range } from './range.ts';

export type SolvedDimension = 'ffn' | 'experts' | 'layers';

/** A dimension that would make the stated total true, all others kept. */
export interface DimensionSolution extends Range {
  readonly dimension: SolvedDimension;
}

/**
 * Which FFN width, number of experts or number of layers would give `target` parameters. Counts are linear in each, so two points give the
 * line. Whole numbers; dimensions that no positive value can fix are left out.
 */
export const dimensionsFor = (partial: PartialDimensions, target: number): readonly DimensionSolution[] =>
  solved.of(JSON.stringify([partial, target]));

/** By the figures of a plan: most edits leave them as they are. */
const solved = new Memo((text) => solve(...(JSON.parse(text) as [PartialDimensions, number])), 16);

function solve(partial: PartialDimensions, target: number): DimensionSolution[] {
  const variants = completeDimensions(partial) ?? [];
  const solutions: DimensionSolution[] = [];
  for (const dimension of ['ffn', 'experts', 'layers'] as const) {
    const values: number[] = [];
    for (const { dimensions } of variants) {
      const at = (value: number): number => countParameters(withDimension(dimensions, dimension, value)).total;
      const present = read(dimensions, dimension);
      if (present === null) continue;
      const slope = at(present + 1) - at(present);
      const value = present + (target - at(present)) / slope;
      if (slope > 0 && value >= 1) values.push(Math.round(value));
    }
    if (values.length > 0) solutions.push({ dimension, low: Math.min(...values), high: Math.max(...values) });
  }
  return solutions;
}

function read(dims: ModelDimensions, dimension: SolvedDimension): number | null {
  if (dimension === 'layers') return dims.layers;
  if (dimension === 'experts') return dims.moe?.experts ?? null;
  return dims.moe?.ffn ?? dims.ffn;
}

function withDimension(dims: ModelDimensions, dimension: SolvedDimension, value: number): ModelDimensions {
  if (dimension === 'layers') return { ...dims, layers: value };
  if (dimension === 'experts') return dims.moe ? { ...dims, moe: { ...dims.moe, experts: value } } : dims;
  return dims.moe ? { ...dims, moe: { ...dims.moe, ffn: value } } : { ...dims, ffn: value };
}
