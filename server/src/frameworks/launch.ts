import { findModel, type KnownModel } from '../physics/models.ts';
import type { Span } from '../text/span.ts';
import type { Engine } from './engine.ts';
import type { Foreign } from './foreign.ts';
import { positionsOf } from './positions.ts';
import type { Slot } from './slots.ts';
import type { Written } from './values.ts';
import type { Bound, LaunchView, Words } from './view.ts';

export type { Bound, Words } from './view.ts';

export const written = (number: Written): Bound => ({
  value: number.value,
  place: number.digits ?? inside(number.at),
  editable: number.digits !== null,
  weak: number.soft,
  source: 'written',
  inputs: [],
  parts: [],
  ...(number.file !== undefined && { file: number.file }),
});

/** A place of this document; null for those of other files. */
const inside = (at: Span): Span | null => (at.start < 0 ? null : at);

const modelled = (value: number | undefined, place: Span | null): Bound | undefined =>
  value === undefined ? undefined : { value, place, editable: false, weak: false, source: 'model', inputs: [], parts: [] };

export const defaulted = (value: number): Bound => ({
  value,
  place: null,
  editable: false,
  weak: false,
  source: 'default',
  inputs: [],
  parts: [],
});

/** A place of a configuration that its loader stops at. */
export interface Refused {
  readonly at: Span;
  readonly message: string;
}

/** A comment, the setting that it trails, and the comment on the line above. */
export interface LaunchComment {
  readonly text: string;
  readonly at: Span;
  readonly above?: string;
  readonly of?: { readonly key: string; readonly value: number; readonly at: Span };
}

/** What a launch is made of. */
export interface LaunchInput {
  readonly engine: Engine;
  /** `actor`, `prefill`; '' where the document launches one thing. */
  readonly name: string;
  /** Where it is written. */
  readonly at: Span;
  readonly numbers: ReadonlyMap<Slot, Bound>;
  /** Slots that are written with a value that cannot be told: never defaulted. */
  readonly unknown: ReadonlySet<Slot>;
  /** Slots that take what is left over (`-1`): derived where that can be done, never defaulted. */
  readonly rest: ReadonlySet<Slot>;
  readonly switches: ReadonlyMap<string, boolean>;
  readonly unknownSwitches: ReadonlySet<string>;
  readonly words: ReadonlyMap<string, Words>;
  /** What is not written has its default. False where other files, templates or variables may add to it. */
  readonly closed: boolean;
  /** Defaults of this dialect beside those of the engine. */
  readonly defaults?: Readonly<Partial<Record<Slot, number>>>;
  /** What its launcher takes unless told, whether or not the rest of its settings is known. */
  readonly started?: Readonly<Partial<Record<Slot, number>>>;
  /** GPUs that the launch may have, all readings; empty where only `gpus` is to be had. */
  readonly room?: readonly number[];
  /** Arguments of its command that belong to another framework. */
  readonly foreign?: readonly Foreign[];
  /** What the loader of its configuration refuses. */
  readonly refused?: readonly Refused[];
  /** Comments of the configuration, or those of a script that stand at the launch. */
  readonly comments?: readonly LaunchComment[];
  /** They speak of no other launch. */
  readonly ownComments?: boolean;
}

/** One start of a framework with its numbers: defaults filled in, derived values worked out on demand. */
export class Launch implements LaunchView {
  readonly engine: Engine;
  readonly name: string;
  readonly at: Span;
  readonly closed: boolean;
  readonly input: LaunchInput;
  readonly #known = new Map<Slot, Bound | undefined>();
  readonly #busy = new Set<Slot>();
  #model: KnownModel | null | undefined;

  constructor(input: LaunchInput) {
    this.input = input;
    this.engine = input.engine;
    this.name = input.name;
    this.at = input.at;
    this.closed = input.closed;
  }

