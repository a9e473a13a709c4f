import { span } from '../text/span.ts';
import { isOpen, LaunchBuilder, partValue } from './builder.ts';
import { type Config, type ConfigNode, normalKey } from './config-tree.ts';
import { onShownDevices } from './devices.ts';
import type { Engine } from './engine.ts';
import { foreignFlags } from './foreign.ts';
import { readJsonFlags } from './json-flags.ts';
import { type Command, literal, offsetIn, readScript, type Script, type ScriptOptions, type Word } from './shell.ts';
import type { Slot } from './slots.ts';

/** A program that starts processes on nodes: how many of each. */
interface Launcher {
  readonly program: RegExp;
  readonly numbers: Readonly<Partial<Record<Slot, readonly string[]>>>;
  /** Numbers that it takes where none are given. */
  readonly defaults?: Readonly<Partial<Record<Slot, number>>>;
  /** Variables of its environment that set numbers. */
  readonly environment?: Readonly<Record<string, Slot>>;
  /** Words that name other nodes, however many: no default then. */
  readonly unless?: RegExp;
}

const launchers: readonly Launcher[] = [
  {
    program: /\b(?:torchrun|torch\.distributed\.(?:run|launch)|torchx run)\b/,
    numbers: { gpus_per_node: ['nproc-per-node', 'nproc_per_node'], nodes: ['nnodes'] },
    defaults: { nodes: 1 },
  },
  { program: /\baccelerate launch\b/, numbers: { gpus: ['num_processes', 'num-processes'], nodes: ['num_machines', 'num-machines'] } },
  {
    program: /\bdeepspeed\b(?!\.)/,
    numbers: { gpus_per_node: ['num_gpus', 'num-gpus'], nodes: ['num_nodes', 'num-nodes'] },
    // without a list of hosts it starts on its own
    defaults: { nodes: 1 },
    unless: /\s(?:-H|--hostfile|--include|-i|--exclude|-e|--launcher|--force_multi)\b/,
  },
  {
    program: /\bcolossalai run\b/,
    numbers: { gpus_per_node: ['nproc_per_node', 'nproc-per-node'] },
    defaults: { nodes: 1 },
    unless: /\s--host(?:file)?\b/,
  },
  {
    program: /\b(?:swift|megatron) (?:rlhf|sft|pt)\b|\bllamafactory-cli train\b/,
    numbers: {},
    environment: { NPROC_PER_NODE: 'gpus_per_node', NNODES: 'nodes' },
    defaults: { nodes: 1 },
  },
  // torchtitan’s own script
  { program: /\brun_train\.sh\b/, numbers: {}, environment: { NGPU: 'gpus_per_node' }, defaults: { nodes: 1 } },
  { program: /\bmpi(?:run|exec)\b/, numbers: { gpus: ['np', 'n'] } },
  { program: /\bsrun\b/, numbers: { gpus: ['ntasks', 'n'], nodes: ['nodes', 'N'] } },
];

const joined = new WeakMap<Command, string>();

/** The words of a command, blanks between them. */
export function textOf(command: Command): string {
  let text = joined.get(command);
  if (text === undefined) {
    text = command.words
      .map((word) => word.text)
      .join(' ')
      .slice(0, 20_000);
    joined.set(command, text);
  }
  return text;
}

/** The engine that a command starts, by its program, else by flags that only it has. */
export function engineOf(command: Command, engines: readonly Engine[]): Engine | undefined {
  // what a shell is handed is read as a script of its own
  if (innerScript(command)) return undefined;
  const text = textOf(command);
  for (const engine of engines) if (engine.programs.some((program) => program.test(text))) return engine;
  for (const engine of engines) {
    if (engine.signature?.some((flag) => command.words.some((word) => word.text === flag || word.text.startsWith(`${flag}=`))))
      return engine;
  }
  return undefined;
}

/** A command line as a launch: what its launcher counts, then the engine's own flags. */
export function commandLaunch(command: Command, engine: Engine, name: string): LaunchBuilder {
  const builder = new LaunchBuilder(engine, name, command.at);
  countStarted(builder, command);
  builder.command(command);
  // nodes that the program itself is told of, whatever started it
  builder.switch(
    'own_nodes',
    command.words.some(({ text }) => /^--nnodes(?:=|$)/.test(text)),
  );
  if (engine.modelBehind) modelBehind(builder, command, engine.modelBehind);
  readJsonFlags(builder, command);
  readEnvironment(builder, command);
  if (engine.modelBehind || engine.id === 'sglang') onShownDevices(builder, command);
  const foreign = foreignFlags(behindProgram(command, engine), engine);
  // what the program refuses sets nothing, and the rest is not what it means to be
  for (const flag of foreign) if (flag.certain) builder.bound(flag.slot, undefined);
  return builder.foreign(foreign);
}

