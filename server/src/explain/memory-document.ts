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
