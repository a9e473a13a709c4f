import { type Span, span } from '../text/span.ts';
import type { DocumentBuilder } from './builder.ts';
import { isBlank, isBoxDrawing, isDigit } from './chars.ts';
import type { Statement } from './document.ts';
import { findAssignment, findCodeKey, findLabel, type Labelled } from './label.ts';
import { indexWithin } from './lines-of.ts';

/**
 * - `text`: a listing of figures, an ASCII tree or anything else that is no program
 * - `hash`: a program or configuration whose comments start with `#`
 * - `slash`: one whose comments start with `//`
 */
type Syntax = 'text' | 'hash' | 'slash';

const shells = new Set([
  'bash',
  'sh',
  'shell',
  'zsh',
  'fish',
  'console',
  'shell-session',
  'shellsession',
  'powershell',
  'ps1',
  'dockerfile',
  'docker',
  'slurm',
]);
const hashes = new Set([
  ...[
    'python',
    'py',
    'python3',
    'ipython',
    'pycon',
    'starlark',
    'yaml',
    'yml',
    'toml',
    'ini',
    'cfg',
    'conf',
    'properties',
    'env',
    'dotenv',
  ],
  ...['make', 'makefile', 'cmake', 'r', 'ruby', 'rb', 'perl', 'julia', 'hcl', 'terraform', 'tf', 'elixir', 'nix'],
]);
const slashes = new Set([
  ...[
    'c',
    'h',
    'cpp',
    'c++',
    'cc',
    'cuda',
    'cu',
    'hip',
    'objc',
    'js',
    'javascript',
    'jsx',
    'ts',
    'typescript',
    'tsx',
    'go',
    'golang',
    'rust',
    'rs',
  ],
  ...[
    'java',
    'kotlin',
    'scala',
    'swift',
    'csharp',
    'cs',
    'proto',
    'protobuf',
    'json',
    'jsonc',
    'json5',
    'jsonl',
    'dart',
    'php',
    'glsl',
    'zig',
  ],
]);

function syntaxOf(fence: string): Syntax {
  if (shells.has(fence) || hashes.has(fence)) return 'hash';
  return slashes.has(fence) ? 'slash' : 'text';
}

/** Whether lines of this language are a listing for people to read. */
export const isListing = (language: string): boolean => syntaxOf(language) === 'text';

export interface CodeBlock {
  /** Info word in lower case; null outside of fences. */
  readonly fence: string | null;
  /** The language of the lines, as an info word: a program's lines are read less freely than those of a listing (''). */
  readonly language: string;
  readonly block: number;
  readonly parent: Statement | null;
}

/** A line of a listing under which others may be nested. */
interface Level {
  readonly column: number;
  readonly statement: Statement;
  /** Ends in a colon, or is part of a tree. */
  readonly opens: boolean;
}

/** Reads code or a listing, line by line. Each of `lines` starts where its content does, the indentation of the block left out. */
export function readCodeLines(builder: DocumentBuilder, lines: readonly Span[], code: CodeBlock): void {
  const syntax = syntaxOf(code.language);
  const shell = shells.has(code.language);
  const { text } = builder;
  const levels: Level[] = [];
  for (const line of lines) {
    const lead = readLead(text, line, syntax === 'text');
    let end = lead.end;
    const mark = findComment(text, lead.start, end, syntax);
    const comment = mark < 0 ? null : span(mark, end);
    if (comment) end = comment.start;
    if (shell || syntax === 'text') end = withoutContinuation(text, lead.start, end);
    let parent: Statement | null = code.parent;
    if (syntax === 'text') {
      while ((levels.at(-1)?.column ?? -1) >= lead.column) levels.pop();
      parent = parentAmong(levels, lead.tree) ?? code.parent;
    }
    const labelled = findAnyLabel(builder, lead.start, end, syntax, shell);
    const statement = builder.add({
      kind: lead.tree ? 'item' : 'line',
      start: lead.start,
      end,
      labelled,
      parent,
      block: code.block,
      fence: code.fence,
    });
    if (statement && syntax === 'text')
      levels.push({ column: lead.column, statement, opens: lead.tree || endsInColon(text, statement.span) });
    if (comment) {
      const words = span(skipCommentMark(text, comment), comment.end);
      builder.addComment(words, { parent: statement ?? code.parent, block: code.block, fence: code.fence });
    }
  }
}

/** Past the mark of a comment: `#`, `//`, `/*` and their repetitions. */
export function skipCommentMark(text: string, comment: Span): number {
  let i = comment.start;
  const mark = text[i];
  if (mark !== '#' && mark !== '/' && mark !== '*') return i;
  while (i < comment.end && (text[i] === mark || (i > comment.start && '!*'.includes(text[i] ?? ' ')))) i++;
  return i;
}

