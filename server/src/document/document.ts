import type { Span } from '../text/span.ts';
import type { Kept } from './kept.ts';
import type { Lists } from './lists.ts';
import type { Words } from './words.ts';

/** What a document is written in; `shell`, `dockerfile` and `makefile` are scripts, of which only what they launch is read. */
export type Language = 'markdown' | 'rst' | 'yaml' | 'json' | 'toml' | 'shell' | 'dockerfile' | 'makefile' | 'systemd' | 'text';

/** Scripts: their lines are commands, their comments no prose of the plan. */
export const isScript = (language: Language): boolean => ['shell', 'dockerfile', 'makefile', 'systemd'].includes(language);

/**
 * One shape for every kind of document. What a number means is not known here: only where it stands.
 * All spans are offsets into `text`.
 */
export interface Document {
  readonly language: Language;
  readonly text: string;
  /**
   * `text` with every character of markup (`**`, backticks, escapes, link targets, HTML tags, table pipes' backslashes …)
   * replaced by `\0`, one for one, so that `plain.slice(span)` reads as the reader reads it and offsets stay true.
   * The reader of notation passes over `\0` as if it were not there.
   */
  readonly plain: string;
  readonly sections: readonly Section[];
  readonly statements: readonly Statement[];
  /** What does not parse, for YAML and JSON. The rest of the document is still read. */
  readonly problems: readonly Problem[];
  /** What stands in `text` at all. */
  readonly words: Words;
  /** Which statements something is true of that is kept as their `own`, and as their `place`. */
  readonly own: Lists;
  readonly place: Lists;
  /** What was worked out of all of it, beside what that was worked out of: handed on, and of use as long as that is the same. */
  readonly whole: Kept;
}

export interface Problem {
  readonly span: Span;
  readonly message: string;
}

/** A heading and all that stands under it. */
export interface Section {
  readonly index: number;
  /** 1 to 6. */
  readonly level: number;
  /** The heading's words, its marks left out. */
  readonly title: Span;
  /** From the heading to the next one of the same or a higher level. */
  readonly span: Span;
  readonly parent: Section | null;
}

/**
 * - `heading`: the words of a heading
 * - `item`: a list item's own text, or a line of an ASCII tree (nested ones have it as `parent`)
 * - `sentence`: a sentence of a paragraph or quote (it may run over several lines)
 * - `line`: a line of a fence or of indented code
 * - `cell`: a table cell
 * - `pair`: a YAML, JSON or TOML key with its value; an element of a sequence is a pair without a label
 * - `comment`: a comment in YAML, shell or Python
 */
export type StatementKind = 'heading' | 'item' | 'sentence' | 'line' | 'cell' | 'pair' | 'comment';

export interface Statement {
  readonly index: number;
  readonly kind: StatementKind;
  /** Label and body, without list markers, indentation, pipes, comment marks and surrounding blanks. */
  readonly span: Span;
  /** What stands before the colon (`Experts per GPU`) or the YAML key, marks and blanks left out; null where there is none. */
  readonly label: Span | null;
  /** What follows the label; the whole statement where there is none. A quoted scalar without its quotes. May be empty. */
  readonly body: Span;
  readonly section: Section | null;
  /** The list item, tree line or key under which this one is nested. */
  readonly parent: Statement | null;
  /** Statements of one list, table, fence or paragraph share a number; it grows along the document. */
  readonly block: number;
  /** First word of the info string of the fence it stands in (`bash`, `yaml`, '' for none); null outside of fences. */
  readonly fence: string | null;
  readonly cell: Cell | null;
  /** What was worked out of its characters, its kind, and what is its label and its body. */
  readonly own: Kept;
  /** What was worked out of that and of the words that it stands under: parents, headings, the header and the name of its row. */
  readonly place: Kept;
}

export interface Cell {
  /** 0 is the header row. */
  readonly row: number;
  readonly column: number;
  /** Words of the column's header cell. */
  readonly header: Span | null;
  /** Words of the row's first cell; null for the first cell itself. */
  readonly rowLabel: Span | null;
}
