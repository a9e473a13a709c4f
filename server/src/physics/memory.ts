/**
 * What one GPU must hold: weights, gradients, optimizer, activations, KV cache, logits, overhead, per pipeline stage, as intervals.
 *
 * Whatever a document leaves open widens the interval; nothing is made up. Everything in bytes.
 */

import { Memo } from '../text/memo.ts';
import { type Advice, advice } from './advice.ts';
import { assumptions } from './assumptions.ts';
import { type ComponentId, componentIds, type MemoryComponent } from './components.ts';
import { type End, Estimator, type Figures } from './estimator.ts';
import { explain } from './formula-text.ts';
import { kvCacheBytes } from './kvcache.ts';
import type { Degrees, EpMeaning, NormalLayout } from './layout.ts';
import { type MemoryInput, sane } from './memory-input.ts';
import { bytesPerElement } from './precision.ts';
import { modelProfile, profileTotal } from './profile.ts';
import { asRange, between, exactly, type Range } from './range.ts';
import { type Reading, readings } from './readings.ts';
import { concurrency, type ServingBudget, type ServingEngine, servingBudget } from './serving.ts';

export interface StageMemory {
  readonly stage: number;
  readonly layers: number;
  /** Parameters that one GPU of this stage holds (before ZeRO). */
  readonly parameters: Range;
  readonly components: readonly MemoryComponent[];
  readonly total: Range;
  /** Share of the capacity, 1 = full; null where the capacity is not known. */
  readonly utilization: Range | null;
}

/** Whether the most loaded stage fits: surely, perhaps (the interval straddles the capacity), or not even at its lowest. */
export type Fit = 'yes' | 'maybe' | 'no';

export interface MemoryEstimate {
  readonly degrees: Degrees;
  /** Readings of EP that the figures cover. */
  readonly epMeanings: readonly EpMeaning[];
  readonly gpus: Range;
  readonly stages: readonly StageMemory[];
  /** Index of the stage with the highest upper bound. */
  readonly mostLoaded: number;
  /** Of the most loaded stage. */
  readonly total: Range;
  readonly capacity: number | null;
  readonly utilization: Range | null;
  readonly fits: Fit | null;
  readonly parameters: { readonly stated: number | null; readonly fromDimensions: Range | null };
  /** What the named serving engine leaves for the KV cache; null in training and where engine or capacity are not known. */
  readonly serving: ServingRoom | null;
  /** Of what is assumed, the one thing that moves the total most; null where nothing does. */
  readonly decisive: string | null;
  /** What was assumed; the one that matters most comes first. */
  readonly assumptions: readonly string[];
  /** Changes that would make it fit, where it does not surely fit. */
  readonly advice: readonly Advice[];
}

/** Room for sequences on the fullest GPU. */
export interface ServingRoom extends ServingBudget {
  readonly engine: ServingEngine;
  /** Bytes of one sequence of the stated length; null where no length is stated. */
  readonly perSequence: Range | null;
  /** Whole sequences of that length at once. */
  readonly sequences: Range | null;
}

/**
 * What one GPU of every stage must hold. Null where neither a parameter total nor layers and hidden size are known, or where the degrees
 * cannot be laid out in any way.
 */
export const estimateMemory = (stated: MemoryInput): MemoryEstimate | null => estimates.of(JSON.stringify(sane(stated)));

/** Most edits of a plan leave its figures as they are. */
const estimates = new Memo((input): MemoryEstimate | null => estimate(JSON.parse(input) as MemoryInput), 64);

