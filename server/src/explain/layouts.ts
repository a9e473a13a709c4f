import type { Analysis } from '../analyze.ts';
import { fewestGpus, gpuBudget, layoutsFor } from '../repair/layout-repairs.ts';
import type { Layout } from '../repair/layouts.ts';
import { layoutsOf, pendingLayout } from '../repair/offered-layouts.ts';

export interface LayoutDocument {
  readonly gpus: number | null;
  readonly layouts: readonly {
    readonly degrees: Readonly<Record<string, number>>;
    /** What the expert-parallel size means in this layout. */
    readonly epMeaning: string;
    readonly changes: readonly string[];
    readonly why: string;
    readonly memory: { readonly low: number; readonly high: number; readonly capacity: number | null } | null;
    /** What one GPU, rank or replica gets; null where the plan does not say enough. */
    readonly layersPerStage: number | null;
    readonly expertsPerGpu: number | null;
    readonly headsPerRank: number | null;
    readonly batchPerReplica: number | null;
    readonly microBatches: number | null;
    readonly bubble: { readonly ofIdeal: number; readonly ofTotal: number } | null;
    /** Places of the document that would be rewritten, and those that would have to be checked by hand; null where it cannot be written into it. */
    readonly rewritten: number | null;
    readonly byHand: number | null;
    readonly preferred: boolean;
  }[];
  /** The fewest GPUs of the same kind that hold the plan; null where memory is not known. */
  readonly fewest: {
    readonly gpus: number;
    readonly degrees: Readonly<Record<string, number>>;
    readonly certain: boolean;
    readonly having: string | null;
  } | null;
}

/** Valid layouts for the plan's GPUs, best first, with what follows from each. */
export function layoutReport(analysis: Analysis): LayoutDocument {
  const { plan } = analysis;
  if (!plan || !analysis.isPlan) return { gpus: null, layouts: [], fewest: null };
  const planned = layoutsOf(analysis);
  const fewest = fewestGpus(plan);
  const needed = pendingLayout(analysis)?.layout;
  const all = layoutsFor(plan).map((layout) => (needed ? { ...layout, preferred: same(needed, layout) } : layout));
  return {
    gpus: gpuBudget(plan) ?? null,
    layouts: [...all.filter(({ preferred }) => preferred), ...all.filter(({ preferred }) => !preferred)].map((layout) => {
      const {
        degrees,
        epMeaning,
        changed,
        why,
        preferred,
        memory,
        layersPerStage,
        expertsPerGpu,
        headsPerRank,
        batchPerReplica,
        microBatches,
        bubble,
      } = layout;
      const restatement = planned.find((other) => other.layout && same(other.layout, layout))?.restatement;
      return {
        degrees: { ...degrees },
        epMeaning,
        changes: changed,
        why,
        preferred,
        layersPerStage,
        expertsPerGpu,
        headsPerRank,
        batchPerReplica,
        microBatches,
        bubble,
        memory: memory ? { low: memory.low, high: memory.high, capacity: memory.capacity } : null,
        rewritten: restatement?.edits.length ?? (changed.length === 0 ? 0 : null),
        byHand: restatement?.byHand.length ?? null,
      };
    }),
    fewest: fewest && { gpus: fewest.layout.gpus, degrees: { ...fewest.layout.degrees }, certain: fewest.certain, having: fewest.having },
  };
}

const same = (a: Layout, b: Layout): boolean =>
  a.epMeaning === b.epMeaning && (['tp', 'pp', 'ep', 'dp', 'cp'] as const).every((id) => a.degrees[id] === b.degrees[id]);