/** Numbers that the engine takes from its environment. */
function readEnvironment(builder: LaunchBuilder, command: Command): void {
  for (const [name, what] of Object.entries(builder.engine.environment ?? {})) {
    const word = command.environment.get(name) ?? handedOn(command, name);
    if (!word) continue;
    if (typeof what === 'string') builder.number(what, word.unknown ? { kind: 'unknown' } : partValue(word, 0));
    else if (!/^(?:0|false|)$/i.test(word.text)) builder.words(what.words, { text: word.text, place: word.at });
  }
}

/** A variable that `docker run -e NAME=value` gives to what it runs. */
function handedOn({ words }: Command, name: string): Word | undefined {
  for (const [index, word] of words.entries()) {
    const match = /^(?:--env=)?([A-Z]\w*)=/.exec(word.text);
    const given = match && (word.text.startsWith('--env=') || /^(?:-e|--env)$/.test(words[index - 1]?.text ?? ''));
    if (!given || match[1] !== name) continue;
    const start = offsetIn(word, match[0].length);
    return start < 0 ? { ...word, text: word.text.slice(match[0].length) } : literal(word.text.slice(match[0].length), start);
  }
  return undefined;
}

/** Sets the nodes and processes that the command's launcher starts, where it has one. */
export function countStarted(builder: LaunchBuilder, command: Command): void {
  const text = textOf(command);
  const launcher = launchers.find((candidate) => candidate.program.test(text));
  const from = launcher ? indexOfProgram(command, launcher.program) : -1;
  if (launcher && from >= 0)
    countProcesses(
      builder,
      command.words.slice(from),
      command.environment,
      launcher.unless?.test(text) || (!builder.closed && isOpen(command)) ? { ...launcher, defaults: {} } : launcher,
    );
}

/** Where each word of the command ends in `textOf`. */
function endsOf({ words }: Command): number[] {
  let end = -1;
  return words.map(({ text }) => {
    end += 1 + text.length;
    return end;
  });
}

