import type { CompletionItem } from 'vscode-languageserver-protocol';
import { type Analysis, completionsAt } from '../engine.ts';
import type { Client } from './client.ts';
import { CompletionItemKind, MarkupKind } from './codes.ts';
import { plain } from './hover.ts';
import { toRange } from './positions.ts';

/** Values that a degree can take, in the order of their size, each with what follows from it. */
export function toCompletions(analysis: Analysis, offset: number, client: Client): CompletionItem[] {
  const found = completionsAt(analysis, offset);
  if (!found) return [];
  const range = toRange(analysis.lines, found.span);
  const typed = analysis.text.slice(found.span.start, offset);
  return found.values.map(({ value, detail, markdown }, index): CompletionItem => {
    const item: CompletionItem = {
      label: String(value),
      kind: CompletionItemKind.Value,
      detail,
      sortText: String(index).padStart(3, '0'),
      // all of them stay in the list while a digit stands there already
      filterText: typed === '' ? String(value) : `${typed}${value}`,
      textEdit: { range, newText: String(value) },
    };
    if (markdown !== '') item.documentation = client.markdownCompletion ? { kind: MarkupKind.Markdown, value: markdown } : plain(markdown);
    return item;
  });
}
