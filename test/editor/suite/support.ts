import * as vscode from 'vscode';

/** Waits for what an editor does in its own time. */
export async function until<T>(
  what: string,
  ready: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await ready();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function workspaceUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(workspaceUri(name));
  await vscode.window.showTextDocument(document);
  return document;
}

export const findingsOf = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'planwright');

/** The rule of a diagnostic, and where its page stands. */
export function ruleOf({ code }: vscode.Diagnostic): { id: string; page: string } {
  return typeof code === 'object' ? { id: String(code.value), page: code.target.toString() } : { id: String(code), page: '' };
}

/**
 * Asks for code actions until there is one that fits: VS Code now and then answers such a request with nothing right after other activity.
 */
export function codeAction(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
  fits: (action: vscode.CodeAction) => boolean,
): Promise<vscode.CodeAction> {
  return until(`a ${kind.value}`, async () => (await codeActions(document, range, kind)).find(fits));
}

export const codeActions = (
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Thenable<vscode.CodeAction[]> => vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind.value);

export async function revert(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.revert');
}
