import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { readFileRequest } from '../../server/src/lsp/protocol.ts';
import { registerLayouts } from './layouts.ts';
import { registerReport } from './report.ts';
import { registerStatus, type Status } from './status.ts';

/** What the extension offers to others, and to its own tests. */
export interface Api {
  /** What the status item says of the document in the active editor; null where it is no plan. */
  readonly status: () => Status | null;
}

/** A client on a process can be restarted; one on a worker lives and dies with its window. */
type Client = BaseLanguageClient & { restart?(): Promise<void> };

/** No scheme is named: plans in virtual workspaces and unsaved ones are checked like files. */
const languages = ['markdown', 'yaml', 'json', 'jsonc', 'toml'];

/** The part of the extension that is the same on the desktop and in a browser. `create` makes the client on its own kind of transport. */
export async function activateWith(context: vscode.ExtensionContext, create: (options: LanguageClientOptions) => Client): Promise<Api> {
  const outputChannel = vscode.window.createOutputChannel('Planwright', { log: true });
  const client = create({
    documentSelector: languages.map((language) => ({ language })),
    outputChannel,
    initializationOptions: { readsFiles: true, commands: true },
  });
  context.subscriptions.push(outputChannel, client);
  context.subscriptions.push(vscode.commands.registerCommand('planwright.restart', () => client.restart?.()));
  client.onRequest(readFileRequest, ({ uri }: { uri: string }) => readText(uri));
  await client.start();
  registerReport(context, client);
  registerLayouts(context, client);
  return { status: registerStatus(context, client) };
}

/** A file of the workspace, wherever that is; null where there is none. */
async function readText(uri: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.parse(uri)));
  } catch {
    return null;
  }
}
