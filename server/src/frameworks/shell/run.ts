import { span } from '../../text/span.ts';
import { changedIn, clobbered, isAssignment, type Simple, takeApart } from './changes.ts';
import { Expander, heldText, valueOf } from './expand.ts';
import { Jobs } from './jobs.ts';
import { type Held, merge, State, softened, unknownValue, unset } from './state.ts';
import { sumOf } from './sum.ts';
import type { Node } from './syntax.ts';
import { assignment, type Command, firstText, literal, plainText, type RawWord, type Word } from './words.ts';

const deepestCall = 5;
const mostCommands = 5_000;
/**
 * Goes through a script as a shell would, without running anything: every way through its branches, loops once, functions where they are
 * called. A variable is known where nothing may have changed it.
 */
export class Run {
  readonly commands: Command[] = [];
  readonly #expander: Expander;
  readonly #functions = new Map<string, Node>();
  readonly #called = new Set<string>();
  readonly #jobs = new Jobs();
  #calls = 0;

  constructor(outside: ReadonlyMap<string, Word>) {
    this.#expander = new Expander(new State(), outside);
  }

  /** What is known at the end. */
  script(node: Node): State {
    const end = new State();
    this.#run(node, end);
    this.#jobs.unsure(() => {
      for (const [name, body] of this.#functions) if (!this.#called.has(name)) this.#run(body, end.branch());
    });
    return end;
  }

  /** Runs a node in a state, which it changes. Whether the script ends there. */
  #run(node: Node, state: State): boolean {
    if (this.#expander.spent || this.commands.length > mostCommands) return false;
    switch (node.kind) {
      case 'simple':
        return this.#simple(node.words, state);
      case 'sum':
        this.#sum(node.text, state);
        return false;
      case 'list':
        return node.items.map((item) => this.#run(item, state)).includes(true);
      case 'apart':
        this.#jobs.apart(node, () => {
          for (const item of node.items) this.#run(item, state.branch());
        });
        return false;
      case 'chain':
        return this.#jobs.unsure(() => this.#chain(node.items, state));
      case 'branches':
        return this.#jobs.unsure(() => this.#branches(node, state));
      case 'loop': {
        const changed = [...node.names, ...changedIn(node.body)];
        state.forget(changed);
        this.#jobs.unsure(() => this.#run(node.body, state.branch()));
        return false;
      }
      case 'function':
        this.#functions.set(node.name, node.body);
        return false;
    }
  }

  #chain(items: readonly Node[], state: State): boolean {
    const ways: State[] = [];
    let at = state;
    let sure = true;
    for (const [index, item] of items.entries()) {
      const next = index === 0 ? state : at.branch();
      const ends = this.#run(item, next);
      if (!ends) {
        if (sure) ways.length = 0;
        ways.push(next);
        at = next;
      }
      // an assignment cannot fail
      sure = sure && item.kind === 'simple' && (item.words.every(isAssignment) || takeApart(item.words).declares);
    }
    const asked = items.length === 2 && items[0] && items[1] ? whereUnset(items[0], items[1]) : undefined;
    this.#become(state, ways, asked);
    return false;
  }

  #branches(node: Node & { kind: 'branches' }, state: State): boolean {
    const ways: State[] = [];
    for (const { test, body } of node.parts) {
      if (test) this.#run(test, state);
      const way = state.branch();
      if (!this.#run(body, way)) ways.push(way);
    }
    if (!node.whole) ways.push(state);
    const [only] = node.parts;
    const asked = node.parts.length === 1 && only?.test ? whereUnset(only.test, only.body) : undefined;
    this.#become(state, ways, asked);
    return node.whole && ways.length === 0;
  }

  /** Takes over what is known behind branches. What is set only where it was not set before is a default: `[ -z "$TP" ] && TP=8`. */
  #become(state: State, ways: readonly State[], asked: string | undefined): void {
    const fallback = asked !== undefined && state.get(asked) === undefined ? ways.find((way) => way !== state)?.get(asked) : undefined;
    merge(state, ways);
    if (asked !== undefined && fallback) state.set(asked, softened(fallback));
  }

  #simple(line: readonly RawWord[], state: State): boolean {
    this.#expander.state = state;
    const simple = takeApart(line);
    const { words, name, before } = simple;
    const changed = clobbered(line, simple);
    if (words.length === 0) for (const word of before) this.#assign(word, state);
    else if (simple.declares) this.#declare(words, state);
    else if (name === ':') this.#defaults(words, state);
    else if (name === 'unset') for (const word of words.slice(1)) this.#unset(word, state);
    else if (name === 'let') return this.#let(words, state);
    else this.#start(simple, state);
    state.forget(changed);
    return /^(?:exit|return)$/.test(name);
  }

  #start({ words, before, name }: Simple, state: State): void {
    const body = this.#functions.get(name);
    const made = this.#expander.command(words, before);
    if (made && !body) this.commands.push({ ...made, ...this.#jobs.of(made) });
    if (/^(?:source|\.)$/.test(name) && !harmless.test(made?.words[1]?.text ?? ''))
      for (const key of state.names()) {
        const held = state.get(key);
        if (held && held !== unset) state.set(key, softened(held));
      }
    if (!body || this.#calls >= deepestCall) return;
    this.#called.add(name);
    this.#calls++;
    for (const [index, word] of (made?.words ?? []).entries())
      if (index > 0 && index < 10)
        state.set(String(index), heldText(word.unknown ? [{ text: '\ufffc', start: -1, soft: false }] : word.pieces, word.at));
    this.#run(body, state);
    for (let index = 1; index < 10; index++) state.drop(String(index));
    this.#calls--;
  }

  #assign(word: RawWord, state: State): void {
    const match = assignment.exec(firstText(word));
    const name = match?.[1];
    if (!match || !name) return;
    const value = this.#expander.value(valueOf(word, match[0].length));
    const old = state.get(name);
    if (match[2] === '+') state.set(name, this.#appended(name, old, value, state));
    // two alternatives, one below the other, of which the reader takes one
    else if (old?.constant && value.constant && !this.#expander.used.has(name) && textOf(old) !== textOf(value))
      state.set(name, softened(value));
    else state.set(name, value);
    this.#expander.used.delete(name);
  }

  /** `ARGS+=" --tp 8"`, `ARGS+=(--tp 8)`, and a sum where the name was declared an integer. */
  #appended(name: string, old: Held | undefined, value: Held, state: State): Held {
    if (old === undefined || old.words === null || value.words === null) return unknownValue;
    if (state.integers.has(name)) {
      const sum = sumOf(`${textOf(old)} + ${textOf(value)}`, (other) => this.#expander.number(other));
      return sum.value === undefined ? unknownValue : computed(sum.value, sum.soft);
    }
    if (old.list && value.list) return { words: [...old.words, ...value.words], list: true, constant: false };
    if (!old.pieces || !value.pieces || old.pieces.length > 2000) return unknownValue;
    return heldText([...old.pieces, ...value.pieces], old.words[0]?.at ?? span(0, 0));
  }

  #declare(words: readonly RawWord[], state: State): void {
    const integer = words.some((word) => /^-[a-zA-Z]*i/.test(plainText(word)));
    for (const word of words.slice(1)) {
      const name = assignment.exec(firstText(word))?.[1] ?? plainText(word);
      if (!/^[A-Za-z_]\w*$/.test(name)) continue;
      if (integer) state.integers.add(name);
      if (plainText(words[0]) === 'export') state.exported.add(name);
      this.#assign(word, state);
    }
  }

  /** `: "${TP:=4}"` does nothing but set what is not set. */
  #defaults(words: readonly RawWord[], state: State): void {
    for (const word of words.slice(1)) {
      const [part] = word.parts;
      const name = part?.kind === 'variable' && word.parts.length === 1 ? /^([A-Za-z_]\w*):?=/.exec(part.text)?.[1] : undefined;
      if (name && part) state.set(name, this.#expander.value({ parts: [part], at: word.at, list: null }));
    }
  }

  #unset(word: RawWord, state: State): void {
    const name = plainText(word);
    if (/^[A-Za-z_]\w*$/.test(name)) state.set(name, unset);
  }

  #let(words: readonly RawWord[], state: State): boolean {
    for (const word of words.slice(1)) this.#sum(word.parts.map((part) => (part.kind === 'gap' ? '$' : part.text)).join(''), state);
    return false;
  }

  /** `(( TP *= 2 ))`, `(( TP++ ))`; what is more than one assignment is not known. */
  #sum(text: string, state: State): void {
    this.#expander.state = state;
    const match = /^\s*([A-Za-z_]\w*)\s*(?:([-+*/%])?=(?!=)\s*(.+?)|(\+\+|--))\s*$/s.exec(text);
    const name = match?.[1];
    if (!match || !name) {
      for (const token of text.matchAll(/[A-Za-z_]\w*/g)) if (/=|\+\+|--/.test(text) && !/[=!<>]=/.test(text)) state.forget([token[0]]);
      return;
    }
    const right = match[3] ?? '1';
    const sign = match[2] ?? match[4]?.[0];
    const sum = sumOf(sign ? `${name} ${sign} (${right})` : right, (other) => this.#expander.number(other));
    state.set(name, sum.value === undefined ? unknownValue : computed(sum.value, sum.soft));
  }
}

/** Files that set up an environment, and no variable of the launch. */
const harmless = /activate|rc$|profile|conda|setvars|modules?|set_env|\/opt\/|\/etc\/|^~/;

const computed = (value: number, soft: boolean): Held => heldText([{ text: String(value), start: -1, soft }], literal('', 0).at);

const textOf = (held: Held): string => held.words?.map((word) => word.text).join(' ') ?? '';

/** The name that a test finds unset, and that the body sets: `[ -z "$TP" ]`, `[[ -z ${TP:-} ]]`. */
function whereUnset(test: Node, body: Node): string | undefined {
  if (test.kind !== 'simple') return undefined;
  const [bracket, flag, variable] = test.words;
  if (!/^(?:\[\[?|test)$/.test(plainText(bracket)) || plainText(flag) !== '-z') return undefined;
  const part = variable?.parts.length === 1 ? variable.parts[0] : undefined;
  const name = part?.kind === 'variable' ? /^([A-Za-z_]\w*)(?::?[-+].*)?$/.exec(part.text)?.[1] : undefined;
  return name && changedIn(body).has(name) ? name : undefined;
}
