import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { DocumentParams } from '../../server/src/lsp/protocol.ts';

/** Asks the server about a document; null where it is no plan, and while the server is away. */
export async function ask<Answer>(client: BaseLanguageClient, method: string, uri: vscode.Uri): Promise<Answer | null> {
  if (!client.isRunning()) return null;
  const params: DocumentParams = { textDocument: { uri: client.code2ProtocolConverter.asUri(uri) } };
  return client.sendRequest<Answer | null>(method, params).catch(() => null);
}

/** The document in the active editor, for commands; tells the user where there is none that is a plan. */
export const activeDocument = (): vscode.TextDocument | null => vscode.window.activeTextEditor?.document ?? null;

export const tellNoPlan = (): Thenable<unknown> =>
  vscode.window.showInformationMessage(vscode.l10n.t('Planwright: the active editor shows no deployment plan.'));
