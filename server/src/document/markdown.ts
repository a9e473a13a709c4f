import type { TreeCursor } from '@lezer/common';
import { type Span, span } from '../text/span.ts';
import { parseBlocks, parserInput, remember } from './blocks.ts';
import { DocumentBuilder } from './builder.ts';
import { isBlank } from './chars.ts';
import type { Document, Statement } from './document.ts';
import { findFrontMatter } from './front-matter.ts';
import { type InlineOptions, maskInline, normaliseReference } from './inline.ts';
import { jsonProblems, writeJson } from './json.ts';
import { findLabel } from './label.ts';
import { lineStart, linesOf } from './lines-of.ts';
import { isListing, readCodeLines } from './listing.ts';
import { Mask } from './mask.ts';
import { splitSentences } from './sentences.ts';
import { writeToml } from './toml.ts';
import { holdsPairs, parseYaml, writeYaml } from './yaml.ts';

/** A list item on the way down the tree; its statement is known once its first paragraph has been read. */
interface Item {
  readonly outer: Item | null;
  statement: Statement | null;
}

/** The blocks of a document in order, before their markup is hidden. */
type Block =
  | {
      readonly kind: 'heading';
      readonly start: number;
      readonly content: Span;
      readonly level: number;
      readonly nested: boolean;
      readonly item: Item | null;
    }
  | {
      readonly kind: 'paragraph';
      readonly content: Span;
      readonly item: Item | null;
      readonly opensItem: boolean;
      readonly list: number | null;
    }
  | { readonly kind: 'table'; readonly rows: readonly Row[]; readonly item: Item | null; readonly list: number | null }
  | {
      readonly kind: 'code';
      readonly fence: string | null;
      readonly lines: readonly Span[];
      readonly item: Item | null;
      readonly list: number | null;
    };

type Row = readonly { readonly column: number; readonly content: Span }[];

/** Reads a markdown document. What stands unchanged at the ends of `previous` is not parsed again. */
export function readMarkdown(text: string, previous?: Document): Document {
  const frontMatter = findFrontMatter(text);
  const blocks = parseBlocks(parserInput(text, frontMatter?.end ?? 0), previous);
  const walk = new BlockWalk(text);
  walk.read(blocks.tree.cursor());
  const builder = new DocumentBuilder('markdown', text, walk.plain());
  if (frontMatter) {
    const source = parseYaml(text.slice(0, frontMatter.stop), frontMatter.start);
    writeYaml(builder, [source], { fence: null, parent: null, block: builder.blockOf(null) });
  }
  for (const block of walk.blocks) addBlock(builder, block);
  const document = builder.finish();
  remember(document, blocks);
  return document;
}

/** HTML that shows no running text. */
const silentHtml = /^<\/?(?:table|thead|tbody|tfoot|tr|td|th|script|style|pre|textarea|svg|colgroup|col)\b/i;

/** First pass: goes down the tree once, lists the blocks that hold words, and hides their markup. */
class BlockWalk {
  readonly blocks: Block[] = [];
  readonly #text: string;
  readonly #mask: Mask;
  readonly #references = new Set<string>();
  #lists = 0;

  constructor(text: string) {
    this.#text = text;
    this.#mask = new Mask(text);
  }

  read(cursor: TreeCursor): void {
    this.#children(cursor, null, null, false);
  }

