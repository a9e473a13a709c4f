import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Parser, Scalar, type Document as YamlDocument } from 'yaml';
import { type Span, span } from '../text/span.ts';
import { DocumentBuilder } from './builder.ts';
import type { Document, Problem, Statement } from './document.ts';
import { linesOf } from './lines-of.ts';
import { readCodeLines } from './listing.ts';
import { deepestNesting, type PairsPlace, PairWriter } from './pairs.ts';
import { hideTemplates } from './templates.ts';
import { trim } from './trim.ts';
import { isStricter, loaderLexer } from './yaml-lexer.ts';

/** Problems beyond these are not told: one slip in YAML often brings hundreds. */
const mostProblems = 20;

export function readYaml(text: string): Document {
  const builder = new DocumentBuilder('yaml', text, text);
  const parsed = parseYaml(text, text.startsWith('\ufeff') ? 1 : 0);
  builder.problems.push(...parsed.problems);
  if (parsed.roots) writeYaml(builder, parsed, { fence: null, parent: null, block: null });
  else readCodeLines(builder, linesOf(text, 0, text.length), { fence: null, language: 'yaml', block: builder.blockOf(null), parent: null });
  return builder.finish();
}

export interface ParsedYaml {
  /** Offset in the document of the text that was parsed. */
  readonly base: number;
  /** Contents of the documents of the stream; null where it was not parsed at all. */
  readonly roots: readonly unknown[] | null;
  readonly comments: readonly Span[];
  readonly problems: readonly Problem[];
}

/** Parses `source.slice(start)`; `base` is added to all offsets (`start` where it is left out). */
export const parseYaml = (source: string, start = 0, base = start): ParsedYaml => withoutStacks(() => parsed(source, start, base));

/** A broken file may have an error a character, and V8 takes longer to write down where each was made than the parser to find it. */
function withoutStacks<T>(work: () => T): T {
  // V8 alone has the limit, and the declarations of the language do not
  const errors = Error as ErrorConstructor & { stackTraceLimit?: number };
  const { stackTraceLimit } = errors;
  if (stackTraceLimit === undefined) return work();
  errors.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    errors.stackTraceLimit = stackTraceLimit;
  }
}

function parsed(source: string, start: number, base: number): ParsedYaml {
  const input = parserSource(source.slice(start));
  const refuse = (message: string, at = 0): ParsedYaml => {
    const problem = { span: span(base + at, base + Math.min(at + 1, input.length)), message };
    return { base, roots: null, comments: [], problems: [problem] };
  };
  const documents: YamlDocument.Parsed[] = [];
  const comments: Span[] = [];
  // Values stay as written: what they mean is not YAML's to say. Nothing here resolves an alias, so there is no bomb to go off.
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const parser = new Parser();
  let at = 0;
  let inScalar = false;
  try {
    for (const lexeme of loaderLexer().lex(input)) {
      if (!inScalar && lexeme.startsWith('#')) comments.push(span(base + at, base + at + lexeme.length));
      inScalar = lexeme === scalarMark;
      for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
      if (parser.stack.length > deepestNesting) return refuse('nested too deeply to read as YAML: read line by line', at);
      if (!isMark(lexeme)) at += lexeme.length;
    }
    for (const token of parser.end()) documents.push(...composer.next(token));
    documents.push(...composer.end(false, input.length));
  } catch (error) {
    // The parser's own limits; its syntax errors come with the documents.
    return refuse(`cannot be read as YAML: ${firstLine(error instanceof Error ? error.message : String(error))}`, at);
  }
  const problems: Problem[] = [];
  for (const document of documents) {
    for (const { pos, message } of document.errors) {
      if (problems.length >= mostProblems) break;
      if (isStricter(message)) continue;
      const from = Math.min(pos[0], input.length);
      const to = Math.min(Math.max(pos[1], from), input.length);
      problems.push({ span: span(base + from, base + to), message: firstLine(message) });
    }
  }
  return { base, roots: documents.map((document) => document.contents), comments, problems };
}

const documentMark = '\u0002';
const flowErrorMark = '\u0018';
const scalarMark = '\u001f';

/** Lexemes that stand for no character of the source. */
const isMark = (lexeme: string): boolean => lexeme === documentMark || lexeme === flowErrorMark || lexeme === scalarMark;

const firstLine = (message: string): string => (message.split('\n', 1)[0] ?? '').replace(/:$/, '');

