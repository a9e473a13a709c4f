import type { Analysis } from '../analyze.ts';
import { estimateMemory } from '../physics/memory.ts';
import { borrowedFacts, memoryInput } from '../plan/facts.ts';

export interface MemoryDocument {
  readonly layout: Readonly<Record<string, number>>;
  readonly perGpu: readonly {
    readonly stage: number;
    readonly components: readonly { readonly id: string; readonly low: number; readonly high: number; readonly formula: string; readonly source: string }[];
    readonly total: { readonly low: number; readonly high: number };
    readonly capacity: number | null;
    readonly utilization: { readonly low: number; readonly high: number } | null;
  }[];
  readonly parameters: {
    readonly stated: number | null;
    /** The middle of the range that the dimensions leave. */
    readonly fromDimensions: number | null;
    /** By activation, vocabulary and what else the plan leaves open. */
    readonly fromDimensionsRange: { readonly low: number; readonly high: number } | null;
  };
  readonly assumptions: readonly string[];
  /** What would make it fit, where it does not surely fit. */
  readonly advice: readonly string[];
}

/** What each GPU must hold, or null where the plan states too little. Bytes. */
export function memoryReport(analysis: Analysis): MemoryDocument | null {
  if (!analysis.plan || !analysis.isPlan) return null;
  const estimate = estimateMemory(memoryInput(analysis.plan));
  if (!estimate) return null;
  const range = estimate.parameters.fromDimensions;
  return {
    layout: { ...estimate.degrees },
    perGpu: estimate.stages.map(({ stage, components, total, utilization }) => ({
      stage, total: { low: total.low, high: total.high }, capacity: estimate.capacity, utilization,
      components: components.map(({ id, low, high, formula, source }) => ({ id, low, high, formula, source })),
    })),
    parameters: { stated: estimate.parameters.stated, fromDimensions: range ? (range.low + range.high) / 2 : null, fromDimensionsRange: range },
    assumptions: [...estimate.assumptions, ...borrowedFacts(analysis.plan)],
    advice: estimate.advice,
  };
}
