import { type Span, span } from '../text/span.ts';
import { DocumentBuilder } from './builder.ts';
import type { Document } from './document.ts';
import { findLabel } from './label.ts';
import { linesOf } from './lines-of.ts';
import { readCodeLines } from './listing.ts';
import { splitSentences } from './sentences.ts';
import { holdsPairs, parseYaml, writeYaml } from './yaml.ts';

const codeDirective = /^(\s*)\.\. (?:code-block|code|sourcecode|parsed-literal|prompt)::[ \t]*([\w+-]*)/;
const directive = /^\s*\.\. /;
const adornment = /^([=\-~^"'`#*+.:_])\1{2,}\s*$/;
/** Rank of a heading by the sign under it, as most guides use them. */
const ranks = '#*=-~^"';

/** Reads reStructuredText: headings, paragraphs, items, and code in directives and literal blocks. Tables are read as text. */
export function readRst(text: string): Document {
  const lines = linesOf(text, 0, text.length);
  const builder = new DocumentBuilder('rst', text, hideMarks(text));
  const words = (line: Span | undefined): string => (line ? text.slice(line.start, line.end) : '');
  let paragraph: Span[] = [];
  const flush = (): void => {
    const [first] = paragraph;
    const last = paragraph.at(-1);
    paragraph = [];
    if (first && last) addParagraph(builder, first.start, last.end);
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as Span;
    const said = words(line);
    const code = codeDirective.exec(said);
    if (said.trim() === '' || directive.test(said)) flush();
    if (code) i = addCode(builder, lines, i, indentOf(said), (code[2] ?? '').toLowerCase());
    else if (said.trim() === '' || directive.test(said) || adornment.test(said)) continue;
    else if (paragraph.length === 0 && adornment.test(words(lines[i + 1])) && words(lines[i + 1]).trim().length >= 3) {
      const level = Math.max(1, Math.min(6, ranks.indexOf(words(lines[i + 1]).trim()[0] ?? '=')));
      const title = builder.trim(line.start, line.end);
      builder.openSection(level, line.start, title);
      builder.add({ kind: 'heading', start: line.start, end: line.end, labelled: null, block: builder.blockOf(null) });
      i++;
    } else {
      if (/^\s*(?:[-*+]|\d+\.) /.test(said)) flush();
      paragraph.push(line);
      if (said.trimEnd().endsWith('::')) {
        flush();
        i = addCode(builder, lines, i, indentOf(said), '');
      }
    }
  }
  flush();
  return builder.finish();
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** The marks of literal and strong text are no words. */
const hideMarks = (text: string): string => text.replace(/``|\*\*/g, '\0\0');

function addParagraph(builder: DocumentBuilder, start: number, end: number): void {
  const { text, plain } = builder;
  const block = builder.blockOf(null);
  const item = /^\s*(?:[-*+]|\d+\.) /.exec(text.slice(start, end))?.[0].length ?? 0;
  for (const sentence of splitSentences(text, plain, start + item, end, item === 0)) {
    const labelled = findLabel(text, plain, sentence.start, sentence.end);
    builder.add({ kind: item > 0 ? 'item' : 'sentence', start: sentence.start, end: sentence.end, labelled, block });
  }
}

/** The lines indented further than the directive at `at`, its options left out. Gives the index of the last of them. */
function addCode(builder: DocumentBuilder, lines: readonly Span[], at: number, indent: number, fence: string): number {
  const { text } = builder;
  let last = at;
  for (let i = at + 1; i < lines.length; i++) {
    const line = text.slice(lines[i]?.start, lines[i]?.end);
    if (line.trim() !== '' && indentOf(line) <= indent) break;
    if (line.trim() !== '') last = i;
  }
  let first = at + 1;
  while (first <= last && /^\s*(?::[\w-]+:.*)?$/.test(text.slice(lines[first]?.start, lines[first]?.end))) first++;
  const body = lines.slice(first, last + 1);
  const block = builder.blockOf(null);
  const [head] = body;
  if (!head) return last;
  if (/^ya?ml$/.test(fence)) {
    const parsed = parseYaml(text.slice(head.start, body.at(-1)?.end), 0, head.start);
    if (parsed.problems.length === 0 && holdsPairs(parsed)) {
      writeYaml(builder, [parsed], { fence, parent: null, block });
      return last;
    }
  }
  const margin = Math.min(
    ...body
      .map((line) => text.slice(line.start, line.end))
      .filter((line) => line.trim() !== '')
      .map(indentOf),
  );
  const cut = body.map(({ start, end }) => span(Math.min(end, start + margin), end));
  readCodeLines(builder, cut, { fence, language: fence, block, parent: null });
  return last;
}
