import { type Span, span } from '../text/span.ts';
import type { ConfigNode } from './config-tree.ts';
import { normalKey } from './config-tree.ts';
import type { Engine } from './engine.ts';
import type { Foreign } from './foreign.ts';
import { type Bound, Launch, type LaunchComment, type Refused, type Words, written } from './launch.ts';
import { type Command, isSoft, offsetIn, type Word } from './shell.ts';
import type { Slot } from './slots.ts';
import { truth, type Value, valueOf, valueOfText } from './values.ts';

/** What an argument of an engine is. */
type Meaning = { readonly kind: 'number'; readonly slot: Slot } | { readonly kind: 'switch' | 'words'; readonly name: string };

const meanings = new WeakMap<Engine, Map<string, Meaning>>();

/** Names of arguments, in lower case with underscores, and what they are. */
function meaningsOf(engine: Engine): Map<string, Meaning> {
  let known = meanings.get(engine);
  if (known) return known;
  known = new Map();
  for (const [slot, names] of Object.entries(engine.numbers))
    for (const name of names ?? []) known.set(argumentKey(name), { kind: 'number', slot: slot as Slot });
  for (const [name, names] of Object.entries(engine.switches ?? {}))
    for (const spelled of names) known.set(argumentKey(spelled), { kind: 'switch', name });
  for (const [name, names] of Object.entries(engine.words ?? {}))
    for (const spelled of names) known.set(argumentKey(spelled), { kind: 'words', name });
  meanings.set(engine, known);
  return known;
}

/** The number that a name is the beginning of, where that is one number only; names of one word may be those of other options. */
export function abbreviated<M extends Meaning>(key: string, known: ReadonlyMap<string, M>): M | undefined {
  if (!/^[a-z]{4,}(?:_[a-z]*)+$/.test(key) && !/^nn?proc|^nnode/.test(key)) return undefined;
  const found = [...known].filter(([whole, meaning]) => meaning.kind === 'number' && whole.startsWith(key)).map(([, meaning]) => meaning);
  const [first] = found;
  return first?.kind === 'number' && found.every((other) => other.kind === 'number' && other.slot === first.slot) ? first : undefined;
}

const argumentKey = (name: string): string => normalKey(name).toLowerCase();

/** Collects the numbers of one launch from keys, flags, environment and hardware. What is set last counts. */
export class LaunchBuilder {
  readonly engine: Engine;
  name: string;
  closed = true;
  defaults: Partial<Record<Slot, number>> = {};
  /** What the launcher takes where it is not told, whatever the program's config may say. */
  started: Partial<Record<Slot, number>> = {};
  readonly at: Span;
  readonly #numbers = new Map<Slot, Bound>();
  readonly #unknown = new Set<Slot>();
  readonly #rest = new Set<Slot>();
  readonly #switches = new Map<string, boolean>();
  readonly #unknownSwitches = new Set<string>();
  readonly #words = new Map<string, Words>();
  /** Of each switch, what its spellings say. */
  readonly #spelled = new Map<string, Map<string, boolean | undefined>>();
  #room: readonly number[] = [];
  #foreign: readonly Foreign[] = [];
  #refused: readonly Refused[] = [];
  #comments: readonly LaunchComment[] = [];
  #ownComments = false;

  constructor(engine: Engine, name: string, at: Span) {
    this.engine = engine;
    this.name = name;
    this.at = at;
  }

  /** Degrees, batch sizes and counts that were set, known or not, under whatever name. */
  get size(): number {
    return this.#numbers.size + this.#unknown.size + this.#rest.size + this.#foreign.length;
  }

  has(slot: Slot): boolean {
    return this.#numbers.has(slot) || this.#unknown.has(slot) || this.#rest.has(slot);
  }

  boundOf(slot: Slot): Bound | undefined {
    return this.#numbers.get(slot);
  }

  /** A number that was written or worked out. */
  value(slot: Slot): number | undefined {
    return this.#numbers.get(slot)?.value;
  }

