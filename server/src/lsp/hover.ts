import { type Hover, MarkupKind } from 'vscode-languageserver';
import { type Analysis, hoverAt } from '../engine.ts';
import type { Client } from './client.ts';
import { toRange } from './positions.ts';

export function toHover(analysis: Analysis, offset: number, client: Client): Hover | null {
  const hover = hoverAt(analysis, offset);
  if (!hover) return null;
  const contents = client.markdownHover
    ? { kind: MarkupKind.Markdown, value: hover.markdown }
    : { kind: MarkupKind.PlainText, value: plain(hover.markdown) };
  return { contents, range: toRange(analysis.lines, hover.span) };
}

/** Markdown as a reader without a renderer wants it: no marks of emphasis and code, links by their words, tables by their cells. */
export function plain(markdown: string): string {
  return markdown
    .split('\n')
    .filter((line) => !/^[|: -]*-[|: -]*$/.test(line) || !line.includes('|'))
    .map((line) =>
      line
        .replace(/^#{1,6} /, '')
        .replace(/^\| ?/, '')
        .replace(/ ?\|$/, '')
        .replace(/(?<!\\)\[([^[\]\n]*)\]\([^()\s]*\)/g, '$1')
        .replace(/(?<!\\)(?:\*\*|`)/g, '')
        .replace(/\\([!-/:-@[-`{-~])/g, '$1'),
    )
    .join('\n');
}
