/**
 * What one GPU must hold: weights, gradients, optimizer, activations, KV cache, logits, overhead, per pipeline stage, as intervals.
 *
 * Whatever a document leaves open widens the interval; nothing is made up. Everything in bytes.
 */

import { Memo } from '../text/memo.ts';
import { once } from '../text/once.ts';
import { type Advice, advice } from './advice.ts';
import { assumedDefaults, assumptions, usualText } from './assumptions.ts';
import { type ComponentId, componentIds, type MemoryComponent } from './components.ts';
import { type Default, namedDefaults, shapeDefault, withDefaults } from './defaults.ts';
import { type End, Estimator, type Figures } from './estimator.ts';
import { Expectation } from './expected.ts';
import { Explained } from './formula-text.ts';
import type { Degrees, EpMeaning, NormalLayout } from './layout.ts';
import { type MemoryInput, sane } from './memory-input.ts';
import { overheadConstants } from './overhead.ts';
import { modelProfile, profileTotal } from './profile.ts';
import { asRange, between, exactly, type Range } from './range.ts';
import { type Reading, readings } from './readings.ts';
import { concurrency, defaultFraction, type ServingBudget, type ServingEngine, servingBudget } from './serving.ts';
import { engineConstants, engineOverhead, servedCache, warmUpBytes } from './serving-figures.ts';

export interface StageMemory {
  readonly stage: number;
  readonly layers: number;
  /** Parameters that one GPU of this stage holds (before ZeRO). */
  readonly parameters: Range;
  readonly components: readonly MemoryComponent[];
  readonly total: Range;
  /** The one figure to reckon with: by the defaults of what is named, and what is usual beside. */
  readonly expected: number;
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
  /** The one figure to reckon with, of the stage that has most. */
  readonly expected: number;
  readonly capacity: number | null;
  readonly utilization: Range | null;
  readonly fits: Fit | null;
  readonly parameters: { readonly stated: number | null; readonly fromDimensions: Range | null };
  /** What the named serving engine leaves for the KV cache; null in training and where engine or capacity are not known. */
  readonly serving: ServingRoom | null;
  /** Of what is assumed, the one thing that moves the total most; of a range that is too wide, the one that is open. Null where nothing does. */
  readonly decisive: string | null;
  /** What was assumed; the one that matters most comes first. */
  readonly assumptions: readonly string[];
  /** Defaults of the named framework and of the engine that the figures rest on, with their sources. */
  readonly defaults: readonly Default[];
  /** Changes that would make it fit, where it does not surely fit. */
  readonly advice: readonly Advice[];
}

/** Room for sequences on the fullest GPU. */
export interface ServingRoom extends ServingBudget {
  readonly engine: ServingEngine;
  /** Tokens that the cache holds on one rank, spread over sequences. */
  readonly tokens: Range | null;
  /** Bytes of one sequence of the stated length; null where no length is stated. */
  readonly perSequence: Range | null;
  /** Whole sequences of that length at once. */
  readonly sequences: Range | null;
  /** That length in tokens, the longest that is stated. */
  readonly length: number | null;
  /** Replicas of attention inside of the model's ranks: each has room for as many. */
  readonly replicas: number;
}

/** How an estimate is meant. */
export interface EstimateOptions {
  /** Narrow the interval by the defaults of the named framework. Without, only what is stated counts: what findings rest on. */
  readonly assume?: boolean;
}

/**
 * What one GPU of every stage must hold. Null where neither a parameter total nor layers and hidden size are known, or where the degrees
 * cannot be laid out in any way.
 */
export const estimateMemory = (stated: MemoryInput, options: EstimateOptions = {}): MemoryEstimate | null =>
  (options.assume ? likely : estimates).of(JSON.stringify(sane(stated)));

/** Index of the first stage that has most. */
const greatest = (stages: readonly StageMemory[], of: (stage: StageMemory) => number): number =>
  stages.reduce((best, stage, at) => (of(stage) > of(stages[best] as StageMemory) ? at : best), 0);