function findAnyLabel(builder: DocumentBuilder, start: number, end: number, syntax: Syntax, shell: boolean): Labelled | null {
  const { text } = builder;
  const assignment = findAssignment(builder.plain, start, end, shell ? 'shell' : syntax === 'text' ? 'listing' : 'code');
  const named = syntax === 'text' ? findLabel(text, builder.plain, start, end) : findCodeKey(text, start, end);
  if (!named || !assignment) return named ?? assignment;
  return named.bodyFrom <= assignment.bodyFrom ? named : assignment;
}

function parentAmong(levels: readonly Level[], tree: boolean): Statement | null {
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i];
    if (level && (level.opens || tree)) return level.statement;
  }
  return null;
}

function endsInColon(text: string, statement: Span): boolean {
  const last = text[statement.end - 1];
  return last === ':' || last === '：';
}

/** Where the words of a line start and end, indentation, tree art and bullets left out; `column` is that of its first word. */
function readLead(text: string, line: Span, listing: boolean): { start: number; end: number; column: number; tree: boolean } {
  let { start, end } = line;
  let column = 0;
  let tree = false;
  for (;;) {
    const c = text.charCodeAt(start);
    if (start >= end) break;
    if (c === 9) column += 4 - (column % 4);
    else if (isBlank(c)) column++;
    else if (listing && isBoxDrawing(c)) {
      column++;
      tree = true;
    } else {
      const art = listing ? asciiTreeEnd(text, start, end) : -1;
      if (art < 0) break;
      column += art - start;
      start = art;
      tree = true;
      continue;
    }
    start++;
  }
  if (listing) {
    while (end > start && (isBoxDrawing(text.charCodeAt(end - 1)) || isBlank(text.charCodeAt(end - 1)))) end--;
    if (tree && isFrame(text, start, end)) start = end;
    // Columns set apart by drawn lines are a table, not a tree.
    else if (tree && indexWithin(text, '│', start, end) >= 0) tree = false;
    const bullet = text[start];
    if ((bullet === '-' || bullet === '*' || bullet === '•') && start + 1 < end && isBlank(text.charCodeAt(start + 1))) {
      const marked = start;
      start++;
      while (start < end && isBlank(text.charCodeAt(start))) start++;
      column += start - marked;
    }
  }
  return { start, end, column, tree };
}

/** Whether what is left of a line is the rest of a frame: `+`, `-|-`. */
function isFrame(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!'+-|= '.includes(text[i] ?? '') && !isBoxDrawing(text.charCodeAt(i))) return false;
  return true;
}

/** Past `|--`, `+--`, `` `-- `` or `\--`, or past a `|` that one of them must follow on its line; -1 elsewhere. */
function asciiTreeEnd(text: string, at: number, end: number): number {
  const c = text[at];
  if (c !== '|' && c !== '+' && c !== '`' && c !== '\\') return -1;
  if (text[at + 1] === '-' && text[at + 2] === '-') {
    let i = at + 1;
    while (i < end && text[i] === '-') i++;
    return i;
  }
  if (c !== '|') return -1;
  let i = at;
  while (i < end && (text[i] === '|' || isBlank(text.charCodeAt(i)))) i++;
  if (i >= end) return i;
  return (text[i] === '+' || text[i] === '`' || text[i] === '\\' || text[i - 1] === '|') &&
    text.startsWith('--', i + (text[i] === '-' ? 0 : 1))
    ? at + 1
    : -1;
}

/** Offset of the comment's mark, or -1. */
function findComment(text: string, start: number, end: number, syntax: Syntax): number {
  if (syntax === 'text') {
    if (text.startsWith('//', start) && isBlank(text.charCodeAt(start + 2))) return start;
    for (let i = indexWithin(text, '#', start, end); i >= 0; i = indexWithin(text, '#', i + 1, end)) {
      if (isListingComment(text, start, i)) return i;
    }
    return -1;
  }
  let quote = '';
  for (let i = start; i < end; i++) {
    const c = text[i];
    if (quote !== '') {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'" || c === '`') quote = c;
    else if (syntax === 'hash' && c === '#' && (i === start || isBlank(text.charCodeAt(i - 1)))) return i;
    else if (syntax === 'slash' && c === '/' && text[i + 1] === '/' && (i === start || text[i - 1] !== ':')) return i;
  }
  return -1;
}

/** In a listing `# …` with blanks around the mark is a comment; `# of GPUs` and `rank #3` are not. */
function isListingComment(text: string, start: number, at: number): boolean {
  if (at > start && !isBlank(text.charCodeAt(at - 1))) return false;
  let i = at;
  while (text[i] === '#') i++;
  if (text[i] !== ' ' && text[i] !== '\t') return false;
  while (text[i] === ' ' || text[i] === '\t') i++;
  return !text.startsWith('of ', i) && !isDigit(text.charCodeAt(i)) ? true : at === start && !text.startsWith('of ', i);
}

/** Without the backslash that continues a shell command on its next line. */
function withoutContinuation(text: string, start: number, end: number): number {
  let i = end;
  while (i > start && isBlank(text.charCodeAt(i - 1))) i--;
  return i > start && text[i - 1] === '\\' && (i - 1 === start || isBlank(text.charCodeAt(i - 2))) ? i - 1 : end;
}
