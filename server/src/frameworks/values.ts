import { type Span, span } from '../text/span.ts';
import { type ConfigNode, child, rootOf } from './config-tree.ts';

/** A number that a config gives to a key, and where its digits stand. */
export interface Written {
  readonly value: number;
  /** The digits, for a squiggle and an edit; null where the number was computed (`${multiply:4,2}`) and stands nowhere. */
  readonly digits: Span | null;
  /** Where it is used: the value of the key, or the word of the command. */
  readonly at: Span;
  /** A default that the environment may override: `${TP:-8}`. */
  readonly soft: boolean;
  /** Name of the other file that the number stands in; its places are not of this document. */
  readonly file?: string;
}

/**
 * What a value says.
 * - `number`: known
 * - `none`: not set (`null`, `none`, `~`, nothing)
 * - `rest`: `-1`, whatever is left over
 * - `text`: words
 * - `unknown`: a template, an alias, `auto`, `???`: it silences all that depends on it
 */
export type Value =
  | { readonly kind: 'number'; readonly written: Written }
  | { readonly kind: 'text'; readonly text: string; readonly at: Span }
  | { readonly kind: 'none' }
  | { readonly kind: 'rest'; readonly at: Span }
  | { readonly kind: 'unknown' };

const unknown: Value = { kind: 'unknown' };
const numeral = /^[+-]?\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const deepest = 12;
/** References that one value may lead to: a few lines can otherwise ask for millions. */
const mostReads = 500;
let reads = 0;

/** The value of a node. References (`${model.tp}`, `${oc.select:…,8}`) are looked up in the node's own configuration. */
export function valueOf(node: ConfigNode | undefined): Value {
  if (!node) return { kind: 'none' };
  if (node.children.length > 0) return unknown;
  reads = 0;
  return read(node.text, node.span, node, 0);
}

/** The value of a text that stands at `at`, as a word of a command or a key of a config. */
export function valueOfText(text: string, at: Span): Value {
  reads = 0;
  return read(text, at, null, 0);
}