/** Most edits of a plan leave its figures as they are. */
const estimates = new Memo((input): MemoryEstimate | null => estimate(JSON.parse(input) as MemoryInput, []), 16);
const likely = new Memo((text): MemoryEstimate | null => {
  const input = JSON.parse(text) as MemoryInput;
  const defaults = [...shapeDefault(input), ...namedDefaults(input)];
  return estimate(withDefaults(input, defaults), defaults);
}, 16);

function estimate(input: MemoryInput, defaults: readonly Default[]): MemoryEstimate | null {
  const profile = modelProfile(input);
  if (!profile) return null;
  const covered = readings(input.degrees, input);
  const first = covered[0];
  // Every stage needs a layer.
  if (!first || first.layout.stages > profile.high.dimensions.layers) return null;
  const estimator = new Estimator(input, profile);
  const capacity = input.capacity ?? null;
  const { usual, estimator: middle } = new Expectation(input, profile).of({ degrees: input.degrees }, covered);

  const stages: StageMemory[] = [];
  for (let stage = 0; stage < first.layout.stages; stage++)
    stages.push(stageMemory({ estimator, middle, input, covered, capacity }, stage));
  // the stage that is expected to hold most is told of; which one may hold most, or has to, may be another
  const mostLoaded = greatest(stages, (stage) => stage.expected);
  const worst = stages[greatest(stages, ({ total }) => total.high)];
  if (!worst) return null;
  const total = { low: Math.max(...stages.map((s) => s.total.low)), high: worst.total.high };
  const expected = Math.max(...stages.map((s) => s.expected));
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
  // each is weighed by estimating without it, for readers: findings ask for none of this
  const open = once(() => assumptions(estimator, input, covered, mostLoaded));
  const taken = once(() =>
    [...open(), ...assumedDefaults(estimator, covered, mostLoaded, defaults), ...usualText(usual)].sort((a, b) => b.weight - a.weight),
  );
  const advised = once(() => (fits === 'yes' || fits === null ? [] : advice(input, profile, capacity ?? 0)));
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
    expected,
    capacity,
    utilization: capacity ? { low: total.low / capacity, high: total.high / capacity } : null,
    fits,
    parameters: { stated: profile.stated, fromDimensions: profile.fromDimensions },
    serving,
    get decisive() {
      // a default narrows the range already: what would narrow it further is something open
      const [mine] = open();
      const [first] = mine && (isWide(total) || mine.weight > leads * total.high) ? [mine] : taken();
      return first && first.weight > decides * total.high ? (first.brief ?? first.text) : null;
    },
    get assumptions() {
      return taken().map(({ text }) => text);
    },
    defaults: [...defaults, ...usual],
    get advice() {
      return advised();
    },
  };
}

/** What moves less of the total than this decides nothing. */
const decides = 0.05;

/** What is open and moves more is worth stating, whatever defaults move. */
const leads = 0.1;

