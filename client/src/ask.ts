import * as vscode from 'vscode';
import type { DocumentParams } from '../../server/src/lsp/protocol.ts';
import type { Server } from './server.ts';

/** Asks the server about a document; null where it is no plan, and while the server is away. */
export async function ask<Answer>(server: Server, method: string, uri: vscode.Uri): Promise<Answer | null> {
  const params: DocumentParams = { textDocument: { uri: uri.toString() } };
  return (await server.ask<Answer | null>(method, params)) ?? null;
}

/** The document in the active editor, for commands; tells the user where there is none that is a plan. */
export const activeDocument = (): vscode.TextDocument | null => vscode.window.activeTextEditor?.document ?? null;

export const tellNoPlan = (): Thenable<unknown> =>
  vscode.window.showInformationMessage(vscode.l10n.t('Planwright: the active editor shows no deployment plan.'));
