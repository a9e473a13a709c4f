import * as vscode from 'vscode';
import { type DetailsAnswer, detailsCommand, detailsRequest, type PlaceParams } from '../../server/src/lsp/protocol.ts';
import { activeDocument, tellNoPlan } from './ask.ts';
import type { Server } from './server.ts';

const scheme = 'planwright-details';

/** A place, as a hover's link carries it. */
interface Place {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** `Planwright: Show Details` opens what is known of the number under the cursor, or at the link of a hover, as a rendered document beside it. */
export function registerDetails(context: vscode.ExtensionContext, server: Server): void {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async ({ query }) => (await detailsOf(server, JSON.parse(query) as Place))?.markdown ?? '',
  };
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    vscode.commands.registerCommand(detailsCommand, async (given?: Place) => {
      const place = given ?? placeOfCursor();
      if (!place || !(await detailsOf(server, place))) return void tellNoPlan();
      const address = vscode.Uri.from({ scheme, path: '/details.md', query: JSON.stringify(place) });
      const text = await vscode.workspace.openTextDocument(address);
      changed.fire(address);
      if ((await vscode.commands.getCommands(true)).includes('markdown.showPreviewToSide')) {
        await vscode.commands.executeCommand('markdown.showPreviewToSide', address);
      } else {
        await vscode.window.showTextDocument(text, { viewColumn: vscode.ViewColumn.Beside, preview: true });
      }
    }),
  );
}

function placeOfCursor(): Place | null {
  const document = activeDocument();
  const cursor = vscode.window.activeTextEditor?.selection.active;
  if (!document || !cursor) return null;
  return { uri: document.uri.toString(), position: { line: cursor.line, character: cursor.character } };
}

async function detailsOf(server: Server, { uri, position }: Place): Promise<DetailsAnswer | null> {
  const params: PlaceParams = { textDocument: { uri }, position };
  return (await server.ask<DetailsAnswer | null>(detailsRequest, params)) ?? null;
}
