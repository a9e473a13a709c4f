import type { CodeLens } from 'vscode-languageserver-protocol';
import { lenses } from '../engine.ts';
import type { Plan } from './plans.ts';
import { toPosition } from './positions.ts';
import { detailsCommand, exploreCommand, layoutCommand } from './protocol.ts';

/** Above a layout what it comes to, which opens the details, and beside it the other layouts, as a list and on a page. */
export function toLenses({ analysis, uri }: Plan): CodeLens[] {
  return lenses(analysis).flatMap(({ offset, text }, at) => {
    const position = toPosition(analysis.lines, offset);
    const range = { start: position, end: position };
    const details: CodeLens = { range, command: { title: text, command: detailsCommand, arguments: [{ uri, position }] } };
    if (at > 0) return [details];
    // the list of layouts and the what-if page are of the document
    return [
      details,
      { range, command: { title: 'other layouts…', command: layoutCommand } },
      { range, command: { title: 'explore', command: exploreCommand, arguments: [uri] } },
    ];
  });
}
