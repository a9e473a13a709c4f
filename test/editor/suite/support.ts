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

/** Replaces what is found first, as typing would. */
export async function edit(document: vscode.TextDocument, old: string | RegExp, by: string | ((found: string) => string)): Promise<void> {
  const all = document.getText();
  const found = typeof old === 'string' ? old : (old.exec(all)?.[0] ?? '');
  const at = all.indexOf(found);
  if (found === '' || at < 0) throw new Error(`no ${old} in ${document.uri}`);
  const change = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + found.length));
  change.replace(document.uri, range, typeof by === 'string' ? by : by(found));
  await vscode.workspace.applyEdit(change);
}

export const text = async (uri: vscode.Uri): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));

export const write = (uri: vscode.Uri, content: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));

export const remove = (uri: vscode.Uri): Thenable<void> => vscode.workspace.fs.delete(uri);

/** Takes unsaved changes back, so that the next test finds the file as it is. */
export async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}
