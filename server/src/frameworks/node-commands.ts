import { type Document, isScript } from '../document/document.ts';
import { type Span, span } from '../text/span.ts';
import { fencesOf } from './fences.ts';
import { type Command, readScript, type Word } from './shell.ts';

/** One job that a page starts with a command on each node, and a number that departs in one of them. */
export interface OtherNode {
  readonly flag: string;
  readonly text: string;
  readonly at: Span;
  readonly first: { readonly text: string; readonly at: Span };
}

interface NodeCommand {
  readonly program: string;
  readonly rank: string;
  readonly flags: ReadonlyMap<string, { readonly text: string; readonly at: Span }>;
  readonly isOpen: boolean;
}

const rankFlag = /^(?:node|machine)-rank$/;
const mentionsRank = /--(?:node|machine)[-_]rank[= ]/g;
/** What each node has of its own: addresses, ports, names, what starts or ends at its rank. */
const own = /rank|port|addr|host|seed|name|id$|log|output|dir|path|headless|start|local|interface|ip$/;
const most = 64;

/**
 * Commands of a page or a script that start one job, one on each node (`--node-rank 0`, `--node-rank 1`): the program and the number of nodes are
 * the same, and so is every other number. torchrun sets its ranks by the processes of each node, and vLLM and SGLang build one world of TP × PP
 * over the nodes, so that a degree that departs ends in a job that waits for ranks which never come.
 */
export function departingNodes(document: Document): OtherNode[] {
  if ((document.plain.match(mentionsRank) ?? []).length < 2) return [];
  const commands = nodeCommands(document);
  const jobs = new Map<string, NodeCommand[]>();
  for (const command of commands.slice(0, most)) {
    const nodes = command.flags.get('nnodes') ?? command.flags.get('num-machines') ?? command.flags.get('num-nodes');
    if (!nodes || command.isOpen) continue;
    const key = `${command.program} ${nodes.text}`;
    jobs.set(key, [...(jobs.get(key) ?? []), command]);
  }
  return [...jobs.values()].flatMap(apart);
}

function nodeCommands(document: Document): NodeCommand[] {
  const { language, plain } = document;
  const places = isScript(language) ? [span(0, plain.length)] : language === 'markdown' || language === 'rst' ? fencesIn(document) : [];
  return places.flatMap((at) => readScript(plain, at).commands.flatMap((command) => nodeCommand(command) ?? []));
}

const fencesIn = (document: Document): Span[] => [...fencesOf(document)].flatMap(({ config, at }) => (config === null ? [at] : []));

function nodeCommand(command: Command): NodeCommand | null {
  const flags = new Map<string, { text: string; at: Span }>();
  const { words } = command;
  for (const [index, word] of words.entries()) {
    const named = /^--?([A-Za-z][\w-]*)(?:=(.+))?$/s.exec(word.text);
    if (!named?.[1]) continue;
    const inline = named[2] !== undefined;
    const value = inline ? word : words[index + 1];
    const text = inline ? named[2] : value?.text;
    const at = value && text !== undefined && /^\d+$/.test(text) ? placeOf(value, value.text.length - text.length) : null;
    if (at && text !== undefined) flags.set(named[1].replaceAll('_', '-'), { text, at });
  }
  const rank = [...flags].find(([name]) => rankFlag.test(name));
  if (!rank) return null;
  const end = words.findIndex(({ text }) => text.startsWith('-'));
  return {
    program: words
      .slice(0, end)
      .map(({ text }) => text)
      .join(' '),
    rank: rank[1].text,
    flags,
    isOpen: command.open,
  };
}

/** Where the digits of a word stand, where they are written there and nowhere else. */
function placeOf({ pieces, unknown }: Word, from: number): Span | null {
  const [piece] = pieces;
  return unknown || pieces.length !== 1 || !piece || piece.start < 0 || piece.soft
    ? null
    : span(piece.start + from, piece.start + piece.text.length);
}

/** Numbers in which one node departs from the first, where little else does. */
function apart([first, ...others]: readonly NodeCommand[]): OtherNode[] {
  if (!first || others.length === 0) return [];
  return others.flatMap((other) => {
    if (other.rank === first.rank) return [];
    const both = [...other.flags].filter(([flag]) => first.flags.has(flag) && !own.test(flag));
    const off = both.filter(([flag, { text }]) => first.flags.get(flag)?.text !== text);
    const [only] = off;
    const told = only && first.flags.get(only[0]);
    return off.length === 1 && only && told && both.length >= 2 ? [{ flag: only[0], ...only[1], first: told }] : [];
  });
}
