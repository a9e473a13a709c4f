import type { InlayHint, Range } from 'vscode-languageserver-protocol';
import { type Analysis, correctionInlays, inlays, writtenEdits } from '../engine.ts';
import { toPosition, toRange, toSpan } from './positions.ts';

/** What follows from the degrees of a launch, behind the last of them. */
export const toInlayHints = (analysis: Analysis, range: Range): InlayHint[] =>
  inlays(analysis, toSpan(analysis.lines, range)).map(({ offset, text }) => ({
    position: toPosition(analysis.lines, offset),
    label: text,
    paddingLeft: true,
  }));

/** Behind a wrong number what it should be; accepting the hint puts it there. */
export const toCorrectionHints = (analysis: Analysis, range: Range): InlayHint[] =>
  correctionInlays(analysis, toSpan(analysis.lines, range)).map(({ offset, text, edit, message }) => ({
    position: toPosition(analysis.lines, offset),
    label: text,
    tooltip: message,
    textEdits: writtenEdits(analysis, { edits: [edit] }).map(({ span, newText }) => ({ range: toRange(analysis.lines, span), newText })),
    paddingLeft: true,
  }));
