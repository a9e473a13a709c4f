import { type Span, span } from '../text/span.ts';
import { type Command, literal, readScript, type Script, type Word } from './shell.ts';

/** Dockerfiles and makefiles: what their commands are, and the variables that they see. */

interface Instruction {
  readonly name: string;
  /** What stands behind the name, continued lines included. */
  readonly at: Span;
}

const instruction = /^[ \t]*(ENV|ARG|CMD|ENTRYPOINT|FROM)[ \t]+/i;

/** The lines of a text from `at`, joined where one ends in a backslash. */
export function* joinedLines(text: string, at: Span): Generator<Span> {
  let start = at.start;
  for (let i = at.start; i <= at.end; i++) {
    if (i < at.end && text[i] !== '\n') continue;
    if (i < at.end && /\\[ \t\r]*$/.test(text.slice(Math.max(start, i - 80), i))) continue;
    yield span(start, i);
    start = i + 1;
  }
}

function instructionsOf(text: string, at: Span): Instruction[] {
  const out: Instruction[] = [];
  for (const line of joinedLines(text, at)) {
    const match = instruction.exec(text.slice(line.start, Math.min(line.end, line.start + 200)));
    if (match?.[1]) out.push({ name: match[1].toUpperCase(), at: span(line.start + match[0].length, line.end) });
  }
  return out;
}

/** `["vllm", "serve"]`: the words, or null where the instruction is in the form of a shell. */
function wordsOfList(text: string, at: Span): Word[] | null {
  const source = text.slice(at.start, at.end);
  if (!/^\s*\[/.test(source)) return null;
  const words: Word[] = [];
  for (const match of source.matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
    const inner = match[1] ?? '';
    words.push(/\\/.test(inner) ? { ...literal(inner.replace(/\\(.)/g, '$1'), -1), at } : literal(inner, at.start + match.index + 1));
  }
  return words;
}

/** `ENV TP=8 PP=2`, `ENV TP 8`; an `ARG` may be given another value when the image is built. */
function variablesOf(text: string, { name, at }: Instruction, environment: Map<string, Word>): void {
  const source = text.slice(at.start, at.end);
  const old = /^([A-Za-z_]\w*)[ \t]+(\S.*)$/.exec(source);
  const put = (key: string, value: string, start: number): void => {
    const word = literal(value, start);
    environment.set(key, name === 'ARG' ? { ...word, pieces: word.pieces.map((piece) => ({ ...piece, soft: true })) } : word);
  };
  if (old?.[1] && old[2] && !old[1].includes('=')) return put(old[1], old[2].trim(), at.start + source.indexOf(old[2]));
  for (const match of source.matchAll(/([A-Za-z_]\w*)=(?:"([^"$]*)"|([^\s"$\\]*))(?=\s|$)/g)) {
    const value = match[2] ?? match[3] ?? '';
    if (match[1]) put(match[1], value, at.start + match.index + match[0].length - value.length - (match[2] === undefined ? 0 : 1));
  }
}

/** What the container of a Dockerfile starts, for each of its stages. */
export function dockerfileScripts(text: string, at: Span): Script[] {
  const out: Script[] = [];
  let environment = new Map<string, Word>();
  let entry: Instruction | undefined;
  let command: Instruction | undefined;
  const finish = (): void => {
    out.push(...startedBy(text, entry, command, environment));
    entry = undefined;
    command = undefined;
    environment = new Map();
  };
  for (const found of instructionsOf(text, at)) {
    if (found.name === 'FROM') finish();
    else if (found.name === 'CMD') command = found;
    else if (found.name === 'ENTRYPOINT') entry = found;
    else variablesOf(text, found, environment);
  }
  finish();
  return out;
}

function startedBy(
  text: string,
  entry: Instruction | undefined,
  command: Instruction | undefined,
  environment: ReadonlyMap<string, Word>,
): Script[] {
  const lists = [entry, command].map((found) => found && wordsOfList(text, found.at));
  // the form of a shell: the other instruction is not handed on
  for (const [index, found] of [entry, command].entries())
    if (found && lists[index] === null) return [readScript(text, found.at, { environment })];
  const words = lists.flatMap((list) => list ?? []);
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last) return [];
  const made: Command = { words, at: span(first.at.start, last.at.end), open: false, environment };
  return [{ commands: [made], variables: new Map(), comments: [] }];
}

const variable = /^(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*(\?|:{1,3}|\+|!)?=[ \t]*/;

/** The recipes of a makefile, line by line, as each is a shell of its own. `$(TP)` is a variable of the makefile. */
export function makefileScripts(text: string, at: Span): Script[] {
  const environment = new Map<string, Word>();
  const recipes: Span[] = [];
  for (const line of joinedLines(text, at)) {
    const words = text.slice(line.start, line.end);
    if (words.startsWith('\t')) {
      const lead = /^\t[ \t]*[@+-]*[ \t]*/.exec(words)?.[0].length ?? 1;
      recipes.push(span(line.start + lead, line.end));
      continue;
    }
    const match = variable.exec(words);
    if (!match?.[1]) continue;
    const value = words
      .slice(match[0].length)
      .replace(/[ \t]+#.*$/s, '')
      .trimEnd();
    const known = environment.get(match[1]);
    // set twice, added to, run or made of others: not known
    const open = known !== undefined || match[2] === '+' || match[2] === '!' || /[$\\]/.test(value);
    const word = literal(open ? '\ufffc' : value, line.start + match[0].length);
    environment.set(match[1], { ...word, unknown: open, pieces: word.pieces.map((piece) => ({ ...piece, soft: match[2] === '?' })) });
  }
  return recipes.map((recipe) => readScript(text, recipe, { environment }));
}
