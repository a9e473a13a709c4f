import type { EpMeaning } from '../physics/layout.ts';
import type { Constraint } from './constraint.ts';
import type { Slot } from './slots.ts';
import type { LaunchView } from './view.ts';

/** A value that follows from others, such as the data parallel size from the world size. */
export interface Derivation {
  readonly slot: Slot;
  readonly from: readonly Slot[];
  /** Undefined where it is not whole or not to be had. */
  readonly compute: (...values: number[]) => number | undefined;
}

/** A rule of the framework that a document cannot decide, for the documentation. */
export interface Undecidable {
  readonly id: string;
  readonly rule: string;
  readonly why: string;
  readonly source?: string;
}

/**
 * A program that is launched with degrees of parallelism: what its arguments are called (on the command line and, mostly, in its own config),
 * what its degrees multiply to, and the rules it dies by.
 */
export interface Engine {
  readonly id: string;
  /** As people call it: `vLLM`. */
  readonly title: string;
  /** Words of a command line that start it. */
  readonly programs: readonly RegExp[];
  /** Names of numbers, the usual one first; dashes and underscores are the same. */
  readonly numbers: Readonly<Partial<Record<Slot, readonly string[]>>>;
  /** Arguments that switch something; one that is written without a value is on. */
  readonly switches?: Readonly<Record<string, readonly string[]>>;
  /** Arguments that hold words: the model, the kind of quantisation. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** Arguments whose text is counted: the stages of a layout. */
  readonly counted?: Readonly<Record<string, { readonly slot: Slot; readonly count: (text: string) => number | undefined }>>;
  /** Container images whose arguments are the engine's. */
  readonly image?: RegExp;
  /** Variables of its environment that set numbers, and those that switch something when they are set. */
  readonly environment?: Readonly<Record<string, Slot | { readonly words: string }>>;
  /** The program takes the beginning of an argument's name for the whole, as argparse does unless it is told not to. */
  readonly abbreviates?: boolean;
  /** It serves a model: without a degree it is a launch of TP 1. */
  readonly serves?: boolean;
  /** The model stands behind the program's name without a flag: `vllm serve MODEL`. */
  readonly modelBehind?: RegExp;
  readonly defaults?: Readonly<Partial<Record<Slot, number>>>;
  readonly derived?: readonly Derivation[];
  /** What the degrees multiply to, in words. */
  readonly world: string;
  /** The same for reckoning: the slots whose product is the number of GPUs. TP, PP, CP and DP where left out. */
  readonly factors?: readonly Slot[] | ((launch: LaunchView) => readonly Slot[] | undefined);
  readonly expertParallel: EpMeaning | 'none';
  readonly constraints: readonly Constraint[];
  readonly undecidable?: readonly Undecidable[];
  /** Degrees that make a command worth reading even where no program is recognised, as in fragments of a script: `--tensor-model-parallel-size`. */
  readonly signature?: readonly string[];
}

export const whole = (value: number): number | undefined => (Number.isInteger(value) && value > 0 ? value : undefined);
