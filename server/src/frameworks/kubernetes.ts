import { type Span, span } from '../text/span.ts';
import type { LaunchBuilder } from './builder.ts';
import { commandLaunch, engineOf, scriptsIn, textOf } from './commands.ts';
import { type ConfigNode, child, descendants, nodeAt, nodesAt } from './config-tree.ts';
import { devicesPerChip, selectedAccelerator } from './devices.ts';
import type { PodGroup, PodPart } from './dialect.ts';
import type { Engine } from './engine.ts';
import type { Bound } from './launch.ts';
import { type Command, literal, readScript, type Word } from './shell.ts';
import { numberOf, truth, valueOf } from './values.ts';

/** A container: what it runs, and the accelerators it asks for. */
export interface Container {
  readonly node: ConfigNode;
  readonly name: string;
  readonly commands: readonly Command[];
  readonly environment: ReadonlyMap<string, Word>;
  readonly image: string;
}

/** Resources that are one accelerator each. Slices (MIG) and fractions are not. */
const accelerator =
  /^(?:nvidia\.com\/gpu|huawei\.com\/ascend\w*|amd\.com\/gpu|gpu\.intel\.com\/(?:i915|xe)|habana\.ai\/gaudi|google\.com\/tpu|metax-tech\.com\/gpu|gpu)$/i;
/** Resources that hold several ranks each, or a share of one. */
const otherwise = /^(?:nvidia\.com\/mig|huawei\.com\/(?!ascend\d\w*$)|aws\.amazon\.com\/neuron)|gpumem|gpucores|gpu-memory|vgpu|shared/i;

/** The containers below a node, those of initialisation left out. */
export function containersIn(node: ConfigNode, text: string, given: ReadonlyMap<string, Word> = new Map()): Container[] {
  const out: Container[] = [];
  for (const found of descendants(node)) {
    if (found.key === 'containers') for (const item of found.children) out.push(containerOf(item, text, given));
    else if ((found.key === 'mainContainer' || found.key === 'runner') && found.children.length > 0)
      out.push(containerOf(found, text, given));
  }
  return out;
}

export function containerOf(node: ConfigNode, text: string, given: ReadonlyMap<string, Word> = new Map()): Container {
  const environment = new Map([...given, ...environmentOf(node)]);
  return {
    node,
    name: wordOf(child(node, 'name')),
    image: wordOf(child(node, 'image')),
    environment,
    commands: commandsOf(node, text, environment),
  };
}

const wordOf = (node: ConfigNode | undefined): string => {
  const value = valueOf(node);
  return value.kind === 'text' ? value.text : '';
};

