import type { Analysis } from '../analyze.ts';
import { isDescribed } from '../plan/described.ts';
import type { Plan } from '../plan/plan.ts';
import { proseNumbers } from '../plan/prose-numbers.ts';
import { dimensionsOf } from '../plan/shape.ts';
import { fewestGpus, gpuBudget, layoutsFor } from '../repair/layout-repairs.ts';
import type { Layout } from '../repair/layouts.ts';
import { asksForLayout, layoutsOf, pendingLayout } from '../repair/offered-layouts.ts';
import { type LayoutAdvice, layoutAdvice, switches } from './layout-advice.ts';

export interface LayoutDocument {
  readonly gpus: number | null;
  /** The plan states no degree: these are ranked by the time of a step, and none is written into the document. */
  readonly advice: boolean;
  /** What advice took for granted beside. */
  readonly assumptions: readonly string[];
  readonly layouts: readonly {
    readonly degrees: Readonly<Record<string, number>>;
    /** What the expert-parallel size means in this layout. */
    readonly epMeaning: string;
    readonly changes: readonly string[];
    readonly why: string;
    /** Bytes on the fullest GPU; `expected` is the figure to reckon with. */
    readonly memory: {
      readonly low: number;
      readonly high: number;
      readonly expected: number | null;
      readonly capacity: number | null;
    } | null;
    readonly vpp: number;
    /** Advice alone: the switch that makes stages uneven; null where they are even. */
    readonly uneven: string | null;
    readonly microBatch: number | null;
    /** Forecast of a step's rate, of advice alone; docs/physics.md says how far it may be off. */
    readonly tokensPerGpu: number | null;
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
  if (!plan || !isDescribed(plan)) return { gpus: null, advice: false, layouts: [], assumptions: [], fewest: null };
  const advised = advisedReport(plan);
  if (advised) return advised;
  const planned = layoutsOf(analysis);
  const fewest = fewestGpus(plan);
  const needed = pendingLayout(analysis)?.layout;
  // where a number explains what is wrong, no layout is better than that
  const settled = !needed && asksForLayout(analysis);
  const all = layoutsFor(plan).map((layout) =>
    needed || settled ? { ...layout, preferred: needed !== undefined && needed !== null && same(needed, layout) } : layout,
  );
  return {
    gpus: gpuBudget(plan) ?? null,
    advice: false,
    assumptions: [],
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
        vpp: degrees.vpp,
        uneven: null,
        microBatch: layout.microBatch,
        tokensPerGpu: null,
        memory: memory ? { low: memory.low, high: memory.high, expected: null, capacity: memory.capacity } : null,
        rewritten: restatement?.edits.length ?? (changed.length === 0 ? 0 : null),
        byHand: restatement?.byHand.length ?? null,
      };
    }),
    fewest: fewest && { gpus: fewest.layout.gpus, degrees: { ...fewest.layout.degrees }, certain: fewest.certain, having: fewest.having },
  };
}

const same = (a: Layout, b: Layout): boolean =>
  a.epMeaning === b.epMeaning && (['tp', 'pp', 'ep', 'dp', 'cp'] as const).every((id) => a.degrees[id] === b.degrees[id]);

/** The same for a plan that states no degree: advice, in which nothing is rewritten. */
function advisedReport(plan: Plan): LayoutDocument | null {
  const advice = layoutAdvice(plan);
  if (!advice) return null;
  const dimensions = dimensionsOf(plan);
  return {
    gpus: advice.gpus,
    advice: true,
    assumptions: advice.assumptions,
    layouts: advice.layouts.map(({ layout, memory, why }, at) => {
      const { tp, pp, ep, dp, cp, vpp, microBatch, bubble, tokensPerGpu } = layout;
      const batch = plan.values.get('global_batch') ?? proseNumbers(plan).globalBatch;
      return {
        degrees: { tp, pp, dp, cp, ep, vpp, etp: 1 },
        epMeaning: 'folded',
        changes: [],
        why,
        preferred: at === 0,
        layersPerStage: dimensions.layers ? dimensions.layers / pp : null,
        expertsPerGpu: dimensions.moe?.experts ? dimensions.moe.experts / ep : null,
        headsPerRank: dimensions.heads ? dimensions.heads / tp : null,
        batchPerReplica: batch ? batch / dp : null,
        microBatches: batch ? batch / dp / microBatch : null,
        bubble: pp > 1 ? { ofIdeal: bubble / (1 - bubble), ofTotal: bubble } : null,
        vpp,
        uneven: pp > 1 && layout.stages !== 'even' ? switches[layout.stages] : null,
        microBatch,
        tokensPerGpu,
        memory,
        rewritten: null,
        byHand: null,
      };
    }),
    fewest: advice.fewest && fewestOf(advice.fewest),
  };
}

const fewestOf = ({ gpus, layout: { layout } }: NonNullable<LayoutAdvice['fewest']>): LayoutDocument['fewest'] => {
  const { tp, pp, ep, dp, cp, vpp, recompute } = layout;
  return { gpus, degrees: { tp, pp, dp, cp, ep, vpp, etp: 1 }, certain: false, having: recompute > 0 ? 'recompute' : null };
};
