import { assignedIn } from './sum.ts';
import type { Node } from './syntax.ts';
import { assignment, firstText, plainText, type RawWord } from './words.ts';

/** Words before which a command may start. */
const leading = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  '{',
  '}',
  '(',
  'time',
  'exec',
  'nohup',
  'sudo',
  'env',
  'command',
  'eval',
  '$',
  '%',
  '>',
]);

/** Builtins whose arguments are assignments. */
const declaring = /^(?:export|local|declare|typeset|readonly)$/;
/** Builtins whose arguments are names that get a value from elsewhere. */
const reading = /^(?:read|mapfile|readarray|getopts)$/;

/** A simple command taken apart. */
export interface Simple {
  /** Assignments and words before the command's name. */
  readonly before: readonly RawWord[];
  /** The name and its arguments; empty where there are assignments alone. */
  readonly words: readonly RawWord[];
  readonly name: string;
  /** `export`, `declare`: the words behind it are assignments. */
  readonly declares: boolean;
}

export function takeApart(line: readonly RawWord[]): Simple {
  let at = 0;
  while (at < line.length && (leading.has(plainText(line[at])) || isAssignment(line[at]))) at++;
  const words = line.slice(at);
  const name = plainText(words[0]);
  return { before: line.slice(0, at), words, name, declares: declaring.test(name) };
}

export const isAssignment = (word: RawWord | undefined): boolean => assignment.test(firstText(word));

/** `TP[0]=8` */
const element = /^([A-Za-z_]\w*)\[[^\]]*\]\+?=/;
const identifier = /^[A-Za-z_]\w*$/;

/** Names that a simple command sets in a way that only running it would tell. */
export function clobbered(line: readonly RawWord[], { name, words, before }: Simple): string[] {
  const out: string[] = [];
  const add = (word: RawWord | undefined): void => {
    const text = plainText(word);
    if (identifier.test(text)) out.push(text);
  };
  if (reading.test(name)) for (const word of words.slice(1)) add(word);
  else if (name === 'printf') {
    const flag = words.findIndex((word) => plainText(word) === '-v');
    if (flag > 0) add(words[flag + 1]);
  } else if (name === 'let') for (const word of words.slice(1)) out.push(...assignedIn(literalText(word)));
  if (before.some((word) => plainText(word) === 'eval'))
    for (const word of words) for (const match of literalText(word).matchAll(/\b([A-Za-z_]\w*)\+?=/g)) if (match[1]) out.push(match[1]);
  for (const word of line) {
    const indexed = element.exec(firstText(word))?.[1];
    if (indexed) out.push(indexed);
    for (const part of word.parts) if (part.kind === 'sum') out.push(...assignedIn(part.text));
  }
  return out;
}

const literalText = (word: RawWord): string => word.parts.map((part) => (part.kind === 'gap' ? '' : part.text)).join('');

const known = new WeakMap<Node, ReadonlySet<string>>();

/** All names that a stretch of script may set. */
export function changedIn(node: Node): ReadonlySet<string> {
  let names = known.get(node);
  if (!names) {
    names = new Set(changes(node));
    known.set(node, names);
  }
  return names;
}

function* changes(node: Node): Generator<string> {
  switch (node.kind) {
    case 'simple': {
      const simple = takeApart(node.words);
      yield* clobbered(node.words, simple);
      for (const word of simple.declares || simple.words.length === 0 ? node.words : []) {
        const name = assignment.exec(firstText(word))?.[1];
        if (name) yield name;
      }
      if (simple.name === 'unset' || simple.name === ':') for (const word of simple.words.slice(1)) yield* named(word);
      return;
    }
    case 'sum':
      yield* assignedIn(node.text);
      return;
    case 'branches':
      for (const { test, body } of node.parts) {
        if (test) yield* changedIn(test);
        yield* changedIn(body);
      }
      return;
    case 'loop':
      yield* node.names;
      yield* changedIn(node.body);
      return;
    case 'function':
      return;
    default:
      for (const item of node.items) yield* changedIn(item);
  }
}

function* named(word: RawWord): Generator<string> {
  const [part] = word.parts;
  if (part?.kind === 'gap' || !part) return;
  const name = /^([A-Za-z_]\w*)/.exec(part.text)?.[1];
  if (name) yield name;
}
