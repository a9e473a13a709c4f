import type { Files } from '../document/files.ts';
import { detectLanguage } from '../document/language.ts';
import { readDocument } from '../document/read.ts';
import { span } from '../text/span.ts';
import { type ConfigNode, child, nodeAt, readConfigs } from './config-tree.ts';

/** Other files of the project that a config takes values from. */
export interface Include {
  /** Path of the key that names them. */
  readonly key: string;
  /**
   * - `parents`: files, or names as Hydra composes them, whose values count where the config itself gives none (`defaults`)
   * - `part`: one file that stands in the place of the value; looked for in the folder of the config and those above it
   */
  readonly kind: 'parents' | 'part';
}

/** Where a node of another file stands in this document: nowhere. */
const elsewhere = span(-1e9, -1e9);
const mostLookups = 200;
const deepest = 8;
const largest = 1_000_000;
const mostFolders = 12;
const readable = /\.(?:ya?ml|jsonc?|toml)$/i;

/** Looks up the files that configs of one document name, and remembers what was asked for. */
export class Includes {
  readonly #path: string | null;
  readonly #files: Files;
  readonly #roots = new Map<string, ConfigNode | null>();
  /** Paths that were asked for, found or not, in the order of asking. */
  readonly wanted = new Set<string>();

  constructor(path: string | null, files: Files = () => undefined) {
    this.#path = path;
    this.#files = files;
  }

  /** The config with its other files taken in; a key that names one which cannot be read stays as it is. */
  resolve(root: ConfigNode, includes: readonly Include[]): ConfigNode {
    let found = root;
    for (const { key, kind } of includes) {
      const node = nodeAt(found, key);
      if (!node || this.#path === null) continue;
      found = (kind === 'parents' ? this.#parents(found, node, folderOf(this.#path), [this.#path]) : this.#part(found, node)) ?? found;
    }
    return found;
  }

  /** `root` with the values of its parents below its own; null where one of them cannot be had. */
  #parents(root: ConfigNode, node: ConfigNode, folder: string, chain: readonly string[]): ConfigNode | null {
    if (chain.length > deepest) return null;
    const own = without(root, node);
    const items = node.children.length > 0 ? node.children : [node];
    let merged: ConfigNode | null = null;
    let ownAt = items.findIndex((item) => item.text === '_self_');
    if (ownAt < 0) ownAt = items.length;
    for (const [index, item] of [...items, null].entries()) {
      if (index === ownAt) merged = merged ? over(own, merged) : own;
      if (!item || item.text === '_self_') continue;
      const parent = this.#parent(item, folder, chain);
      if (parent === null) return null;
      if (parent !== 'nothing') merged = merged ? over(parent, merged) : parent;
    }
    return merged;
  }

  /** What one entry of `defaults` stands for. */
  #parent(item: ConfigNode, folder: string, chain: readonly string[]): ConfigNode | 'nothing' | null {
    const [group] = item.children;
    if (group && (item.children.length !== 1 || group.children.length > 0 || !/^\w+(?:\/\w+)*$/.test(group.key))) return null;
    const name = group ? group.text : item.text;
    if (group && /^(?:null|~|)$/.test(name)) return 'nothing';
    if (!/^[\w./-]+$/.test(name) || name.startsWith('/')) return null;
    const paths = readable.test(name) ? [name] : ['.yaml', '.yml'].map((end) => `${group ? `${group.key}/` : ''}${name}${end}`);
    for (const relative of paths) {
      const path = joined(folder, relative);
      if (path === null || chain.includes(path)) return null;
      const root = this.#root(path);
      if (!root) continue;
      const defaults = child(root, 'defaults');
      const whole = defaults ? this.#parents(root, defaults, folderOf(path), [...chain, path]) : root;
      if (!whole || !group) return whole;
      return nested(whole, group.key.split('/'));
    }
    return null;
  }