function estimate(input: MemoryInput): MemoryEstimate | null {
  const profile = modelProfile(input);
  if (!profile) return null;
  const covered = readings(input.degrees, input);
  const first = covered[0];
  // Every stage needs a layer.
  if (!first || first.layout.stages > profile.high.dimensions.layers) return null;
  const estimator = new Estimator(input, profile);
  const capacity = input.capacity ?? null;

  const stages: StageMemory[] = [];
  for (let stage = 0; stage < first.layout.stages; stage++) stages.push(stageMemory(estimator, input, covered, stage, capacity));
  let mostLoaded = 0;
  stages.forEach((s, i) => {
    if (s.total.high > (stages[mostLoaded]?.total.high ?? 0)) mostLoaded = i;
  });
  const worst = stages[mostLoaded];
  if (!worst) return null;
  // The lower bound of the layout is that of its most loaded stage too, which need not be the same stage.
  const total = { low: Math.max(...stages.map((s) => s.total.low)), high: worst.total.high };
  const serving = servingRoom(estimator, input, first.layout, worst, capacity);
  const fits: Fit | null = serving
    ? roomFit(serving)
    : capacity === null
      ? null
      : total.high <= capacity
        ? 'yes'
        : total.low <= capacity
          ? 'maybe'
          : 'no';
  const layout = first.layout;
  const taken = assumptions(estimator, input, covered, mostLoaded);
  return {
    degrees: {
      tp: layout.denseShards,
      pp: layout.stages,
      dp: layout.dataParallel,
      cp: layout.contextShards,
      ep: input.degrees.ep ?? 1,
      vpp: layout.chunks,
      etp: input.degrees.etp ?? 1,
    },
    epMeanings: [...new Set(covered.map((c) => c.meaning))],
    gpus: { low: Math.min(...covered.map((c) => c.layout.gpus)), high: Math.max(...covered.map((c) => c.layout.gpus)) },
    stages,
    mostLoaded,
    total,
    capacity,
    utilization: capacity ? { low: total.low / capacity, high: total.high / capacity } : null,
    fits,
    parameters: { stated: profile.stated, fromDimensions: profile.fromDimensions },
    serving,
    decisive: taken[0] && taken[0].weight > 0.01 * total.high ? taken[0].text : null,
    assumptions: taken.map(({ text }) => text),
    advice: fits === 'yes' || fits === null ? [] : advice(input, profile, capacity ?? 0),
  };
}

/** What the engine leaves for the KV cache on the fullest GPU, and how many sequences that holds. */
function servingRoom(
  estimator: Estimator,
  input: MemoryInput,
  layout: NormalLayout,
  stage: StageMemory,
  capacity: number | null,
): ServingRoom | null {
  const engine = input.servingEngine ?? (input.servingFraction ? 'vllm' : null);
  if (input.mode !== 'inference' || !engine || capacity === null) return null;
  const part = (id: ComponentId): Range => stage.components.find((c) => c.id === id) ?? exactly(0);
  const other = { low: 0, high: 0 };
  for (const id of ['activations', 'logits', 'overhead'] as const) {
    other.low += part(id).low;
    other.high += part(id).high;
  }
  const budget = servingBudget({ engine, capacity, fraction: input.servingFraction, weights: part('weights'), other });
  if (input.sequenceLength === null || input.sequenceLength === undefined) return { engine, ...budget, perSequence: null, sequences: null };
  const length = asRange(input.sequenceLength, exactly(0)).high;
  const one = (end: End): number =>
    kvCacheBytes(estimator.profile[end].dimensions, 1, length, {
      elementBytes: bytesPerElement(input.kvPrecision ?? 'bf16'),
      tp: layout.denseShards,
      layers: stage.layers,
      ignoreWindow: end === 'high',
    }) / layout.contextShards;
  const perSequence = between(one('low'), one('high'));
  const sequences = { low: concurrency(budget.kvCache.low, perSequence.high), high: concurrency(budget.kvCache.high, perSequence.low) };
  return { engine, ...budget, perSequence, sequences };
}

/** An engine that pages its cache runs as long as one sequence fits. */
function roomFit({ kvCache, perSequence }: ServingRoom): Fit {
  const least = perSequence ?? exactly(0);
  return kvCache.low >= least.high ? 'yes' : kvCache.high >= least.low ? 'maybe' : 'no';
}

function stageMemory(
  estimator: Estimator,
  input: MemoryInput,
  covered: readonly Reading[],
  stage: number,
  capacity: number | null,
): StageMemory {
  // Ends are ends of the whole, not of every part: a small vocabulary leaves more for the layers. So both ends count for each part.
  const ends = covered.flatMap((c) => [estimator.figures('low', c.layout, stage), estimator.figures('high', c.layout, stage)]);
  const range = (id: keyof Figures): Range => ({ low: Math.min(...ends.map((f) => f[id])), high: Math.max(...ends.map((f) => f[id])) });
  const components: MemoryComponent[] = [];
  for (const id of componentIds) {
    const value = range(id);
    if (value.high === 0) continue;
    components.push({ id, ...value, ...explain(estimator, input, covered, stage, id) });
  }
  const total = { low: components.reduce((s, c) => s + c.low, 0), high: components.reduce((s, c) => s + c.high, 0) };
  const pp = covered[0]?.layout.stages ?? 1;
  const chunks = covered[0]?.layout.chunks ?? 1;
  return {
    stage,
    layers: estimator.stages('high', pp, chunks)[stage]?.layers ?? 0,
    parameters: range('parameters'),
    components,
    total,
    utilization: capacity ? { low: total.low / capacity, high: total.high / capacity } : null,
  };
}

/** The parameter total that an estimate works with. */
export function estimatedParameters(input: MemoryInput): Range | null {
  const profile = modelProfile(input);
  return profile ? profileTotal(profile) : null;
}
