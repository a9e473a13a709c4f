import * as vscode from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import { caretNotification, detailsCommand, exploreCommand, readFileRequest } from '../../server/src/lsp/protocol.ts';
import { registerDetails } from './details.ts';
import { EditPreview } from './edit-preview.ts';
import { registerExplore } from './explore.ts';
import { registerLayouts } from './layouts.ts';
import { mayBePlanOf, planMayBeOpen } from './look.ts';
import { registerNewPlan } from './new-plan.ts';
import { registerReport } from './report.ts';
import { type Client, Server } from './server.ts';
import { registerStatus, type Status } from './status.ts';
import { languages } from './worth.ts';

/** What the extension offers to others, and to its own tests. */
export interface Api {
  /** What the status item says of the document in the active editor; null where it is no plan. */
  readonly status: () => Status | null;
  /** Whether the language server was started: a workspace without plans pays for none. */
  readonly isServing: () => boolean;
  /** Whether the editor took `planwright mcp` for its agents; absent in a browser. */
  readonly servesAgents?: boolean;
}

/** No scheme is named: plans in virtual workspaces and unsaved ones are checked like files. */
const selector = Object.keys(languages).map((language) => ({ language }));

/** The part of the extension that is the same on the desktop and in a browser. `create` makes the client on its own kind of transport. */
export async function activateWith(
  context: vscode.ExtensionContext,
  create: (options: LanguageClientOptions) => Promise<Client>,
): Promise<Api> {
  const outputChannel = vscode.window.createOutputChannel('Planwright', { log: true });
  context.subscriptions.push(outputChannel);
  const server = new Server(async () => {
    const client = await create({
      documentSelector: selector,
      outputChannel,
      initializationOptions: { readsFiles: true, tellsCaret: true, commands: true, listsHeadings: true },
      // hovers may carry the two commands that they link to, and nothing else
      markdown: { isTrusted: { enabledCommands: [detailsCommand, exploreCommand] } },
    });
    client.onRequest(readFileRequest, ({ uri, limit }: { uri: string; limit: number }) => readText(uri, limit));
    return client;
  });
  registerNewPlan(context);
  context.subscriptions.push(vscode.commands.registerCommand('planwright.restart', () => server.restart()));
  registerCaret(context, server);
  const preview = new EditPreview();
  context.subscriptions.push(preview);
  registerReport(context, server, preview);
  registerDetails(context, server);
  registerLayouts(context, server, preview);
  registerExplore(context, server, preview);
  const status = registerStatus(context, server);
  const start = async (): Promise<void> => {
    await server.start(context);
    status.update();
  };
  // a workspace without plans pays for no server; where one is open, whoever activates us finds it running
  if (vscode.workspace.textDocuments.some(mayBePlanOf)) await start();
  else void planMayBeOpen(context).then(start);
  return { status: status.current, isServing: () => server.isRunning };
}

/** Nothing is said of a number that is being written: the server is told when the caret has left it. */
function registerCaret(context: vscode.ExtensionContext, server: Server): void {
  let written: { readonly document: vscode.TextDocument; readonly end: vscode.Position } | null = null;
  context.subscriptions.push(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges: [change] }) => {
      if (!change || !(document.languageId in languages)) return;
      written = /^[\d.,]$/.test(change.text) ? { document, end: change.range.start.translate(0, 1) } : null;
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections }) => {
      const position = selections[0]?.active;
      if (!position || written?.document !== document || position.isEqual(written.end)) return;
      written = null;
      server.tell(caretNotification, { textDocument: { uri: document.uri.toString() }, position });
    }),
  );
}

/** A plain file of the workspace, wherever that is; null where there is none, or it is longer than `limit` bytes. */
async function readText(name: string, limit: number): Promise<string | null> {
  try {
    const uri = vscode.Uri.parse(name);
    // a link may lead anywhere
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File || size > limit) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