function read(text: string, at: Span, node: ConfigNode | null, depth: number): Value {
  if (++reads > mostReads) return unknown;
  const lead = text.length - text.trimStart().length;
  const words = text.trim();
  const here = span(at.start + lead, at.start + lead + words.length);
  if (words === '' || /^(?:null|none|nil|~)$/i.test(words)) return { kind: 'none' };
  if (numeral.test(words)) {
    const value = node?.plain ? yamlNumber(words) : Number(words.replaceAll('_', ''));
    if (value === undefined) return unknown;
    if (value === -1) return { kind: 'rest', at: here };
    // beyond what is counted exactly nobody means it
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return unknown;
    return {
      kind: 'number',
      written:
        node?.file === undefined
          ? { value, digits: here, at: here, soft: false }
          : { value, digits: null, at: here, soft: false, file: node.file },
    };
  }
  if (words === '???' || /^auto$/i.test(words)) return unknown;
  if (words.startsWith('${') && closing(words, 1) === words.length - 1 && depth < deepest)
    return interpolation(words.slice(2, -1), span(here.start + 2, here.end - 1), node, depth + 1);
  if (/\$[({\w]|\{\{|\{%|^\*|<%|\{[\w.]+\}|\ufffc/.test(words)) return unknown;
  return { kind: 'text', text: words, at: here };
}

/**
 * A plain scalar as PyYAML, OmegaConf and Go's loaders read it, by YAML 1.1: `010` is eight, `0o10` and `08` are texts. `1e6` is a text to
 * PyYAML and a number to the others: not known.
 */
function yamlNumber(words: string): number | undefined {
  const digits = words.replaceAll('_', '').replace(/^[-+]/, '');
  const sign = words.startsWith('-') ? -1 : 1;
  if (/^0[0-7]+$/.test(digits)) return sign * Number.parseInt(digits, 8);
  if (/^0\d+$/.test(digits) || /^\d+e/i.test(digits)) return undefined;
  return sign * Number(digits);
}

/** Offset of the brace that closes the one at `open`, or -1. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

/** The inside of `${…}`: OmegaConf's resolvers and references, and the defaults of shells. */
function interpolation(inner: string, at: Span, node: ConfigNode | null, depth: number): Value {
  const shell = /^[A-Za-z_]\w*:?[-=]/.exec(inner);
  if (shell) return soften(read(inner.slice(shell[0].length), span(at.start + shell[0].length, at.end), node, depth));
  const colon = inner.indexOf(':');
  const brace = inner.indexOf('{');
  if (colon < 0 || (brace >= 0 && brace < colon)) return node ? reference(inner.trim(), node, depth) : unknown;
  const name = inner.slice(0, colon).trim();
  const args = split(inner, colon + 1, at.start);
  const first = args[0];
  const last = args.at(-1);
  if (/^(?:oc\.env|env)$/.test(name)) return args.length === 2 && last ? soften(read(last.text, last.at, node, depth)) : unknown;
  // what a string says, as a number where it is one
  if (name === 'oc.decode') return args.length === 1 && last ? read(last.text, last.at, node, depth) : unknown;
  if (name === 'oc.select') {
    if (!first || !node) return unknown;
    const selected = reference(first.text.trim(), node, depth);
    if (selected.kind !== 'unknown') return selected;
    return args.length === 2 && last ? read(last.text, last.at, node, depth) : unknown;
  }
  const compute = resolvers[name];
  if (compute) {
    const values = args.map((arg) => read(arg.text, arg.at, node, depth));
    if (values.length < 2 || values.some((value) => value.kind !== 'number')) return unknown;
    const numbers = values.map((value) => (value.kind === 'number' ? value.written.value : Number.NaN));
    const value = numbers.reduce(compute);
    if (!Number.isFinite(value)) return unknown;
    const soft = values.some((item) => item.kind === 'number' && item.written.soft);
    return { kind: 'number', written: { value, digits: null, at, soft } };
  }
  // Primus: `${PRIMUS_TP:1}`
  if (/^[A-Z][A-Z0-9_]*$/.test(name) && args.length === 1 && first) return soften(read(first.text, first.at, node, depth));
  return unknown;
}

const resolvers: Readonly<Record<string, (a: number, b: number) => number>> = {
  multiply: (a, b) => a * b,
  mul: (a, b) => a * b,
  divide: (a, b) => a / b,
  div: (a, b) => a / b,
  divide_floor: (a, b) => Math.floor(a / b),
  floor_divide: (a, b) => Math.floor(a / b),
  sum: (a, b) => a + b,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
};

function soften(value: Value): Value {
  return value.kind === 'number' ? { kind: 'number', written: { ...value.written, soft: true } } : value.kind === 'rest' ? unknown : value;
}

/** Arguments of a resolver, apart at the commas outside of braces. */
function split(text: string, from: number, base: number): { text: string; at: Span }[] {
  const out: { text: string; at: Span }[] = [];
  let depth = 0;
  let start = from;
  for (let i = from; i <= text.length; i++) {
    const c = text[i];
    if (c === '{') depth++;
    else if (c === '}') depth--;
    if (i === text.length || (c === ',' && depth === 0)) {
      out.push({ text: text.slice(start, i), at: span(base + start, base + i) });
      start = i + 1;
    }
  }
  return out;
}

/** `model.tp` from the root, `.tp` beside the key, `..tp` one level up. */
function reference(path: string, node: ConfigNode, depth: number): Value {
  const dots = /^\.*/.exec(path)?.[0].length ?? 0;
  let at: ConfigNode | undefined = dots === 0 ? rootOf(node) : node;
  for (let i = 0; i < dots; i++) at = at?.parent ?? undefined;
  for (const key of path.slice(dots).split('.')) at = at && child(at, key.replaceAll('-', '_'));
  if (!at || at === node || at.children.length > 0 || depth >= deepest) return unknown;
  return read(at.text, at.span, at, depth + 1);
}

export const numberOf = (node: ConfigNode | undefined): Written | undefined => {
  const value = valueOf(node);
  return value.kind === 'number' ? value.written : undefined;
};

/** A switch: `true`, `True`, `yes`, `1`; undefined where it is not known. */
export function truth(value: Value): boolean | undefined {
  if (value.kind === 'none') return false;
  if (value.kind === 'number') return value.written.value !== 0;
  if (value.kind === 'text')
    return /^(?:true|yes|on)$/i.test(value.text) ? true : /^(?:false|no|off)$/i.test(value.text) ? false : undefined;
  return undefined;
}
