import type { InlayHint, Range } from 'vscode-languageserver';
import { type Analysis, inlays } from '../engine.ts';
import { toPosition, toSpan } from './positions.ts';

/** What follows from the degrees of a launch, behind the last of them. */
export const toInlayHints = (analysis: Analysis, range: Range): InlayHint[] =>
  inlays(analysis, toSpan(analysis.lines, range)).map(({ offset, text }) => ({
    position: toPosition(analysis.lines, offset),
    label: text,
    paddingLeft: true,
  }));