  number(slot: Slot, value: Value): this {
    if (value.kind === 'none') return this;
    this.#numbers.delete(slot);
    this.#unknown.delete(slot);
    this.#rest.delete(slot);
    if (value.kind === 'number') this.#numbers.set(slot, written(value.written));
    else if (value.kind === 'rest') this.#rest.add(slot);
    else this.#unknown.add(slot);
    return this;
  }

  bound(slot: Slot, bound: Bound | undefined): this {
    this.#numbers.delete(slot);
    this.#unknown.delete(slot);
    if (bound) this.#numbers.set(slot, bound);
    else this.#unknown.add(slot);
    return this;
  }

  forget(slot: Slot): this {
    this.#numbers.delete(slot);
    this.#unknown.delete(slot);
    this.#rest.delete(slot);
    return this;
  }

  switch(name: string, on: boolean | undefined): this {
    this.#switches.delete(name);
    this.#unknownSwitches.delete(name);
    if (on === undefined) this.#unknownSwitches.add(name);
    else this.#switches.set(name, on);
    return this;
  }

  /** All numbers of GPUs that the launch may have, where its replicas may be nodes of one engine or copies of it. */
  room(options: readonly number[]): this {
    this.#room = options;
    return this;
  }

  /** The launch runs in that many pods. */
  podsOf(count: number): this {
    return this.bound('pods', { value: count, place: null, editable: false, weak: false, source: 'derived', inputs: [], parts: [] });
  }

  words(name: string, words: Words | undefined): this {
    if (words && words.text !== '') this.#words.set(name, words);
    return this;
  }

  wordsOf(name: string): Words | undefined {
    return this.#words.get(name);
  }

  /** `own`: they speak of this launch and of no other. */
  comments(comments: readonly LaunchComment[], own: boolean): this {
    this.#comments = comments;
    this.#ownComments = own;
    return this;
  }

  refused(refused: readonly Refused[]): this {
    this.#refused = refused;
    return this;
  }

  /** Arguments that belong to another framework. */
  foreign(flags: readonly Foreign[]): this {
    this.#foreign = flags;
    return this;
  }

  /** Sets the argument of that name; false where the engine knows none. */
  argument(name: string, value: Value | null): boolean {
    const meaning = meaningsOf(this.engine).get(argumentKey(name)) ?? this.#abbreviated(name);
    const counted = this.engine.counted?.[argumentKey(name)];
    const count = counted && value?.kind === 'text' ? counted.count(value.text) : undefined;
    if (counted && count !== undefined && value?.kind === 'text')
      this.number(counted.slot, { kind: 'number', written: { value: count, digits: null, at: value.at, soft: false } });
    if (!meaning) {
      // --hf-overrides.rope_parameters.factor 4: a part of an argument that is JSON
      const whole = /^--?([\w-]+)\./.exec(name)?.[1];
      const of = whole ? meaningsOf(this.engine).get(argumentKey(whole)) : undefined;
      if (whole && of?.kind === 'switch') {
        this.#spell(of.name, argumentKey(whole), true);
        return true;
      }
      // --no-enable-chunked-prefill
      const negated = /^no[-_](.+)$/.exec(argumentKey(name))?.[1];
      const positive = negated ? meaningsOf(this.engine).get(negated) : undefined;
      if (positive?.kind !== 'switch' || value !== null) return false;
      this.#spell(positive.name, negated ?? '', false);
      return true;
    }
    if (meaning.kind === 'number') this.number(meaning.slot, value ?? { kind: 'unknown' });
    else if (meaning.kind === 'switch') {
      // a layout, a list of layers: any value switches it on
      const on = value === null ? true : value.kind === 'text' ? (truth(value) ?? true) : truth(value);
      this.#spell(meaning.name, argumentKey(name), value?.kind === 'number' && value.written.value !== 0 ? true : on);
    } else if (value?.kind === 'text') this.words(meaning.name, { text: value.text, place: value.at });
    return true;
  }

