import { LaunchBuilder } from './builder.ts';
import { type Config, type ConfigNode, child, descendants, nodeAt, nodesAt, rootOf } from './config-tree.ts';
import type { Dialect, Recognition, Role, Source } from './dialect.ts';
import type { Engine } from './engine.ts';
import { groupLaunches } from './kubernetes.ts';
import type { Refused } from './launch.ts';
import type { Slot } from './slots.ts';
import { truth, valueOf } from './values.ts';

/** The dialect that a configuration is written in. */
export function dialectOf(root: ConfigNode, language: Source['language'], dialects: readonly Dialect[]): Dialect | undefined {
  const keys = new Set(root.children.map(({ key }) => key));
  return dialects.find((dialect) =>
    dialect.recognise.some((recognition) => mayFit(keys, recognition) && fits(root, language, recognition)),
  );
}

/** The first keys of the paths that a config has to have, of each the alternatives; null where any key will do. */
const firsts = new WeakMap<Recognition, readonly (readonly string[] | null)[]>();

/** A look at the keys of the root alone, which turns most dialects away: a guide may hold a thousand configs. */
function mayFit(keys: ReadonlySet<string>, by: Recognition): boolean {
  let needed = firsts.get(by);
  if (!needed) {
    needed = (by.keys ?? []).map((paths) => {
      const first = paths.split('|').map((path) => (path.split('.')[0] as string).replace('[]', ''));
      return first.some((key) => key === '' || key.startsWith('*')) ? null : first;
    });
    firsts.set(by, needed);
  }
  return needed.every((first) => first === null || first.some((key) => keys.has(key)));
}

function fits(root: ConfigNode, language: Source['language'], by: Recognition): boolean {
  if (by.language && by.language !== language) return false;
  if (by.kind && !by.kind.test(child(root, 'kind')?.text ?? '')) return false;
  if (by.api && !by.api.test(child(root, 'apiVersion')?.text ?? '')) return false;
  const there = (paths: string): boolean => paths.split('|').some((path) => nodesAt(root, path).length > 0);
  return (by.keys ?? []).every(there) && !(by.without ?? []).some(there);
}

/** An object of Kubernetes, known to a dialect or not. */
export const isKubernetes = (root: ConfigNode): boolean =>
  (child(root, 'apiVersion')?.text ?? '') !== '' && (child(root, 'kind')?.text ?? '') !== '';

/** Keys that one map has twice, where the loader of the dialect stops at them. */
function writtenTwice(root: ConfigNode, dialect: Dialect, text: string): Refused[] {
  if (!dialect.twice) return [];
  const out: Refused[] = [];
  for (const { children } of [root, ...descendants(root)]) {
    const seen = new Set<string>();
    for (const { label, file } of children) {
      if (!label || file !== undefined) continue;
      const key = text.slice(label.start, label.end).replace(/^["']|["']$/g, '');
      if (seen.has(key))
        out.push({
          at: label,
          message: `${key} is written twice; ${dialect.title.replace(/ JSON$/, '')} stops with: ${dialect.twice.replace('{key}', key)}`,
        });
      seen.add(key);
    }
  }
  return out.slice(0, 20);
}

/** What a configuration launches. */
export function readDialect(dialect: Dialect, config: Config, source: Source, servers: readonly Engine[]): LaunchBuilder[] {
  const out: LaunchBuilder[] = [];
  for (const role of dialect.roles ?? []) out.push(...readRole(role, config));
  for (const group of dialect.groups ?? []) out.push(...groupLaunches(config.root, group, source.text, servers));
  out.push(...(dialect.read?.(config, source) ?? []));
  // what a file of changes leaves out stands in its parent
  const refused = writtenTwice(config.root, dialect, source.text);
  if (refused.length > 0) out[0]?.refused(refused);
  if (config.merged || inherits(config.root)) for (const builder of out) builder.closed = false;
  return out;
}

/** Hydra's `defaults`, `base_config` and the like: keys come in from other files. */
function inherits(root: ConfigNode): boolean {
  const defaults = child(root, 'defaults');
  if (defaults) {
    if (defaults.children.length === 0) return defaults.text !== '';
    for (const item of defaults.children) {
      if (item.text === '_self_' || item.text === '') {
        // `optional tp_overlap@model.ub_tp_comm_overlap_cfg: …` fills one key that no rule reads
        const [only] = item.children;
        if (item.children.length === 0 || (only && /^optional \w+@/.test(only.key))) continue;
      }
      return true;
    }
  }
  return ['base_config', '_base_', 'include', 'includes', 'extends', 'inherit_from'].some((key) => {
    const found = child(root, key);
    return found !== undefined && (found.text !== '' || found.children.length > 0) && !/^(?:null|base\.yml)$/.test(found.text);
  });
}

const hardwareSlots: ReadonlySet<string> = new Set(['gpus', 'nodes', 'gpus_per_node']);

function readRole(role: Role, config: Config): LaunchBuilder[] {
  const out: LaunchBuilder[] = [];
  for (const node of nodesAt(config.root, role.at)) {
    const at = (path: string): ConfigNode | undefined => (path.startsWith('/') ? nodeAt(rootOf(node), path.slice(1)) : nodeAt(node, path));
    if (role.when) {
      const condition = at(role.when);
      if (!condition || (condition.children.length === 0 && truth(valueOf(condition)) !== true)) continue;
    }
    if (role.unless && at(role.unless)) continue;
    const builder = new LaunchBuilder(role.engine, role.name ?? nameOf(node), node === config.root ? config.span : node.span);
    for (const path of role.arguments ?? []) builder.map(at(path));
    for (const [slot, paths] of Object.entries(role.numbers ?? {})) {
      const found = (paths ?? []).map(at).find((item) => item !== undefined && valueOf(item).kind !== 'none');
      if (!found) continue;
      const shared = role.whole && hardwareSlots.has(slot) && truth(valueOf(at(role.whole))) === false && at(role.whole) !== undefined;
      builder.number(slot as Slot, shared ? { kind: 'unknown' } : valueOf(found));
    }
    for (const [name, paths] of Object.entries(role.switches ?? {})) {
      const found = paths.map(at).find((item) => item !== undefined);
      if (found) builder.switch(name, found.children.length > 0 ? true : truth(valueOf(found)));
    }
    for (const [name, paths] of Object.entries(role.words ?? {})) {
      for (const found of paths.map(at)) {
        const value = valueOf(found);
        if (value.kind !== 'text') continue;
        builder.words(name, { text: value.text, place: value.at });
        break;
      }
    }
    role.finish?.(builder, node);
    if (role.closed !== undefined) builder.closed = role.closed;
    Object.assign(builder.defaults, role.defaults);
    out.push(builder);
  }
  return out;
}

const nameOf = (node: ConfigNode): string => {
  const name = valueOf(child(node, 'name'));
  return node.parent && name.kind === 'text' ? name.text : node.key;
};
