import { address, addressIn, type CommentsAndFences, commentsAndFences } from '../document/comments.ts';
import type { Document } from '../document/document.ts';
import { findFrontMatter } from '../document/front-matter.ts';
import { type Span, span } from '../text/span.ts';
import { type Directive, parseDirective } from './directive.ts';

/** More comments for this program than these are not read: nobody writes them by hand, and each is compared with every finding. */
const mostDirectives = 1000;

/** What of a document matters to suppression, read once for each document. */
export interface Marks extends CommentsAndFences {
  /** In the order of the document. */
  readonly directives: readonly Directive[];
  /** Where the front matter of a markdown document ends; 0 where there is none. */
  readonly frontMatterEnd: number;
  /** Some comment stands in code or configuration. */
  readonly codeComments: boolean;
}

const cache = new WeakMap<Document, Marks>();
const nothing: CommentsAndFences = { comments: [], fences: [] };

export function marksOf(document: Document): Marks {
  const known = cache.get(document);
  if (known) return known;
  const { text } = document;
  const markdown = document.language === 'markdown';
  const marks = markdown ? commentsAndFences(text) : nothing;
  const frontMatterEnd = markdown ? (findFrontMatter(text)?.end ?? 0) : 0;
  const directives = text.includes(address) ? directivesOf(document, marks).slice(0, mostDirectives) : [];
  const found = { ...marks, frontMatterEnd, directives, codeComments: document.statements.some(({ kind }) => kind === 'comment') };
  cache.set(document, found);
  return found;
}

/** The fence that holds `offset`. */
export function fenceAt(document: Document, offset: number): Span | null {
  const { fences } = marksOf(document);
  const fence = fences[lastBefore(fences, (each) => each.start <= offset)];
  return fence && offset <= fence.end ? fence : null;
}

/** Index of the last of the sorted `items` for which `before` holds, or -1. */
export function lastBefore<T>(items: readonly T[], before: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(items[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function directivesOf(document: Document, { comments }: CommentsAndFences): Directive[] {
  const { text } = document;
  const found: Directive[] = [];
  const add = (words: Span, comment: Span): void => {
    const directive = parseDirective(text, words, comment);
    if (directive) found.push(directive);
  };
  for (const comment of comments) {
    let start = comment.start + 4;
    while (start < comment.end - 3 && ' \t\r\n'.includes(text[start] ?? '')) start++;
    add(span(start, comment.end - 3), comment);
  }
  for (const { kind, span: words } of document.statements) {
    if (kind !== 'comment') continue;
    const at = addressIn(text, words.start, words.end);
    if (at >= 0) add(span(text.indexOf(address, at), words.end), withMarks(text, span(at, words.end), at === words.start));
  }
  return found.sort((a, b) => a.comment.start - b.comment.start);
}

/** A comment of code with its mark (`#`, `//`, or both ends of a `/* … *\/`), where that is not part of `words` already. */
function withMarks(text: string, words: Span, first: boolean): Span {
  if (!first) return words;
  let { start, end } = words;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  while (start > 0 && '#/*!'.includes(text[start - 1] ?? ' ')) start--;
  if (text.startsWith('/*', start)) {
    const close = text.indexOf('*/', end);
    if (close >= 0 && text.slice(end, close).trim() === '') end = close + 2;
  }
  return span(start, end);
}