/** Index of the word with which the program's name ends. */
function indexOfProgram(command: Command, program: RegExp): number {
  const text = textOf(command);
  const found = program.exec(text);
  if (!found) return -1;
  const ends = endsOf(command);
  // a beginning of what matches may match too: the shortest one
  let [low, high] = [0, ends.findIndex((end) => end >= found.index + found[0].length)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (program.test(text.slice(0, ends[middle]))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The arguments of the engine's own program, or of its image; none where the engine is known by its flags alone. */
function behindProgram(command: Command, engine: Engine): readonly Word[] {
  const ends = engine.programs.map((program) => indexOfProgram(command, program)).filter((index) => index >= 0);
  if (command.words[0]?.text.startsWith('-')) return command.words;
  return ends.length > 0 ? command.words.slice(Math.min(...ends) + 1) : [];
}

function countProcesses(builder: LaunchBuilder, words: readonly Word[], environment: Command['environment'], launcher: Launcher): void {
  const names = new Map<string, Slot>();
  for (const [slot, spelled] of Object.entries(launcher.numbers))
    for (const name of spelled ?? []) names.set(normalKey(name), slot as Slot);
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    // what stands behind the script belongs to it
    if (!word || /\.(?:py|sh)$/.test(word.text)) break;
    const flag = /^--?([A-Za-z][\w-]*)(=?)/.exec(word.text);
    const slot = flag?.[1] ? (names.get(normalKey(flag[1])) ?? shortened(normalKey(flag[1]), names)) : undefined;
    if (!flag || !slot) continue;
    const next = words[i + 1];
    const value = flag[2] ? partValue(word, flag[0].length) : next ? partValue(next, 0) : { kind: 'unknown' as const };
    builder.number(slot, value);
  }
  for (const [name, slot] of Object.entries(launcher.environment ?? {})) {
    const word = environment.get(name);
    if (word) builder.number(slot, word.unknown ? { kind: 'unknown' } : partValue(word, 0));
  }
  for (const [slot, value] of Object.entries(launcher.defaults ?? {}))
    if (!builder.has(slot as Slot)) (builder.closed ? builder.defaults : builder.started)[slot as Slot] = value;
}

/** `--nnode 3`: launchers take the beginning of a name for the whole. */
function shortened(key: string, names: ReadonlyMap<string, Slot>): Slot | undefined {
  if (!/^(?:nnode|nproc|num_p|num_m|num_n|num_g)/.test(key)) return undefined;
  const found = new Set([...names].filter(([whole]) => whole.startsWith(key)).map(([, slot]) => slot));
  return found.size === 1 ? [...found][0] : undefined;
}

function modelBehind(builder: LaunchBuilder, command: Command, program: RegExp): void {
  const found = program.exec(textOf(command));
  const word = found && command.words[endsOf(command).findIndex((end) => end >= found.index + found[0].length) + 1];
  if (!word || word.unknown || word.text.startsWith('-') || word.text.includes('=')) return;
  const start = offsetIn(word, 0);
  if (start >= 0) builder.words('model', { text: word.text, place: span(start, start + word.text.length) });
}

/** Scripts in a script: `sh -c "…"`, `bash -lc '…'`. */
export function scriptsIn(text: string, script: Script, options: ScriptOptions = {}): Script[] {
  const out = [script];
  if ((options.depth ?? 0) > 3) return out;
  for (const command of script.commands) {
    const inner = innerScript(command);
    if (!inner) continue;
    const start = offsetIn(inner, 0);
    const last = inner.pieces.at(-1);
    if (start < 0 || !last || last.start < 0 || inner.text.length < 4) continue;
    const nested = readScript(text, span(start, last.start + last.text.length), { ...options, depth: (options.depth ?? 0) + 1 });
    out.push(...scriptsIn(text, nested, { ...options, depth: (options.depth ?? 0) + 1 }));
  }
  return out;
}

/** The script of `sh -c SCRIPT`. */
export function innerScript(command: Command): Word | undefined {
  const shell = command.words.findIndex((word) => /(?:^|\/)(?:ba|z|da)?sh$/.test(word.text));
  if (shell < 0) return undefined;
  const flag = command.words.findIndex((word, index) => index > shell && /^-\w*c$/.test(word.text));
  if (flag < 0) return undefined;
  return command.words.slice(flag + 1).find((word) => word.text !== '--');
}

/** Overrides of a Hydra or argparse program as a configuration: `actor.tp=8`, `+trainer.nnodes=2`, `--parallelism.tensor_parallel_degree 8`. */
export function overridesOf(command: Command): Config {
  const root: Mutable = { key: '', label: null, text: '', span: command.at, children: [], parent: null };
  const { words } = command;
  for (const [index, word] of words.entries()) {
    const pair = /^(?:\+{1,2}|--)?([A-Za-z_][\w-]*(?:[./][\w-]+)*)=/.exec(word.text);
    const flag = pair ? null : /^--([A-Za-z_][\w-]*(?:\.[\w-]+)+)$/.exec(word.text);
    const path = pair?.[1] ?? flag?.[1];
    if (!path) continue;
    const value = pair ? word : words[index + 1];
    if (!value) continue;
    const from = pair ? pair[0].length : 0;
    const start = offsetIn(value, from);
    const text = value.text.slice(from);
    const keyAt = offsetIn(word, pair ? pair[0].indexOf(path) : 2);
    put(
      root,
      path.split(/[./]/),
      text,
      start < 0 ? value.at : span(start, start + text.length),
      keyAt < 0 ? null : span(keyAt, keyAt + path.length),
    );
  }
  return { root, span: command.at, comments: [], merged: command.open };
}

type Mutable = {
  key: string;
  label: ConfigNode['label'];
  text: string;
  span: ConfigNode['span'];
  children: Mutable[];
  parent: Mutable | null;
};

function put(root: Mutable, path: readonly string[], text: string, at: ConfigNode['span'], label: ConfigNode['label']): void {
  let node = root;
  for (const key of path) {
    const name = normalKey(key);
    let next = node.children.find((child) => child.key === name);
    if (!next) {
      next = { key: name, label: null, text: '', span: at, children: [], parent: node };
      node.children.push(next);
    }
    node = next;
  }
  node.text = text;
  node.span = at;
  node.label = label;
}