  /** A number: as written, of the named model, derived, or by default. */
  get(slot: Slot): Bound | undefined {
    if (this.#known.has(slot)) return this.#known.get(slot);
    if (this.#busy.has(slot)) return undefined;
    this.#busy.add(slot);
    const bound = this.#find(slot);
    this.#busy.delete(slot);
    if (this.#busy.size === 0 || bound) this.#known.set(slot, bound);
    return bound;
  }

  value(slot: Slot): number | undefined {
    return this.get(slot)?.value;
  }

  #find(slot: Slot): Bound | undefined {
    const stated = this.input.numbers.get(slot);
    if (stated) return stated;
    if (this.input.unknown.has(slot)) return undefined;
    const ofModel = this.#ofModel(slot);
    if (ofModel) return ofModel;
    for (const rule of this.engine.derived ?? []) {
      if (rule.slot !== slot) continue;
      const inputs = rule.from.map((id) => this.get(id));
      if (inputs.some((input) => input === undefined)) continue;
      const value = rule.compute(...inputs.map((input) => input?.value ?? Number.NaN));
      if (value === undefined || !Number.isFinite(value)) continue;
      return {
        value,
        place: null,
        editable: false,
        weak: inputs.some((input) => input?.weak),
        source: 'derived',
        inputs: rule.from,
        parts: [],
      };
    }
    const started = this.input.started?.[slot];
    if (started !== undefined && !this.input.rest.has(slot)) return defaulted(started);
    if (!this.closed || this.input.rest.has(slot)) return undefined;
    const value = this.input.defaults?.[slot] ?? this.engine.defaults?.[slot];
    return value === undefined ? undefined : defaulted(value);
  }

  /** The named model's shape, where the config does not state its own. */
  get model(): KnownModel | null {
    if (this.#model === undefined) {
      const name = this.input.words.get('model');
      this.#model = name ? findModel(name.text) : null;
    }
    return this.#model;
  }

  #ofModel(slot: Slot): Bound | undefined {
    const { model } = this;
    const words = this.input.words.get('model');
    if (!words?.place) return undefined;
    const named = inside(words.place);
    if (slot === 'positions') return modelled(positionsOf(words.text), named);
    if (!model) return undefined;
    const { layers, hidden, heads, kvHeads, vocab, ffn, moe } = model.dimensions;
    const values: Partial<Record<Slot, number | undefined>> = {
      layers,
      hidden,
      heads,
      kv_heads: model.dimensions.mla ? undefined : kvHeads,
      vocab,
      ffn,
      experts: moe?.experts,
    };
    return modelled(values[slot], named);
  }

  /** Whether a switch is on; undefined where that cannot be told. */
  is(name: string): boolean | undefined {
    const stated = this.input.switches.get(name);
    if (stated !== undefined) return stated;
    if (this.input.unknownSwitches.has(name)) return undefined;
    return this.closed ? false : undefined;
  }

  words(name: string): Words | undefined {
    return this.input.words.get(name);
  }

  /** Whether the config itself writes the slot, known or not. */
  states(slot: Slot): boolean {
    return this.input.numbers.has(slot) || this.input.unknown.has(slot);
  }

  /** Numbers of GPUs that the launch may have: replicas of a pod may be its nodes or its copies. */
  get room(): readonly number[] {
    const options = this.input.room ?? [];
    const gpus = this.value('gpus');
    return options.length > 0 ? options : gpus === undefined ? [] : [gpus];
  }

  /** The numbers of other files that a slot rests on. */
  elsewhere(slot: Slot, depth = 0): { readonly slot: Slot; readonly bound: Bound }[] {
    const bound = this.get(slot);
    if (!bound) return [];
    if (bound.file !== undefined) return [{ slot, bound }];
    return depth > 4 ? [] : bound.inputs.flatMap((input) => this.elsewhere(input, depth + 1));
  }

  /** The same launch on an accelerator that its page names and it does not. */
  on(accelerator: Words): Launch {
    return new Launch({
      ...this.input,
      words: new Map(this.input.words).set('accelerator', accelerator),
      switches: new Map(this.input.switches).set('accelerator_told', true),
    });
  }

  /** The same launch with another number. */
  with(slot: Slot, value: number): Launch {
    const stated = this.input.numbers.get(slot);
    if (!stated) return this;
    const room = slot === 'gpus' && this.input.room?.length ? { room: [value] } : {};
    return new Launch({ ...this.input, ...room, numbers: new Map(this.input.numbers).set(slot, { ...stated, value }) });
  }

  /** The written numbers that a slot rests on, itself included. */
  places(slot: Slot, depth = 0): { readonly slot: Slot; readonly bound: Bound }[] {
    const bound = this.get(slot);
    if (!bound) return [];
    if (bound.place) return [{ slot, bound }];
    return depth > 4 ? [] : bound.inputs.flatMap((input) => this.places(input, depth + 1));
  }
}