  /** The text without its markup. Link definitions may follow their use, so this comes after the walk. */
  plain(): string {
    const inline: InlineOptions = { references: this.#references, cell: false };
    const inCell: InlineOptions = { references: this.#references, cell: true };
    for (const block of this.blocks) {
      if (block.kind === 'heading' || block.kind === 'paragraph')
        maskInline(this.#text, block.content.start, block.content.end, this.#mask, inline);
      else if (block.kind === 'table') {
        for (const row of block.rows) for (const { content } of row) maskInline(this.#text, content.start, content.end, this.#mask, inCell);
      }
    }
    return this.#mask.apply();
  }

  #children(cursor: TreeCursor, item: Item | null, list: number | null, nested: boolean): void {
    if (!cursor.firstChild()) return;
    let opensItem = item !== null;
    do {
      const took = this.#block(cursor, item, list, nested, opensItem);
      if (took) opensItem = false;
    } while (cursor.nextSibling());
    cursor.parent();
  }

  /** Whether the node was a block of its own (rather than a mark). */
  #block(cursor: TreeCursor, item: Item | null, list: number | null, nested: boolean, opensItem: boolean): boolean {
    const { name } = cursor;
    switch (name) {
      case 'Paragraph':
      case 'Task':
        this.#paragraph(cursor, item, list, opensItem);
        return true;
      case 'BulletList':
      case 'OrderedList': {
        const number = list ?? this.#lists++;
        if (!cursor.firstChild()) return true;
        do {
          if (cursor.name === 'ListItem') this.#children(cursor, { outer: item, statement: null }, number, true);
        } while (cursor.nextSibling());
        cursor.parent();
        return true;
      }
      case 'Blockquote':
        this.#children(cursor, item, list, true);
        return true;
      case 'FencedCode':
      case 'CodeBlock':
        this.#code(cursor, item, list);
        return true;
      case 'Table':
        this.#table(cursor, item, list);
        return true;
      case 'LinkReference':
        this.#reference(cursor);
        return true;
      case 'HTMLBlock':
        if (!silentHtml.test(this.#text.slice(cursor.from, cursor.from + 16))) this.#paragraph(cursor, item, list, false);
        else this.#mask.hide(cursor.from, cursor.to);
        return true;
      case 'CommentBlock':
      case 'ProcessingInstructionBlock':
        this.#mask.hide(cursor.from, cursor.to);
        return true;
      case 'ListMark':
      case 'QuoteMark':
        return false;
      default:
        if (name.startsWith('ATXHeading') || name.startsWith('SetextHeading')) this.#heading(cursor, item, nested);
        return true;
    }
  }

  #heading(cursor: TreeCursor, item: Item | null, nested: boolean): void {
    const start = cursor.from;
    const level = Number(cursor.name.at(-1));
    let from = cursor.from;
    let to = cursor.to;
    if (cursor.firstChild()) {
      do {
        if (cursor.name !== 'HeaderMark') {
          if (cursor.name === 'QuoteMark') this.#mask.hide(cursor.from, cursor.to);
        } else if (cursor.from === start) from = cursor.to;
        else to = Math.min(to, cursor.from);
      } while (cursor.nextSibling());
      cursor.parent();
    }
    this.blocks.push({ kind: 'heading', start, content: span(from, Math.max(from, to)), level, nested, item });
  }

  #paragraph(cursor: TreeCursor, item: Item | null, list: number | null, opensItem: boolean): void {
    let from = cursor.from;
    const to = cursor.to;
    if (cursor.firstChild()) {
      do {
        if (cursor.name === 'TaskMarker') from = cursor.to;
        else if (cursor.name === 'QuoteMark') this.#mask.hide(cursor.from, cursor.to);
      } while (cursor.nextSibling());
      cursor.parent();
    }
    this.blocks.push({ kind: 'paragraph', content: span(from, to), item, opensItem, list });
  }

  #code(cursor: TreeCursor, item: Item | null, list: number | null): void {
    const fenced = cursor.name === 'FencedCode';
    let fence: string | null = fenced ? '' : null;
    const lines: Span[] = [];
    if (cursor.firstChild()) {
      do {
        if (cursor.name === 'CodeInfo') fence = infoWord(this.#text.slice(cursor.from, cursor.to));
        else if (cursor.name === 'CodeText') for (const line of linesOf(this.#text, cursor.from, cursor.to)) lines.push(line);
      } while (cursor.nextSibling());
      cursor.parent();
    }
    for (const part of fenced ? [{ fence, lines }] : fencesWithin(this.#text, lines)) {
      if (isListing(part.fence ?? '')) for (const line of part.lines) this.#boldLabel(line);
      this.blocks.push({ kind: 'code', fence: part.fence, lines: part.lines, item, list });
    }
  }

  /** People paste markdown into listings: the marks of a bold label at the start of a line are hidden there too. */
  #boldLabel({ start, end }: Span): void {
    const open = this.#text.slice(start, end).search(/[^\s>•*-]|\*\*/) + start;
    if (!this.#text.startsWith('**', open)) return;
    const close = this.#text.slice(open + 2, end).indexOf('**') + open + 2;
    if (close < open + 3 || isBlank(this.#text.charCodeAt(open + 2)) || isBlank(this.#text.charCodeAt(close - 1))) return;
    this.#mask.hide(open, open + 2);
    this.#mask.hide(close, close + 2);
  }

  #table(cursor: TreeCursor, item: Item | null, list: number | null): void {
    const rows: Row[] = [];
    if (!cursor.firstChild()) return;
    do {
      if (cursor.name === 'TableHeader' || cursor.name === 'TableRow') rows.push(this.#row(cursor));
    } while (cursor.nextSibling());
    cursor.parent();
    this.blocks.push({ kind: 'table', rows, item, list });
  }

  #row(cursor: TreeCursor): Row {
    const cells: { column: number; content: Span }[] = [];
    const start = cursor.from;
    let column = 0;
    if (!cursor.firstChild()) return cells;
    do {
      if (cursor.name === 'TableCell') cells.push({ column, content: span(cursor.from, cursor.to) });
      else if (cursor.name === 'TableDelimiter' && cursor.from !== start) column++;
    } while (cursor.nextSibling());
    cursor.parent();
    return cells;
  }

  #reference(cursor: TreeCursor): void {
    if (!cursor.firstChild()) return;
    do {
      if (cursor.name === 'LinkLabel') this.#references.add(normaliseReference(this.#text.slice(cursor.from + 1, cursor.to - 1)));
    } while (cursor.nextSibling());
    cursor.parent();
  }
}

const opening = /^[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]*)$/;

/** Indented code, and the fences in it: a tab or an admonition of a guide indents its fences by four and more. */
function fencesWithin(text: string, lines: readonly Span[]): { fence: string | null; lines: Span[] }[] {
  const out: { fence: string | null; lines: Span[] }[] = [];
  let plain: Span[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as Span;
    const words = text.slice(line.start, line.end);
    const open = words.length < 200 ? opening.exec(words) : null;
    const end = open?.[1] ? closingAfter(text, lines, i, open[1]) : -1;
    if (!open?.[1] || end < 0) {
      plain.push(line);
      continue;
    }
    if (plain.length > 0) out.push({ fence: null, lines: plain });
    plain = [];
    const margin = words.length - words.trimStart().length;
    const inside = lines.slice(i + 1, end).map((each) => withoutMargin(text, each, margin));
    if (inside.length > 0) out.push({ fence: infoWord(open[2] ?? ''), lines: inside });
    i = end;
  }
  if (plain.length > 0) out.push({ fence: null, lines: plain });
  return out;
}

/** Index of the line that closes a fence; -1 where it is left open. */
function closingAfter(text: string, lines: readonly Span[], from: number, mark: string): number {
  for (let i = from + 1; i < lines.length; i++) {
    const words = text.slice(lines[i]?.start, lines[i]?.end).trim();
    if (words.startsWith(mark) && words.replaceAll(mark[0] ?? '', '') === '') return i;
  }
  return -1;
}

function withoutMargin(text: string, { start, end }: Span, margin: number): Span {
  let at = start;
  while (at < end && at - start < margin && (text[at] === ' ' || text[at] === '\t')) at++;
  return span(at, end);
}

/** First word of a fence's info string: `yaml` of `yaml title="x"`, `python` of `{.python}`. */
function infoWord(info: string): string {
  return (/^[^\s,{}]+/.exec(info.replace(/^\s*\{?\.?/, ''))?.[0] ?? '').toLowerCase();
}

/** Second pass: the statements of one block. */
function addBlock(builder: DocumentBuilder, block: Block): void {
  switch (block.kind) {
    case 'heading':
      return addHeading(builder, block);
    case 'paragraph':
      return addParagraph(builder, block);
    case 'table':
      return addTable(builder, block);
    case 'code':
      return addCode(builder, block);
  }
}

/** The statement of the item a block stands in, or of the nearest one around it that has words of its own. */
function nearest(item: Item | null): Statement | null {
  for (let i = item; i; i = i.outer) if (i.statement) return i.statement;
  return null;
}

function addHeading(builder: DocumentBuilder, block: Block & { kind: 'heading' }): void {
  const { start, end } = block.content;
  const title = builder.trim(start, end);
  if (!block.nested) builder.openSection(block.level, block.start, title);
  const labelled = findLabel(builder.text, builder.plain, start, end);
  builder.add({ kind: 'heading', start, end, labelled, parent: nearest(block.item), block: builder.blockOf(null) });
}

function addParagraph(builder: DocumentBuilder, block: Block & { kind: 'paragraph' }): void {
  const { text, plain } = builder;
  const { content, item, opensItem } = block;
  const number = builder.blockOf(block.list);
  let parent = nearest(opensItem && item ? item.outer : item);
  let own = opensItem;
  for (const { start, end } of splitSentences(text, plain, content.start, content.end, !opensItem)) {
    const labelled = findLabel(text, plain, start, end);
    const statement = builder.add({ kind: own ? 'item' : 'sentence', start, end, labelled, parent, block: number });
    if (own && statement && item) {
      item.statement = statement;
      parent = statement;
      own = false;
    }
  }
}

function addTable(builder: DocumentBuilder, block: Block & { kind: 'table' }): void {
  const number = builder.blockOf(block.list);
  const parent = nearest(block.item);
  const headers = new Map<number, Span>();
  for (const [row, cells] of block.rows.entries()) {
    let rowLabel: Span | null = null;
    for (const { column, content } of cells) {
      const { start, end } = content;
      const words = builder.trim(start, end);
      if (words.start === words.end) continue;
      if (row === 0) headers.set(column, words);
      const cell = { row, column, header: headers.get(column) ?? null, rowLabel };
      const labelled = findLabel(builder.text, builder.plain, start, end);
      builder.add({ kind: 'cell', start, end, labelled, parent, block: number, cell });
      if (column === 0) rowLabel = words;
    }
  }
}

/** Code, line by line; YAML, JSON and TOML as pairs where they parse without a problem (an excerpt often does not). */
function addCode(builder: DocumentBuilder, block: Block & { kind: 'code' }): void {
  const { fence, lines } = block;
  const number = builder.blockOf(block.list);
  const parent = nearest(block.item);
  const place = { fence, parent, block: number };
  if (fence === 'yaml' || fence === 'yml') {
    const { source, base } = fenceSource(builder.text, lines);
    const parsed = parseYaml(source, 0, base);
    if (parsed.problems.length === 0 && holdsPairs(parsed)) return writeYaml(builder, [parsed], place);
  } else if (fence === 'json' || fence === 'jsonc' || fence === 'json5') {
    const { source, base } = fenceSource(builder.text, lines);
    if (jsonProblems(source, base).length === 0) {
      writeJson(builder, source, base, place);
      return;
    }
  } else if (fence === 'toml') {
    const { source, base } = fenceSource(builder.text, lines);
    if (writeToml(builder, source, base, place)) return;
  }
  readCodeLines(builder, lines, { fence, language: fence ?? '', block: number, parent });
}

/** The lines of a fence as one text, with blanks where the marks of quotes and lists stand, and the offset it starts at. */
function fenceSource(text: string, lines: readonly Span[]): { source: string; base: number } {
  const base = lineStart(text, lines[0]?.start ?? 0);
  let source = '';
  let at = base;
  for (const { start, end } of lines) {
    source += text.slice(at, start).replace(/[^\r\n]/g, ' ') + text.slice(start, end);
    at = end;
  }
  return { source, base };
}
