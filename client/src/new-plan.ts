import * as vscode from 'vscode';
import snippets from '../../snippets/plan.json';

/** `Planwright: New Plan` opens a plan to begin with, whose figures are stops of the Tab key. */
export function registerNewPlan(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('planwright.newPlan', async () => {
      const items = Object.entries(snippets).map(([label, { description, body }]) => ({ label, description, body }));
      const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('New Plan') });
      if (!picked) return;
      const document = await vscode.workspace.openTextDocument({ language: 'markdown' });
      const editor = await vscode.window.showTextDocument(document);
      await editor.insertSnippet(new vscode.SnippetString(picked.body.join('\n')));
    }),
  );
}
