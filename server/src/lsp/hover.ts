import type { Hover } from 'vscode-languageserver-protocol';
import { detailsAt, hoverAt, isExplorable } from '../engine.ts';
import type { Client } from './client.ts';
import { MarkupKind } from './codes.ts';
import { commandLink } from './command-link.ts';
import type { Plan } from './plans.ts';
import { toPosition, toRange } from './positions.ts';
import { type DetailsAnswer, detailsCommand, exploreCommand } from './protocol.ts';

export function toHover({ analysis, uri }: Plan, offset: number, client: Client): Hover | null {
  const hover = hoverAt(analysis, offset);
  if (!hover) return null;
  const target = { uri, position: toPosition(analysis.lines, offset) };
  const links = [
    `[Details](${commandLink(detailsCommand, target)})`,
    ...(isExplorable(analysis) ? [`[Explore layouts](${commandLink(exploreCommand, uri)})`] : []),
  ];
  const details = hover.hasDetails && client.commands ? `\n\n${links.join(' · ')}` : '';
  const contents = client.markdownHover
    ? { kind: MarkupKind.Markdown, value: `${hover.markdown}${details}` }
    : { kind: MarkupKind.PlainText, value: plain(hover.markdown) };
  return { contents, range: toRange(analysis.lines, hover.span) };
}

/** The page that a hover has no room for. */
export function toDetails({ analysis }: Plan, offset: number): DetailsAnswer | null {
  const markdown = detailsAt(analysis, offset);
  return markdown === null ? null : { markdown };
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
