import type { CodeLens } from 'vscode-languageserver';
import { lenses } from '../engine.ts';
import type { Plan } from './plans.ts';
import { toPosition } from './positions.ts';
import { detailsCommand, layoutCommand } from './protocol.ts';

/** Above a layout what it comes to, which opens the details, and beside it the other layouts. */
export function toLenses({ analysis, uri }: Plan): CodeLens[] {
  return lenses(analysis).flatMap(({ offset, text }, at) => {
    const position = toPosition(analysis.lines, offset);
    const range = { start: position, end: position };
    const details: CodeLens = { range, command: { title: text, command: detailsCommand, arguments: [{ uri, position }] } };
    // the list of layouts is one of the document
    return at === 0 ? [details, { range, command: { title: 'other layouts…', command: layoutCommand } }] : [details];
  });
}
