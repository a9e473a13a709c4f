import type { Document, Language, Statement } from '../../server/src/document/document.ts';
import { readDocument } from '../../server/src/document/read.ts';
import type { Span } from '../../server/src/text/span.ts';

/** What a reader sees in a span: marks of markup left out. */
export const words = (document: Document, span: Span | null): string | null =>
  span && document.plain.slice(span.start, span.end).replaceAll('\0', '');

const depth = (statement: Statement): number => (statement.parent ? depth(statement.parent) + 1 : 0);

const describe = (document: Document, statement: Statement): string => {
  const { kind, label, body } = statement;
  const said = label ? `${words(document, label)} ⇒ ${words(document, body)}` : words(document, body);
  return `${'  '.repeat(depth(statement))}${kind} ${said}`.trimEnd();
};

/** One line a statement, indented by its parents: `item Layers ⇒ 16`. */
export function statementsOf(text: string, language: Language = 'markdown'): string[] {
  const document = readDocument(text, language);
  return document.statements.map((statement) => describe(document, statement));
}

/** The text as the notation reader gets it, hidden marks shown as `·`. */
export const plainOf = (text: string): string => readDocument(text, 'markdown').plain.replaceAll('\0', '·');

/** The label of the only statement of a text. */
export function labelOf(text: string, language: Language = 'markdown'): string | null {
  const document = readDocument(text, language);
  return words(document, document.statements[0]?.label ?? null);
}

export const listing = (...lines: string[]): string => ['```', ...lines, '```'].join('\n');

export const fence = (info: string, ...lines: string[]): string => [`\`\`\`${info}`, ...lines, '```'].join('\n');