/** `env: [{name, value}]`, or `env: {NAME: value}`. */
export function environmentOf(node: ConfigNode): Map<string, Word> {
  const out = new Map<string, Word>();
  for (const key of ['env', 'envs', 'environment', 'extraEnvVars']) {
    for (const item of child(node, key)?.children ?? []) {
      // Compose: `- NAME=value`
      const pair = item.key === '' && item.children.length === 0 ? /^([A-Za-z_]\w*)=(.*)$/.exec(item.text) : null;
      if (pair?.[1]) {
        const known = pair[2] !== undefined && pair[2] !== '' && !/\$[({\w]|\{\{/.test(pair[2]);
        const at = item.span.start + pair[1].length + 1;
        out.set(pair[1], known ? literal(pair[2] ?? '', at) : { text: '\ufffc', unknown: true, pieces: [], at: item.span });
        continue;
      }
      const name = item.key !== '' ? item : child(item, 'name');
      const value = item.key !== '' ? item : child(item, 'value');
      const called = item.key !== '' ? item.key : (name?.text ?? '');
      if (called === '') continue;
      const known = value && value.children.length === 0 && value.text !== '' && !/\$[({\w]|\{\{/.test(value.text);
      out.set(called, known ? literal(value.text, value.span.start) : { text: '\ufffc', unknown: true, pieces: [], at: item.span });
    }
  }
  return out;
}

/** What a container runs: the words of `command` and `args`, or the scripts they hand to a shell. */
export function commandsOf(node: ConfigNode, text: string, environment: ReadonlyMap<string, Word>): Command[] {
  const parts = [child(node, 'command'), child(node, 'args')];
  const words: Word[] = [];
  let open = false;
  for (const part of parts) {
    if (!part) continue;
    if (part.children.length === 0) {
      // one string: a command line
      if (part.text !== '') return run(text, part, environment);
      continue;
    }
    for (const item of part.children) {
      if (item.children.length > 0 || item.key !== '') open = true;
      else words.push(argument(item, environment));
    }
  }
  if (words.length === 0) return [];
  const first = words[0];
  const shell = first && /(?:^|\/)(?:ba|z|da)?sh$/.test(first.text) && words.some((word) => /^-\w*c$/.test(word.text));
  if (shell) {
    const flag = words.findIndex((word) => /^-\w*c$/.test(word.text));
    const script = words.slice(flag + 1).find((word) => word.text !== '--');
    const piece = script?.pieces[0];
    if (!script || !piece || piece.start < 0) return [];
    return scriptCommands(text, span(piece.start, piece.start + script.text.length), environment, isFolded(text, piece.start));
  }
  const last = words.at(-1);
  return [{ words, at: span(first?.at.start ?? 0, last?.at.end ?? 0), open, environment }];
}

function run(text: string, node: ConfigNode, environment: ReadonlyMap<string, Word>): Command[] {
  return scriptCommands(text, node.span, environment, isFolded(text, node.span.start));
}

/** All commands of a script and of the scripts in it. */
export function scriptCommands(text: string, at: Span, environment: ReadonlyMap<string, Word>, folded: boolean): Command[] {
  const options = { environment, folded };
  return scriptsIn(text, readScript(text, at, options), options).flatMap((script) => script.commands);
}

/** Whether the block scalar that holds `at` is folded: `>` and `>-`, whose lines are one. A plain scalar of several lines is, too. */
export function isFolded(text: string, at: number): boolean {
  const line = text.lastIndexOf('\n', at - 1);
  if (line < 0 || text.slice(line + 1, at).trim() !== '') {
    // the words start on the line of the key: a plain or quoted scalar, folded where it goes on
    return true;
  }
  let end = line;
  while (end > 0 && /\s/.test(text[end - 1] ?? '')) end--;
  const start = text.lastIndexOf('\n', end - 1);
  return !/\|[-+\d]*\s*(?:#.*)?$/.test(text.slice(start + 1, end));
}

/** An element of `args`; Kubernetes fills in `$(NAME)` itself. */
function argument(node: ConfigNode, environment: ReadonlyMap<string, Word>): Word {
  const { text } = node;
  const name = /^\$\((\w+)\)$/.exec(text)?.[1];
  if (name) return environment.get(name) ?? { text: '\ufffc', unknown: true, pieces: [], at: node.span };
  const flag = /^(--?[\w-]+=)\$\((\w+)\)$/.exec(text);
  if (flag?.[1] && flag[2]) {
    const value = environment.get(flag[2]);
    const head = { text: flag[1], start: node.span.start, soft: false };
    if (value && !value.unknown) return { text: flag[1] + value.text, unknown: false, pieces: [head, ...value.pieces], at: node.span };
    return { text: `${flag[1]}\ufffc`, unknown: true, pieces: [head], at: node.span };
  }
  return literal(text, node.span.start);
}

/** The GPUs that a container asks for; null where it asks for a number that cannot be told, undefined where it asks for none. */
export function gpusOf(container: ConfigNode, resources = 'resources'): Bound | null | undefined {
  for (const place of [`${resources}.limits`, `${resources}.requests`]) {
    for (const item of nodeAt(container, place)?.children ?? []) {
      if (otherwise.test(item.key)) return null;
      if (!accelerator.test(item.key)) continue;
      const value = numberOf(item);
      if (!value) return null;
      return {
        value: value.value,
        place: value.digits,
        editable: value.digits !== null,
        weak: value.soft,
        source: 'written',
        inputs: [],
        parts: [],
      };
    }
  }
  if (child(container, 'resources') && nodesAt(container, 'resources.claims').length > 0) return null;
  return undefined;
}

interface PodCount {
  readonly pods: number;
  readonly most: number;
  readonly gpus: Bound | null | undefined;
}

/** GPUs of all pods of a group: known, or null. `options`: what they come to where the replicas are nodes of one engine. */
export interface GroupSize {
  readonly gpus: Bound;
  readonly options: readonly number[];
  readonly perPod: Bound | undefined;
  readonly pods: number;
}

export function sizeOf(group: ConfigNode, shape: PodGroup, text: string): GroupSize | null {
  if (shape.unsized) return null;
  const parts: { name: string; place: Span }[] = [];
  const stated = firstCount(group, shape.size ?? []);
  if (stated === null) return null;
  const size = stated ?? (shape.sizeOf && child(group, shape.sizeOf.key) ? { value: shape.sizeOf.count, place: null } : undefined);
  const replicas = firstCount(group, shape.replicas ?? []);
  if (replicas === null) return null;
  const pods: PodCount[] = [];
  let left = size?.value ?? 1;
  const described = (shape.parts ?? []).flatMap((part) => nodesAt(group, part.at).map((node) => ({ part, node })));
  const known = described.length > 0 ? described : [{ part: { at: '' }, node: group }];
  for (const { part, node } of known) {
    let count = 1;
    let most = 0;
    if ('leader' in part && part.leader) left--;
    else if ('count' in part && part.count) {
      const counted = countOf(node, part);
      if (counted === null) return null;
      count = counted.pods;
      most = counted.most;
      for (const { value, place } of counted.stated) if (place) parts.push({ name: `${value} pods`, place });
    } else if (described.length === 0 || !described.some((other) => other.part.leader)) count = size?.value ?? 1;
    else count = left;
    const gpus = podGpus(node, shape, text);
    if (gpus === null) return null;
    pods.push({ pods: count, most: Math.max(count, most), gpus });
    if (gpus?.place) parts.push({ name: `${gpus.value} GPUs per pod`, place: gpus.place });
  }
  if (size?.place) parts.push({ name: `${size.value} pods in a group`, place: size.place });
  let total = 0;
  let perPod: Bound | undefined;
  for (const { pods: count, gpus } of pods) {
    total += count * (gpus?.value ?? 0);
    if (gpus && gpus.value > 0) perPod ??= gpus;
  }
  if (total <= 0 || !perPod) return null;
  const count = pods.reduce((all, pod) => all + (pod.gpus ? pod.pods : 0), 0);
  // replicas may be nodes of one engine or copies of it; a cluster may grow
  const grown = pods.reduce((all, pod) => all + pod.most * (pod.gpus?.value ?? 0), 0);
  const options = [...new Set([total, replicas && replicas.value > 1 ? total * replicas.value : total, grown])];
  if (replicas?.place && replicas.value > 1) parts.push({ name: `${replicas.value} replicas`, place: replicas.place });
  const single = parts.length === 1 && count === 1;
  return {
    gpus: {
      value: total,
      place: single ? perPod.place : null,
      editable: single && perPod.editable,
      weak: pods.some((pod) => pod.gpus?.weak),
      source: single ? 'written' : 'derived',
      inputs: [],
      parts,
    },
    options,
    perPod,
    pods: count,
  };
}

/** Pods of a part: its count within its bounds, times the hosts of each. */
function countOf(node: ConfigNode, part: PodPart): { pods: number; most: number; stated: Count[] } | null {
  const [stated, least, most, hosts] = [part.count, part.least, part.most, part.hosts].map((path) =>
    path === undefined ? undefined : firstCount(node, [path]),
  );
  if (stated === null || least === null || hosts === null) return null;
  if (part.off && truth(valueOf(nodeAt(node, part.off))) !== false) return nodeAt(node, part.off) ? { pods: 0, most: 0, stated: [] } : null;
  const each = hosts?.value ?? 1;
  const limit = most?.value ?? Number.POSITIVE_INFINITY;
  const count = Math.min(Math.max(stated?.value ?? part.absent ?? 1, least?.value ?? 0), limit);
  return {
    pods: count * each,
    most: (part.grows === false ? count : Math.max(count, most?.value ?? 0)) * each,
    stated: [stated, hosts].flatMap((found) => found ?? []),
  };
}

/** GPUs of one pod: of all its containers together. Null where one cannot be told, undefined where none are asked for. */
function podGpus(pod: ConfigNode, shape: PodGroup, text: string): Bound | null | undefined {
  for (const path of shape.gpus ?? []) {
    const node = nodeAt(pod, path);
    if (!node) continue;
    const value = numberOf(node);
    return value
      ? {
          value: value.value,
          place: value.digits,
          editable: value.digits !== null,
          weak: value.soft,
          source: 'written',
          inputs: [],
          parts: [],
        }
      : null;
  }
  let sum: Bound | undefined;
  for (const container of containersIn(pod, text)) {
    const gpus = gpusOf(container.node);
    if (gpus === null) return null;
    if (gpus && gpus.value > 0) sum = sum ? { ...sum, value: sum.value + gpus.value, editable: false } : gpus;
  }
  return sum;
}

interface Count {
  readonly value: number;
  readonly place: Span | null;
}

/** The first count that is written; null where it cannot be told. */
function firstCount(node: ConfigNode, paths: readonly string[]): Count | null | undefined {
  for (const path of paths) {
    const found = nodeAt(node, path);
    if (!found || found.children.length > 0) continue;
    const value = valueOf(found);
    if (value.kind === 'none') continue;
    if (value.kind !== 'number' || !Number.isInteger(value.written.value) || value.written.value < 0) return null;
    return { value: value.written.value, place: value.written.digits };
  }
  return undefined;
}

/** The engines that a group of pods runs, with the GPUs of the group. */
export function groupLaunches(root: ConfigNode, shape: PodGroup, text: string, engines: readonly Engine[]): LaunchBuilder[] {
  const out: LaunchBuilder[] = [];
  for (const group of nodesAt(root, shape.at)) {
    const containers = containersIn(group, text, givenTo(group, shape));
    if (containers.length === 0) continue;
    const size = sizeOf(group, shape, text);
    const found: { builder: LaunchBuilder; container: Container }[] = [];
    for (const container of containers) {
      for (const command of container.commands) {
        const engine = engineOf(command, engines) ?? byImage(container, command, engines);
        if (!engine || isClient(command)) continue;
        const name =
          wordOf(child(group, 'name')) ||
          (/^(?:spec|template)$|Template$/.test(group.key) ? '' : group.key) ||
          wordOf(nodeAt(root, 'metadata.name')) ||
          container.name;
        found.push({ builder: commandLaunch(command, engine, name), container });
      }
    }
    const joins = /\bray (?:start|status|symmetric-run)\b|RAY_ADDRESS|KUBERAY|run_cluster|multi-node-serving/.test(
      text.slice(root.span.start, endOf(root)),
    );
    const tpus = containers.filter(({ node }) => nodeAt(node, 'resources.limits')?.children.some(({ key }) => key === 'google.com/tpu'));
    const selected = selectedAccelerator(group);
    for (const { builder, container } of found) {
      builder.switch('joins', joins);
      if (selected && !builder.wordsOf('accelerator')) builder.words('accelerator', selected);
      // several engines in one pod share its GPUs in a way that cannot be told
      const own = new Set(
        found.filter((other) => other.container !== container && gpusOf(other.container.node)).map((other) => other.container),
      );
      const sharing = found.filter((other) => other.container === container).length;
      const chips = size && tpus.length > 0 ? devicesPerChip(group) : 1;
      if (size && sharing === 1 && (own.size === 0 || !gpusOf(container.node) || sameGroup(container, own, group))) {
        const each = chips ?? 1;
        // a chip whose kind is not named may show two devices
        const options =
          chips === undefined ? size.options.flatMap((count) => [count, 2 * count]) : size.options.map((count) => count * each);
        builder.bound('gpus', times(size.gpus, each)).room([...new Set(options)]);
        if (size.perPod) builder.bound('gpus_per_pod', times(size.perPod, each));
        builder.switch('single', size.pods === 1 && size.options.length === 1 && containers.length === 1 && chips !== undefined);
        if (size.pods > 1) builder.podsOf(size.pods);
      }
      out.push(builder);
    }
  }
  return out;
}

const times = (bound: Bound, factor: number): Bound =>
  factor === 1 ? bound : { ...bound, value: bound.value * factor, editable: false, source: 'derived' };

/** What a controller puts into the environment of a group's pods: its size. */
function givenTo(group: ConfigNode, shape: PodGroup): Map<string, Word> {
  const size = firstCount(group, shape.size ?? []);
  if (!size?.place) return new Map();
  const word = { ...literal(String(size.value), size.place.start), at: size.place };
  return new Map(['LWS_GROUP_SIZE', 'RBG_LWP_GROUP_SIZE', 'POD_GROUP_SIZE'].map((name) => [name, word]));
}

/** Where a node and all below it end. */
const endOf = (node: ConfigNode): number => descendants(node).reduce((end, item) => Math.max(end, item.span.end), 0);

/** Leader and worker of a group run the same engine: one launch on all their GPUs. */
const sameGroup = (container: Container, others: ReadonlySet<Container>, group: ConfigNode): boolean =>
  [...others].every((other) => podOf(other.node, group) !== podOf(container.node, group));

function podOf(node: ConfigNode, group: ConfigNode): ConfigNode {
  let at = node;
  while (at.parent && at.parent !== group && at.key !== 'spec' && at.key !== 'template') at = at.parent;
  return at;
}

/** `vllm/vllm-openai` starts vLLM by itself: its arguments are the engine's. */
function byImage(container: Container, command: Command, engines: readonly Engine[]): Engine | undefined {
  const first = command.words[0]?.text ?? '';
  if (!first.startsWith('-')) return undefined;
  return engines.find((engine) => engine.image?.test(container.image));
}

const isClient = (command: Command): boolean => /\bbench(?:mark)?[_ ]|\bbench_serving\b|\bcurl\b/.test(textOf(command).slice(0, 200));
