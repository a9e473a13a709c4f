import * as vscode from 'vscode';
import { isWorthLooking } from './worth.ts';

export const mayBePlanOf = (document: vscode.TextDocument): boolean =>
  isWorthLooking(document.languageId, document.fileName, () => document.getText());

/** Resolves when a document is opened, or edited, that may be a plan. */
export function planMayBeOpen(context: vscode.ExtensionContext): Promise<void> {
  return new Promise((resolve) => {
    const listening: vscode.Disposable[] = [];
    const look = (document: vscode.TextDocument): void => {
      if (!mayBePlanOf(document)) return;
      for (const each of listening) each.dispose();
      resolve();
    };
    listening.push(
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    );
    context.subscriptions.push(...listening);
  });
}
