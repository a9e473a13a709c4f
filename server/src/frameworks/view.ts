import type { KnownModel } from '../physics/models.ts';
import type { Span } from '../text/span.ts';
import type { Slot } from './slots.ts';

/** A number that a launch has, and how it came by it. */
export interface Bound {
  readonly value: number;
  /** Where it is written: the digits, the name of a model. Null for defaults and what follows from others. */
  readonly place: Span | null;
  /** The digits can be rewritten. */
  readonly editable: boolean;
  /** May be overridden from outside, or is told by a comment only: nothing that rests on it is an error. */
  readonly weak: boolean;
  readonly source: 'written' | 'default' | 'model' | 'derived' | 'comment';
  /** For derived values: from which slots. */
  readonly inputs: readonly Slot[];
  /** Places that add up to it: the GPUs of every pod of a group. */
  readonly parts: readonly { readonly name: string; readonly place: Span }[];
  /** Name of the other file where it is written. */
  readonly file?: string;
}

export interface Words {
  readonly text: string;
  readonly place: Span;
}

/** What a rule of a framework sees of a launch. */
export interface LaunchView {
  /** What is not written has its default. */
  readonly closed: boolean;
  /** A number: as written, of the named model, derived, or by default. */
  get(slot: Slot): Bound | undefined;
  value(slot: Slot): number | undefined;
  /** Whether a switch is on; undefined where that cannot be told. */
  is(name: string): boolean | undefined;
  /** Whether the config itself writes the slot, known or not. */
  states(slot: Slot): boolean;
  words(name: string): Words | undefined;
  /** Numbers of GPUs that the launch may have: replicas of a pod may be its nodes or its copies. */
  readonly room: readonly number[];
  /** The named model's shape. */
  readonly model: KnownModel | null;
  readonly input: {
    readonly switches: ReadonlyMap<string, boolean>;
    readonly unknownSwitches: ReadonlySet<string>;
    readonly rest: ReadonlySet<Slot>;
    readonly unknown: ReadonlySet<Slot>;
  };
}
