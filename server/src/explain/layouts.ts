import type { Analysis } from '../analyze.ts';

export interface LayoutDocument {
  readonly gpus: number | null;
  readonly layouts: readonly {
    readonly degrees: Readonly<Record<string, number>>;
    readonly changes: readonly string[];
    readonly why: string;
    readonly memory: { readonly low: number; readonly high: number; readonly capacity: number | null } | null;
    readonly preferred: boolean;
  }[];
}

/** Valid layouts for the plan's GPUs, best first. */
export function layoutReport(_analysis: Analysis): LayoutDocument {
  return { gpus: null, layouts: [] };
}
