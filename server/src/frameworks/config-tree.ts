import type { Document, Statement } from '../document/document.ts';
import { readDocument } from '../document/read.ts';
import { type Span, span } from '../text/span.ts';

/** A key with its value, an element of a sequence, or the root of a configuration document. */
export interface ConfigNode {
  /** As configs and command lines agree on it: leading dashes left out, other dashes as underscores. '' for elements and roots. */
  readonly key: string;
  /** The key's characters. */
  readonly label: Span | null;
  /** A scalar as written, its quotes left out; '' for a collection. */
  readonly text: string;
  readonly span: Span;
  readonly children: readonly ConfigNode[];
  readonly parent: ConfigNode | null;
  /** A scalar of YAML without quotes: its loader may read a number another way than it looks. */
  readonly plain?: boolean;
  /** Name of the file that the node stands in, where that is another one: its places are not of this document. */
  readonly file?: string;
}

export interface ConfigComment {
  readonly text: string;
  readonly span: Span;
}

/** One configuration: a document of a YAML stream, a JSON or TOML file, a fence. */
export interface Config {
  readonly root: ConfigNode;
  readonly span: Span;
  readonly comments: readonly ConfigComment[];
  /** Keys come in by a merge (`<<: *base`): what is absent may be there. */
  readonly merged: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Node = Omit<Writable<ConfigNode>, 'children' | 'parent'> & { children: Node[]; parent: Node | null };

/** `--tensor-parallel-size`, `tensor-parallel-size` and `tensor_parallel_size` are one key. */
export const normalKey = (label: string): string => label.replace(/^--?/, '').replaceAll('-', '_');

/**
 * The configurations that `statements` of a document hold. `offset` is added to every position: that of a text embedded in another one.
 */
export function readConfigs(document: Document, statements: readonly Statement[] = document.statements, offset = 0): Config[] {
  const configs: { root: Node; span: Writable<Span>; comments: ConfigComment[]; merged: boolean }[] = [];
  const nodes = new Map<Statement, Node>();
  const { plain } = document;
  const yaml = (statement: Statement): boolean => document.language === 'yaml' || /^ya?ml$/.test(statement.fence ?? '');
  const tables = document.language === 'toml' || statements[0]?.fence === 'toml' ? new Tables() : null;
  let end = statements[0]?.span.start ?? 0;
  let current: (typeof configs)[number] | undefined;
  const pending: ConfigComment[] = [];
  const open = (at: number): (typeof configs)[number] => {
    const made = {
      root: node('', null, '', span(at, at), null),
      span: span(at, at) as Writable<Span>,
      comments: pending.splice(0),
      merged: false,
    };
    configs.push(made);
    return made;
  };
  for (const statement of statements) {
    if (statement.kind === 'comment') {
      const comment = { text: sliceOf(plain, statement.span), span: moved(statement.span, offset) };
      if (current && !newDocument(plain, end, statement.span.start)) current.comments.push(comment);
      else {
        current = undefined;
        pending.push(comment);
      }
      end = Math.max(end, statement.span.end);
      continue;
    }
    if (statement.kind !== 'pair') {
      end = Math.max(end, statement.span.end);
      continue;
    }
    const parent = statement.parent && nodes.get(statement.parent);
    if (!parent && (!current || newDocument(plain, end, statement.span.start))) current = open(statement.span.start + offset);
    if (!current) continue;
    end = Math.max(end, statement.span.end);
    current.span.end = Math.max(current.span.end, statement.span.end + offset);
    const holder = parent ?? current.root;
    const key = statement.label ? sliceOf(plain, statement.label) : '';
    const made = tables ? tables.place(holder, key) : place(holder, key);
    made.label = statement.label ? moved(statement.label, offset) : null;
    if (statement.body.end > statement.body.start) made.text = sliceOf(plain, statement.body);
    made.span = moved(statement.body.end > statement.body.start ? statement.body : statement.span, offset);
    if (yaml(statement) && !/["']/.test(plain[statement.body.start - 1] ?? '')) made.plain = true;
    nodes.set(statement, made);
  }
  if (plain.includes('&')) for (const config of configs) resolveAliases(config.root, plain, offset);
  for (const config of configs)
    config.merged = /^[ \t]*(?:- )?<<:/m.test(plain.slice(config.span.start - offset, config.span.end - offset));
  return configs;
}

const node = (key: string, label: Span | null, text: string, at: Span, parent: Node | null): Node => ({
  key,
  label,
  text,
  span: at,
  children: [],
  parent,
});

const mostAliases = 200;
/** Nodes that one name may stand for. */
const mostAliased = 500;

/** `deploy: *gpu`: the value is the one that stands at `&gpu`, with its places there. */
function resolveAliases(root: Node, plain: string, offset: number): void {
  const anchors = new Map<string, Node>();
  const aliases: Node[] = [];
  const visit = (at: Node): void => {
    for (const child of at.children) {
      const start = child.label ? child.label.end - offset : child.span.start - offset;
      const anchor = /^["']?\s*:?[ \t]*&([\w-]{1,60})(?=\s|$)/.exec(plain.slice(start, start + 80))?.[1];
      if (anchor) anchors.set(anchor, child);
      if (child.children.length === 0 && /^\*[\w-]{1,60}$/.test(child.text)) aliases.push(child);
      visit(child);
    }
  };
  visit(root);
  for (const alias of aliases.slice(0, mostAliases)) {
    const target = anchors.get(alias.text.slice(1));
    if (!target || target.children.length === 0 || !isWhole(target)) continue;
    alias.children = target.children;
    alias.text = '';
  }
}

/** No alias within, and not too much: names that lead to names could go on without end. */
function isWhole(node: Node): boolean {
  let left = mostAliased;
  const visit = (at: Node): boolean => --left > 0 && !at.text.startsWith('*') && at.children.every(visit);
  return visit(node);
}

/** Puts a key under its holder. */
function place(holder: Node, key: string): Node {
  const made = node(normalKey(key), null, '', holder.span, holder);
  holder.children.push(made);
  return made;
}

/** Keys of TOML: a table (`[parallelism.expert]`) stands below the tables that it names, and one that is there already is gone on with. */
class Tables {
  /** By name the last child that a holder got. One that has a value is no table. */
  readonly #last = new Map<Node, Map<string, Node>>();

  place(holder: Node, key: string): Node {
    const words = key.includes('.') ? key.split('.').map((word) => word.trim().replaceAll(/["']/g, '')) : [key];
    let at = holder;
    for (const word of words) at = this.#open(at, normalKey(word)) ?? this.#add(at, word);
    return at;
  }

  #open(holder: Node, name: string): Node | undefined {
    const last = name === '' ? undefined : this.#last.get(holder)?.get(name);
    return last?.text === '' ? last : undefined;
  }

  #add(holder: Node, word: string): Node {
    const made = place(holder, word);
    const names = this.#last.get(holder) ?? new Map<string, Node>();
    this.#last.set(holder, names.set(made.key, made));
    return made;
  }
}

/** Whether a document of the stream ends between two statements. */
const newDocument = (text: string, from: number, to: number): boolean => from < to && /^[ \t>]*---(?:\s|$)/m.test(text.slice(from, to));

const sliceOf = (plain: string, at: Span): string => plain.slice(at.start, at.end).replaceAll('\0', '');
const moved = (at: Span, offset: number): Span => (offset === 0 ? at : span(at.start + offset, at.end + offset));

/** A configuration that is the text of a value: `data.prefill.yaml: |` of a ConfigMap. */
export function embeddedConfigs(text: string, at: Span): Config[] {
  if (at.end - at.start > 200_000) return [];
  const source = text.slice(at.start, at.end);
  if (!/^[ \t]*[{[]?[ \t]*["']?[\w.-]+["']?[ \t]*:/m.test(source)) return [];
  // the first line of a block scalar starts where its words do: its indentation is put back
  const before = text.slice(text.lastIndexOf('\n', at.start - 1) + 1, at.start);
  const indent = /^[ \t]*$/.test(before) ? before : '';
  return readConfigs(readDocument(indent + source, 'yaml'), undefined, at.start - indent.length);
}

/** The child of that key; the last one where it is written twice, as parsers take it. */
export function child(parent: ConfigNode, key: string): ConfigNode | undefined {
  for (let i = parent.children.length - 1; i >= 0; i--) if (parent.children[i]?.key === key) return parent.children[i];
  return undefined;
}

/**
 * Nodes at a path of keys joined by dots: `model.tensor_model_parallel_size`, `spec.services.*` (every key), `modelSpec[]` (every element;
 * the value itself where it is no sequence), `**` (any depth). '' is the node itself.
 */
export function nodesAt(from: ConfigNode, path: string): ConfigNode[] {
  if (path === '') return [from];
  let at: ConfigNode[] = [from];
  for (const part of path.split('.')) {
    const elements = part.endsWith('[]');
    const key = elements ? part.slice(0, -2) : part;
    const next: ConfigNode[] = [];
    for (const node of at) {
      const found =
        key === ''
          ? [node]
          : key === '*'
            ? node.children.filter((item) => item.key !== '')
            : key === '**'
              ? descendants(node)
              : compact(child(node, key));
      for (const item of found) {
        const items = elements ? item.children.filter((element) => element.key === '') : [];
        if (elements && items.length > 0) next.push(...items);
        else if (!elements || item.children.length > 0) next.push(item);
      }
    }
    at = next;
  }
  return at;
}

/** The one node at a path. */
export const nodeAt = (from: ConfigNode, path: string): ConfigNode | undefined => nodesAt(from, path)[0];

const compact = (node: ConfigNode | undefined): ConfigNode[] => (node ? [node] : []);

/** A node and all below it, in the order of the document. */
export function descendants(from: ConfigNode): ConfigNode[] {
  const out: ConfigNode[] = [];
  const stack: ConfigNode[] = [from];
  for (let node = stack.pop(); node; node = stack.pop()) {
    out.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i] as ConfigNode);
  }
  return out;
}

/** Keys from the root down, `spec.template.spec`; elements of sequences add nothing. */
export function pathOf(node: ConfigNode): string {
  const keys: string[] = [];
  for (let at: ConfigNode | null = node; at; at = at.parent) if (at.key !== '') keys.push(at.key);
  return keys.reverse().join('.');
}

export const rootOf = (node: ConfigNode): ConfigNode => {
  let at = node;
  while (at.parent) at = at.parent;
  return at;
};
