import type { Analysis } from '../analyze.ts';

export interface MemoryDocument {
  readonly layout: Readonly<Record<string, number>>;
  readonly perGpu: readonly {
    readonly stage: number;
    readonly components: readonly { readonly id: string; readonly low: number; readonly high: number; readonly formula: string }[];
    readonly total: { readonly low: number; readonly high: number };
    readonly capacity: number | null;
    readonly utilization: { readonly low: number; readonly high: number } | null;
  }[];
  readonly parameters: { readonly stated: number | null; readonly fromDimensions: number | null };
  readonly assumptions: readonly string[];
}

/** What each GPU must hold, or null where the plan states too little. Bytes. */
export function memoryReport(_analysis: Analysis): MemoryDocument | null {
  return null;
}
