import { ResponseError } from 'vscode-jsonrpc';
import type { Range, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { quantityAt, renameValue } from '../engine.ts';
import type { Client } from './client.ts';
import { LSPErrorCodes } from './codes.ts';
import { toWorkspaceEdit } from './edits.ts';
import type { Plan } from './plans.ts';
import { toRange } from './positions.ts';

/** The digits that a rename replaces; null on anything else, so that other extensions have their turn. */
export function prepareRename({ analysis }: Plan, offset: number): { range: Range; placeholder: string } | null {
  const found = quantityAt(analysis, offset);
  if (!found) return null;
  return { range: toRange(analysis.lines, found.span), placeholder: analysis.text.slice(found.span.start, found.span.end) };
}

/** Another value for the quantity, and the plan restated to it; refused with the reason where the plan would not be true. */
export function rename(plan: Plan, offset: number, newName: string, client: Client): WorkspaceEdit | null {
  const found = quantityAt(plan.analysis, offset);
  if (!found) return null;
  const repair = renameValue(plan.analysis, found.mention, newName);
  if ('refused' in repair) throw new ResponseError(LSPErrorCodes.RequestFailed, `Planwright: ${repair.refused}`);
  return toWorkspaceEdit(plan, repair, client);
}
