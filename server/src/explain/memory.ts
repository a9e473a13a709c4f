import type { Analysis } from '../analyze.ts';
import { adviceText } from '../physics/advice.ts';
import type { ServingRoom } from '../physics/memory.ts';
import { servingEngineNames } from '../physics/serving.ts';
import { isDescribed } from '../plan/described.ts';
import { borrowedFacts } from '../plan/facts.ts';
import { practiceOf } from '../plan/practice.ts';
import { fewestGpus } from '../repair/layout-repairs.ts';
import { adviceLine, toldEstimate } from './estimate.ts';
import { launchFacts, launchMemory, speaksByLaunch } from './launch.ts';

export { isWide } from '../physics/memory.ts';

interface Ends {
  readonly low: number;
  readonly high: number;
}

export interface KvRoom extends Ends {
  readonly tokens: Ends | null;
  readonly sequences: Ends | null;
}

export interface MemoryDocument {
  readonly layout: Readonly<Record<string, number>>;
  readonly perGpu: readonly {
    readonly stage: number;
    readonly components: readonly {
      readonly id: string;
      readonly low: number;
      readonly high: number;
      readonly expected: number;
      readonly formula: string;
      readonly source: string;
    }[];
    readonly total: Ends;
    /** The one figure to reckon with. */
    readonly expected: number;
    /** Bytes that a framework may use. */
    readonly capacity: number | null;
    /** What the named serving engine leaves for the KV cache of this GPU: bytes, tokens, and whole sequences of the stated length. */
    readonly kvRoom: KvRoom | null;
    readonly utilization: Ends | null;
  }[];
  readonly parameters: {
    readonly stated: number | null;
    /** The middle of the range that the dimensions leave. */
    readonly fromDimensions: number | null;
    /** By activation, vocabulary and what else the plan leaves open. */
    readonly fromDimensionsRange: Ends | null;
  };
  /** What the named serving engine leaves for the KV cache of a GPU, and how many sequences that holds. */
  readonly serving: {
    readonly engine: string;
    readonly budget: Ends;
    readonly kvCache: Ends;
    readonly perSequence: Ends | null;
    readonly sequences: Ends | null;
    /** Tokens of one sequence. */
    readonly length: number | null;
    /** Replicas of attention that each have this room. */
    readonly replicas: number;
  } | null;
  /** Defaults that the figures rest on, each with its source. */
  readonly defaults: readonly { readonly text: string; readonly source: string; readonly named: boolean }[];
  /** Of the assumptions the one that moves the total most; null where nothing does. */
  readonly decisive: string | null;
  /** Most important first. */
  readonly assumptions: readonly string[];
  /** What would make it fit, where it does not surely fit. */
  readonly advice: readonly string[];
  /** The fewest GPUs of the same kind that hold the plan, where the stated ones do not surely hold it. */
  readonly fewest: {
    readonly gpus: number;
    readonly degrees: Readonly<Record<string, number>>;
    readonly total: Ends;
    readonly certain: boolean;
    readonly having: string | null;
  } | null;
  /** A kind of model that the formulas do not describe. */
  readonly unmodelled: string | null;
}

/** Whether the document says enough to be told about: a plan, or a model that is trained or served on GPUs. */
export const describes = ({ plan }: Analysis): boolean => plan !== null && isDescribed(plan);

/** What each GPU must hold, or null where the plan states too little. Bytes. */
export function memoryReport(analysis: Analysis): MemoryDocument | null {
  const { plan } = analysis;
  if (!plan || !isDescribed(plan)) return null;
  const { unmodelled } = practiceOf(plan);
  const told = speaksByLaunch(plan) ? null : toldEstimate(plan);
  const own = told?.estimate ?? null;
  const launched = own
    ? null
    : plan.launches.launches.map((launch) => ({ launch, estimate: launchMemory(plan, launch) })).find(({ estimate }) => estimate !== null);
  const estimate = own ?? launched?.estimate;
  if (!estimate) return unmodelled ? { ...empty, unmodelled } : null;
  const range = estimate.parameters.fromDimensions;
  const advice = told?.advice ?? null;
  const fewest = !own || advice || estimate.fits === 'yes' || estimate.fits === null ? null : fewestGpus(plan);
  return {
    layout: { ...estimate.degrees },
    perGpu: estimate.stages.map(({ stage, components, total, expected, utilization }) => ({
      stage,
      expected,
      kvRoom: estimate.serving ? kvRoomOf(estimate.serving) : null,
      total: { low: total.low, high: total.high },
      capacity: estimate.capacity,
      utilization,
      components: components.map(({ id, low, high, expected: middle, formula, source }) => ({
        id,
        low,
        high,
        expected: middle,
        formula,
        source,
      })),
    })),
    parameters: {
      stated: estimate.parameters.stated,
      fromDimensions: range ? (range.low + range.high) / 2 : null,
      fromDimensionsRange: range,
    },
    serving: estimate.serving && { ...estimate.serving, engine: servingEngineNames[estimate.serving.engine] },
    defaults: estimate.defaults.map(({ text, source, named }) => ({ text, source, named })),
    decisive: estimate.decisive,
    assumptions: [
      ...(advice ? [adviceLine(advice).replaceAll('**', '')] : []),
      ...estimate.assumptions,
      ...(launched ? launchFacts(plan, launched.launch) : borrowedFacts(plan)),
    ],
    advice: estimate.advice.map(adviceText),
    fewest: fewest?.layout.memory
      ? {
          gpus: fewest.layout.gpus,
          degrees: { ...fewest.layout.degrees },
          total: { low: fewest.layout.memory.low, high: fewest.layout.memory.high },
          certain: fewest.certain,
          having: fewest.having,
        }
      : null,
    unmodelled: null,
  };
}

const kvRoomOf = ({ kvCache, tokens, sequences }: ServingRoom): KvRoom => ({
  low: Math.max(0, kvCache.low),
  high: Math.max(0, kvCache.high),
  tokens,
  sequences,
});

/** Of a document that states too little. */
export const empty: MemoryDocument = {
  layout: {},
  perGpu: [],
  parameters: { stated: null, fromDimensions: null, fromDimensionsRange: null },
  serving: null,
  defaults: [],
  decisive: null,
  assumptions: [],
  advice: [],
  fewest: null,
  unmodelled: null,
};
