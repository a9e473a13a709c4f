import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { type Span, span } from '../text/span.ts';
import { DocumentBuilder } from './builder.ts';
import type { Document, Problem, Statement } from './document.ts';
import { linesOf } from './lines-of.ts';
import { readCodeLines } from './listing.ts';
import { deepestNesting, type PairsPlace, PairWriter } from './pairs.ts';
import { trim } from './trim.ts';

/** Reads TOML. Its parser stops at the first error; the text is then read line by line, `key = value`. */
export function readToml(text: string): Document {
  const builder = new DocumentBuilder('toml', text, text);
  const parsed = parse(text);
  if ('problem' in parsed) {
    builder.problems.push(parsed.problem);
    readCodeLines(builder, linesOf(text, 0, text.length), { fence: null, language: 'toml', block: builder.blockOf(null), parent: null });
  } else writeProgram(builder, parsed.program, { fence: null, parent: null, block: null });
  return builder.finish();
}

/** Writes a fence of TOML that begins at `base`; false where it does not parse or holds no pair. */
export function writeToml(builder: DocumentBuilder, source: string, base: number, place: PairsPlace): boolean {
  const parsed = parse(source);
  if ('problem' in parsed) return false;
  const { program } = parsed;
  if (!program.body[0].body.some((item) => item.type === 'TOMLKeyValue' || item.body.length > 0)) return false;
  for (const item of program.body[0].body) move(item, base);
  for (const comment of program.comments) moveRange(comment, base);
  writeProgram(builder, program, place);
  return true;
}

function writeProgram(builder: DocumentBuilder, program: AST.TOMLProgram, place: PairsPlace): void {
  const writer = new PairWriter(builder, place);
  for (const item of program.body[0].body) writeItem(writer, item, builder.text);
  writer.comments(program.comments.map(rangeOf));
}

const moveRange = (node: { range: [number, number] }, by: number): void => {
  node.range = [node.range[0] + by, node.range[1] + by];
};

/** Moves what was parsed to where it stands in the document. */
function move(node: AST.TOMLKeyValue | AST.TOMLTable | AST.TOMLContentNode | AST.TOMLKey, by: number): void {
  moveRange(node, by);
  if (node.type === 'TOMLKey') for (const part of node.keys) moveRange(part, by);
  else if (node.type === 'TOMLArray') for (const element of node.elements) move(element, by);
  else if (node.type !== 'TOMLValue') {
    if (node.type !== 'TOMLInlineTable') move(node.key, by);
    if (node.type === 'TOMLKeyValue') move(node.value, by);
    else for (const pair of node.body) move(pair, by);
  }
}

function parse(text: string): { program: AST.TOMLProgram } | { problem: Problem } {
  const refuse = (message: string, at: number): { problem: Problem } => {
    const from = Math.min(at, text.length);
    return { problem: { span: span(from, Math.min(from + 1, text.length)), message } };
  };
  const deep = tooDeep(text);
  if (deep >= 0) return refuse('nested too deeply to read as TOML: read line by line', deep);
  // A byte order mark and lone carriage returns are not TOML, yet harmless.
  const source = text.replace(/^\ufeff/, ' ').replace(/\r(?!\n)/g, '\n');
  try {
    return { program: parseTOML(source, { tomlVersion: 'next' }) };
  } catch (error) {
    if (error instanceof ParseError) return refuse(error.message, error.index);
    return refuse('cannot be read as TOML: read line by line', 0);
  }
}

/** Offset where more brackets are open than are read, those in strings and comments counted too; or -1. */
function tooDeep(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 91 || c === 123) {
      if (++depth > deepestNesting) return i;
    } else if ((c === 93 || c === 125) && depth > 0) depth--;
  }
  return -1;
}

const rangeOf = (node: { range: [number, number] }): Span => span(node.range[0], node.range[1]);

function writeItem(writer: PairWriter, item: AST.TOMLKeyValue | AST.TOMLTable, text: string): void {
  if (item.type === 'TOMLKeyValue') return writePair(writer, item, null, text);
  const label = keySpan(item.key);
  const table = writer.key(label, null, label.end, null);
  for (const pair of item.body) writePair(writer, pair, table, text);
}

function writePair(writer: PairWriter, pair: AST.TOMLKeyValue, parent: Statement | null, text: string): void {
  const label = keySpan(pair.key);
  const { value } = pair;
  if (value.type !== 'TOMLValue') return writeCollection(writer, value, writer.key(label, null, label.end, parent), text);
  const body = valueSpan(value, text);
  const statement = writer.key(label, body.start < body.end ? body : null, value.range[1], parent);
  if (statement && value.kind === 'string' && value.multiline) writer.lines(body, statement);
}

function writeCollection(writer: PairWriter, value: AST.TOMLArray | AST.TOMLInlineTable, holder: Statement | null, text: string): void {
  if (value.type === 'TOMLInlineTable') {
    for (const pair of value.body) writePair(writer, pair, holder, text);
    return;
  }
  for (const element of value.elements) {
    if (element.type === 'TOMLValue') writer.element(rangeOf(element), valueSpan(element, text), holder);
    else writeCollection(writer, element, writer.element(span(element.range[0], element.range[0] + 1), null, holder), text);
  }
}

/** A key without its quotes; a dotted one from its first word to its last. */
function keySpan(key: AST.TOMLKey): Span {
  const [only] = key.keys;
  if (key.keys.length === 1 && only?.type === 'TOMLQuoted') return span(only.range[0] + 1, only.range[1] - 1);
  return rangeOf(key);
}

function valueSpan(value: AST.TOMLValue, text: string): Span {
  const { start, end } = rangeOf(value);
  if (value.kind !== 'string') return span(start, end);
  const quotes = value.multiline ? 3 : 1;
  return trim(text, start + quotes, end - quotes);
}
