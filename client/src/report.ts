import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type ReportAnswer, reportRequest } from '../../server/src/lsp/protocol.ts';
import { activeDocument, ask, tellNoPlan } from './ask.ts';

const scheme = 'planwright-report';

/** The report on a document has an address of its own, which carries that of the document. */
function addressOf(source: vscode.Uri): vscode.Uri {
  const name = source.path.slice(source.path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  return vscode.Uri.from({ scheme, path: `/${name} modifications.md`, query: source.toString() });
}

/** `Planwright: Show Modifications` opens what the plan needs as a rendered document beside it, which follows the plan as it is edited. */
export function registerReport(context: vscode.ExtensionContext, client: BaseLanguageClient): void {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent({ query }) {
      const report = await ask<ReportAnswer>(client, reportRequest, vscode.Uri.parse(query));
      return report?.markdown ?? '';
    },
  };
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const open = new Set(vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme).map(({ uri }) => uri.query));
      for (const uri of uris) if (open.has(uri.toString())) changed.fire(addressOf(uri));
    }),
    vscode.commands.registerCommand('planwright.showReport', () => show(client)),
  );
}

async function show(client: BaseLanguageClient): Promise<void> {
  const document = activeDocument();
  const report = document && (await ask<ReportAnswer>(client, reportRequest, document.uri));
  if (!document || !report) return void tellNoPlan();
  const address = addressOf(document.uri);
  const text = await vscode.workspace.openTextDocument(address);
  if ((await vscode.commands.getCommands(true)).includes('markdown.showPreviewToSide')) {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', address);
  } else {
    await vscode.window.showTextDocument(text, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}