/** What the parser is given: gaps of templates filled, and lone carriage returns as the line breaks they are. */
function parserSource(source: string): string {
  const lines = source.includes('\r') ? source.replace(/\r(?!\n)/g, '\n') : source;
  return hideTemplates(lines);
}

/** Whether a parsed text is configuration at all, and not words that happen to be a YAML scalar. */
export const holdsPairs = (parsed: ParsedYaml): boolean => parsed.roots?.some((root) => isMap(root) || isSeq(root)) ?? false;

export function writeYaml(builder: DocumentBuilder, parsed: ParsedYaml, place: PairsPlace): void {
  const writer = new PairWriter(builder, place);
  const walk = new YamlWalk(builder.text, parsed.base, writer);
  for (const root of parsed.roots ?? []) walk.node(root, null);
  writer.comments(parsed.comments);
}

class YamlWalk {
  readonly #text: string;
  readonly #base: number;
  readonly #writer: PairWriter;

  constructor(text: string, base: number, writer: PairWriter) {
    this.#text = text;
    this.#base = base;
    this.#writer = writer;
  }

  /** Goes down a collection; `parent` is the pair that holds it. */
  node(node: unknown, parent: Statement | null): void {
    if (isMap(node)) {
      for (const item of node.items) this.#pair(item.key, item.value, parent);
    } else if (isSeq(node)) {
      for (const item of node.items) this.#element(item, parent);
    }
  }

  #pair(key: unknown, value: unknown, parent: Statement | null): void {
    const label = isScalar(key) ? this.#content(key) : null;
    if (!label || label.start === label.end) return this.node(value, parent);
    if (this.#text.slice(label.start, label.end) === '<<') return isAlias(value) ? undefined : this.node(value, parent);
    if (isScalar(value)) {
      const content = this.#content(value);
      const filled = content && content.start < content.end ? content : null;
      const pair = this.#writer.key(label, filled, filled ? Math.max(filled.end, this.#end(value, filled)) : label.end, parent);
      if (pair && filled && isBlockScalar(value)) this.#writer.lines(filled, pair);
    } else if (isAlias(value)) {
      const name = this.#range(value);
      this.#writer.key(label, name, name?.end ?? label.end, parent);
    } else this.node(value, this.#writer.key(label, null, label.end, parent) ?? parent);
  }

  #element(item: unknown, parent: Statement | null): void {
    if (isPair(item)) return this.#pair(item.key, item.value, parent);
    if (isScalar(item)) {
      const content = this.#content(item);
      if (!content || content.start === content.end) return;
      const whole = isBlockScalar(item) ? content : (this.#range(item) ?? content);
      const element = this.#writer.element(trim(this.#text, whole.start, whole.end), content, parent);
      if (element && isBlockScalar(item)) this.#writer.lines(content, element);
    } else if (isMap(item) || isSeq(item)) {
      const range = this.#range(item);
      const first = isMap(item) && isScalar(item.items[0]?.key) ? this.#content(item.items[0].key) : null;
      const mark = first && first.start < first.end ? first : range && span(range.start, Math.min(range.start + 1, range.end));
      this.node(item, mark ? (this.#writer.element(mark, null, parent) ?? parent) : parent);
    }
  }

  #range(node: { range?: readonly [number, number, number] | null | undefined }): Span | null {
    return node.range ? span(this.#base + node.range[0], this.#base + node.range[1]) : null;
  }

  /** Where a scalar with its quotes ends; that of a block scalar is the end of its last words. */
  #end(scalar: Scalar, content: Span): number {
    return isBlockScalar(scalar) ? content.end : (this.#range(scalar)?.end ?? content.end);
  }

  /** The characters of a scalar, without quotes and without the header of a block scalar. */
  #content(scalar: Scalar): Span | null {
    const range = this.#range(scalar);
    if (!range) return null;
    let { start, end } = range;
    if (isBlockScalar(scalar)) {
      while (start < end && this.#text[start] !== '\n' && this.#text[start] !== '\r') start++;
    } else if (scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE) {
      const quote = this.#text[start];
      start++;
      if (end > start && this.#text[end - 1] === quote) end--;
    }
    return trim(this.#text, start, end);
  }
}

const isBlockScalar = (scalar: Scalar): boolean => scalar.type === Scalar.BLOCK_LITERAL || scalar.type === Scalar.BLOCK_FOLDED;
