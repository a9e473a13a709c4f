import type { Analysis } from '../analyze.ts';
import { gpuBudget, layoutsFor } from '../repair/layout-repairs.ts';

export interface LayoutDocument {
  readonly gpus: number | null;
  readonly layouts: readonly {
    readonly degrees: Readonly<Record<string, number>>;
    /** What the expert-parallel size means in this layout. */
    readonly epMeaning: string;
    readonly changes: readonly string[];
    readonly why: string;
    readonly memory: { readonly low: number; readonly high: number; readonly capacity: number | null } | null;
    readonly preferred: boolean;
  }[];
}

/** Valid layouts for the plan's GPUs, best first. */
export function layoutReport(analysis: Analysis): LayoutDocument {
  const { plan } = analysis;
  if (!plan || !analysis.isPlan) return { gpus: null, layouts: [] };
  return {
    gpus: gpuBudget(plan) ?? null,
    layouts: layoutsFor(plan).map((layout) => ({
      degrees: { ...layout.degrees }, epMeaning: layout.epMeaning, changes: layout.changed, why: layout.why, preferred: layout.preferred,
      memory: layout.memory ? { low: layout.memory.low, high: layout.memory.high, capacity: layout.memory.capacity } : null,
    })),
  };
}
