import type { Span } from '../text/span.ts';
import { Run } from './shell/run.ts';
import { parseScript } from './shell/syntax.ts';
import { type Comment, Tokenizer } from './shell/tokens.ts';
import type { Command, Word } from './shell/words.ts';

export { type Command, isSoft, literal, offsetIn, type Word } from './shell/words.ts';

/**
 * Reads a shell script as far as its commands can be told without running them: words with quotes, line continuations, comments, and
 * variables (`TP=8`, arrays, `${VAR:-8}`, `$((A * B))`) where nothing may have changed them: a branch, a loop, a subshell, `read`, `let`,
 * another file. Everything else is unknown and marked so.
 */
export interface Script {
  readonly commands: readonly Command[];
  /** Variables at the end of the script; null where one's value cannot be told. */
  readonly variables: ReadonlyMap<string, readonly Word[] | null>;
  readonly comments: readonly Comment[];
}

export interface ScriptOptions {
  /** Values from outside: the environment of a container. */
  readonly environment?: ReadonlyMap<string, Word>;
  /** Line ends do not end a command: a folded YAML text, a list of flags. */
  readonly folded?: boolean;
  readonly depth?: number;
}

const longestScript = 200_000;

/** Reads `text.slice(at.start, at.end)`. */
export function readScript(text: string, at: Span, options: ScriptOptions = {}): Script {
  const comments: Comment[] = [];
  const end = Math.min(at.end, at.start + longestScript);
  const tokens = new Tokenizer(text, at.start, end, options.folded ?? false, comments).run();
  const run = new Run(options.environment ?? new Map());
  const known = run.script(parseScript(tokens));
  const variables = new Map([...known.names()].map((name) => [name, known.get(name)?.words ?? null] as const));
  return { commands: run.commands, variables, comments };
}