/** A range that tells little: the fact that would narrow it is told before it. */
export const isWide = ({ low, high }: Range): boolean => high > 3 * low;

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
  // the context of the driver is outside of what the engine counts
  const warmUp = (end: End): number => (stage.stage === layout.stages - 1 ? warmUpBytes(end, input, estimator.profile[end].dimensions) : 0);
  // a layer's activations are gone when sampling begins; at the worst the allocator keeps both
  const activations = part('activations');
  const other = {
    low: Math.max(activations.low, warmUp('low')) + engineOverhead('low', layout),
    high: activations.high + warmUp('high') + engineOverhead('high', layout),
  };
  const usual = defaultFraction({ ...input, servingEngine: engine });
  const budget = servingBudget({
    engine,
    capacity,
    fraction: input.servingFraction,
    usual,
    weights: part('weights'),
    other,
    before: heldBefore(layout),
  });
  const one = (end: End, length: number): number =>
    servedCache(
      input,
      estimator.profile[end].dimensions,
      layout,
      { layers: stage.layers, last: stage.stage === layout.stages - 1 },
      length,
    );
  const replicas = input.attentionReplicas ?? 1;
  const spans = (length: number): Range => between(one('low', length), one('high', length));
  const thousand = between(one('low', 4096) - one('low', 3072), one('high', 4096) - one('high', 3072));
  const tokens =
    thousand.low > 0
      ? {
          low: Math.floor((Math.max(0, budget.kvCache.low) / thousand.high) * 1024),
          high: Math.floor((Math.max(0, budget.kvCache.high) / thousand.low) * 1024),
        }
      : null;
  if (input.sequenceLength === null || input.sequenceLength === undefined)
    return { engine, ...budget, tokens, replicas, perSequence: null, sequences: null, length: null };
  const length = asRange(input.sequenceLength, exactly(0)).high;
  const perSequence = spans(length);
  const sequences = { low: concurrency(budget.kvCache.low, perSequence.high), high: concurrency(budget.kvCache.high, perSequence.low) };
  return { engine, ...budget, tokens, replicas, perSequence, sequences, length };
}

/** Context of the driver and buffers of collectives. */
const heldBefore = (layout: NormalLayout): Range => {
  const { context } = overheadConstants;
  const { collectives } = engineConstants;
  const shared = layout.denseShards * layout.stages > 1;
  return { low: context.low + (shared ? collectives.low : 0), high: context.high + (shared ? collectives.high : 0) };
};

/** An engine that pages its cache runs as long as one sequence fits. */
function roomFit({ kvCache, perSequence }: ServingRoom): Fit {
  const least = perSequence ?? exactly(0);
  return kvCache.low >= least.high ? 'yes' : kvCache.high >= least.low ? 'maybe' : 'no';
}

interface Measure {
  readonly estimator: Estimator;
  /** The same with what is usual where nothing is said. */
  readonly middle: Estimator;
  readonly input: MemoryInput;
  readonly covered: readonly Reading[];
  readonly capacity: number | null;
}

function stageMemory({ estimator, middle, input, covered, capacity }: Measure, stage: number): StageMemory {
  // Ends are ends of the whole, not of every part: a small vocabulary leaves more for the layers. So both ends count for each part.
  const ends = covered.flatMap((c) => [estimator.figures('low', c.layout, stage), estimator.figures('high', c.layout, stage)]);
  const likely = covered.flatMap((c) => [middle.figures('low', c.layout, stage), middle.figures('high', c.layout, stage)]);
  const range = (id: keyof Figures): Range => {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (const each of ends) {
      low = Math.min(low, each[id]);
      high = Math.max(high, each[id]);
    }
    return { low, high };
  };
  const mean = (id: keyof Figures): number => likely.reduce((total, f) => total + f[id], 0) / likely.length;
  const told = { estimator, input, covered, stage };
  const components: MemoryComponent[] = [];
  for (const id of componentIds) {
    const { low, high } = range(id);
    if (high === 0) continue;
    components.push(new Explained(id, low, high, mean(id), told));
  }
  const sumOf = (of: (c: MemoryComponent) => number): number => components.reduce((total, c) => total + of(c), 0);
  const total = { low: sumOf((c) => c.low), high: sumOf((c) => c.high) };
  const pp = covered[0]?.layout.stages ?? 1;
  const chunks = covered[0]?.layout.chunks ?? 1;
  return {
    stage,
    layers: estimator.stages('high', pp, chunks)[stage]?.layers ?? 0,
    parameters: range('parameters'),
    components,
    total,
    expected: sumOf((c) => c.expected),
    utilization: capacity ? { low: total.low / capacity, high: total.high / capacity } : null,
  };
}

/** The parameter total that an estimate works with. */
export function estimatedParameters(input: MemoryInput): Range | null {
  const profile = modelProfile(input);
  return profile ? profileTotal(profile) : null;
}
