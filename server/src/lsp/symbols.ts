import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver-protocol';
import { type Analysis, type OutlineItem, outline } from '../engine.ts';
import type { Client } from './client.ts';
import { SymbolKind } from './codes.ts';
import { toRange } from './positions.ts';

const kinds: Readonly<Record<OutlineItem['kind'], SymbolKind>> = { section: SymbolKind.Namespace, quantity: SymbolKind.Number };

/** The outline as a tree, or as a list for editors that know no other. */
export function toSymbols(analysis: Analysis, uri: string, client: Client): DocumentSymbol[] | SymbolInformation[] {
  const items = outline(analysis, { headings: !(client.listsHeadings && analysis.language === 'markdown') });
  return client.nestedSymbols ? items.map((item) => nested(analysis, item)) : items.flatMap((item) => flat(analysis, item, uri));
}

/** Editors refuse a symbol without a name, such as that of an empty heading. */
const nameOf = (item: OutlineItem): string => item.name.trim() || '(untitled)';

function nested(analysis: Analysis, item: OutlineItem): DocumentSymbol {
  return {
    name: nameOf(item),
    detail: item.detail,
    kind: kinds[item.kind],
    range: toRange(analysis.lines, item.span),
    selectionRange: toRange(analysis.lines, item.selection),
    children: item.children.map((child) => nested(analysis, child)),
  };
}

function flat(analysis: Analysis, item: OutlineItem, uri: string, container?: string): SymbolInformation[] {
  const symbol: SymbolInformation = {
    name: item.detail ? `${nameOf(item)} ${item.detail}` : nameOf(item),
    kind: kinds[item.kind],
    location: { uri, range: toRange(analysis.lines, item.span) },
  };
  if (container !== undefined) symbol.containerName = container;
  return [symbol, ...item.children.flatMap((child) => flat(analysis, child, uri, nameOf(item)))];
}
