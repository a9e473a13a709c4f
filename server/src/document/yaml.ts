import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Parser, Scalar, type Document as YamlDocument } from 'yaml';
import { owned } from '../text/memo.ts';
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

/** With `previous`, an earlier version of it, documents of a stream that did not change are not parsed again. */
export function readYaml(text: string, previous?: Document): Document {
  const builder = new DocumentBuilder('yaml', text, text);
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const place = { fence: null, parent: null, block: null };
  const stream = parseStream(parserSource(text.slice(start)), start, previous);
  if (stream) {
    writeYaml(builder, stream.parts, place);
    const document = builder.finish();
    streams.set(document, stream);
    return document;
  }
  const parsed = parseYaml(text, start);
  builder.problems.push(...parsed.problems);
  if (parsed.roots) writeYaml(builder, [parsed], place);
  else readCodeLines(builder, linesOf(text, 0, text.length), { fence: null, language: 'yaml', block: builder.blockOf(null), parent: null });
  return builder.finish();
}

/** The documents of a stream, each parsed for itself. */
interface Stream {
  readonly parts: readonly ParsedYaml[];
  /** By their characters, as if they stood at the beginning. */
  readonly known: ReadonlyMap<string, ParsedYaml>;
}

const streams = new WeakMap<Document, Stream>();

/**
 * The documents of a stream, parsed one by one; those that `previous` has too are taken from there. Null where there is only one, or where one
 * is not in order: what is wrong with it may reach into the next.
 */
function parseStream(input: string, start: number, previous: Document | undefined): Stream | null {
  const before = previous && streams.get(previous)?.known;
  const known = new Map<string, ParsedYaml>();
  const parts: ParsedYaml[] = [];
  if (/^(?:%|\.\.\.)/m.test(input)) return null;
  for (let from = 0; from < input.length; ) {
    const next = nextDocument(input, from);
    if (from === 0 && next === input.length) return null;
    const text = owned(input.slice(from, next));
    const part = known.get(text) ?? before?.get(text) ?? withoutStacks(() => parsed(text, 0));
    if (!part.roots || part.problems.length > 0) return null;
    known.set(text, part);
    parts.push({ ...part, base: start + from });
    from = next;
  }
  return { parts, known };
}

/** Where the document ends that begins at `from`: at the next line of three dashes. */
function nextDocument(input: string, from: number): number {
  for (let at = input.indexOf('\n---', from); at >= 0; at = input.indexOf('\n---', at + 1))
    if (/^\s?$/.test(input[at + 4] ?? '')) return at + 1;
  return input.length;
}

export interface ParsedYaml {
  /** Offset in the document of the text that was parsed. */
  readonly base: number;
  /** Contents of the documents of the stream; null where it was not parsed at all. */
  readonly roots: readonly unknown[] | null;
  /** Where they stand in what was parsed. */
  readonly comments: readonly Span[];
  readonly problems: readonly Problem[];
}

/** Parses `source.slice(start)`; `base` is added to all offsets (`start` where it is left out). */
export const parseYaml = (source: string, start = 0, base = start): ParsedYaml =>
  withoutStacks(() => parsed(parserSource(source.slice(start)), base));

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

function parsed(input: string, base: number): ParsedYaml {
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
      if (!inScalar && lexeme.startsWith('#')) comments.push(span(at, at + lexeme.length));
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

export function writeYaml(builder: DocumentBuilder, parts: readonly ParsedYaml[], place: PairsPlace): void {
  const writer = new PairWriter(builder, place);
  for (const { roots, base } of parts) {
    const walk = new YamlWalk(builder.text, base, writer);
    for (const root of roots ?? []) walk.node(root, null);
  }
  writer.comments(parts.flatMap(({ comments, base }) => comments.map(({ start, end }) => span(base + start, base + end))));
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
