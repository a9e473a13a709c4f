import { addressIn, address, commentsAndFences, type CommentsAndFences } from '../document/comments.ts';
import type { Document } from '../document/document.ts';
import { findFrontMatter } from '../document/front-matter.ts';
import { type Span, span } from '../text/span.ts';
import { type Directive, parseDirective } from './directive.ts';

/** What of a document matters to suppression, read once for each document. */
export interface Marks extends CommentsAndFences {
  /** In the order of the document. */
  readonly directives: readonly Directive[];
  /** Where the front matter of a markdown document ends; 0 where there is none. */
  readonly frontMatterEnd: number;
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
  const found = { ...marks, frontMatterEnd, directives: text.includes(address) ? directivesOf(document, marks) : [] };
  cache.set(document, found);
  return found;
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