  /** A file in the place of the value that names it. */
  #part(root: ConfigNode, node: ConfigNode): ConfigNode | null {
    const found = node.children.length > 0 ? null : this.named(node.text);
    return found ? over(rooted([{ ...found, key: node.key }]), root) : null;
  }

  /** The config of a name, looked for in the folder of the document and those above it. */
  named(text: string): ConfigNode | null {
    const name = text.trim().replace(/^\.\//, '');
    if (this.#path === null || !readable.test(name) || !/^[\w./-]+$/.test(name) || name.startsWith('/')) return null;
    let folder = folderOf(this.#path);
    for (let i = 0; i < mostFolders; i++) {
      const path = joined(folder, name);
      const found = path === null || path === this.#path ? null : this.#root(path);
      if (found) return found;
      const above = folder.replace(/[^/]+\/$/, '');
      if (above === folder) return null;
      folder = above;
    }
    return null;
  }

  /** The config that a file holds, null where it is none. */
  #root(path: string): ConfigNode | null {
    const known = this.#roots.get(path);
    if (known !== undefined) return known;
    if (this.wanted.size >= mostLookups) return null;
    this.wanted.add(path);
    const text = this.#files(path);
    let root: ConfigNode | null = null;
    // a package of its own is Hydra's way to put a file elsewhere
    if (typeof text === 'string' && text.length <= largest && !/^# *@package (?!_global_)/m.test(text.slice(0, 2000))) {
      const language = detectLanguage(path, text);
      const configs = language === 'yaml' || language === 'json' || language === 'toml' ? readConfigs(readDocument(text, language)) : [];
      if (configs.length === 1 && configs[0] && !configs[0].merged) root = foreign(configs[0].root, path.replace(/^.*\//, ''));
    }
    if (text !== undefined) this.#roots.set(path, root);
    return root;
  }
}

/** The same tree, as one that stands in another file. */
function foreign(node: ConfigNode, file: string): ConfigNode {
  return adopted({ ...node, label: null, span: elsewhere, file, children: node.children.map((item) => foreign(item, file)) });
}

/** Children know their parent. */
function adopted(node: ConfigNode): ConfigNode {
  const made: ConfigNode & { children: ConfigNode[] } = { ...node, children: [] };
  made.children = node.children.map((item) => adoptedInto(item, made));
  return made;
}

function adoptedInto(node: ConfigNode, parent: ConfigNode): ConfigNode {
  const made: ConfigNode & { children: ConfigNode[] } = { ...node, parent, children: [] };
  made.children = node.children.map((item) => adoptedInto(item, made));
  return made;
}

const rooted = (children: readonly ConfigNode[]): ConfigNode =>
  adopted({ key: '', label: null, text: '', span: elsewhere, children, parent: null });
/** Puts a config under a path of keys. */
function nested(config: ConfigNode, keys: readonly string[]): ConfigNode {
  let made = config;
  for (const key of keys.toReversed()) made = rooted([Object.assign({}, made, { key })]);
  return made;
}

const without = (root: ConfigNode, node: ConfigNode): ConfigNode =>
  adopted({ ...root, children: root.children.filter((item) => item.key !== node.key) });

/** `top` where it says something, `base` elsewhere; maps are merged key by key, all else is replaced. */
function over(top: ConfigNode, base: ConfigNode): ConfigNode {
  return adopted(merged(top, base));
}

function merged(top: ConfigNode, base: ConfigNode): ConfigNode {
  if (!isMap(top) || !isMap(base)) return top;
  const children = top.children.map((item) => {
    const below = child(base, item.key);
    return below ? merged(item, below) : item;
  });
  const keys = new Set(top.children.map((item) => item.key));
  return { ...top, children: [...children, ...base.children.filter((item) => !keys.has(item.key))] };
}

const isMap = (node: ConfigNode): boolean => node.children.length > 0 && node.children.every((item) => item.key !== '');

const folderOf = (path: string): string => path.replace(/[^/]*$/, '');

/** A path seen from a folder, its `.` and `..` worked out; null where it leads above the top. Above a folder that is itself seen from elsewhere there is more. */
function joined(folder: string, relative: string): string | null {
  const parts = folder.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || parts.length === 0 || parts.at(-1) === '..') parts.push(part);
    else if (parts.at(-1) === '') return null;
    else parts.pop();
  }
  return parts.join('/');
}
