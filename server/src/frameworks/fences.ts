import type { Document, Statement } from '../document/document.ts';
import { type Span, span } from '../text/span.ts';
import type { Dialect, Source } from './dialect.ts';
import type { Launch } from './launch.ts';

/** What a document launches, as its dialects say it. */
export interface Launches {
  readonly launches: readonly Launch[];
  /** Statements that a dialect has read: the free-form reader leaves them alone. */
  readonly read: ReadonlySet<Statement>;
  /** The whole document is configuration: nothing of it is free form. */
  readonly whole: boolean;
  /** Dialects that were recognised. */
  readonly dialects: ReadonlySet<Dialect>;
  /** Paths of other files that the configs name. */
  readonly wanted: readonly string[];
}

export const nothing: Launches = { launches: [], read: new Set(), whole: false, dialects: new Set(), wanted: [] };

/** A fence of a text that may hold a config, or a script. */
export interface Fence {
  readonly fence: string;
  readonly first: Statement;
  readonly block: readonly Statement[];
  /** The language of its config; null for a script. */
  readonly config: Source['language'] | null;
  readonly at: Span;
}

export const shells = /^(?:|bash|sh|shell|zsh|console|shell-session|text|txt|slurm)$/;

/** A script without these words starts nothing. */
export const mayStart = (text: string): boolean => /--|parallel|\bserve\b|\w[._]\w+=\S|[A-Z]{6,}=\S/.test(text);

/** Whether a document may launch anything: a look that spares most texts the reading of frameworks. */
export function mayLaunch(document: Document): boolean {
  if (document.statements.length === 0) return false;
  if (document.language === 'text') return mayStart(document.plain);
  return (document.language !== 'markdown' && document.language !== 'rst') || fencesOf(document).next().done === false;
}

/** The fences of a text that may launch something, one by one. */
export function* fencesOf({ statements, plain }: Document): Generator<Fence> {
  for (let i = 0; i < statements.length; i++) {
    const first = statements[i];
    if (!first || (first.fence === null && first.kind !== 'line')) continue;
    // code that is only indented is a fence without a language
    const fence = first.fence ?? '';
    const block: Statement[] = [];
    while (statements[i]?.block === first.block && statements[i]?.fence === first.fence) block.push(statements[i++] as Statement);
    i--;
    const last = block.reduce((end, statement) => Math.max(end, statement.span.end), 0);
    const found = { fence, first, block, at: span(lineStart(plain, first.span.start), last) };
    if (/^(?:ya?ml|jsonc?|json5|toml)$/.test(fence))
      yield { ...found, config: fence.startsWith('y') ? 'yaml' : fence === 'toml' ? 'toml' : 'json' };
    else if (shells.test(fence) && mayStart(plain.slice(found.at.start, found.at.end))) yield { ...found, config: null };
  }
}

/** A statement leaves out the sign of a comment, which the script's reader has to see. */
const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