  /** Several arguments may switch the same: any that is on does, and the last of each counts. */
  #spell(name: string, key: string, on: boolean | undefined): void {
    const spelled = this.#spelled.get(name) ?? new Map<string, boolean | undefined>();
    this.#spelled.set(name, spelled.set(key, on));
    const said = [...spelled.values()];
    this.switch(name, said.includes(true) ? true : said.includes(undefined) ? undefined : false);
  }

  /** `--tensor-parallel 8`: argparse takes the beginning of one name for the whole. */
  #abbreviated(name: string): Meaning | undefined {
    if (!this.engine.abbreviates || !name.startsWith('--')) return undefined;
    return abbreviated(argumentKey(name), meaningsOf(this.engine));
  }

  /** Keys of a map are the engine's own arguments. */
  map(node: ConfigNode | undefined): this {
    for (const item of node?.children ?? []) {
      if (item.key === '') continue;
      if (item.children.length === 0) this.argument(item.key, valueOf(item));
      // `speculative_config: {draft_tensor_parallel_size: 2}` is `--speculative-config.draft_tensor_parallel_size 2`
      for (const part of item.children)
        if (part.key !== '' && part.children.length === 0) this.argument(`${item.key}.${part.key}`, valueOf(part));
      if (item.children.length > 0 && meaningsOf(this.engine).get(argumentKey(item.key))?.kind === 'switch') this.argument(item.key, null);
    }
    return this;
  }

  /** Flags of a command line, from word `from` on. */
  command(command: Command, from = 0): this {
    if (isOpen(command)) this.closed = false;
    this.flags(command.words.slice(from));
    return this;
  }

  /** `--tp 8`, `--tp=8`, `tp=8`. */
  flags(words: readonly Word[]): this {
    for (let i = 0; i < words.length; i++) {
      const word = words[i];
      if (!word) continue;
      const flag = /^(--?[A-Za-z][\w.-]*)(=?)/.exec(word.text);
      if (!flag?.[1]) {
        const pair = /^([A-Za-z_]\w*)=/.exec(word.text);
        if (pair?.[1]) this.argument(pair[1], partValue(word, pair[0].length));
        continue;
      }
      if (flag[2]) {
        this.argument(flag[1], partValue(word, flag[0].length));
        continue;
      }
      const next = words[i + 1];
      if (!next || (/^--?[A-Za-z]/.test(next.text) && !next.unknown)) this.argument(flag[1], null);
      else if (this.argument(flag[1], partValue(next, 0)) && meaningsOf(this.engine).get(argumentKey(flag[1]))?.kind !== 'switch') i++;
    }
    return this;
  }

  build(): Launch {
    return new Launch({
      engine: this.engine,
      name: this.name,
      at: this.at,
      numbers: this.#numbers,
      unknown: this.#unknown,
      rest: this.#rest,
      switches: this.#switches,
      unknownSwitches: this.#unknownSwitches,
      words: this.#words,
      closed: this.closed,
      defaults: this.defaults,
      started: this.started,
      comments: this.#comments,
      ownComments: this.#ownComments,
      room: this.#room,
      foreign: this.#foreign,
      refused: this.#refused,
    });
  }
}

/** `…` in a guide: some arguments are left out. */
export const isOpen = ({ open, words }: Command): boolean => open || words.some(({ text }) => /^(?:\[?(?:\.{3}|…)\]?|\[\w+\])$/.test(text));

/** The value that a word's characters from `from` on give. */
export function partValue(word: Word, from: number): Value {
  const text = word.text.slice(from);
  if (text.includes('\ufffc')) return { kind: 'unknown' };
  const start = offsetIn(word, from);
  if (start < 0) {
    const value = valueOfText(text, word.at);
    return value.kind === 'number'
      ? { kind: 'number', written: { ...value.written, digits: null, at: word.at, soft: isSoft(word) } }
      : value;
  }
  const value = valueOfText(text, span(start, start + text.length));
  return value.kind === 'number' && isSoft(word) ? { kind: 'number', written: { ...value.written, soft: true } } : value;
}
